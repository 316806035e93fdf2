"""What a lesson requires and teaches, in a view: its own words, its modules' and its skills'."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from itertools import chain
from typing import Final, NamedTuple, TypeVar, cast

from graph.model import EdgeKind, NodeKind, TeachingRole
from graph.snapshot import Snapshot, View

T = TypeVar("T")
_RECALLED: Final = 50_000
"""Answers that a snapshot keeps: those about the lessons and views that are asked for."""


def _recalled(work_out: Callable[[Snapshot, int, View], T]) -> Callable[[Snapshot, int, View], T]:
    """Have a function of a snapshot's edges work each answer out once; nobody may change what it returns."""
    name = work_out.__name__

    @wraps(work_out)
    def recall(snapshot: Snapshot, node: int, view: View) -> T:
        known = snapshot.recalled
        key = (name, node, view.kind, view.min_confidence)
        found = known.get(key)
        if found is None:
            if len(known) >= _RECALLED:
                known.clear()
            found = known[key] = work_out(snapshot, node, view)
        return cast("T", found)

    return recall


class Requirement(NamedTuple):
    """A skill, lesson or module that a lesson requires, and the edges that say so.

    ``at_the_door`` holds where a module requires a skill that its own lessons alone teach: what one is
    assumed to bring along, which no lesson of the module can wait for.
    """

    node: int
    because: tuple[int, ...]
    at_the_door: bool


def bound_out(snapshot: Snapshot, node: int, kind: EdgeKind, view: View) -> Sequence[int]:
    """Return the edges of a kind out of a node that bind in a view."""
    edges = snapshot.edges_out(node, kind)
    return snapshot.bound(edges, kind, view) if edges else edges


def bound_into(snapshot: Snapshot, node: int, kind: EdgeKind, view: View) -> Sequence[int]:
    """Return the edges of a kind into a node that bind in a view."""
    edges = snapshot.edges_into(node, kind)
    return snapshot.bound(edges, kind, view) if edges else edges


@_recalled
def taught_by(snapshot: Snapshot, lesson: int, view: View) -> Mapping[int, int]:
    """Return the skills that a lesson teaches, each with its edge."""
    return {snapshot.target_of(edge): edge for edge in bound_out(snapshot, lesson, EdgeKind.TEACHES, view)}


@_recalled
def main_skills(snapshot: Snapshot, lesson: int, view: View) -> Mapping[int, int]:
    """Return the skills that a lesson is about, each with its edge."""
    taught = taught_by(snapshot, lesson, view)
    return {skill: edge for skill, edge in taught.items() if snapshot.role(edge) is TeachingRole.MAIN}


def parts_of(snapshot: Snapshot, skill: int, view: View) -> dict[int, int]:
    """Return the skills that an outcome or broader skill consists of, each with its edge."""
    edges = bound_into(snapshot, skill, EdgeKind.PART_OF, view)
    if not edges:
        return {}
    parts = {snapshot.source_of(edge): edge for edge in edges}
    return {part: edge for part, edge in parts.items() if snapshot.kind(part) is NodeKind.SKILL}


@_recalled
def requirements(snapshot: Snapshot, lesson: int, view: View) -> tuple[Requirement, ...]:
    """Return what must be known or done before a lesson: what it, its modules and its skills require.

    What the lesson teaches itself, and what it is part of, is left out: nothing waits for itself.
    """
    return read_requirements(snapshot, lesson, view)


def read_requirements(snapshot: Snapshot, lesson: int, view: View) -> tuple[Requirement, ...]:
    """Return what :func:`requirements` does, for who keeps it in another form: nothing is remembered."""
    taught = [snapshot.target_of(edge) for edge in bound_out(snapshot, lesson, EdgeKind.TEACHES, view)]
    above = snapshot.modules_above(lesson) if NodeKind.MODULE in snapshot.requiring else ()
    inheriting = taught if NodeKind.SKILL in snapshot.requiring else ()
    own = bound_out(snapshot, lesson, EdgeKind.REQUIRES, view)
    if not above and not inheriting:  # as it is nearly everywhere
        ends = [(snapshot.target_of(edge), edge) for edge in own]
        return tuple(
            [Requirement(n, (e,), at_the_door=False) for n, e in ends if n != lesson and n not in taught]
        )
    because: dict[int, tuple[int, ...]] = {}
    holders = (bound_out(snapshot, holder, EdgeKind.REQUIRES, view) for holder in (*above, *inheriting))
    for edge in chain(own, *holders):
        node = snapshot.target_of(edge)
        if node != lesson and node not in taught and node not in above:
            because[node] = (*because[node], edge) if node in because else (edge,)
    return tuple(
        [
            Requirement(node, edges, bool(above) and _at_the_door(snapshot, node, edges, view))
            for node, edges in because.items()
        ]
    )


def same_as(snapshot: Snapshot, skill: int, view: View) -> dict[int, int]:
    """Return the same skill in other curricula, each with its edge."""
    out = bound_out(snapshot, skill, EdgeKind.SAME_AS, view)
    into = bound_into(snapshot, skill, EdgeKind.SAME_AS, view)
    if not out and not into:
        return {}
    return {snapshot.target_of(e): e for e in out} | {snapshot.source_of(e): e for e in into}


def is_untaught(snapshot: Snapshot, node: int, view: View, beyond: frozenset[int] = frozenset()) -> bool:
    """Return whether nothing could make a required skill, lesson or module true by study.

    A skill without a teacher is untaught if all its parts are, and the same skill elsewhere; ``beyond`` are
    skills that were looked at on the way, so that a circle of parts ends.
    """
    kind = snapshot.kind(node)
    if kind is NodeKind.LESSON:
        return bool(snapshot.referenced[node])
    if kind is NodeKind.MODULE:
        return not snapshot.lessons_of(node)
    if bound_into(snapshot, node, EdgeKind.TEACHES, view):
        return False
    others = (parts_of(snapshot, node, view) | same_as(snapshot, node, view)).keys() - beyond
    return all(is_untaught(snapshot, other, view, beyond | {node}) for other in others)


def _at_the_door(snapshot: Snapshot, node: int, because: Iterable[int], view: View) -> bool:
    """Return whether modules alone require a skill, and lessons of one of them alone teach it."""
    holders = [snapshot.source_of(edge) for edge in because]
    if snapshot.kind(node) is not NodeKind.SKILL:
        return False
    if any(snapshot.kind(holder) is not NodeKind.MODULE for holder in holders):
        return False
    teachers = {snapshot.source_of(edge) for edge in bound_into(snapshot, node, EdgeKind.TEACHES, view)}
    return bool(teachers) and any(
        all(holder in snapshot.modules_above(teacher) for teacher in teachers) for holder in holders
    )

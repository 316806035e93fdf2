"""Which lessons can be started: all that they require is met, or cannot be met by study."""

from collections.abc import Iterable

from graph.algorithms.known import NOTHING, Known
from graph.algorithms.requirements import bound_into, bound_out, requirements, same_as
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


def startable(snapshot: Snapshot, known: Known, view: View) -> list[int]:
    """Return the lessons that are not done and whose requirements are all met, ascending.

    Knowing more never closes a lesson. So these are the ones that are open to everybody, which the snapshot
    keeps, and those among the dependents of what is known.
    """
    everybody = snapshot.once(startable, lambda: _open_to_everybody(snapshot, view), view)
    near = _near(snapshot, known, view) - everybody
    found = {lesson for lesson in near if can_start(snapshot, lesson, known, view)}
    return sorted((everybody | found) - known.done)


def can_start(snapshot: Snapshot, lesson: int, known: Known, view: View) -> bool:
    """Return whether a lesson is not done and all that it requires is met."""
    if lesson in known.done or snapshot.referenced[lesson]:
        return False
    return not missing(snapshot, lesson, known, view)


def missing(snapshot: Snapshot, lesson: int, known: Known, view: View) -> list[int]:
    """Return what must be known or done before a lesson, is not, and could be."""
    return [
        requirement.node
        for requirement in requirements(snapshot, lesson, view)
        if not requirement.at_the_door and not known.satisfies(snapshot, requirement.node, view)
    ]


def lessons_behind(snapshot: Snapshot, node: int, view: View) -> Iterable[int]:
    """Return the lessons that inherit what a node requires."""
    kind = snapshot.kind(node)
    if kind is NodeKind.LESSON:
        return (node,)
    if kind is NodeKind.MODULE:
        return snapshot.lessons_of(node)
    return [snapshot.source_of(edge) for edge in bound_into(snapshot, node, EdgeKind.TEACHES, view)]


def dependents(snapshot: Snapshot, nodes: Iterable[int], view: View) -> set[int]:
    """Return the lessons that require any of some nodes, by themselves or by what they inherit."""
    requiring = {
        snapshot.source_of(edge)
        for node in nodes
        for edge in bound_into(snapshot, node, EdgeKind.REQUIRES, view)
    }
    return {lesson for node in requiring for lesson in lessons_behind(snapshot, node, view)}


def _open_to_everybody(snapshot: Snapshot, view: View) -> frozenset[int]:
    lessons, nothing = snapshot.of_kind(NodeKind.LESSON).tolist(), NOTHING
    return frozenset(lesson for lesson in lessons if can_start(snapshot, lesson, nothing, view))


def _near(snapshot: Snapshot, known: Known, view: View) -> set[int]:
    """Return the lessons of which a requirement may be met because of what is known."""
    teachers = {
        snapshot.source_of(edge)
        for skill in known.skills
        for edge in bound_into(snapshot, skill, EdgeKind.TEACHES, view)
    }
    lessons = teachers | known.done
    modules = {module for lesson in lessons for module in snapshot.modules_above(lesson)}
    return dependents(snapshot, {*_followed(snapshot, known, view), *lessons, *modules}, view)


def _followed(snapshot: Snapshot, known: Known, view: View) -> set[int]:
    """Return the skills that are known, and those that they are a part of or are the same as."""
    found: set[int] = set()
    waiting = list(known.skills)
    while waiting:
        skill = waiting.pop()
        if skill not in found:
            found.add(skill)
            wholes = bound_out(snapshot, skill, EdgeKind.PART_OF, view)
            waiting += map(snapshot.target_of, wholes)
            waiting += same_as(snapshot, skill, view)
    return found

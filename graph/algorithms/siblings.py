"""Lessons beside a path: what else serves the same outcomes and guards against the same pitfalls."""

from collections.abc import Collection
from dataclasses import dataclass

from graph.algorithms.requirements import bound_into, bound_out, parts_of, taught_by
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Sibling:
    """A lesson, the outcome or pitfall that it shares with lessons of a path, and the edges that say so."""

    lesson: int
    shares: int
    because: tuple[int, ...]


def siblings(snapshot: Snapshot, lessons: Collection[int], view: View) -> tuple[Sibling, ...]:
    """Return lessons that serve the same outcomes, by other parts, or the same pitfalls as some lessons.

    Returns
    -------
    By the lesson that they are siblings of, outcomes before pitfalls, then in reading order; one entry for
    each lesson and what it shares, none for the lessons themselves.
    """
    found: dict[tuple[int, int], dict[int, None]] = {}
    for lesson in lessons:
        for shared, other, edges in (
            *_by_outcome(snapshot, lesson, view),
            *_by_pitfall(snapshot, lesson, view),
        ):
            if other not in lessons:
                found.setdefault((other, shared), {}).update(dict.fromkeys(edges))
    return tuple(Sibling(other, shared, tuple(edges)) for (other, shared), edges in found.items())


def _by_outcome(snapshot: Snapshot, lesson: int, view: View) -> list[tuple[int, int, tuple[int, ...]]]:
    taught = taught_by(snapshot, lesson, view)
    wholes = {
        snapshot.target_of(edge): None
        for skill in taught
        for edge in bound_out(snapshot, skill, EdgeKind.PART_OF, view)
    }
    found = [
        (whole, snapshot.source_of(edge), (edge, link))
        for whole in wholes
        for part, link in parts_of(snapshot, whole, view).items()
        if part not in taught
        for edge in bound_into(snapshot, part, EdgeKind.TEACHES, view)
    ]
    return sorted(found, key=lambda item: (item[0], int(snapshot.reading[item[1]])))


def _by_pitfall(snapshot: Snapshot, lesson: int, view: View) -> list[tuple[int, int, tuple[int, ...]]]:
    found = [
        (snapshot.target_of(edge), snapshot.source_of(guard), (guard,))
        for edge in bound_out(snapshot, lesson, EdgeKind.GUARDS_AGAINST, view)
        for guard in bound_into(snapshot, snapshot.target_of(edge), EdgeKind.GUARDS_AGAINST, view)
    ]
    return sorted(found, key=lambda item: (item[0], int(snapshot.reading[item[1]])))

"""Where a document's own order contradicts the prerequisites that it states."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.algorithms.requirements import bound_into
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A prerequisite, as an edge, and the first lesson that gives it: one that comes only afterwards."""

    edge: int
    later: int


def contradictions(snapshot: Snapshot, view: View) -> tuple[Contradiction, ...]:
    """Return the prerequisites that come after what requires them, in reading order of what does.

    Only lessons whose order a document states (by FOLLOWS) are compared, and only within a curriculum: the
    order of files in a folder is nobody's opinion. A skill comes where it is taught first; what a module
    requires and its own lessons teach is assumed at its door, and no contradiction. Nor is a cycle, whose
    members have no order.
    """
    sequenced = _sequenced(snapshot)
    found: list[Contradiction] = []
    if not sequenced:
        return ()
    for edge in range(snapshot.block(EdgeKind.REQUIRES).start, snapshot.block(EdgeKind.REQUIRES).stop):
        source, target = snapshot.source_of(edge), snapshot.target_of(edge)
        if not snapshot.binds(edge, view) or snapshot.component[source] == snapshot.component[target]:
            continue
        own, givers = _lessons(snapshot, source), _givers(snapshot, target, view)
        comparable = own and givers and sequenced.issuperset((*own, *givers))
        if not comparable or len({snapshot.curriculum(node) for node in (*own, *givers)}) > 1:
            continue
        first = min(givers, key=lambda lesson: int(snapshot.reading[lesson]))
        if snapshot.reading[first] > max(snapshot.reading[lesson] for lesson in own):
            found.append(Contradiction(edge, first))
    return tuple(sorted(found, key=lambda one: int(snapshot.reading[snapshot.source_of(one.edge)])))


def _sequenced(snapshot: Snapshot) -> frozenset[int]:
    """Return the lessons whose place in a sequence is stated."""
    follows = snapshot.block(EdgeKind.FOLLOWS)
    return frozenset(np.union1d(snapshot.source[follows], snapshot.target[follows]).tolist())


def _lessons(snapshot: Snapshot, node: int) -> list[int]:
    """Return the lesson that a node is, or those that a module holds; a skill has none of its own."""
    if snapshot.kind(node) is NodeKind.LESSON:
        return [node]
    return list(snapshot.lessons_of(node)) if snapshot.kind(node) is NodeKind.MODULE else []


def _givers(snapshot: Snapshot, node: int, view: View) -> list[int]:
    """Return the lessons that meet a requirement."""
    if snapshot.kind(node) is NodeKind.SKILL:
        return _sources(snapshot, bound_into(snapshot, node, EdgeKind.TEACHES, view))
    return _lessons(snapshot, node)


def _sources(snapshot: Snapshot, edges: Iterable[int]) -> list[int]:
    return [snapshot.source_of(edge) for edge in edges]

"""Everything that skills and lessons rest on, in a view: the backward closure of prerequisites."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from graph.columns import Ints
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View, gather

Relations: TypeAlias = tuple[tuple[EdgeKind, bool], ...]

RESTS_ON: Final = ((EdgeKind.REQUIRES, True), (EdgeKind.TEACHES, False), (EdgeKind.PART_OF, False))
"""By which edges, and whether along them, a node rests on others: what it requires, teachers, parts."""
REQUIRED: Final = ((EdgeKind.REQUIRES, True),)
"""The prerequisite relation alone."""
_WIDE: Final = 100
"""Nodes to be looked at from which whole frontiers are faster; see ``benchmarks/closure.py``."""


def closure(
    snapshot: Snapshot,
    roots: Iterable[int],
    known: Collection[int] = (),
    view: View | None = None,
    relations: Relations = RESTS_ON,
) -> Ints:
    """Return the roots and all that they rest on, ascending, and so in an order of study but for cycles.

    Parameters
    ----------
    known
        Where to stop; a known node is not in the closure. What a known node rests on is in it if something
        else rests on it too: knowing a skill does not imply its prerequisites.
    relations
        Kinds of edge, each with whether it is followed from source to target.

    Notes
    -----
    Of several teachers of a skill all are in the closure. The work is in proportion to the closure.
    """
    search = _Search(snapshot, view or View(), relations)
    stop = set(known)
    found = {root for root in roots if root not in stop}
    queue = list(found)
    for done, node in enumerate(queue):
        if len(queue) - done > _WIDE:
            return search.by_frontiers(found, queue[done:], stop)
        new = set(search.below(node)) - found - stop
        found |= new
        queue += new
    return np.array(sorted(found), np.int32)


@dataclass(frozen=True, slots=True)
class _Search:
    """What a node, or each of many, rests on directly."""

    snapshot: Snapshot
    view: View
    relations: Relations

    def below(self, node: int) -> Iterator[int]:
        """Return what one node rests on."""
        snapshot = self.snapshot
        for kind, forward in self.relations:
            edges = snapshot.edges_out(node, kind) if forward else snapshot.edges_into(node, kind)
            end = snapshot.target_of if forward else snapshot.source_of
            for edge in edges:
                if snapshot.binds(edge, self.view):
                    yield end(edge)

    def by_frontiers(self, found: set[int], queue: list[int], stop: set[int]) -> Ints:
        """Go on with a closure a whole frontier at a time."""
        size = len(self.snapshot)
        seen = np.zeros(size, np.bool_)
        seen[list(found | stop)] = True
        stamp = np.empty(size, np.int32)
        frontier = np.array(queue, np.int32)
        while len(frontier):
            ends = np.concatenate([self._ends(frontier, relation) for relation in self.relations])
            new = ends[~seen[ends]]
            stamp[new] = np.arange(len(new), dtype=np.int32)
            frontier = new[stamp[new] == np.arange(len(new))]  # each once, without sorting
            seen[frontier] = True
        seen[list(stop)] = False
        return np.flatnonzero(seen).astype(np.int32)

    def _ends(self, frontier: Ints, relation: tuple[EdgeKind, bool]) -> Ints:
        kind, forward = relation
        if forward:
            edges = gather(self.snapshot.pointers_out(kind), frontier)
            ends = self.snapshot.target
        else:
            pointers, by_target = self.snapshot.csr_into(kind)
            edges = by_target[gather(pointers, frontier)].astype(np.int64)
            ends = self.snapshot.source
        return ends[edges[self.snapshot.binding(self.view, edges)]]

"""Everything that skills and lessons rest on, in a view: the backward closure of prerequisites."""

from collections.abc import Collection, Iterable
from itertools import compress, pairwise
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
_WIDE: Final = 200
"""Nodes to be looked at from which whole frontiers are faster; see ``benchmarks/closure.py``."""
_KEPT: Final = 250_000
"""Nodes of which what they rest on is kept in a tuple: some 50 MB. Beyond, it is read off the edges anew."""


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
    view = view or View()
    below = _below(snapshot, relations, view)
    rows, stop = below.rows, set(known)
    frontier = list(set(roots) - stop)
    seen = stop.union(frontier)
    while frontier:
        if len(frontier) > _WIDE:
            return _by_frontiers(below, stop, seen, frontier)
        reached = []
        for node in frontier:
            row = rows[node]
            for other in below.row(node) if row is None else row:
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
        frontier = reached
    seen -= stop
    return np.sort(np.fromiter(seen, np.int32, len(seen)))


def foresee(snapshot: Snapshot, relations: Relations, view: View | None = None) -> None:
    """Look up what every node rests on, so that no closure has to; a larger graph than is kept is left alone.

    It takes time in proportion to the graph: a tenth of a second with a hundred thousand skills.
    """
    if len(snapshot) <= _KEPT:
        _below(snapshot, relations, view or View()).fill()


def _below(snapshot: Snapshot, relations: Relations, view: View) -> "_Below":
    return snapshot.once((_Below, relations), lambda: _Below(snapshot, relations, view), view)


class _Below:
    """What nodes rest on directly, by edges that bind in a view.

    Rows are kept once asked for, of so many nodes; those that are not are None.
    """

    def __init__(self, snapshot: Snapshot, relations: Relations, view: View) -> None:
        self.snapshot, self.view = snapshot, view
        self.links = snapshot.links(relations)
        self.rows: list[tuple[int, ...] | None] = [None] * len(snapshot)
        self._kept = 0
        self._pointers, self._ends, self._edges = (
            array.data for array in (self.links.pointers, self.links.ends, self.links.edges)
        )

    def fill(self) -> None:
        """Keep what each node rests on."""
        pointers, ends = self.links.pointers, self.links.ends
        if self.links.inferred:
            bound = self.snapshot.binding(self.view, self.links.edges)
            pointers, ends = np.concatenate([[0], np.cumsum(bound)])[pointers], ends[bound]
        nodes = ends.tolist()
        self.rows[:] = [tuple(nodes[start:end]) for start, end in pairwise(pointers.tolist())]
        self._kept = len(self.rows)

    def row(self, node: int) -> tuple[int, ...]:
        """Return what a node rests on that was not asked for before."""
        row = slice(self._pointers[node], self._pointers[node + 1])
        below = tuple(self._ends[row])
        if self.links.inferred:
            bound = (self.snapshot.binds(edge, self.view) for edge in self._edges[row])
            below = tuple(compress(below, bound))
        if self._kept < _KEPT:
            self.rows[node] = below
            self._kept += 1
        return below


def _by_frontiers(below: _Below, stop: set[int], found: set[int], waiting: Collection[int]) -> Ints:
    """Go on with a closure a whole frontier at a time, from what was found and what waits to be looked at."""
    snapshot, view, links = below.snapshot, below.view, below.links
    seen = np.zeros(len(snapshot), np.bool_)  # pages that are never touched cost nothing
    seen[np.fromiter(found, np.int32, len(found))] = True
    stamp = np.empty(len(snapshot), np.int32)
    frontier = np.fromiter(waiting, np.int32, len(waiting))
    nodes = [np.fromiter(found - stop, np.int32)]
    while len(frontier):
        at = gather(links.pointers, frontier)
        ends = links.ends[at[snapshot.binding(view, links.edges[at])] if links.inferred else at]
        new = ends[~seen[ends]]
        stamp[new] = np.arange(len(new), dtype=np.int32)
        frontier = new[stamp[new] == np.arange(len(new))]  # each once, without sorting
        seen[frontier] = True
        nodes.append(frontier)
    return np.sort(np.concatenate(nodes))

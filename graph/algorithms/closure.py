"""Everything that skills and lessons rest on, in a view: the backward closure of prerequisites."""

from collections.abc import Callable, Collection, Iterable
from typing import Final, TypeAlias

import numpy as np

from graph.columns import Ints
from graph.model import EdgeKind
from graph.snapshot import Links, Snapshot, View, gather

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
    links = snapshot.links(relations)
    view = view or View()
    stop = set(known)
    frontier = set(roots) - stop
    seen = stop | frontier
    found = list(frontier)
    below = _inspected(snapshot, links, view) if links.inferred else _plain(links)
    while frontier:
        if len(frontier) > _WIDE:
            return _by_frontiers(snapshot, links, view, stop, (found, len(found) - len(frontier)))
        frontier = set().union(*map(below, frontier)) - seen
        seen |= frontier
        found += frontier
    found.sort()
    return np.array(found, np.int32)


def _plain(links: Links) -> Callable[[int], list[int]]:
    """Return what says what a node rests on, where every edge binds."""
    pointers, ends = links.pointers.data, links.ends.data
    return lambda node: ends[pointers[node] : pointers[node + 1]].tolist()


def _inspected(snapshot: Snapshot, links: Links, view: View) -> Callable[[int], list[int]]:
    """Return what says what a node rests on, by edges that bind in a view."""
    pointers, ends, edges, binds = links.pointers.data, links.ends.data, links.edges.data, snapshot.binds
    return lambda node: [ends[i] for i in range(pointers[node], pointers[node + 1]) if binds(edges[i], view)]


def _by_frontiers(
    snapshot: Snapshot, links: Links, view: View, stop: set[int], progress: tuple[list[int], int]
) -> Ints:
    """Go on with a closure a whole frontier at a time; progress is what was found, and looked at."""
    queue, done = progress
    seen = np.zeros(len(snapshot), np.bool_)  # pages that are never touched cost nothing
    seen[queue + list(stop)] = True
    stamp = np.empty(len(snapshot), np.int32)
    frontier = np.array(queue[done:], np.int32)
    found = [np.array(queue, np.int32)]
    while len(frontier):
        at = gather(links.pointers, frontier)
        ends = links.ends[at[snapshot.binding(view, links.edges[at])] if links.inferred else at]
        new = ends[~seen[ends]]
        stamp[new] = np.arange(len(new), dtype=np.int32)
        frontier = new[stamp[new] == np.arange(len(new))]  # each once, without sorting
        seen[frontier] = True
        found.append(frontier)
    return np.sort(np.concatenate(found))

"""Prerequisites that others imply already: what a transitive reduction would leave out."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from graph.algorithms.closure import REQUIRED, closure
from graph.algorithms.requirements import bound_out
from graph.codec import EDGE_CODES
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View

_REQUIRES = EDGE_CODES[EdgeKind.REQUIRES]


@dataclass(frozen=True, slots=True)
class Redundant:
    """A prerequisite, as an edge, and a chain of others that leads from its source to its target."""

    edge: int
    chain: tuple[int, ...]


def redundant(snapshot: Snapshot, view: View) -> tuple[Redundant, ...]:
    """Return the prerequisites that follow from others, in reading order of who requires them.

    Prerequisites among members of a cycle are left out: there each would follow from the others.

    Notes
    -----
    The edges that the transitive reduction of the condensed graph lacks (Aho, Garey, Ullman, SIAM J. Comput.
    1 (1972)). A backward closure for each node with two or more prerequisites.
    """
    requires = np.flatnonzero((snapshot.edge_kind == _REQUIRES) & snapshot.binding(view))
    size = np.bincount(snapshot.source[requires], minlength=len(snapshot))
    leads_on = size[snapshot.target[requires]] > 0
    nodes = np.intersect1d(np.flatnonzero(size > 1), snapshot.source[requires[leads_on]])
    found = [one for node in nodes.tolist() for one in _of(snapshot, node, view)]
    by_reading = [(int(snapshot.reading[snapshot.source_of(one.edge)]), one.edge, one) for one in found]
    return tuple(one for _, _, one in sorted(by_reading, key=lambda entry: entry[:2]))


def _of(snapshot: Snapshot, node: int, view: View) -> list[Redundant]:
    component = snapshot.component
    direct = {
        snapshot.target_of(edge): edge
        for edge in bound_out(snapshot, node, EdgeKind.REQUIRES, view)
        if component[snapshot.target_of(edge)] != component[node]
    }
    beyond = {
        snapshot.target_of(edge)
        for target in direct
        for edge in bound_out(snapshot, target, EdgeKind.REQUIRES, view)
        if component[snapshot.target_of(edge)] != component[target]
    }
    if not beyond:
        return []
    implied = set(closure(snapshot, beyond, view=view, relations=REQUIRED).tolist())
    return [
        Redundant(edge, chain)
        for target, edge in direct.items()
        if target in implied and (chain := _chain(snapshot, direct, target, view))
    ]


def _chain(snapshot: Snapshot, direct: dict[int, int], target: int, view: View) -> tuple[int, ...]:
    """Return the fewest edges that lead from the source of ``direct`` to a target through another of them."""
    came_from: dict[int, tuple[int, int | None]] = {n: (e, None) for n, e in direct.items() if n != target}
    queue = deque(came_from)
    while queue and target not in came_from:
        node = queue.popleft()
        for edge in bound_out(snapshot, node, EdgeKind.REQUIRES, view):
            if (other := snapshot.target_of(edge)) not in came_from:
                came_from[other] = edge, node
                queue.append(other)
    chain: list[int] = []
    place: int | None = target if target in came_from else None
    while place is not None:
        edge, place = came_from[place]
        chain.append(edge)
    return tuple(reversed(chain))

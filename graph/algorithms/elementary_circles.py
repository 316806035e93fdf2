"""Each circle within a cycle of dependencies, and the weakest edges whose removal ends them all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from graph.algorithms.cycles import Cycle, Dependency
from graph.algorithms.deadline import Deadline
from graph.model import EdgeKind
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx as nx

Circle: TypeAlias = tuple[Dependency, ...]
"""Dependencies, each on the next one's dependent; the last is on the first one's."""

_NOT_REQUIRED: Final = 3.0
"""Added to the weight of what is no prerequisite: that a lesson teaches a skill is rarely the mistake."""
_FORWARD: Final = 0.1
"""Taken off the weight of a prerequisite that comes later in reading order: the order denies it."""


@dataclass(frozen=True, slots=True)
class Circles:
    """The elementary circles of a cycle, short ones first, and whether there are more than were listed."""

    found: tuple[Circle, ...]
    more: bool


def circles(cycle: Cycle, *, most: int) -> Circles:
    """Return up to ``most`` elementary circles: those that pass no node twice.

    Each begins at its first member in reading order. Where there are more, the shortest circle through the
    cycle's first member is listed in any case.

    Notes
    -----
    Johnson, "Finding all the elementary circuits of a directed graph", SIAM J. Comput. 4 (1975), as networkx
    has it; their number may be exponential, so no more are made than are listed.
    """
    edges = {(link.dependent, link.on): link for link in cycle.links}
    if len(cycle.links) == len(cycle.path):
        return Circles((_circle(cycle.path, edges),), more=False)
    import networkx as nx  # noqa: PLC0415  # .2 s, which only a graph with cycles pays

    rank = {node: i for i, node in enumerate(cycle.members)}
    made = [_turned(path, rank) for path in islice(nx.simple_cycles(_graph(cycle.links)), most + 1)]
    more = len(made) > most
    paths = {cycle.path, *made}
    ordered = sorted(paths, key=lambda path: (len(path), [rank[node] for node in path]))
    kept = [path for path in ordered if path == cycle.path] + [path for path in ordered if path != cycle.path]
    chosen = sorted(kept[:most], key=lambda path: (len(path), [rank[node] for node in path]))
    return Circles(tuple(_circle(path, edges) for path in chosen), more)


def weakest_edges(snapshot: Snapshot, cycle: Cycle, *, deadline_s: float = 0.5) -> tuple[int, ...]:
    """Return edges without which the cycle has no circle left, of the least confidence in all.

    Inferred edges weigh their confidence, authored ones one more and curated ones two more; of equals those
    go first that contradict reading order, and what is no prerequisite is cut only if nothing else is left.

    Notes
    -----
    A minimum-weight feedback arc set, as a hitting set of circles that are found when a solution misses them.
    It is the least there is, unless the deadline passes first: then each circle left loses its weakest edge.
    """
    deadline = Deadline.after(deadline_s)
    weight = {link: _weight(snapshot, link) for link in cycle.links}
    if len(cycle.links) == len(cycle.path):
        return (min(cycle.links, key=lambda link: (weight[link], link)).edge,)
    circles = _separate(cycle.links)
    cut: set[Dependency] = set()
    while missed := _separate(link for link in cycle.links if link not in cut):
        if deadline.passed():
            cut |= {min(circle, key=lambda link: (weight[link], link)) for circle in missed}
            continue
        circles += missed
        cut = _hitting_set(circles, weight, deadline) or cut
    return tuple(sorted(link.edge for link in cut))


def _graph(links: Iterable[Dependency]) -> "nx.DiGraph[int]":
    import networkx as nx  # noqa: PLC0415  # as above

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((link.dependent, link.on) for link in links)
    return graph


def _turned(path: Sequence[int], rank: Mapping[int, int]) -> tuple[int, ...]:
    """Return a circle as it is from its first member in reading order on."""
    first = min(range(len(path)), key=lambda i: rank[path[i]])
    return (*path[first:], *path[:first])


def _circle(path: Sequence[int], edges: Mapping[tuple[int, int], Dependency]) -> Circle:
    return tuple(edges[pair] for pair in zip(path, (*path[1:], path[0]), strict=True))


def _weight(snapshot: Snapshot, link: Dependency) -> float:
    edge = link.edge
    weight = snapshot.origin(edge).rank + snapshot.confidence(edge)
    if snapshot.edge_kind_of(edge) is not EdgeKind.REQUIRES:
        return weight + _NOT_REQUIRED
    forward = bool(snapshot.reading[link.dependent] < snapshot.reading[link.on])
    return weight - _FORWARD * forward


def _separate(links: Iterable[Dependency]) -> list[Circle]:
    """Return circles that share no edge, such that every circle shares one with some of them."""
    import networkx as nx  # noqa: PLC0415  # as above

    kept = {(link.dependent, link.on): link for link in links}
    graph = _graph(kept.values())
    found: list[Circle] = []
    while True:
        try:
            pairs = [(a, b) for a, b in nx.find_cycle(graph)]
        except nx.NetworkXNoCycle:
            return found
        found.append(tuple(kept[pair] for pair in pairs))
        graph.remove_edges_from(pairs)


def _hitting_set(
    circles: Sequence[Circle], weight: Mapping[Dependency, float], deadline: Deadline
) -> set[Dependency]:
    """Return the lightest links that every circle has one of; none if there was no time to find them."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # .3 s, as networkx above
    from scipy.sparse import csr_array  # noqa: PLC0415  # the same

    links = sorted({link for circle in circles for link in circle})
    column = {link: i for i, link in enumerate(links)}
    row = np.repeat(np.arange(len(circles)), [len(circle) for circle in circles])
    columns = np.array([column[link] for circle in circles for link in circle])
    rows = csr_array((np.ones(len(row)), (row, columns)), shape=(len(circles), len(links)))
    result = milp(
        np.array([weight[link] for link in links]),
        integrality=np.ones(len(links)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, 1, np.inf),
        options={"time_limit": deadline.remaining(), "mip_rel_gap": 0.0},
    )
    return set() if result.x is None else {link for link in links if result.x[column[link]] > 0.5}  # noqa: PLR2004  # it is 0 or 1

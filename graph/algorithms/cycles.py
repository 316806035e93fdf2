"""Circles in what depends on what: each with a path through it, edge by edge."""

from collections import deque
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.algorithms.requirements import bound_into, bound_out, parts_of
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View, strong_components


class Dependency(NamedTuple):
    """A node, another that it depends on, and an edge that says so (in either direction)."""

    dependent: int
    on: int
    edge: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """A strongly connected component of dependencies, and a shortest circle within it.

    ``members`` are all its nodes, in reading order, ``links`` all their dependencies on one another. ``path``
    begins at a node and returns to it: each node depends on the next, by the edge at the same place of
    ``edges`` (a lesson requires a skill; a skill is taught by a lesson or made up of a part). The last node
    depends on the first.
    """

    members: tuple[int, ...]
    path: tuple[int, ...]
    edges: tuple[int, ...]
    links: tuple[Dependency, ...]


def cycles(snapshot: Snapshot, view: View) -> tuple[Cycle, ...]:
    """Return the cycles of dependencies that bind in a view, in reading order of their first members.

    A node that depends on itself is a cycle of one.
    """
    suspects = _suspects(snapshot)
    links = {node: _depends_on(snapshot, node, view, suspects) for node in suspects}
    number = {node: i for i, node in enumerate(suspects)}
    pairs = [(number[node], number[other]) for node, others in links.items() for other in others]
    source, target = np.array(pairs, np.int32).reshape(-1, 2).T
    component = strong_components(len(suspects), source, target).tolist()
    groups: dict[int, list[int]] = {}
    for node in sorted(suspects, key=lambda node: int(snapshot.reading[node])):
        groups.setdefault(component[number[node]], []).append(node)
    circular = (group for group in groups.values() if len(group) > 1 or group[0] in links[group[0]])
    return tuple(_cycle(group, links) for group in circular)


def _suspects(snapshot: Snapshot) -> dict[int, None]:
    """Return the nodes on a cycle of any edges, whatever the view, ascending."""
    size = np.bincount(snapshot.component, minlength=1)
    shared = np.flatnonzero(size[snapshot.component] > 1)
    itself = snapshot.source[snapshot.source == snapshot.target]
    return dict.fromkeys(sorted({*shared.tolist(), *itself.tolist()}))


def _depends_on(snapshot: Snapshot, node: int, view: View, among: Container[int]) -> dict[int, int]:
    """Return what a node depends on, each with an edge that says so."""
    found = {snapshot.target_of(edge): edge for edge in bound_out(snapshot, node, EdgeKind.REQUIRES, view)}
    if snapshot.kind(node) is NodeKind.SKILL:
        teachers = bound_into(snapshot, node, EdgeKind.TEACHES, view)
        found |= {snapshot.source_of(edge): edge for edge in teachers} | parts_of(snapshot, node, view)
    return {other: edge for other, edge in found.items() if other in among}


def _cycle(group: Sequence[int], links: Mapping[int, Mapping[int, int]]) -> Cycle:
    """Return the shortest circle through the first member of a component."""
    start, members = group[0], set(group)
    came_from: dict[int, int] = {}
    queue = deque([start])
    while start not in came_from:
        node = queue.popleft()
        for other in links[node]:
            if other in members and other not in came_from:
                came_from[other] = node
                queue.append(other)
    path = [came_from[start]]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    path.reverse()
    ends = (*path[1:], start)
    return Cycle(
        members=tuple(group),
        path=tuple(path),
        edges=tuple(links[a][b] for a, b in zip(path, ends, strict=True)),
        links=tuple(Dependency(a, b, edge) for a in group for b, edge in links[a].items() if b in members),
    )

"""How much of a curriculum rests on each of its lessons and skills."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.algorithms.ways import Ways, ways_below
from graph.errors import InvalidInput
from graph.model import NodeKind
from graph.snapshot import Snapshot, View
from graph.snapshot.order import dependency_levels

_MOST: Final = 20_000
"""Nodes: each is held against each other, in bits."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much rests on a lesson or skill, counted in other lessons.

    Attributes
    ----------
    gates
        Lessons that cannot be reached without it.
    serves
        Lessons that rest on it, or on an alternative to it.
    depth
        Lessons of the longest chain up to it, itself included, by the shortest of its alternatives.
    """

    node: int
    gates: int
    serves: int
    depth: int


def standings(snapshot: Snapshot, lessons: Iterable[int], view: View) -> tuple[Standing, ...]:
    """Return how much of some lessons rests on each node that they rest on, the most important first.

    Raises
    ------
    InvalidInput
        If they rest on more than 20,000 nodes.

    Notes
    -----
    ``gates`` are the dominators of an AND/OR graph: a lesson needs all that it requires, a skill needs what
    all its teachers have in common (landmarks; Zhu and Givan, 2003). Lessons that wait for one another in a
    circle are taken as reached together.
    """
    counted = set(lessons)
    ways = ways_below(snapshot, counted, view)
    if len(ways) > _MOST:
        raise InvalidInput(
            f"Centrality compares {len(ways):,} nodes with one another; {_MOST:,} are the most.",
            hint="Look at one curriculum.",
        )
    reach = _Reach(ways, {node for node in ways if snapshot.kind(node) is NodeKind.LESSON})
    for component in _components(ways):
        reach.settle(component)
    gates, serves = reach.counted(reach.must, counted), reach.counted(reach.may, counted)
    kinds = (NodeKind.LESSON, NodeKind.SKILL)
    found = [Standing(n, gates[n], serves[n], reach.depth[n]) for n in ways if snapshot.kind(n) in kinds]
    return tuple(sorted(found, key=lambda one: (-one.gates, -one.serves, int(snapshot.reading[one.node]))))


def _components(ways: Mapping[int, Ways]) -> list[list[int]]:
    """Return the nodes that depend on one another together, what is depended on first."""
    number = {node: i for i, node in enumerate(ways)}
    pairs = [(number[node], number[other]) for node, own in ways.items() for way in own for other in way]
    dependent, dependency = np.array(pairs, np.int32).reshape(-1, 2).T
    component, level = dependency_levels(len(ways), dependent, dependency)
    groups: dict[tuple[int, int], list[int]] = {}
    for node, key in zip(ways, zip(level.tolist(), component.tolist(), strict=True), strict=True):
        groups.setdefault(key, []).append(node)
    return [groups[key] for key in sorted(groups)]


class _Reach:
    """What must, and what may, come before each node: sets as the bits of integers."""

    def __init__(self, ways: Mapping[int, Ways], lessons: set[int]) -> None:
        self.must: dict[int, int] = {}
        self.may: dict[int, int] = {}
        self.depth: dict[int, int] = {}
        self._ways = ways
        self._lessons = lessons
        self._bit = {node: 1 << i for i, node in enumerate(ways)}

    def settle(self, component: Sequence[int]) -> None:
        """Add nodes that depend on nothing but one another and what was added before."""
        changed = True
        while changed:
            changed = bool([node for node in component if self._reach(node)])
        if stuck := [node for node in component if node not in self.must]:
            self._reach_together(stuck)
        below = {other for node in component for way in self._ways[node] for other in way}
        may = self._bits(component)
        for other in below - set(component):
            may |= self.may[other]
        self.may.update(dict.fromkeys(component, may))

    def counted(self, sets: Mapping[int, int], lessons: Iterable[int]) -> dict[int, int]:
        """Return in how many other lessons' sets each node is."""
        counts = np.zeros(len(self._bit), np.int64)
        for lesson in lessons:
            octets = (sets[lesson] & ~self._bit[lesson]).to_bytes(-(-len(counts) // 8), "little")
            bits = np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little")
            counts += bits[: len(counts)]
        return dict(zip(self._bit, counts.tolist(), strict=True))

    def _reach(self, node: int) -> bool:
        """Work out a node from the ways that are open; return whether that changed anything."""
        open_ways = [way for way in self._ways[node] if all(other in self.must for other in way)]
        if not open_ways:
            return False
        common = -1
        for way in open_ways:
            common &= self._all(way)
        found = common | self._bit[node]
        if self.must.get(node) == found:
            return False
        self.must[node] = found
        self.depth.setdefault(node, self._deeper(node, open_ways))
        return True

    def _reach_together(self, stuck: Sequence[int]) -> None:
        ways = [[o for o in way if o in self.must] for node in stuck for way in self._ways[node]]
        found = self._bits(stuck)
        for way in ways:
            found |= self._all(way)
        depth = max((self.depth[other] for way in ways for other in way), default=0)
        depth += sum(node in self._lessons for node in stuck)
        self.must.update(dict.fromkeys(stuck, found))
        self.depth.update(dict.fromkeys(stuck, depth))

    def _deeper(self, node: int, ways: Ways) -> int:
        shortest = min(max((self.depth[other] for other in way), default=0) for way in ways)
        return shortest + (node in self._lessons)

    def _all(self, way: Iterable[int]) -> int:
        found = 0
        for other in way:
            found |= self.must[other]
        return found

    def _bits(self, nodes: Iterable[int]) -> int:
        return sum(self._bit[node] for node in set(nodes))

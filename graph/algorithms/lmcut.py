"""A lower bound on what a plan costs, and the choices that it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from math import inf

from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.heights import heights

_SOURCE = -1
"""Stands for what is true from the start."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than ``cost``; every plan has an action of each of ``cuts``.

    ``left`` is what each action costs beyond its part in the bound: nothing, if it is likely to be of use.
    """

    cost: int
    cuts: tuple[tuple[int, ...], ...]
    left: Mapping[int, int]


def lm_cut(core: Core, deadline: Deadline = FOREVER) -> Bound:
    """Return the LM-cut bound of a core whose goals can be reached; after a deadline of the cuts so far.

    Notes
    -----
    Helmert and Domshlak, "Landmarks, critical paths and abstractions: what's the difference anyway?", 2009;
    heights are kept from cut to cut (Pommerening and Helmert, "Incremental LM-cut", 2013).
    """
    search = _Search(core)
    total = 0
    cuts = []
    while not deadline.passed() and (cut := search.next_cut()):
        total += search.pay(cut)
        cuts.append(tuple(cut))
    return Bound(total, tuple(cuts), search.cost)


def goal_bound(core: Core) -> int:
    """Return a lower bound that takes no time: goal by goal, the least that is left of its givers' costs.

    Every plan has a giver of each goal, and what is counted for one goal is counted for no other (cost
    partitioning; Karpas and Domshlak, "Cost-optimal planning with landmarks", 2009).
    """
    left = dict(core.cost)
    achievers = core.achievers()
    total = 0
    for goal in sorted(core.goals, key=lambda goal: (len(achievers[goal]), goal)):
        least = min(left[action] for action in achievers[goal])
        if least:
            total += least
            for action in achievers[goal]:
                left[action] -= least
    rest = heights(replace(core, cost=left))
    return total + max((rest[goal] for goal in core.goals), default=0)


class _Search:
    """What repeated cuts share: who needs and gives what, the costs that are left, and what these imply.

    ``_height`` is what each fact costs at least (h_max), ``_last`` the need of each action that is reached
    last. Costs only go down, so that only what rests on a cheaper action is looked at again.
    """

    def __init__(self, core: Core) -> None:
        self.cost = dict(core.cost)
        self._needs, self._gives, self._goals = core.needs, core.gives, sorted(core.goals)
        self._achievers = core.achievers()
        self._consumers: dict[int, list[int]] = {_SOURCE: []}
        self._last: dict[int, int] = {}
        for action in core.cost:
            for fact in core.needs[action] or (_SOURCE,):
                self._consumers.setdefault(fact, []).append(action)
            self._last[action] = min(core.needs[action], default=_SOURCE)
        self._height: dict[int, float] = dict.fromkeys((*self._consumers, *self._achievers), inf)
        self._height[_SOURCE] = 0
        self._lower(self._consumers[_SOURCE])

    def next_cut(self) -> list[int]:
        """Return a set of actions one of which every plan has and which all still cost; empty if none is."""
        top = max(self._goals, key=self._height.__getitem__, default=_SOURCE)
        return self._entering(self._goal_zone(top)) if self._height[top] else []

    def pay(self, actions: Iterable[int]) -> int:
        """Lower what some actions cost by what the cheapest of them does; return how much that is."""
        least = min(self.cost[action] for action in actions)
        for action in actions:
            self.cost[action] -= least
        self._lower(actions)
        return least

    def _lower(self, actions: Iterable[int]) -> None:
        """Work out anew what it costs to reach what rests on actions that became cheaper (Dijkstra)."""
        height, last = self._height, self._last
        queue: list[tuple[float, int]] = []
        for action in actions:
            self._offer(action, queue)
        while queue:
            reached, fact = heappop(queue)
            if reached > height[fact]:
                continue
            for action in self._consumers.get(fact, ()):
                if last[action] == fact:  # else another need keeps it as dear
                    last[action] = max(self._needs[action], key=height.__getitem__)
                    self._offer(action, queue)

    def _offer(self, action: int, queue: list[tuple[float, int]]) -> None:
        reached = self._height[self._last[action]] + self.cost[action]
        for fact in self._gives[action]:
            if reached < self._height[fact]:
                self._height[fact] = reached
                heappush(queue, (reached, fact))

    def _goal_zone(self, top: int) -> set[int]:
        """Return the facts from which the goal follows at no further cost."""
        zone = {top}
        queue = [top]
        for fact in queue:
            for action in self._achievers.get(fact, ()):
                before = self._last[action]
                if not self.cost[action] and before not in zone and self._height[before] < inf:
                    zone.add(before)
                    queue.append(before)
        return zone

    def _entering(self, zone: set[int]) -> list[int]:
        """Return the actions that lead into the zone from where one can be without having passed it."""
        last, outside, inside = self._last, {_SOURCE}, set(zone)
        cut = set()
        for fact in zone:
            for action in self._achievers.get(fact, ()):
                before = last[action]
                if before in outside or (before not in inside and self._is_outside(before, outside, inside)):
                    cut.add(action)
        return sorted(cut)

    def _is_outside(self, fact: int, outside: set[int], inside: set[int]) -> bool:
        """Return whether a fact can be had without the zone, by a way back; and keep what was found out."""
        way = {fact: fact}  # each fact with the one that it leads to
        queue = [fact]
        while queue:
            top = queue.pop()
            for action in self._achievers.get(top, ()):
                before = self._last[action]
                if before in outside:
                    while top not in outside:
                        outside.add(top)
                        top = way[top]
                    return True
                if before not in way and before not in inside:
                    way[before] = top
                    queue.append(before)
        inside |= way.keys()
        return False

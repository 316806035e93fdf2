"""A lower bound on what a plan costs, and the choices that it rests on."""

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from graph.algorithms.core import Core
from graph.algorithms.pruning import heights

_SOURCE = -1
"""Stands for what is true from the start."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than ``cost``; every plan has an action of each of ``cuts``."""

    cost: int
    cuts: tuple[tuple[int, ...], ...]


def lm_cut(core: Core) -> Bound:
    """Return the LM-cut bound of a core whose goals can be reached.

    Notes
    -----
    Helmert and Domshlak, "Landmarks, critical paths and abstractions: what's the difference anyway?", 2009.
    """
    search = _Search(core)
    total = 0
    cuts = []
    while cut := search.next_cut():
        least = min(search.cost[action] for action in cut)
        for action in cut:
            search.cost[action] -= least
        total += least
        cuts.append(tuple(cut))
    return Bound(total, tuple(cuts))


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
    """What repeated cuts share: who needs and gives what, and the costs that are left."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.cost = dict(core.cost)
        self._achievers = core.achievers()
        self._consumers: dict[int, list[int]] = {}
        for action in core.cost:
            for fact in core.needs[action]:
                self._consumers.setdefault(fact, []).append(action)

    def next_cut(self) -> list[int]:
        """Return a set of actions one of which every plan has and which all still cost; empty if none is."""
        height, last = self._heights()
        top = max(sorted(self.core.goals), key=height.__getitem__, default=_SOURCE)
        if top == _SOURCE or not height[top]:
            return []
        zone = self._goal_zone(top, last)
        return self._entering(zone, last)

    def _heights(self) -> tuple[dict[int, float], dict[int, int]]:
        """Return what each fact costs at least (h_max), and the need of each action that is reached last."""
        waiting = {action: len(self.core.needs[action]) for action in self.cost}
        last = {action: _SOURCE for action, count in waiting.items() if not count}
        height: dict[int, float] = {}
        queue: list[tuple[float, int]] = [
            (self.cost[action], fact) for action in last for fact in self.core.gives[action]
        ]
        heapify(queue)
        while queue:
            reached, fact = heappop(queue)
            if fact in height:
                continue
            height[fact] = reached
            for action in self._consumers.get(fact, ()):
                waiting[action] -= 1
                if not waiting[action]:
                    last[action] = fact
                    for given in self.core.gives[action]:
                        if given not in height:
                            heappush(queue, (reached + self.cost[action], given))
        return height, last

    def _goal_zone(self, top: int, last: dict[int, int]) -> set[int]:
        """Return the facts from which the goal follows at no further cost."""
        zone = {top}
        queue = [top]
        for fact in queue:
            for action in self._achievers.get(fact, ()):
                before = last.get(action)
                if not self.cost[action] and before is not None and before not in zone:
                    zone.add(before)
                    queue.append(before)
        return zone

    def _entering(self, zone: set[int], last: dict[int, int]) -> list[int]:
        """Return the actions that lead from outside into the zone, as far as outside can be reached."""
        behind: dict[int, list[int]] = {}
        for action, before in last.items():
            behind.setdefault(before, []).append(action)
        seen = {_SOURCE}
        queue = [_SOURCE]
        cut = []
        for fact in queue:
            for action in behind.get(fact, ()):
                given = self.core.gives[action]
                if not zone.isdisjoint(given):
                    cut.append(action)
                new = given - zone - seen
                seen |= new
                queue += new
        return sorted(cut)

"""What may be in a plan cheaper than one at hand, by what a bound has left of the costs."""

from collections.abc import Mapping
from dataclasses import replace
from heapq import heapify, heappop, heappush
from math import inf

from graph.algorithms.core import Core
from graph.algorithms.heights import heights
from graph.algorithms.lmcut import Bound


def promising(core: Core, bound: Bound, upper: int) -> Core:
    """Return the actions of a core that may be in a plan that costs less than ``upper``.

    Notes
    -----
    Each cut is paid for once in the bound, so that a plan costs at least the bound and what is left of all
    its actions: of those before an action, of the action, of those on its way to a goal (fixing by reduced
    costs; Dantzig, Fulkerson and Johnson, 1954).
    """
    left = {action: bound.left[action] for action in core.cost}
    before, after = heights(replace(core, cost=left)), _ways_on(core, left)

    def least(action: int) -> float:
        reached = max((before.get(fact, inf) for fact in core.needs[action]), default=0)
        onward = min((after.get(fact, inf) for fact in core.gives[action]), default=inf)
        return bound.cost + reached + left[action] + onward

    return core.keeping(action for action in core.cost if least(action) < upper)


def _ways_on(core: Core, left: Mapping[int, int]) -> dict[int, int]:
    """Return for each fact what is left of the cheapest way from it to a goal (Dijkstra, backward)."""
    achievers = core.achievers()
    found = dict.fromkeys(core.goals, 0)
    queue = [(0, goal) for goal in core.goals]
    heapify(queue)
    while queue:
        cost, fact = heappop(queue)
        if cost > found[fact]:
            continue
        for action in achievers.get(fact, ()):
            onward = cost + left[action]
            for need in core.needs[action]:
                if onward < found.get(need, inf):
                    found[need] = onward
                    heappush(queue, (onward, need))
    return found

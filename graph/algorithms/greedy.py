"""A good plan quickly: cheapest achievers by added cost, then dropping and forbidding actions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from heapq import heappop, heappush
from typing import Final

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.landmarks import in_every_plan

_BEYOND: Final = 100
"""How much more a minute counts that is not part of the bound where a plan is made by the bound."""


def improved(core: Core, plan: Collection[int], deadline: Deadline) -> list[int]:
    """Return a plan that costs no more, improved until the deadline or until nothing helps.

    For each of its actions, the dearest first, a plan is made without it, and taken where it is cheaper.
    """
    best = list(plan)
    better = True
    while better and not deadline.passed():
        better = False
        for forbidden in sorted(best, key=lambda action: (-core.cost[action], action)):
            if deadline.passed() or not core.cost[forbidden]:
                break
            other = relaxed_plan(core, [action for action in core.cost if action != forbidden])
            if other and core.total(other) < core.total(best):
                best, better = other, True
                break
    return best


def without_surplus(core: Core, plan: Iterable[int]) -> list[int]:
    """Return a plan without actions that it does not need, the most expensive and latest dropped first."""
    kept, _ = core.fire(plan)
    while surplus := set(kept) - in_every_plan(core.keeping(kept), kept):
        kept.remove(max(surplus, key=lambda action: (core.cost[action], action)))
        kept, _ = core.fire(kept)
    return kept


def relaxed_plan(core: Core, actions: Collection[int]) -> list[int]:
    """Return the cheapest achievers of all that the goals need, less surplus; empty where there are none.

    The relaxed plan of the additive heuristic (Bonet and Geffner, "Planning as heuristic search", 2001).
    """
    achiever = cheapest_achievers(core, actions)
    if not core.goals <= achiever.keys():
        return []
    plan: set[int] = set()
    queue = list(core.goals)
    for fact in queue:
        action = achiever[fact]
        if action not in plan:
            plan.add(action)
            queue += core.needs[action]
    return without_surplus(core, sorted(plan))


def likely_plan(core: Core, left: Mapping[int, int]) -> list[int]:
    """Return what :func:`relaxed_plan` does by what a bound has left: what it paid for is preferred."""
    likely = {action: _BEYOND * left[action] + cost for action, cost in core.cost.items()}
    return relaxed_plan(replace(core, cost=likely), core.cost)


def cheapest_achievers(core: Core, actions: Collection[int]) -> dict[int, int]:
    """Return for each fact that can be reached the action of least added cost (Dijkstra over sums)."""
    waiting = {action: len(core.needs[action]) for action in actions}
    added = {action: core.cost[action] for action in actions}
    consumers: dict[int, list[int]] = {}
    for action in actions:
        for fact in core.needs[action]:
            consumers.setdefault(fact, []).append(action)
    queue = [(added[action], action) for action, count in waiting.items() if not count]
    queue.sort()
    achiever: dict[int, int] = {}
    while queue:
        cost, action = heappop(queue)
        for fact in core.gives[action]:
            if fact in achiever:
                continue
            achiever[fact] = action
            for consumer in consumers.get(fact, ()):
                waiting[consumer] -= 1
                added[consumer] += cost
                if not waiting[consumer]:
                    heappush(queue, (added[consumer], consumer))
    return achiever

"""Drops what no plan as cheap as a known one can contain."""

from heapq import heapify, heappop, heappush

from graph.algorithms.core import Core


def affordable(core: Core, upper: int) -> Core:
    """Return a core with the actions that a plan of cost ``upper`` or less can have.

    Before an action can be taken, the dearest of its needs must be paid for (h_max; Bonet and Geffner, 2001).
    """
    height = heights(core)
    kept = [
        action
        for action in core.cost
        if all(fact in height for fact in core.needs[action])
        and max((height[fact] for fact in core.needs[action]), default=0) + core.cost[action] <= upper
    ]
    return core.keeping(kept)


def heights(core: Core) -> dict[int, int]:
    """Return for each fact what it costs at least: the dearest need on the cheapest way to it."""
    waiting = {action: len(core.needs[action]) for action in core.cost}
    consumers: dict[int, list[int]] = {}
    for action in core.cost:
        for fact in core.needs[action]:
            consumers.setdefault(fact, []).append(action)
    queue = [(core.cost[a], fact) for a, count in waiting.items() if not count for fact in core.gives[a]]
    heapify(queue)
    height: dict[int, int] = {}
    while queue:
        reached, fact = heappop(queue)
        if fact in height:
            continue
        height[fact] = reached
        for action in consumers.get(fact, ()):
            waiting[action] -= 1
            if not waiting[action]:
                for given in core.gives[action]:
                    if given not in height:
                        heappush(queue, (reached + core.cost[action], given))
    return height

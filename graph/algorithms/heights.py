"""What each fact costs at least: the dearest of what it needs must be paid for."""

from heapq import heapify, heappop, heappush

from graph.algorithms.core import Core


def heights(core: Core) -> dict[int, int]:
    """Return for each fact what it costs at least: the dearest need on the cheapest way to it.

    h_max (Bonet and Geffner, "Planning as heuristic search", 2001).
    """
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

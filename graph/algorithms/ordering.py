"""The order of a plan's steps: goals are closed as early as possible, modules kept together where free.

Sum over goals of the time at which each is closed, to be minimised. Only the order of the goals matters:
for each in turn, what it still needs.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

_EXACT = 10
"""Goals up to which every subset is looked at; beyond it the order is built and improved step by step."""


def order_goals(closures: Sequence[int], minutes: Sequence[int]) -> list[int]:
    """Return an order of goals in which they are closed early.

    Parameters
    ----------
    closures
        For each goal the steps that it rests on, as a bit set.
    minutes
        What each step takes.

    Returns
    -------
    Positions in ``closures``; of equally good orders the one nearest to the given.

    Notes
    -----
    Up to ten goals: the recurrence f(A) = min over g in A of f(A without g) + time of everything that A
    rests on, exact in 2^goals (Held and Karp, 1962). Beyond: the goal with the least left to do next, then
    moving single goals while that helps.
    """
    if len(closures) <= _EXACT:
        return _best_order(closures, minutes)
    return _improved(_nearest_first(closures, minutes), closures, minutes)


def order_steps(
    blocks: Sequence[Collection[int]],
    after: Mapping[int, Collection[int]],
    rank: Callable[[int, int | None, Collection[int]], tuple[int, ...]],
) -> list[int]:
    """Return the steps of blocks, block after block, each step after those it rests on.

    Parameters
    ----------
    blocks
        Steps to be taken before those of the next block; one that was taken before is passed over.
    after
        For each step those that it rests on.
    rank
        Of a step, the step before and the steps not taken yet: what comes first is of lowest rank.
    """
    order: list[int] = []
    taken: set[int] = set()
    for block in blocks:
        left = {step for step in block if step not in taken}
        while left:
            ready = [step for step in left if taken.issuperset(after[step])]
            last = order[-1] if order else None
            step = min(ready, key=lambda s: (*rank(s, last, left), s))
            order.append(step)
            taken.add(step)
            left.remove(step)
    return order


def _best_order(closures: Sequence[int], minutes: Sequence[int]) -> list[int]:
    n = len(closures)
    union = [0] * (1 << n)
    best = [(0.0, -1)] * (1 << n)
    for subset in range(1, 1 << n):
        last = (subset & -subset).bit_length() - 1
        union[subset] = union[subset & (subset - 1)] | closures[last]
        time = _time(union[subset], minutes)
        goals = (g for g in range(n - 1, -1, -1) if subset >> g & 1)
        best[subset] = min(((best[subset & ~(1 << g)][0] + time, g) for g in goals), key=lambda pair: pair[0])
    order: list[int] = []
    subset = (1 << n) - 1
    while subset:
        goal = best[subset][1]
        order.append(goal)
        subset &= ~(1 << goal)
    return order[::-1]


def _nearest_first(closures: Sequence[int], minutes: Sequence[int]) -> list[int]:
    done, left, order = 0, list(range(len(closures))), []
    while left:
        goal = min(left, key=lambda g: (_time(closures[g] & ~done, minutes), g))
        order.append(goal)
        left.remove(goal)
        done |= closures[goal]
    return order


def _improved(order: list[int], closures: Sequence[int], minutes: Sequence[int]) -> list[int]:
    """Move single goals to where they lower the sum, once through all of them."""
    best = _waiting(order, closures, minutes)
    for goal in list(order):
        rest = [g for g in order if g != goal]
        moved = [[*rest[:i], goal, *rest[i:]] for i in range(len(order))]
        costs = [_waiting(candidate, closures, minutes) for candidate in moved]
        if min(costs) < best:
            best = min(costs)
            order = moved[costs.index(best)]
    return order


def _waiting(order: Sequence[int], closures: Sequence[int], minutes: Sequence[int]) -> int:
    """Return the sum over goals of the time at which each is closed."""
    done = elapsed = waiting = 0
    for goal in order:
        elapsed += _time(closures[goal] & ~done, minutes)
        done |= closures[goal]
        waiting += elapsed
    return waiting


def _time(steps: int, minutes: Sequence[int]) -> int:
    total = 0
    while steps:
        low = steps & -steps
        total += minutes[low.bit_length() - 1]
        steps ^= low
    return total

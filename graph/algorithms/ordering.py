"""The order of a plan's steps: goals are closed as early as possible, modules kept together where free.

Sum over goals of the time at which each is closed, to be minimised. Only the order of the goals matters:
for each in turn, what it still needs.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.deadline import FOREVER, Deadline

_Relation: TypeAlias = NDArray[np.bool_]

_EXACT = 13
"""Goals up to which every subset is looked at (3 ms); beyond it the order is built and improved."""


def order_goals(closures: Sequence[int], minutes: Sequence[int], deadline: Deadline = FOREVER) -> list[int]:
    """Return an order of goals in which they are closed early.

    Parameters
    ----------
    closures
        For each goal the steps that it rests on, as a bit set.
    minutes
        What each step takes.
    deadline
        After it the best order so far is returned.

    Returns
    -------
    Positions in ``closures``; of equally good orders the one nearest to the given.

    Notes
    -----
    Up to thirteen goals: the recurrence f(A) = min over g in A of f(A without g) + time of everything that A
    rests on, exact in 2^goals (Held and Karp, 1962). Beyond: the goal with the least left to do next (the
    ratio rule of precedence-constrained scheduling; Sidney, 1975), then moving single goals while that helps.
    """
    if len(closures) <= 1:
        return list(range(len(closures)))
    if len(closures) <= _EXACT:
        return _best_order(closures, minutes)
    together: dict[int, int] = {}  # steps that the same goals rest on count as one
    for step, time in enumerate(minutes):
        serves = sum(1 << goal for goal, closure in enumerate(closures) if closure >> step & 1)
        together[serves] = together.get(serves, 0) + time
    rests_on = np.array([[bool(serves >> goal & 1) for serves in together] for goal in range(len(closures))])
    times = np.array(list(together.values()), np.float64)  # whole numbers, exact; a product of BLAS
    return _improved(_nearest_first(rests_on, times), rests_on, times, deadline)


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
        For each step those that it waits for; what these wait for need not be named.
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
    time = _times(closures, minutes)
    best = np.zeros(1 << n, np.int64)
    for layer in _layers(n):
        rest = layer[:, None] & ~(1 << np.arange(n))
        without = np.where(rest != layer[:, None], best[rest], np.iinfo(np.int64).max)
        best[layer] = time[layer] + without.min(axis=1)
    order: list[int] = []
    subset = (1 << n) - 1
    while subset:
        last = max(g for g in range(n) if subset >> g & 1 and _ends(best, time, subset, g))
        order.append(last)
        subset &= ~(1 << last)
    return order[::-1]


def _ends(best: NDArray[np.int64], time: NDArray[np.int64], subset: int, goal: int) -> bool:
    """Return whether a best order of some goals ends with one of them."""
    return bool(best[subset] == time[subset] + best[subset & ~(1 << goal)])


def _times(closures: Sequence[int], minutes: Sequence[int]) -> NDArray[np.int64]:
    """Return for each subset of goals the time of all that it rests on, shape (2^goals,)."""
    n = len(closures)
    apart = np.zeros(1 << n, np.int64)  # for each subset, the steps that exactly these goals share
    for step, time in enumerate(minutes):
        apart[sum(1 << goal for goal, closure in enumerate(closures) if closure >> step & 1)] += time
    for goal in range(n):
        halves = apart.reshape(-1, 2, 1 << goal)
        halves[:, 1] += halves[:, 0]
    times: NDArray[np.int64] = apart[-1] - apart[::-1]  # reversed: for each subset, its complement
    return times


def _layers(n: int) -> Iterator[NDArray[np.int64]]:
    """Return the subsets of n goals that are not empty, smallest first."""
    subsets = np.arange(1 << n)
    size = sum((subsets >> goal & 1 for goal in range(n)), np.zeros(1 << n, np.int64))
    for count in range(1, n + 1):
        yield np.flatnonzero(size == count)


def _nearest_first(rests_on: _Relation, minutes: NDArray[np.float64]) -> list[int]:
    """Return goals, the one with the least left to do first; ``rests_on`` has the shape (goals, steps)."""
    left = list(range(len(rests_on)))
    missing = np.ones(len(minutes), np.bool_)
    order: list[int] = []
    while left:
        goal = left.pop(int(np.argmin(rests_on[left] @ (missing * minutes))))
        order.append(goal)
        missing &= ~rests_on[goal]
    return order


def _improved(
    order: list[int], rests_on: _Relation, minutes: NDArray[np.float64], deadline: Deadline
) -> list[int]:
    """Move single goals to where they lower the sum most, until that helps no more."""
    improved = True
    while improved:
        improved = False
        for goal in tuple(order):
            if deadline.passed():
                return order
            rest = [g for g in order if g != goal]
            waiting = _insertions(rests_on[goal], rests_on[rest], minutes)
            place = int(np.argmin(waiting))
            if waiting[place] < waiting[order.index(goal)]:
                order = [*rest[:place], goal, *rest[place:]]
                improved = True
    return order


def _insertions(
    own: NDArray[np.bool_], others: _Relation, minutes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each place in an order the sum of waiting times with a goal put there, up to a constant.

    Two neighbours that change places change the sum by the difference of what each would take as the first.
    """
    seen = np.zeros((len(others) + 1, len(minutes)), np.bool_)
    np.logical_or.accumulate(others, axis=0, out=seen[1:])
    elapsed = (others & ~seen[:-1]) @ minutes
    left = (own & ~seen[:-1]) @ minutes
    waiting: NDArray[np.float64] = np.concatenate(([0], np.cumsum(elapsed - left)))
    return waiting

"""The most valuable facts within a budget, as a mixed-integer linear program (HiGHS)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import floor, gcd
from typing import TYPE_CHECKING

import numpy as np

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.landmarks import Landmarks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUNDS = 50
_RELAXED = 0.1
"""Seconds that the linear relaxation may take even where they are over: without it there is no bound."""
_TOLERANCE = 1e-4
_TAKEN = 0.5


@dataclass(frozen=True, slots=True)
class Bounded:
    """Sets of actions that can be taken, the last one best, and what no set is worth more than."""

    found: tuple[frozenset[int], ...]
    upper_bound: int


def solve_program(
    core: Core,
    worth: Mapping[int, int],
    budget: int,
    *,
    marks: Landmarks,
    least: int,
    deadline: Deadline,
) -> Bounded:
    """Return what is found before the deadline: sets of actions for facts of most worth within a budget.

    Parameters
    ----------
    core
        What can be done; its goals do not matter.
    worth
        What each fact is worth, in whole numbers.
    least
        What a known set of actions is worth: where the bound meets it, the search ends.

    Notes
    -----
    Maximise the worth of claimed facts. A fact is claimed only if an action that gives it is taken and every
    action that it cannot do without; an action is taken only if each of its needs is given. Where actions
    justify each other in a circle, the loop is cut as in :mod:`graph.algorithms.milp`, and solved again.
    The linear relaxation goes first: its bound, rounded down to what worths can add up to, is often enough.
    """
    import scipy.optimize  # noqa: F401, PLC0415  # once a process, and then it takes nothing of the time

    program = _Program(core, worth, budget, marks)
    found: list[frozenset[int]] = []
    _, bound = program.solve(deadline.at_least(_RELAXED), integral=False)
    for _ in range(_ROUNDS):
        if deadline.passed() or bound <= least:
            break
        chosen, upper = program.solve(deadline, integral=True)
        bound = min(bound, upper)
        if chosen is None:
            break
        order, true = core.fire(chosen)
        found.append(frozenset(order))
        if not program.cut_loops(chosen, true.keys()):
            break
    return Bounded(tuple(found), bound)


class _Program:
    """Columns: actions, then facts of worth. Rows: a sum of coefficients within bounds."""

    def __init__(self, core: Core, worth: Mapping[int, int], budget: int, marks: Landmarks) -> None:
        self._core = core
        self._column = {action: i for i, action in enumerate(core.cost)}
        self._claim = {fact: len(self._column) + i for i, fact in enumerate(worth)}
        self._worth = worth
        self._achievers = core.achievers()
        self._entries = [(0, self._column[action], cost) for action, cost in core.cost.items() if cost]
        self._bounds: list[tuple[float, float]] = [(0, budget)]
        for action in core.cost:
            for fact in sorted(core.needs[action]):
                self._require(self._achievers.get(fact, ()), self._column[action])
        for fact, claim in self._claim.items():
            self._require(self._achievers[fact], claim)
            for action in marks.actions_in(marks.of_fact[fact]):
                if core.cost.get(action):
                    self._require((action,), claim)

    def solve(self, deadline: Deadline, *, integral: bool) -> tuple[list[int] | None, int]:
        """Return the actions of the best solution found, None if none was, and the upper bound.

        Unless it is ``integral``, actions are taken by halves, and only the bound means something.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # .3 s, needed by few answers
        from scipy.sparse import csr_array  # noqa: PLC0415  # the same

        row, column, value = np.array(self._entries, np.float64).reshape(-1, 3).T
        columns = len(self._column) + len(self._claim)
        rows = csr_array((value, (row.astype(int), column.astype(int))), shape=(len(self._bounds), columns))
        lower, upper = np.array(self._bounds, np.float64).T
        paid = [bool(cost) for cost in self._core.cost.values()]
        total, step = sum(self._worth.values()), gcd(*self._worth.values())
        result = milp(
            -np.array([0] * len(self._column) + list(self._worth.values()), np.float64),
            integrality=integral * np.array(paid + [False] * len(self._claim), np.float64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(rows, lower, upper),
            options={"time_limit": deadline.remaining(), "mip_rel_gap": 0.5 * step / total},
        )
        reached = result.mip_dual_bound if integral else result.fun
        bound = total if reached is None else step * floor((_TOLERANCE * step - reached) / step)
        return None if result.x is None else self._chosen(result.x), min(bound, total)

    def cut_loops(self, chosen: Iterable[int], true: Collection[int]) -> bool:
        """Forbid that chosen actions justify each other in a circle; return whether any did."""
        claimed = {fact for action in chosen for fact in self._core.gives[action]}.difference(true)
        if not claimed:
            return False
        outside = [
            action
            for action in self._column
            if not claimed.isdisjoint(self._core.gives[action])
            and claimed.isdisjoint(self._core.needs[action])
        ]
        for action, column in self._column.items():
            if not claimed.isdisjoint(self._core.needs[action]):
                self._require(outside, column)
        for fact in claimed & self._claim.keys():
            self._require(outside, self._claim[fact])
        return True

    def _require(self, givers: Iterable[int], taker: int) -> None:
        """Add a row: the taker is taken (or claimed) only if one of the givers is."""
        row = len(self._bounds)
        self._entries += ((row, self._column[g], 1) for g in givers if self._column[g] != taker)
        self._entries.append((row, taker, -1))
        self._bounds.append((0, np.inf))

    def _chosen(self, values: "NDArray[np.float64]") -> list[int]:
        """Return the actions that are taken; what is free is taken where it can be."""
        return [
            a
            for a, value in zip(self._column, values.tolist(), strict=False)
            if value > _TAKEN or not self._core.cost[a]
        ]

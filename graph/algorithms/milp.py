"""The cheapest plan of a large component, as a mixed-integer linear program (HiGHS)."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from graph.algorithms.circles import lowest_components
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_ROUNDS = 50
"""Programs solved before giving up; with loop cuts two are nearly always enough."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Program:
    """The best plan found, empty if none was, and what no plan costs less than."""

    actions: frozenset[int]
    lower_bound: int


def solve_program(core: Core, deadline: Deadline) -> Program:
    """Return the cheapest plan that is found before the deadline.

    Notes
    -----
    An action is taken only if for all it needs one that gives it is taken, which lets actions justify each
    other in a circle. Where a solution does, with U the facts that it claims and cannot reach, one of the
    actions that give some of U and need none of it must be taken by whoever needs some of U: added, and
    solved again (loop formulas; Lin and Zhao, 2004).
    """
    program = _Rows(core)
    bound = 0
    for _ in range(_ROUNDS):
        chosen, lower = program.solve(deadline)
        bound = max(bound, lower)
        if chosen is None:
            break
        _, true = core.reach(chosen)
        if core.goals <= true.keys():
            return Program(frozenset(chosen), bound)
        program.cut_loops(chosen, true.keys())
    return Program(frozenset(), bound)


class _Rows:
    """The rows of the program: at least ``lower`` of each sum of coefficients."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._column = {action: i for i, action in enumerate(core.cost)}
        self._achievers = core.achievers()
        self._entries: list[tuple[int, int, int]] = []
        self._lower: list[int] = []
        for goal in sorted(core.goals):
            self._require(self._achievers[goal], None)
        for action in core.cost:
            for fact in sorted(core.needs[action]):
                self._require(self._achievers.get(fact, ()), action)

    def solve(self, deadline: Deadline) -> "tuple[list[int] | None, int]":
        """Return the actions of the best solution found, None if none was, and the lower bound."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # .3 s, needed by few plans
        from scipy.sparse import csr_array  # noqa: PLC0415  # the same

        row, column, value = np.array(self._entries).T
        rows = csr_array((value, (row, column)), shape=(len(self._lower), len(self._column)))
        # not presolved: with HiGHS 1.12 that loses the best plan now and then, and calls another one proved
        result = milp(
            np.array([self._core.cost[action] for action in self._column], np.float64),
            integrality=np.ones(len(self._column)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(rows, self._lower, np.inf),
            options={"time_limit": deadline.remaining(), "mip_rel_gap": 0.0, "presolve": False},
        )
        bound = 0 if result.mip_dual_bound is None else ceil(result.mip_dual_bound - _TOLERANCE)
        return None if result.x is None else self._chosen(result.x), bound

    def cut_loops(self, chosen: "Iterable[int]", true: "Iterable[int]") -> None:
        """Forbid that chosen actions justify each other, in each lowest circle and on the whole."""
        reached = set(true)
        waits: dict[int, set[int]] = {}
        for action in chosen:
            for fact in self._core.gives[action] - reached:
                waits.setdefault(fact, set()).update(self._core.needs[action] - reached)
        circles = [set(facts) for facts in lowest_components(waits)]
        for claimed in circles if circles == [waits.keys()] else [*circles, set(waits)]:
            self._cut(claimed)

    def _cut(self, claimed: set[int]) -> None:
        """Let facts be claimed only together with an action that gives some of them and needs none."""
        outside = [
            action
            for action in self._column
            if not claimed.isdisjoint(self._core.gives[action])
            and claimed.isdisjoint(self._core.needs[action])
        ]
        if not claimed.isdisjoint(self._core.goals):
            self._require(outside, None)
        for action in self._column:
            if not claimed.isdisjoint(self._core.needs[action]):
                self._require(outside, action)

    def _require(self, givers: "Iterable[int]", taker: int | None) -> None:
        """Add a row: one of the givers is taken if the taker is, or in any case."""
        row = len(self._lower)
        self._entries += ((row, self._column[giver], 1) for giver in givers if giver != taker)
        if taker is not None:
            self._entries.append((row, self._column[taker], -1))
        self._lower.append(0 if taker is not None else 1)

    def _chosen(self, values: "NDArray[np.float64]") -> list[int]:
        return [action for action, value in zip(self._column, values.tolist(), strict=True) if value > 0.5]  # noqa: PLR2004  # it is 0 or 1

"""The cheapest plan of a large component, as a mixed-integer linear program (HiGHS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.rows import Rows

_ROUNDS = 50
"""Programs solved before giving up; with loop cuts two are nearly always enough."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Program:
    """The best plan found, empty if none was, and what no plan costs less than."""

    actions: frozenset[int]
    lower_bound: int


def load_solver() -> None:
    """Have the solver at hand, so that no plan spends its time on that: .3 s, once a process."""
    import scipy.optimize  # noqa: F401, PLC0415  # needed by few plans


def solve_program(core: Core, deadline: Deadline, cuts: Iterable[Iterable[int]] = ()) -> Program:
    """Return the cheapest plan that is found before the deadline.

    Parameters
    ----------
    cuts
        Sets of actions of each of which every plan has one; see :func:`graph.algorithms.lmcut.lm_cut`.

    Notes
    -----
    Where a solution lets actions justify each other in a circle, that is forbidden, and solved again.
    """
    rows = Rows(core, cuts)
    bound = 0
    for _ in range(_ROUNDS):
        chosen, lower = _solve(core, rows, deadline)
        bound = max(bound, lower)
        if chosen is None:
            break
        _, true = core.reach(chosen)
        if core.goals <= true.keys():
            return Program(frozenset(chosen), bound)
        rows.forbid_circles(chosen, true.keys())
    return Program(frozenset(), bound)


def _solve(core: Core, rows: Rows, deadline: Deadline) -> tuple[list[int] | None, int]:
    """Return the actions of the best solution found, None if none was, and the lower bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # .3 s, needed by few plans

    # not presolved: with HiGHS 1.12 that loses the best plan now and then, and calls another one proved
    result = milp(
        rows.cost.astype(np.float64),
        integrality=np.ones(len(core.cost)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows.matrix(), rows.lower, np.inf),
        options={"time_limit": deadline.remaining(), "mip_rel_gap": 0.0, "presolve": False},
    )
    bound = 0 if result.mip_dual_bound is None else ceil(result.mip_dual_bound - _TOLERANCE)
    if result.x is None:
        return None, bound
    return [action for action, value in zip(core.cost, result.x.tolist(), strict=True) if value > 0.5], bound  # noqa: PLR2004  # it is 0 or 1

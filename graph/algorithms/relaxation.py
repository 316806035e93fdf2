"""What a linear program tells of a large component: a bound, and what a cheap plan is likely to have."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.lmcut import Bound
from graph.algorithms.rows import Rows

_FINE = 1 << 10
"""Parts of a unit of cost to which prices are rounded."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The bound, and the ``rest`` of what each action costs, without the share that the program takes of it.

    An action with little rest is likely to be in a cheap plan.
    """

    bound: Bound
    rest: Mapping[int, int]


def relax(core: Core, bound: Bound, deadline: Deadline) -> Relaxation | None:
    """Return what the relaxed program of a core tells, None where there was no time for it.

    Parameters
    ----------
    bound
        The LM-cut bound: of each of its cuts the program has one action at least.

    Notes
    -----
    The rows are priced by the dual values. Whatever these are, no plan costs less than the prices of what
    the rows have at least, plus what is left of the costs of its actions (weak duality); rounded to whole
    numbers they are added up exactly, so that no tolerance of the solver is in the bound.
    """
    from scipy.optimize import linprog  # noqa: PLC0415  # .3 s, needed by few plans

    rows = Rows(core, bound.cuts)
    matrix, cost, lower = rows.matrix(), rows.cost, rows.lower
    result = linprog(
        cost,
        A_ub=-matrix,
        b_ub=-lower,
        bounds=(0, 1),
        method="highs-ds",
        options={"time_limit": deadline.remaining(), "presolve": False},  # which takes longer than it saves
    )
    if result.status:
        return None
    prices = np.rint(np.maximum(-_FINE * result.ineqlin.marginals, 0)).astype(np.int64)
    left = _FINE * cost - matrix.T @ prices
    total = int(prices @ lower + np.minimum(left, 0).sum())
    over = (np.maximum(left, 0) // _FINE).tolist()
    rest = (cost * (1 - np.clip(result.x, 0, 1))).astype(np.int64).tolist()
    return Relaxation(
        Bound(-(-total // _FINE), bound.cuts, dict(zip(core.cost, over, strict=True))),
        dict(zip(core.cost, rest, strict=True)),
    )

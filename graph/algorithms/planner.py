"""The cheapest plan, with its proof or what is missing for one.

Reduce; solve each component that is left, by branch and bound if it is small, as a mixed-integer program if
it is large; put the parts together, and check the whole by taking it step by step.
"""

from dataclasses import dataclass
from typing import Final

from graph.algorithms.branch_and_bound import Effort, cheapest
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.greedy import greedy, relaxed_plan, without_surplus
from graph.algorithms.instance import Instance, Solution
from graph.algorithms.landmarks import in_every_plan
from graph.algorithms.lmcut import lm_cut
from graph.algorithms.milp import solve_program
from graph.algorithms.pruning import affordable, heights
from graph.algorithms.reduction import reduce, trimmed

_SMALL: Final = 60
"""Actions up to which branch and bound is the faster of the two; see ``benchmarks/planner.py``."""
_GREEDY: Final = 0.2
"""Share of the time that is left which may go into improving the first plan."""
_NODES: Final = 400
"""Branches looked at before a component is handed to the solver after all."""


@dataclass(frozen=True, slots=True)
class _Part:
    actions: frozenset[int]
    cost: int
    lower_bound: int


def solve(instance: Instance, deadline: Deadline) -> Solution:
    """Return the cheapest plan that the time allows; the goals must be within reach.

    Before the deadline the plan is proved to be the cheapest, but for what a component leaves open. After it
    the best plan so far is returned, with the bound so far.

    Raises
    ------
    ValueError
        If the goals cannot be reached.
    """
    whole = trimmed(Core.of(instance))
    if whole is None:
        raise ValueError("The goals of a planning problem are out of reach.")
    upper = whole.total(relaxed_plan(whole, whole.cost))
    core = affordable(whole, upper)
    reduced = reduce(core, upper)
    assert reduced is not None, "pruning lost the plan that it was based on"
    parts = [_solve_part(part, deadline) for part in sorted(reduced.components, key=lambda c: len(c.cost))]
    chosen = reduced.taken.union(*(part.actions for part in parts))
    bound = reduced.cost + sum(part.lower_bound for part in parts)
    plan = sorted(chosen) if core.total(chosen) <= bound else without_surplus(core, sorted(chosen))
    assert core.solves(plan), "the parts of a plan do not make a plan"
    return Solution(tuple(plan), core.total(plan), bound, in_every_plan(whole, plan))


def _solve_part(core: Core, deadline: Deadline) -> _Part:
    if len(core.cost) > _SMALL:
        plan = relaxed_plan(core, core.cost)
        return _by_program(core, _Part(frozenset(plan), core.total(plan), 0), deadline)
    plan = greedy(core, core.cost, deadline.share(_GREEDY))
    bound = lm_cut(core)
    best = _Part(frozenset(plan), core.total(plan), bound.cost)
    effort = Effort(deadline, _NODES)
    found = cheapest(core, best.cost, bound, effort)
    if found:
        best = _Part(found.actions, found.cost, bound.cost)
    return (
        _by_program(core, best, deadline) if effort.exhausted else _Part(best.actions, best.cost, best.cost)
    )


def _by_program(core: Core, best: _Part, deadline: Deadline) -> _Part:
    """Return the better of a plan and the solver's, with the better of their bounds."""
    if deadline.passed():
        return _Part(best.actions, best.cost, max(best.lower_bound, _least(core)))
    program = solve_program(core, deadline)
    lower = max(best.lower_bound, program.lower_bound)
    cost = core.total(program.actions) if program.actions else best.cost
    if cost < best.cost:
        return _Part(program.actions, cost, min(lower, cost))
    return _Part(best.actions, best.cost, min(lower, best.cost))


def _least(core: Core) -> int:
    """Return a bound that takes no time: what the dearest goal costs at least."""
    height = heights(core)
    return max((height[goal] for goal in core.goals), default=0)

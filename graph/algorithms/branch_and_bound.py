"""The cheapest plan of a small component, by branching on landmarks."""

from dataclasses import dataclass

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.greedy import relaxed_plan
from graph.algorithms.lmcut import Bound, lm_cut
from graph.algorithms.reduction import reduce


@dataclass(slots=True)
class Effort:
    """How much searching is left; ``exhausted`` once some branch was not looked at."""

    deadline: Deadline
    nodes: int
    exhausted: bool = False

    def spend(self) -> bool:
        """Count a node; return whether it may be looked at."""
        self.nodes -= 1
        if self.nodes < 0 or self.deadline.passed():
            self.exhausted = True
        return not self.exhausted


@dataclass(frozen=True, slots=True)
class Found:
    """A plan and what it costs."""

    actions: frozenset[int]
    cost: int


def cheapest(core: Core, upper: int, bound: Bound, effort: Effort) -> Found | None:
    """Return the cheapest plan of a component that costs less than ``upper``, None if there is none.

    Parameters
    ----------
    bound
        The component's LM-cut bound.
    effort
        When it is exhausted the plan is the best of those looked at.

    Notes
    -----
    Every plan has an action of the smallest cut: each in turn is paid for, without those before it, and what
    is left is reduced and falls into components again.
    """
    best = _first_plan(core, upper)
    upper = best.cost if best else upper
    if bound.cost >= upper or not effort.spend():
        return best
    cut = min(bound.cuts, key=len)
    left = set(core.cost)
    for action in sorted(cut, key=lambda a: (core.cost[a], a)):
        price = core.cost[action]
        branch = core.keeping(sorted(left)).paying(action)
        if price < upper and (found := _solve(branch, upper - price, effort)):
            best = Found(found.actions | {action}, found.cost + price)
            upper = best.cost
        left.remove(action)
    return best


def _first_plan(core: Core, upper: int) -> Found | None:
    plan = relaxed_plan(core, core.cost)
    cost = core.total(plan)
    return Found(frozenset(plan), cost) if plan and cost < upper else None


def _solve(core: Core, upper: int, effort: Effort) -> Found | None:
    """Return the cheapest plan of any core that costs less than ``upper``."""
    reduced = reduce(core, upper - 1)
    if reduced is None:
        return None
    bounds = [lm_cut(component) for component in reduced.components]
    cost, waiting = reduced.cost, sum(bound.cost for bound in bounds)
    actions = set(reduced.taken)
    for component, bound in zip(reduced.components, bounds, strict=True):
        waiting -= bound.cost
        found = cheapest(component, upper - cost - waiting, bound, effort)
        if found is None:
            return None
        cost += found.cost
        actions |= found.actions
    return Found(frozenset(actions), cost)

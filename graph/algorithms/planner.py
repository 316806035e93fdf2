"""The cheapest plan, with its proof or what is missing for one.

Reduce; of each large component that is left keep what may be in a cheaper plan than one at hand, and reduce
again; solve it by branch and bound if it is small, as a mixed-integer program if it is large; put the parts
together, and check the whole by taking it step by step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.algorithms.branch_and_bound import Effort, cheapest
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.greedy import improved, likely_plan, relaxed_plan, without_surplus
from graph.algorithms.instance import Instance, Solution
from graph.algorithms.landmarks import in_every_plan
from graph.algorithms.lmcut import Bound, goal_bound, lm_cut
from graph.algorithms.milp import solve_program
from graph.algorithms.promising import promising
from graph.algorithms.reduction import reduce, trimmed
from graph.algorithms.relaxation import relax

SMALL: Final = 60
"""Actions up to which branch and bound is the faster of the two; see ``benchmarks/planner.py``."""
_NODES: Final = 400
"""Branches looked at before a component is handed to the solver after all."""
_BOUNDING: Final = 0.1
"""Seconds for reducing, and again for bounds, however late it is: what is not proved has a good bound."""
_NARROWER: Final = 0.8
"""Share of a component from which it is worth while to reduce anew what may be in a cheaper plan."""
_LEAST_SHARE: Final = 0.1
"""Share of the time that is left which even the smallest component may use up."""
_SEARCH: Final = 0.8
"""Share of a component's time in which it may be proved; the rest improves the plan where it was not."""


@dataclass(frozen=True, slots=True)
class _Part:
    actions: frozenset[int]
    cost: int
    lower_bound: int

    def better(self, core: Core, actions: Iterable[int], lower_bound: int = 0) -> "_Part":
        """Return the cheaper of two plans (none where there are no actions) with the higher bound."""
        other = frozenset(actions)
        cost = core.total(other) if other else self.cost
        plan = (other, cost) if cost < self.cost else (self.actions, self.cost)
        return _Part(*plan, min(plan[1], max(self.lower_bound, lower_bound)))

    @property
    def proven(self) -> bool:
        return self.lower_bound >= self.cost


def solve(instance: Instance, deadline: Deadline) -> Solution:
    """Return the cheapest plan that the time allows; the goals must be within reach.

    Before the deadline the plan is proved to be the cheapest, but for what a component leaves open. After it
    the best plan so far is returned, with the bound so far: the sum of the bounds of the components.

    Raises
    ------
    ValueError
        If the goals cannot be reached.
    AssertionError
        If the plan, taken step by step, does not reach the goals: the planner is wrong.
    """
    whole = Core.of(instance)
    reduced = reduce(whole, deadline=deadline.at_least(_BOUNDING))
    if reduced is None:
        raise ValueError("The goals of a planning problem are out of reach.")
    parts = list(_solve_parts(reduced.components, deadline))
    bound = reduced.cost + sum(part.lower_bound for part in parts)
    plan = reduced.taken.union(*(part.actions for part in parts))
    if whole.total(plan) > bound:
        plan = frozenset(without_surplus(whole, sorted(plan)))
    if not whole.solves(plan):
        raise AssertionError("The parts of a plan do not make a plan.")
    indispensable = reduced.indispensable
    if instance.unseen:
        seen = trimmed(whole.after((), instance.unseen))
        assert seen is not None, "the goals are within reach even without what is unseen"
        indispensable = in_every_plan(seen, sorted(indispensable.intersection(seen.cost)))
        if instance.beyond < bound:
            bound = max(int(instance.beyond), _bound(seen, deadline))
    doubtful = reduced.indispensable - indispensable
    return Solution(tuple(sorted(plan)), whole.total(plan), bound, indispensable, doubtful)


def _bound(core: Core, deadline: Deadline) -> int:
    """Return what no plan costs less than, without looking for one."""
    reduced = reduce(core, deadline=deadline.at_least(_BOUNDING))
    assert reduced is not None, "whoever has more reaches the goals too"
    bounding = deadline.at_least(_BOUNDING)
    drafts = [_Draft.of(part, bounding) for part in reduced.components]
    return reduced.cost + sum(draft.relaxed(bounding).part.lower_bound for draft in drafts)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A component with its best plan so far, and the bound from its cuts."""

    core: Core
    part: _Part
    bound: Bound

    @classmethod
    def of(cls, core: Core, deadline: Deadline) -> "_Draft":
        """Return a plan of the cheapest achievers, and one of those that the bound has paid for."""
        plan = frozenset(relaxed_plan(core, core.cost))
        part = _Part(plan, core.total(plan), 0).better(core, plan, goal_bound(core))
        if part.proven:
            return cls(core, part, Bound(part.cost, (), {}))
        bound = lm_cut(core, deadline)
        return cls(core, part.better(core, likely_plan(core, bound.left), bound.cost), bound)

    def relaxed(self, deadline: Deadline) -> "_Draft":
        """Return it with the bound of the relaxed program, and the plan that this makes likely."""
        relaxation = None if self.part.proven else relax(self.core, self.bound, deadline)
        if relaxation is None:
            return self
        plan = likely_plan(self.core, relaxation.rest)
        return _Draft(self.core, self.part.better(self.core, plan, relaxation.bound.cost), relaxation.bound)

    def rest(self) -> Core | None:
        """Return what alone may be in a cheaper plan; None where that is nearly everything."""
        rest = promising(self.core, self.bound, self.part.cost)
        return rest if len(rest.cost) <= _NARROWER * len(self.core.cost) else None


def _solve_parts(components: Iterable[Core], deadline: Deadline) -> Iterator[_Part]:
    """Solve components, the smallest first; time that one leaves is the others'."""
    bounding = deadline.at_least(_BOUNDING)
    drafts = [_Draft.of(core, bounding) for core in sorted(components, key=lambda core: len(core.cost))]
    waiting = sum(len(draft.core.cost) for draft in drafts if not draft.part.proven)
    for draft in drafts:
        if draft.part.proven:
            yield draft.part
            continue
        size = len(draft.core.cost)
        yield _solve_part(draft, deadline.share(max(_LEAST_SHARE, size / waiting)), bounding)
        waiting -= size


def _solve_part(draft: _Draft, deadline: Deadline, bounding: Deadline) -> _Part:
    search = deadline.share(_SEARCH)
    if len(draft.core.cost) > SMALL:
        if not search.passed() and (rest := draft.rest()):
            return _solve_rest(draft, rest, deadline)
        draft = draft.relaxed(max(search, bounding, key=lambda deadline: deadline.at))
        if draft.part.proven:
            return draft.part
        if not search.passed() and (rest := draft.rest()):
            return _solve_rest(draft, rest, deadline)
    core, part = draft.core, draft.part
    if len(core.cost) <= SMALL and not search.passed():
        effort = Effort(search, _NODES)
        found = cheapest(core, part.cost, draft.bound, effort)
        part = part.better(core, found.actions if found else ())
        part = part if effort.exhausted else replace(part, lower_bound=part.cost)
    if not part.proven and not search.passed():
        program = solve_program(core, search, draft.bound.cuts)
        part = part.better(core, program.actions, program.lower_bound)
    return part if part.proven else part.better(core, improved(core, part.actions, deadline))


def _solve_rest(draft: _Draft, rest: Core, deadline: Deadline) -> _Part:
    """Solve a component by what alone may be in a cheaper plan than the best so far."""
    core, part = draft.core, draft.part
    reduced = reduce(rest, deadline=deadline)
    if reduced is None:
        return replace(part, lower_bound=part.cost)
    parts = list(_solve_parts(reduced.components, deadline))
    bound = reduced.cost + sum(other.lower_bound for other in parts)
    return part.better(core, reduced.taken.union(*(other.actions for other in parts)), bound)

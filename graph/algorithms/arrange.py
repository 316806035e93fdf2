"""The order in which a plan is studied."""

from collections.abc import Collection, Sequence

from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.minutes import Minutes
from graph.algorithms.ordering import order_goals, order_steps
from graph.algorithms.requirements import bound_into
from graph.algorithms.support import Plan
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View


def arrange(
    snapshot: Snapshot, plan: Plan, minutes: Minutes, view: View, deadline: Deadline = FOREVER
) -> list[int]:
    """Return the steps of a plan, as actions, in the order that reaches goals earliest.

    Where that leaves a choice: first what likely helps later steps (inferred prerequisites that do not
    bind), then what is of the same module as the step before, what the document has follow, reading order.
    """
    steps = plan.steps()
    place = {step: i for i, step in enumerate(steps)}
    closures = [plan.closure(goal.facts) for goal in plan.problem.goals]
    bits = [sum(1 << place[step] for step in closure) for closure in closures]
    times = [minutes.total(plan.action(step).lessons) for step in steps]
    blocks = [*(closures[goal] for goal in order_goals(bits, times, deadline)), set(steps)]
    after = {step: plan.waits_for(step) for step in steps}
    taste = _Taste(snapshot, plan, steps, view)
    return order_steps(blocks, after, taste.rank)


class _Taste:
    """Ranks steps that could come next."""

    def __init__(self, snapshot: Snapshot, plan: Plan, steps: Sequence[int], view: View) -> None:
        self._snapshot = snapshot
        self._lessons = {step: plan.action(step).lessons for step in steps}
        self._step_of = {lesson: step for step, lessons in self._lessons.items() for lesson in lessons}
        self._helped_by = {step: self._helpers(step, view) for step in steps}
        self._follows = {step: self._predecessors(step) for step in steps}

    def rank(self, step: int, last: int | None, left: Collection[int]) -> tuple[int, ...]:
        """Return a key by which the step that should come next is least."""
        lesson = self._lessons[step][0]
        same_module = last is not None and self._module(self._lessons[last][-1]) == self._module(lesson)
        return (
            len(self._helped_by[step].intersection(left)),
            not same_module,
            len(self._follows[step].intersection(left)),
            int(self._snapshot.reading[lesson]),
        )

    def _module(self, lesson: int) -> int:
        return int(self._snapshot.parent[lesson])

    def _helpers(self, step: int, view: View) -> set[int]:
        """Return the steps that give what likely helps a step."""
        snapshot = self._snapshot
        helpful = {
            snapshot.target_of(edge)
            for lesson in self._lessons[step]
            for edge in snapshot.edges_out(lesson, EdgeKind.REQUIRES)
            if snapshot.helps(edge, view)
        }
        teachers = {
            snapshot.source_of(edge)
            for node in helpful
            for edge in bound_into(snapshot, node, EdgeKind.TEACHES, view)
        }
        return {self._step_of[i] for i in helpful | teachers if i in self._step_of} - {step}

    def _predecessors(self, step: int) -> set[int]:
        snapshot = self._snapshot
        before = {
            snapshot.target_of(edge)
            for lesson in self._lessons[step]
            for edge in snapshot.edges_out(lesson, EdgeKind.FOLLOWS)
        }
        return {self._step_of[lesson] for lesson in before if lesson in self._step_of} - {step}

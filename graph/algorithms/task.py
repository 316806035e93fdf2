"""Goals posed as a planning problem: where every question about a path begins."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from graph.algorithms.deadline import Deadline
from graph.algorithms.foundations import Matters
from graph.algorithms.goals import compile_goals, within_reach
from graph.algorithms.horizon import Horizon
from graph.algorithms.instance import Instance, Solution
from graph.algorithms.known import Known
from graph.algorithms.minutes import Minutes
from graph.algorithms.pose import pose
from graph.algorithms.problem import Problem
from graph.algorithms.support import Plan
from graph.algorithms.units import condense
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Task:
    """Goals, what is known, lessons that may not be used, and the planning problem between them.

    ``scale`` is what one minute (or lesson) costs in ``instance``, whose actions are those of ``problem``.
    """

    snapshot: Snapshot
    goals: tuple[int, ...]
    known: Known
    view: View
    without: tuple[int, ...]
    lesson_minutes: int | None
    matters: Matters | None
    problem: Problem
    minutes: Minutes
    instance: Instance
    scale: int

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        goals: Sequence[int],
        known: Known,
        view: View,
        *,
        lesson_minutes: int | None = None,
        without: Collection[int] = (),
        matters: Matters | None = None,
        problem: Problem | None = None,
        horizon: Horizon | None = None,
    ) -> "Task":
        """Return the task of reaching goals; see :func:`graph.algorithms.path.find_path`.

        ``problem`` is what they compile to, for who has compiled them already; else with a ``horizon`` it is
        no more than a shortest plan can rest on.

        Raises
        ------
        InvalidInput
            If a goal is a document or a curriculum.
        """
        if problem is None:
            problem = compile_goals(
                snapshot, goals, known, view, without=without, matters=matters, horizon=horizon
            )
        lessons = [lesson for action in problem.actions for lesson in action.lessons]
        minutes = Minutes.read(snapshot, lessons, lesson_minutes)
        problem = condense(problem, minutes.total)
        instance, scale = pose(snapshot, problem, minutes)
        return cls(
            snapshot=snapshot,
            goals=tuple(goals),
            known=known,
            view=view,
            without=tuple(without),
            lesson_minutes=lesson_minutes,
            matters=matters,
            problem=problem,
            minutes=minutes,
            instance=instance,
            scale=scale,
        )

    def knowing(self, skill: int, deadline: Deadline) -> "Task":
        """Return the task as it is for someone who knows one more skill; see :class:`Horizon`."""
        return Task.of(
            self.snapshot,
            self.goals,
            Known(self.known.skills | {skill}, self.known.done),
            self.view,
            lesson_minutes=self.lesson_minutes,
            without=self.without,
            matters=self.matters,
            horizon=Horizon.of(self.snapshot, self.lesson_minutes, deadline),
        )

    def settled(self, solution: Solution, deadline: Deadline) -> Solution:
        """Return a solution without doubt about what is indispensable, as far as time allows.

        Whether something unseen can stand in for an action is looked up; where lessons are studied together
        it stays in doubt.
        """
        units = any(len(action.lessons) > 1 for action in self.problem.actions)
        found = set(solution.indispensable)
        for action in () if units else sorted(solution.doubtful):
            if deadline.passed():
                break
            if not self._can_spare(action):
                found.add(action)
        return replace(solution, indispensable=frozenset(found))

    def _can_spare(self, action: int) -> bool:
        """Return whether goals are within reach without an action, whatever that takes."""
        others = (other for other in range(len(self.instance.cost)) if other != action)
        lost = self.instance.goals - self.instance.reach(others)[1].keys()
        return within_reach(
            self.snapshot,
            [goal.node for goal in self.problem.goals if not lost.isdisjoint(goal.facts)],
            self.known,
            self.view,
            without=(*self.without, *self.problem.actions[action].lessons),
            matters=self.matters,
            wanted=[self.problem.facts[fact] for fact in lost],
        )

    def plan(self, actions: Iterable[int]) -> Plan:
        """Return actions that reach what they reach as a plan, fired one by one in reading order."""
        reading, every = self.snapshot.reading.data, self.problem.actions
        return Plan.of(self.problem, actions, lambda number: reading[every[number].lessons[0]])

    def total(self, actions: Iterable[int]) -> int:
        """Return the minutes (or lessons) that actions take."""
        return sum(self.minutes.total(self.problem.actions[action].lessons) for action in actions)

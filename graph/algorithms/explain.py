"""Why each step is in a path, and what is assumed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.algorithms.arrange import arrange
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.minutes import Unit
from graph.algorithms.problem import FactKind
from graph.algorithms.requirements import (
    bound_out,
    is_untaught,
    main_skills,
    requirements,
    taught_by,
)
from graph.algorithms.support import Plan, Trace, trace
from graph.algorithms.task import Task
from graph.model import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A lesson of a path; nodes and edges are indices of the snapshot.

    Attributes
    ----------
    minutes, cumulative
        What is counted for it, alone and with all steps before; None where lessons are counted.
    estimated
        Whether the lesson states no minutes.
    adds
        Skills that it newly teaches and that later steps or goals need, or that it is about.
    also
        Other skills that it newly teaches.
    needed_by
        Lessons of later steps that need what it gives.
    closes
        Goals that are reached once it is done.
    guards
        The GUARDS_AGAINST edges of the pitfalls that it guards against.
    because
        The edges that made it necessary: what it teaches, who requires that, of what that is a part.
    together
        Other lessons that wait for it as it waits for them: they are studied together.
    indispensable
        Whether every path to the goals has it.
    """

    lesson: int
    minutes: int | None
    cumulative: int | None
    estimated: bool
    adds: tuple[int, ...]
    also: tuple[int, ...]
    needed_by: tuple[int, ...]
    closes: tuple[int, ...]
    guards: tuple[int, ...]
    because: tuple[int, ...]
    together: tuple[int, ...]
    indispensable: bool


@dataclass(frozen=True, slots=True)
class Assumption:
    """A skill (or lesson or module) that is required and that nothing here teaches.

    ``known`` if the learner claims it; ``needed_by`` are lessons of the path, none if a goal needs it itself.
    """

    node: int
    known: bool
    needed_by: tuple[int, ...]
    because: tuple[int, ...]


@dataclass(frozen=True)
class Explainer:
    """Says why a plan is what it is; ``order`` are its steps, as actions, in the order of study."""

    task: Task
    plan: Plan
    order: Sequence[int]

    @classmethod
    def of(cls, task: Task, actions: Iterable[int], deadline: Deadline = FOREVER) -> "Explainer":
        """Return what explains actions of a task, put in order; after the deadline in any that works."""
        plan = task.plan(actions)
        return cls(task, plan, arrange(task.snapshot, plan, task.minutes, task.view, deadline))

    def steps(self, indispensable: Collection[int]) -> tuple[Step, ...]:
        """Return the steps of the plan, one for each lesson."""
        counts = self.task.minutes.unit is Unit.MINUTES
        closes = self._closes()
        gained: set[int] = set()
        elapsed = 0
        steps: list[Step] = []
        for number, lesson in self._lessons():
            unit = self.plan.action(number).lessons
            adds, also = self._gains(number, lesson, gained)
            gained.update(adds, also)
            elapsed += self.task.minutes.of[lesson]
            steps.append(
                Step(
                    lesson=lesson,
                    minutes=self.task.minutes.of[lesson] if counts else None,
                    cumulative=elapsed if counts else None,
                    estimated=lesson in self.task.minutes.estimated,
                    adds=adds,
                    also=also,
                    needed_by=self._needed_by(number),
                    closes=closes.get(number, ()) if lesson == unit[-1] else (),
                    guards=tuple(
                        bound_out(self.task.snapshot, lesson, EdgeKind.GUARDS_AGAINST, self.task.view)
                    ),
                    because=self._because(number, lesson),
                    together=tuple(other for other in unit if other != lesson),
                    indispensable=number in indispensable,
                )
            )
        return tuple(steps)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return what steps and goals need and nobody teaches, in the order of first need."""
        lessons: dict[int, dict[int, None]] = {}
        edges: dict[int, dict[int, None]] = {}
        for node, lesson, because in (*self._untaught_requirements(), *self._untaught_parts()):
            lessons.setdefault(node, {}).update({} if lesson is None else {lesson: None})
            edges.setdefault(node, {}).update(dict.fromkeys(because))
        return tuple(
            Assumption(
                node,
                self.task.known.claims(self.task.snapshot, node, self.task.view),
                tuple(by),
                tuple(edges[node]),
            )
            for node, by in lessons.items()
        )

    @cached_property
    def _traces(self) -> dict[int, Trace]:
        return trace(self.plan)

    def _lessons(self) -> Iterator[tuple[int, int]]:
        """Return the lessons in order, each with its action."""
        return ((number, lesson) for number in self.order for lesson in self.plan.action(number).lessons)

    def _untaught_requirements(self) -> Iterator[tuple[int, int | None, Iterable[int]]]:
        for _, lesson in self._lessons():
            for requirement in requirements(self.task.snapshot, lesson, self.task.view):
                if requirement.at_the_door or is_untaught(
                    self.task.snapshot, requirement.node, self.task.view
                ):
                    yield requirement.node, lesson, requirement.because

    def _untaught_parts(self) -> Iterator[tuple[int, int | None, Iterable[int]]]:
        """Return what follows freely only if something that nobody teaches is assumed."""
        problem = self.plan.problem
        for number in self.plan.order:
            action = self.plan.action(number)
            if self._traces[number].matters and not action.lessons:
                for fact in sorted(problem.assumed.intersection(action.needs)):
                    yield problem.facts[fact].node, None, action.needs[fact]

    def _closes(self) -> dict[int, tuple[int, ...]]:
        """Return for each action the goals of which it is the last step."""
        closes: dict[int, tuple[int, ...]] = {}
        for goal in self.plan.problem.goals:
            steps = self.plan.closure(goal.facts)
            if steps and all(fact in self.plan.supporter for fact in goal.facts):
                last = max(steps, key=self._place.__getitem__)
                closes[last] = (*closes.get(last, ()), goal.node)
        return closes

    def _gains(
        self, number: int, lesson: int, gained: Collection[int]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the skills that a lesson newly teaches: those that matter, and the others."""
        facts = [self.plan.problem.facts[fact] for fact in self._traces[number].facts]
        matter = {fact.node for fact in facts if fact.kind is FactKind.KNOWN}
        matter |= main_skills(self.task.snapshot, lesson, self.task.view).keys()
        skills = taught_by(self.task.snapshot, lesson, self.task.view)
        taught = [s for s in skills if s not in gained and s not in self.task.known.skills]
        return tuple(s for s in taught if s in matter), tuple(s for s in taught if s not in matter)

    def _needed_by(self, number: int) -> tuple[int, ...]:
        """Return the lessons that need what an action gives, in order."""
        takers = sorted(self._traces[number].actions, key=self._place.__getitem__)
        return tuple(lesson for other in takers for lesson in self.plan.action(other).lessons)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {number: i for i, number in enumerate(self.order)}

    def _because(self, number: int, lesson: int) -> tuple[int, ...]:
        """Return the evidence for a lesson: without what other lessons of its unit give."""
        action = self.plan.action(number)
        others = set(action.lessons) - {lesson}
        edges = dict.fromkeys((*self._traces[number].because, *action.circle))
        return tuple(edge for edge in edges if self.task.snapshot.source_of(edge) not in others)

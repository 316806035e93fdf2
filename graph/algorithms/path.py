"""The shortest path of lessons to a goal, with the reason for each step: what services call."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.algorithms.arrange import arrange
from graph.algorithms.budget import most_valuable, pieces
from graph.algorithms.deadline import Deadline
from graph.algorithms.explain import Assumption, Explainer, Step
from graph.algorithms.foundations import Matters
from graph.algorithms.instance import Solution
from graph.algorithms.known import Known
from graph.algorithms.minutes import Unit
from graph.algorithms.planner import solve
from graph.algorithms.task import Task
from graph.algorithms.unreachable import Unreachable, hidden, unreachable
from graph.snapshot import Snapshot, View

_SOLVING: Final = 0.85
"""Share of the time left after goals were compiled which may go into the plan; the rest is for its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most valuable part of a gap that fits a number of minutes.

    Attributes
    ----------
    minutes
        The budget.
    applied
        False where no document states minutes; then all that follows is about the whole path.
    steps
        What to study within it, in order; of the whole path where that fits. What is left after the last
        goal that can be reached goes to the first steps of the rest.
    used
        The minutes that the steps take.
    closes
        Goals that are reached.
    share, most
        The share of the gap that is closed, and what no choice of lessons exceeds; parts of goals count.
    proven
        Whether no choice closes more.
    """

    minutes: int
    applied: bool
    steps: tuple[Step, ...]
    used: int
    closes: tuple[int, ...]
    share: float
    most: float
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What to study, in order; every node and edge is an index of the snapshot.

    Attributes
    ----------
    steps
        The lessons; after the last one every goal is reached but those ``unreachable``.
    already
        Goals that were reached at the start.
    assumes
        What steps and goals need and nobody teaches, in the order of first need.
    total, lower_bound, proven
        In ``unit``: what the steps take, and what no path takes less than; equal if ``proven``.
    estimated
        Whether minutes of some step are an estimate.
    hidden
        The inferred edges about steps and goals that the view left out.
    """

    steps: tuple[Step, ...]
    already: tuple[int, ...]
    assumes: tuple[Assumption, ...]
    unreachable: tuple[Unreachable, ...]
    total: int
    lower_bound: int
    proven: bool
    unit: Unit
    estimated: bool
    hidden: tuple[int, ...]
    budget: Budget | None = None


def find_path(
    snapshot: Snapshot,
    goals: Sequence[int],
    *,
    known_skills: Collection[int] = (),
    done: Collection[int] = (),
    not_known: Collection[int] = (),
    view: View | None = None,
    deadline_s: float = 0.3,
    budget_minutes: int | None = None,
    lesson_minutes: int | None = None,
    without: Collection[int] = (),
    matters: Matters | None = None,
) -> Path:
    """Return the path of least time to all goals, or of fewest lessons where no document states minutes.

    Parameters
    ----------
    goals
        Skills, lessons, modules, audiences, pitfalls.
    known_skills, done, not_known
        What the learner knows; finished lessons add what they teach, ``not_known`` is taken away last.
    view
        Which inferred edges bind; balanced by default.
    deadline_s
        Seconds after which the best path so far is returned, with the bound found so far.
    budget_minutes
        Asks also for the most valuable part that fits; the path itself stays whole.
    lesson_minutes
        How long a lesson takes where neither it nor its curriculum says so.
    without
        Lessons that may not be used; what they alone teach stays required.
    matters
        For a pitfall the groups of lessons that guard against each matter it names.

    Raises
    ------
    InvalidInput
        If a goal is a document or a curriculum.
    """
    deadline = Deadline.after(deadline_s)
    view = view or View()
    known = Known.of(snapshot, view, skills=known_skills, done=done, not_known=not_known)
    task = Task.of(
        snapshot, goals, known, view, lesson_minutes=lesson_minutes, without=without, matters=matters
    )
    solution = solve(task.instance, deadline.share(_SOLVING))
    explainer = _explainer(task, solution.actions)
    path = _described(task, solution, explainer)
    if budget_minutes is None:
        return path
    budget = _budget(
        task,
        path,
        solution.actions,
        explainer.order,
        minutes=budget_minutes,
        deadline=Deadline.after(deadline_s),
    )
    return replace(path, budget=budget)


def described(task: Task, solution: Solution) -> Path:
    """Return the path that a solution of a task is, in order and with its reasons."""
    return _described(task, solution, _explainer(task, solution.actions))


def _described(task: Task, solution: Solution, explainer: Explainer) -> Path:
    steps = explainer.steps(solution.indispensable)
    total = task.minutes.total(step.lesson for step in steps)
    bound = min(total, solution.lower_bound // task.scale)
    return Path(
        steps=steps,
        already=tuple(goal.node for goal in task.problem.goals if not goal.facts and not goal.hollow),
        assumes=explainer.assumptions(),
        unreachable=unreachable(task.problem, explainer.plan.supporter.keys()),
        total=total,
        lower_bound=bound,
        proven=bound == total,
        unit=task.minutes.unit,
        estimated=any(step.estimated for step in steps),
        hidden=hidden(task.snapshot, (step.lesson for step in steps), task.goals, task.view),
    )


def _explainer(task: Task, actions: Iterable[int]) -> Explainer:
    plan = task.plan(actions)
    order = arrange(task.snapshot, plan, task.minutes, task.view)
    return Explainer(task.snapshot, plan, order, task.known, task.view, task.minutes)


def _budget(
    task: Task, path: Path, whole: Sequence[int], order: Sequence[int], *, minutes: int, deadline: Deadline
) -> Budget:
    """Return what fits: all, if it does, else the most valuable part and a start on the rest.

    ``whole`` are the actions of the path, ``order`` the same as they are taken.
    """
    if path.unit is Unit.LESSONS or path.total <= minutes:
        applied = path.unit is Unit.MINUTES
        closes = tuple(goal for step in path.steps for goal in step.closes)
        return Budget(
            minutes=minutes,
            applied=applied,
            steps=path.steps,
            used=path.total if applied else 0,
            closes=closes,
            share=1.0,
            most=1.0,
            proven=True,
        )
    worth = pieces(task.problem)
    limit = (minutes + 1) * task.scale - 1
    part = most_valuable(task.instance, worth, limit, deadline, whole)
    goals = frozenset(worth).intersection(task.instance.fire(part.actions)[1])
    shortest = solve(replace(task.instance, goals=goals), deadline).actions
    actions = _and_a_start(task, shortest, order, minutes)
    steps = _explainer(task, actions).steps(())
    all_of_it = max(1, sum(worth.values()))
    return Budget(
        minutes=minutes,
        applied=True,
        steps=steps,
        used=task.total(actions),
        closes=tuple(goal for step in steps for goal in step.closes),
        share=part.worth / all_of_it,
        most=part.upper_bound / all_of_it,
        proven=part.proven,
    )


def _and_a_start(task: Task, actions: Iterable[int], rest: Iterable[int], minutes: int) -> list[int]:
    """Add to actions those of the rest, in order, that can be taken after them and still fit."""
    taken = dict.fromkeys(actions)
    free = [number for number in task.problem.available() if not task.problem.actions[number].lessons]
    for number in rest:
        fits = number not in taken and task.total((*taken, number)) <= minutes
        if fits and task.instance.needs[number] <= task.instance.fire((*free, *taken))[1].keys():
            taken[number] = None
    return list(taken)

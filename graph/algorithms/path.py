"""The shortest path of lessons to a goal, with the reason for each step: what services call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.explain import Assumption, Explainer, Step
from graph.algorithms.foundations import Matters
from graph.algorithms.horizon import Horizon
from graph.algorithms.instance import Solution
from graph.algorithms.known import Known
from graph.algorithms.minutes import Unit
from graph.algorithms.planner import solve
from graph.algorithms.task import Task
from graph.algorithms.unreachable import Unreachable, hidden, unreachable
from graph.algorithms.within import Budget, fits_whole, within
from graph.snapshot import Snapshot, View

COMPILING: Final = 0.4
"""Share of the time that may go into compiling, if there is a plan by then."""
_TAIL: Final = 0.5
"""What order and reasons take, as a share of what compiling the goals took; kept back from solving."""
_SOLVING: Final = 0.85
"""Share of the rest that may go into the plan, and with a budget into the plan and the budget."""
_OF_PLAN, _OF_BUDGET = 0.5, 0.6
"""Shares of what is left for each, where others come after it."""


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
    budget, more
        If asked for, what fits a number of minutes; and what fits so many more, None if everything fits.
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
    more: Budget | None = None


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
    more_minutes: int | None = None,
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
        Seconds after which the best path so far is returned, with the bound found so far. What every answer
        takes is not cut short: looking for what makes the goals possible, a first plan, its reasons. Reducing
        and bounding have a tenth of a second each, however late it is.
    budget_minutes
        Asks also for the most valuable part that fits; the path itself stays whole.
    more_minutes
        Asks also what so many minutes more than the budget would add.
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
    exploring = deadline.share(COMPILING)
    task = Task.of(
        snapshot,
        goals,
        known,
        view,
        lesson_minutes=lesson_minutes,
        without=without,
        matters=matters,
        horizon=Horizon.of(snapshot, lesson_minutes, exploring, (budget_minutes or 0) + (more_minutes or 0)),
    )
    solving = for_solving(deadline, deadline_s)
    solution = solve(task.instance, solving if budget_minutes is None else solving.share(_OF_PLAN))
    explainer = Explainer.of(task, solution.actions, deadline)
    path = describe(task.settled(solution, solving), explainer)
    if budget_minutes is None:
        return path
    return _with_budget(path, explainer, budget_minutes, more_minutes, solving)


def _with_budget(
    path: Path, explainer: Explainer, minutes: int, more_minutes: int | None, deadline: Deadline
) -> Path:
    """Return a path with what fits a number of minutes, and so many more, if that is asked for."""
    first = deadline if more_minutes is None else deadline.share(_OF_BUDGET)
    budget = within(explainer, path.steps, minutes, first)
    if more_minutes is None or fits_whole(explainer.task, path.steps, minutes):
        return replace(path, budget=budget)
    more = within(explainer, path.steps, minutes + more_minutes, deadline)
    return replace(path, budget=budget, more=more)


def described(task: Task, solution: Solution, deadline: Deadline = FOREVER) -> Path:
    """Return the path that a solution of a task is, in order and with its reasons."""
    return describe(solution, Explainer.of(task, solution.actions, deadline))


def for_solving(deadline: Deadline, seconds: float) -> Deadline:
    """Return how long a task may be worked on that was compiled just now, of the seconds given for it all."""
    compiling = seconds - deadline.remaining()
    return deadline.sooner(_TAIL * compiling).share(_SOLVING)


def describe(solution: Solution, explainer: Explainer) -> Path:
    """Return the path that a solution is, by what explains it."""
    task, steps = explainer.task, explainer.steps(solution.indispensable)
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

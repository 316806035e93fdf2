"""The shortest path of lessons to a goal, with the reason for each step: what services call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from graph.algorithms.arrange import arrange
from graph.algorithms.deadline import Deadline
from graph.algorithms.explain import Assumption, Explainer, Step
from graph.algorithms.goals import Matters, compile_goals
from graph.algorithms.known import Known
from graph.algorithms.minutes import Minutes, Unit
from graph.algorithms.planner import solve
from graph.algorithms.pose import pose
from graph.algorithms.problem import Problem
from graph.algorithms.support import Plan
from graph.algorithms.units import condense
from graph.algorithms.unreachable import Unreachable, hidden, unreachable
from graph.snapshot import Snapshot, View

_SOLVING: Final = 0.85
"""Share of the time left after goals were compiled which may go into the plan; the rest is for its order."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a path fits a number of minutes: its first ``steps`` steps, which reach ``closes``.

    Where no document states minutes it is not ``applied``, and every step counts as fitting.
    """

    minutes: int
    applied: bool
    steps: int
    used: int
    closes: tuple[int, ...]


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
    hidden_inferred
        How many inferred edges about steps and goals the view left out.
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
    hidden_inferred: int
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
        Marks how many of the first steps fit; the path itself stays whole.
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
    problem = compile_goals(snapshot, goals, known, view, without=without, matters=matters)
    lessons = [lesson for action in problem.actions for lesson in action.lessons]
    minutes = Minutes.read(snapshot, lessons, lesson_minutes)
    problem = condense(problem, [minutes.total(action.lessons) for action in problem.actions])
    instance, scale = pose(snapshot, problem, minutes)
    solution = solve(instance, deadline.share(_SOLVING))
    plan = Plan.of(problem, solution.actions, _reading(snapshot, problem))
    explainer = Explainer(snapshot, plan, arrange(snapshot, plan, minutes, view), known, view, minutes)
    steps = explainer.steps(solution.indispensable)
    total = minutes.total(step.lesson for step in steps)
    bound = min(total, solution.lower_bound // scale)
    return Path(
        steps=steps,
        already=tuple(goal.node for goal in problem.goals if not goal.facts and not goal.hollow),
        assumes=explainer.assumptions(),
        unreachable=unreachable(problem, plan.supporter.keys()),
        total=total,
        lower_bound=bound,
        proven=bound == total,
        unit=minutes.unit,
        estimated=any(step.estimated for step in steps),
        hidden_inferred=hidden(snapshot, (step.lesson for step in steps), goals, view),
        budget=None if budget_minutes is None else _budget(steps, minutes.unit, budget_minutes),
    )


def _reading(snapshot: Snapshot, problem: Problem) -> list[int]:
    """Return for each action the place of its first lesson in reading order."""
    return [int(snapshot.reading[action.lessons[0]]) if action.lessons else 0 for action in problem.actions]


def _budget(steps: Sequence[Step], unit: Unit, minutes: int) -> Budget:
    """Return how many of the first steps fit, lessons that belong together counted as one."""
    if unit is Unit.LESSONS:
        return Budget(minutes, applied=False, steps=len(steps), used=0, closes=_closed(steps))
    fitting = 0
    for i, step in enumerate(steps, 1):
        last_of_unit = i == len(steps) or steps[i].lesson not in step.together
        if last_of_unit and (step.cumulative or 0) <= minutes:
            fitting = i
    used = (steps[fitting - 1].cumulative or 0) if fitting else 0
    return Budget(minutes, applied=True, steps=fitting, used=used, closes=_closed(steps[:fitting]))


def _closed(steps: Sequence[Step]) -> tuple[int, ...]:
    return tuple(goal for step in steps for goal in step.closes)

"""What of a path fits the minutes that there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.algorithms.budget import most_valuable, pieces
from graph.algorithms.deadline import Deadline
from graph.algorithms.explain import Explainer, Step
from graph.algorithms.minutes import Unit
from graph.algorithms.planner import solve
from graph.algorithms.task import Task

_CHOOSING: Final = 0.7
"""Share of the time for choosing what is worth most; the rest is for the shortest way to that."""


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


def fits_whole(task: Task, steps: Sequence[Step], minutes: int) -> bool:
    """Return whether all steps of a path fit, as far as anyone says how long they take."""
    return task.minutes.unit is Unit.LESSONS or task.minutes.total(s.lesson for s in steps) <= minutes


def within(whole: Explainer, steps: Sequence[Step], minutes: int, deadline: Deadline) -> Budget:
    """Return what fits: the whole path, or else the most valuable part of it and a start on the rest."""
    task = whole.task
    if fits_whole(task, steps, minutes):
        return _all(task, steps, minutes)
    worth = pieces(task.problem)
    limit = (minutes + 1) * task.scale - 1
    part = most_valuable(task.instance, worth, limit, deadline.share(_CHOOSING), whole.plan.order)
    goals = frozenset(worth).intersection(task.instance.reach(part.actions)[1])
    shortest = solve(replace(task.instance, goals=goals), deadline).actions
    actions = _and_a_start(task, shortest, whole.order, minutes)
    chosen = Explainer.of(task, actions, deadline).steps(())
    all_of_it = max(1, sum(worth.values()))
    return Budget(
        minutes=minutes,
        applied=True,
        steps=chosen,
        used=task.total(actions),
        closes=tuple(goal for step in chosen for goal in step.closes),
        share=part.worth / all_of_it,
        most=part.upper_bound / all_of_it,
        proven=part.proven,
    )


def _all(task: Task, steps: Sequence[Step], minutes: int) -> Budget:
    applied = task.minutes.unit is Unit.MINUTES
    return Budget(
        minutes=minutes,
        applied=applied,
        steps=tuple(steps),
        used=task.minutes.total(step.lesson for step in steps) if applied else 0,
        closes=tuple(goal for step in steps for goal in step.closes),
        share=1.0,
        most=1.0,
        proven=True,
    )


def _and_a_start(task: Task, actions: Iterable[int], rest: Iterable[int], minutes: int) -> list[int]:
    """Add to actions those of the rest, in order, that can be taken after them and still fit."""
    taken = dict.fromkeys(actions)
    free = [number for number in task.problem.available() if not task.problem.actions[number].lessons]
    true = task.instance.reach((*free, *taken))[1].keys()
    left = minutes - task.total(taken)
    for number in rest:
        cost = task.total([number])
        if number not in taken and cost <= left and task.instance.needs[number] <= true:
            taken[number] = None
            left -= cost
            true = task.instance.reach((*free, *taken))[1].keys()
    return list(taken)

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.algorithms import deadline, horizon
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.goals import compile_goals
from graph.algorithms.horizon import Horizon
from graph.algorithms.known import NOTHING
from graph.algorithms.path import Path, find_path
from graph.algorithms.planner import solve
from graph.algorithms.savings import savings
from graph.algorithms.task import Task
from graph.model import NodeKind
from graph.snapshot import View
from tests.courses import Course, Named
from tests.lesson_plans import GOALS, LessonPlan, as_course, lesson_plans


@pytest.fixture(autouse=True, params=[horizon._LARGE, 0], ids=["by cuts", "by a program"])
def _asks_early(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it asked after the first fact whether that is enough, by either bound."""
    monkeypatch.setattr(horizon, "_FEW", 1)
    monkeypatch.setattr(horizon, "_EACH", 0)
    monkeypatch.setattr(horizon, "_LARGE", request.param)


def _paths(named: Named, goals: frozenset[int]) -> tuple[Path, Path]:
    """Return the path by what a shortest one may rest on, and by all that may serve the goals."""
    wanted = named.at(*(f"s{goal}" for goal in sorted(goals)))
    near = find_path(named.snapshot, wanted, deadline_s=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Horizon, "of", lambda *_: None)
        return near, find_path(named.snapshot, wanted, deadline_s=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lesson_plans(), GOALS)
def test_what_is_left_out_is_of_no_use(lessons: list[LessonPlan], goals: frozenset[int]) -> None:
    """Total, bound, and what is out of reach for want of what, are those of all that may serve the goals."""
    near, every = _paths(as_course(lessons), goals)
    assert (near.total, near.lower_bound, near.proven) == (every.total, every.lower_bound, every.proven)
    assert near.unreachable == every.unreachable
    assert len(near.steps) == len(every.steps)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lesson_plans(), GOALS)
def test_indispensable_steps_are_so_beyond_the_horizon(
    lessons: list[LessonPlan], goals: frozenset[int]
) -> None:
    """What was left out may be another way: those steps are indispensable that all lessons together need."""
    named = as_course(lessons)
    wanted = named.at(*(f"s{goal}" for goal in sorted(goals)))
    near, _ = _paths(named, goals)
    assume(not any(step.together for step in near.steps))
    for step in near.steps:
        other = find_path(named.snapshot, wanted, without=[step.lesson])
        if not any(step.together for step in other.steps):
            assert step.indispensable == (len(other.unreachable) > len(near.unreachable))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lesson_plans(), GOALS, st.integers(0, 80))
def test_whenever_time_is_up_the_bound_holds(
    lessons: list[LessonPlan], goals: frozenset[int], ticks: int
) -> None:
    """By a clock that ticks whenever it is asked: a path reaches as much as ever, above its bound."""
    named = as_course(lessons)
    wanted = named.at(*(f"s{goal}" for goal in sorted(goals)))
    best, _ = _paths(named, goals)
    clock = count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "monotonic", lambda: float(next(clock)))
        hasty = find_path(named.snapshot, wanted, deadline_s=ticks)
    assert hasty.lower_bound <= best.total <= hasty.total
    assert hasty.unreachable == best.unreachable


def _far(minutes: int = 50) -> Named:
    """Return a goal with a lesson, and one that rests on a chain of a hundred, each of so many minutes."""
    course = Course()
    course.lesson("near", 50, teaches=["goal"], requires=["x"])
    course.lesson("base", 50, teaches=["x"])
    course.lesson("far", 50, teaches=["goal"], requires=["s0"])
    for i in range(100):
        course.lesson(f"l{i}", minutes, teaches=[f"s{i}"], requires=[f"s{i + 1}"])
    course.lesson("last", 50, teaches=["s100"])
    return course.snapshot()


def test_what_is_far_away_is_not_looked_at() -> None:
    """A long way round is given up where a short one is known, and the answer is proved all the same."""
    named = _far()
    how_far = Horizon.of(named.snapshot, None, FOREVER)
    problem = compile_goals(named.snapshot, named.at("goal"), NOTHING, View(), horizon=how_far)
    assert len(problem.facts) < 10
    assert problem.unseen
    path = find_path(named.snapshot, named.at("goal"))
    assert named.names(step.lesson for step in path.steps) == ["base", "near"]
    assert path.proven


def test_when_time_is_up_the_bound_is_that_of_what_was_not_looked_at() -> None:
    """A plan at hand is returned, and what lies beyond is not said to be of no use."""
    named = _far(minutes=1)
    late = Horizon.of(named.snapshot, None, Deadline.after(0))
    task = Task.of(named.snapshot, named.at("goal"), NOTHING, View(), horizon=late)
    solution = solve(task.instance, FOREVER)
    assert task.instance.solves(solution.actions)
    assert task.total(solution.actions) == 100
    assert 50 * task.scale <= solution.lower_bound < 100 * task.scale


def test_savings_are_bounds_where_something_was_left_out() -> None:
    """Who knows more may go a way that was not looked at: nothing is exact by there being one way only."""
    named = _far()
    how_far = Horizon.of(named.snapshot, None, FOREVER)
    task = Task.of(named.snapshot, named.at("goal"), NOTHING, View(), horizon=how_far)
    plan = task.plan(solve(task.instance, FOREVER).actions)
    assert [(named.names([one.skill]), one.saves, one.exact) for one in savings(task, plan)] == [
        (["x"], 50, False)
    ]


def test_all_is_looked_at_where_minutes_depend_on_what_there_is() -> None:
    """A lesson about whose minutes nothing is known counts as the median of all that may serve the goals."""
    snapshot = _far().snapshot
    assert Horizon.of(snapshot, None, FOREVER) is not None
    minutes = snapshot.estimated_minutes.copy()
    minutes[snapshot.of_kind(NodeKind.LESSON)[0]] = -1
    partly = replace(snapshot, estimated_minutes=minutes)
    assert Horizon.of(partly, None, FOREVER) is None
    assert Horizon.of(partly, 10, FOREVER) is not None

"""Promises about paths that hold on any curriculum, cycles and all."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.algorithms.path import Path, find_path
from graph.algorithms.requirements import taught_by
from graph.snapshot import View
from tests.courses import Named
from tests.lesson_plans import GOALS, SKILLS, LessonPlan, as_course, lesson_plans


def _find(
    named: Named, goals: frozenset[int], known: frozenset[int] = frozenset(), without: str = ""
) -> Path:
    return find_path(
        named.snapshot,
        named.at(*(f"s{skill}" for skill in sorted(goals))),
        known_skills=named.at(*(f"s{skill}" for skill in sorted(known))),
        without=named.at(without) if without else (),
        deadline_s=30,
    )


@given(lesson_plans(), GOALS, st.frozensets(st.integers(0, 6), max_size=2))
def test_a_path_can_be_walked(
    lessons: list[LessonPlan], goals: frozenset[int], known: frozenset[int]
) -> None:
    """Each step needs only what is known, came before, is studied with it, or nobody teaches."""
    named = as_course(lessons)
    path = _find(named, goals, known)
    have = {f"s{skill}" for skill in known}
    untaught = {f"s{skill}" for skill in SKILLS} - {f"s{s}" for lesson in lessons for s in lesson.teaches}
    for step in path.steps:
        unit = named.names([step.lesson, *step.together])
        plans = [lessons[int(name[1:])] for name in unit]
        given_by_unit = {f"s{skill}" for plan in plans for skill in plan.teaches}
        assert all(f"s{s}" in have | untaught | given_by_unit for s in plans[0].requires)
        have |= set(named.names(taught_by(named.snapshot, step.lesson, View())))
    closed = {goal for step in path.steps for goal in step.closes}
    assert closed | set(path.already) | {u.goal for u in path.unreachable} == set(
        named.at(*(f"s{g}" for g in goals))
    )
    assert set(named.names(closed)) <= have


@given(lesson_plans(), GOALS, st.sampled_from(SKILLS))
def test_knowing_more_never_costs_more(lessons: list[LessonPlan], goals: frozenset[int], skill: int) -> None:
    """One more known skill leaves the total or lowers it, where no circle had to be studied as one."""
    named = as_course(lessons)
    path, other = _find(named, goals), _find(named, goals, frozenset({skill}))
    assume(not path.unreachable)
    assume(not any(step.together for step in path.steps))
    assert other.total <= path.total


@given(lesson_plans(), GOALS, st.data())
def test_one_more_teacher_never_makes_a_path_longer(
    lessons: list[LessonPlan], goals: frozenset[int], data: st.DataObject
) -> None:
    """A further lesson that teaches only what is taught already leaves the optimum or lowers it."""
    taught = sorted({skill for lesson in lessons for skill in lesson.teaches})
    required = data.draw(st.frozensets(st.integers(0, 6), max_size=2))
    more = LessonPlan(
        data.draw(st.integers(1, 60)), frozenset({data.draw(st.sampled_from(taught))}), required
    )
    path, other = _find(as_course(lessons), goals), _find(as_course([*lessons, more]), goals)
    assume(not any(step.together for step in path.steps))
    assert other.total <= path.total


@given(lesson_plans(), GOALS, st.integers(2, 5))
def test_scaling_minutes_scales_the_total(
    lessons: list[LessonPlan], goals: frozenset[int], factor: int
) -> None:
    """Minutes are a unit: all lessons n times as long make the path n times as long."""
    scaled = [replace(lesson, minutes=lesson.minutes * factor) for lesson in lessons]
    path, other = _find(as_course(lessons), goals), _find(as_course(scaled), goals)
    assert other.total == factor * path.total
    assert other.lower_bound == factor * path.lower_bound


@given(lesson_plans(), GOALS, st.randoms(use_true_random=False))
def test_the_order_of_a_document_does_not_change_the_total(
    lessons: list[LessonPlan], goals: frozenset[int], random: Random
) -> None:
    """Where lessons stand changes at most the order of the steps."""
    order = random.sample(range(len(lessons)), len(lessons))
    path, other = _find(as_course(lessons), goals), _find(as_course(lessons, order), goals)
    assert (other.total, len(other.unreachable)) == (path.total, len(path.unreachable))


@given(lesson_plans(), GOALS, st.permutations(range(9)))
def test_names_do_not_change_the_total(
    lessons: list[LessonPlan], goals: frozenset[int], labels: list[int]
) -> None:
    """What lessons are called, and so how they are numbered, changes neither total nor what is reached."""
    path, other = _find(as_course(lessons), goals), _find(as_course(lessons, labels=labels), goals)
    assert (other.total, len(other.unreachable)) == (path.total, len(path.unreachable))


@given(lesson_plans(), GOALS)
def test_without_a_sole_teacher_a_goal_is_out_of_reach(
    lessons: list[LessonPlan], goals: frozenset[int]
) -> None:
    """What a lesson alone teaches stays required: its goals become unreachable, never free."""
    named = as_course(lessons)
    for i, lesson in enumerate(lessons):
        others = frozenset().union(*(other.teaches for other in lessons if other is not lesson))
        alone = goals & (lesson.teaches - others)
        lost = {named.names([u.goal])[0] for u in _find(named, goals, without=f"l{i}").unreachable}
        assert lost >= {f"s{skill}" for skill in alone}


@given(lesson_plans(), GOALS)
def test_without_a_lesson_a_path_never_gets_shorter(lessons: list[LessonPlan], goals: frozenset[int]) -> None:
    """Leaving out a lesson makes goals dearer, or, if it is indispensable, puts them out of reach."""
    named = as_course(lessons)
    path = _find(named, goals)
    assume(path.steps)
    assume(not any(step.together for step in path.steps))
    for step in path.steps:
        other = _find(named, goals, without=named.names([step.lesson])[0])
        lost = len(other.unreachable) > len(path.unreachable)
        if not any(s.together for s in other.steps):
            assert lost or other.total >= path.total
            assert lost == step.indispensable


@given(lesson_plans(), GOALS)
def test_every_total_is_proved(lessons: list[LessonPlan], goals: frozenset[int]) -> None:
    """On a small curriculum the bound meets the total, and the total is what the steps take."""
    path = _find(as_course(lessons), goals)
    assert path.proven
    assert path.lower_bound == path.total == sum(step.minutes or 0 for step in path.steps)

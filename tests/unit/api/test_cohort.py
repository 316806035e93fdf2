"""What a change does to stored learners is told in aggregate, and not of a few."""

from datetime import UTC, datetime

import pytest
from courses import Course

from api.services.cohort import FEWEST, Cohort, Learners, Side, on_the_way
from api.services.compare import compare
from api.services.effects import Change
from api.services.picture import Picture
from graph.algorithms.effects import goals_of, stakes
from graph.learner import Completion, LearnerId, LearnerState, Mastery
from graph.model import EdgeKind, NodeKind, SkillKind
from graph.snapshot import View

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def course(*, detour: bool = False, last: bool = True) -> Course:
    """Return a course of two or three lessons to one outcome; without the last it is out of reach."""
    course = Course()
    course.lesson("first", 30, teaches=["x"], module="m")
    course.lesson("between", 20, teaches=["z"], module="m")
    course.lesson("second", 30, teaches=["y"], requires=["x", "z"] if detour else ["x"], module="m")
    if not last:
        del course.nodes["second"]
        course.edges = [one for one in course.edges if not one[0].source.endswith("second")]
    course.skill("goal", kind=SkillKind.OUTCOME, parts=["y"])
    course.link("m", EdgeKind.PROMISES, "goal")
    return course


def learner(name: str, *, done: tuple[str, ...] = (), knows: tuple[str, ...] = ()) -> LearnerState:
    """Return a learner who finished lessons and knows skills."""
    c = Course()
    return LearnerState(
        LearnerId(name),
        knows=tuple(Mastery(c.id("skill", skill), 1.0, NOW, "passed") for skill in knows),
        completed=tuple(Completion(c.id("lesson", lesson), NOW) for lesson in done),
    )


async def told(before: Course, after: Course, *learners: LearnerState) -> Cohort:
    """Return what a change does to learners."""
    old, new = (Picture(one.snapshot().snapshot, ()) for one in (before, after))
    found = await compare(old, new, View(), lambda *_: None, Learners(learners, 0.8, more=False))
    assert found.cohort is not None
    return found.cohort


HALFWAY = [learner(f"halfway {n}", done=("first",)) for n in range(FEWEST)]


async def test_learners_on_their_way_have_further_to_go() -> None:
    """Steps and minutes that are left are counted for those who have begun, not for those who have not."""
    found = await told(course(), course(detour=True), *HALFWAY, learner("new"))
    [shift] = found.shifts
    assert (shift.goal.name, shift.learners, shift.changes) == ("goal", FEWEST, {Change.LONGER: FEWEST})
    assert shift.before is not None
    assert shift.after is not None
    assert (shift.before.lessons, shift.before.minutes) == (1, 30)
    assert (shift.after.lessons, shift.after.minutes) == (2, 50)
    assert found.learners == FEWEST + 1
    assert not found.unnecessary


async def test_what_is_not_needed_any_more_is_named() -> None:
    """A lesson that was on the way of learners and is on it no more is counted with how many they are."""
    found = await told(course(detour=True), course(), *HALFWAY)
    assert [(one.lesson.name, one.learners) for one in found.unnecessary] == [("between", FEWEST)]
    assert found.shifts[0].changes == {Change.SHORTER: FEWEST}


async def test_whoever_is_there_already_feels_nothing() -> None:
    """A goal that was reached stays reached: its learners are not on the way."""
    there = [learner(f"there {n}", done=("first", "second"), knows=("y",)) for n in range(FEWEST)]
    found = await told(course(), course(detour=True), *there)
    assert not found.shifts
    assert not found.withheld


async def test_a_goal_that_goes_out_of_reach() -> None:
    """Where nothing teaches the rest any more, it is said for how many the goal is out of reach."""
    found = await told(course(), course(last=False), *HALFWAY)
    assert found.shifts[0].changes == {Change.UNREACHABLE: FEWEST}


async def test_of_a_few_nothing_is_told() -> None:
    """What is told of fewer than five learners might tell who they are; that there is something is said."""
    found = await told(course(), course(detour=True), *HALFWAY[1:])
    assert not found.shifts
    assert found.withheld == 1
    assert not found.unnecessary


@pytest.mark.parametrize(
    ("halfway", "told"), [(0, 0), (1, None), (FEWEST - 1, None), (FEWEST, FEWEST), (FEWEST + 1, FEWEST + 1)]
)
def test_learners_whose_way_leads_through_a_lesson_are_counted(halfway: int, told: int | None) -> None:
    """Those who have begun and have it before them; of a few nothing is told."""
    picture = Picture(course().snapshot().snapshot, ())
    snapshot, view = picture.snapshot, View()
    goals = goals_of(snapshot, range(len(snapshot)), view)
    side = Side(picture, {g: stakes(snapshot, g, view, lambda n: n) for g in goals}, picture.item)
    there = [learner(f"there {n}", done=("first", "second"), knows=("x", "y")) for n in range(FEWEST)]
    walking = [learner(f"halfway {n}", done=("first",)) for n in range(halfway)]
    learners = Learners((*there, learner("new"), *walking), 0.8, more=False)
    second = picture.item(picture.find("second", [NodeKind.LESSON]))
    assert on_the_way(learners, side, [second], view) == told

"""What is left of a gap is planned once, and the answer is the one that planning anew gives."""

from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.gaps import Gaps
from graph.algorithms.known import Known
from graph.algorithms.path import Path, find_path
from graph.snapshot import View
from tests.courses import Course, Named
from tests.lesson_plans import GOALS, SKILLS, LessonPlan, as_course, lesson_plans

VIEW = View()


def _known(named: Named, skills: list[str], done: list[str]) -> Known:
    return Known.of(named.snapshot, VIEW, skills=named.at(*skills), done=named.at(*done))


def _path(gaps: Gaps, named: Named, known: Known, *goals: str, seconds: float = 60) -> Path:
    return gaps.path(named.at(*goals), known, VIEW, deadline_s=seconds)


@given(
    lesson_plans(),
    GOALS,
    st.lists(st.tuples(st.sets(st.sampled_from(SKILLS)), st.sets(st.integers(0, 8))), min_size=2, max_size=6),
)
def test_whoever_asks_gets_the_path_that_is_theirs(
    lessons: list[LessonPlan], goals: frozenset[int], people: list[tuple[set[int], set[int]]]
) -> None:
    """However many others asked before, with whatever they know: steps, reasons and proof are the same."""
    named = as_course(lessons)
    gaps = Gaps(named.snapshot)
    wanted = [f"s{goal}" for goal in sorted(goals)]
    for skills, done in [*people, *people]:
        known = _known(
            named, [f"s{i}" for i in sorted(skills)], [f"l{i}" for i in sorted(done) if i < len(lessons)]
        )
        alone = find_path(
            named.snapshot, named.at(*wanted), known_skills=known.skills, done=known.done, deadline_s=60
        )
        assert _path(gaps, named, known, *wanted) == alone


def _course() -> Named:
    course = Course()
    course.lesson("a", 10, teaches=["x"], covers=["extra"])
    course.lesson("b", 20, teaches=["y"], requires=["x"])
    course.lesson("other", 20, teaches=["z"])
    return course.snapshot()


def test_who_lacks_the_same_gets_the_very_same_path() -> None:
    """What somebody knows besides makes no difference, but for what a step's lesson teaches."""
    named = _course()
    gaps = Gaps(named.snapshot)
    nothing = _path(gaps, named, _known(named, [], []), "y")
    assert _path(gaps, named, _known(named, ["z"], ["other"]), "y") is nothing
    knows_extra = _path(gaps, named, _known(named, ["extra"], []), "y")
    assert named.names(nothing.steps[0].also) == ["extra"]
    assert knows_extra.steps[0].also == ()


def test_a_path_that_time_cut_short_is_planned_again() -> None:
    """Only what is proved, with all the time it took, is kept."""
    named = _course()
    gaps = Gaps(named.snapshot)
    hurried = _path(gaps, named, _known(named, [], []), "y", seconds=0)
    found = _path(gaps, named, _known(named, [], []), "y")
    assert found is not hurried
    assert found.proven
    assert all(step.indispensable for step in found.steps)

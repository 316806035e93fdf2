"""Small curricula of lessons that teach and require a few skills, circles and all, to draw from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.courses import Course, Named

SKILLS: Final = range(7)
GOALS: Final = st.frozensets(st.sampled_from(SKILLS), min_size=1, max_size=3)


@dataclass(frozen=True)
class LessonPlan:
    """A lesson to be: minutes, what it teaches, what it requires."""

    minutes: int
    teaches: frozenset[int]
    requires: frozenset[int]


def lesson_plans() -> SearchStrategy[list[LessonPlan]]:
    """Return up to nine lessons."""
    some = st.frozensets(st.sampled_from(SKILLS), max_size=2)
    at_least_one = st.frozensets(st.sampled_from(SKILLS), min_size=1, max_size=2)
    lesson = st.builds(LessonPlan, st.integers(1, 60), at_least_one, some)
    return st.lists(lesson, min_size=1, max_size=9)


def as_course(
    lessons: Sequence[LessonPlan], order: Sequence[int] | None = None, labels: Sequence[int] | None = None
) -> Named:
    """Return lessons l0, l1, … about skills s0, s1, …, in an order; labels are what they are called by."""
    course = Course()
    for skill in SKILLS:
        course.skill(f"s{skill}")
    for i in order or range(len(lessons)):
        lesson = lessons[i]
        teaches = [f"s{skill}" for skill in sorted(lesson.teaches)]
        requires = [f"s{skill}" for skill in sorted(lesson.requires)]
        course.lesson(
            f"l{(labels or range(len(lessons)))[i]}", lesson.minutes, teaches=teaches, requires=requires
        )
    return course.snapshot()

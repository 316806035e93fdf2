from collections.abc import Iterable
from itertools import pairwise

from graph.algorithms.contradictions import contradictions
from graph.model import EdgeKind
from graph.snapshot import View
from tests.courses import Course


def sequence(course: Course, names: Iterable[str]) -> None:
    """State that lessons follow one another."""
    for earlier, later in pairwise(names):
        course.link(later, EdgeKind.FOLLOWS, earlier)


def found(course: Course) -> list[str]:
    """Return the prerequisites that contradict the order, with what comes later."""
    snapshot = course.snapshot().snapshot
    return [
        f"{snapshot.names[snapshot.source_of(one.edge)]} before {snapshot.names[one.later]}"
        for one in contradictions(snapshot, View())
    ]


def test_a_lesson_that_requires_a_later_one() -> None:
    """A lesson that requires one that follows it is named; one that requires an earlier one is not."""
    course = Course()
    for name in ("one", "two", "three"):
        course.lesson(name, module="m")
    sequence(course, ("one", "two", "three"))
    course.link("one", EdgeKind.REQUIRES, "three")
    course.link("two", EdgeKind.REQUIRES, "one")
    assert found(course) == ["one before three"]


def test_a_skill_comes_where_it_is_taught_first() -> None:
    """A required skill contradicts the order only if every lesson that teaches it comes afterwards."""
    course = Course()
    course.lesson("early", module="m", teaches=["x"])
    course.lesson("middle", module="m", requires=["x", "y"])
    course.lesson("late", module="m", teaches=["y", "x"])
    sequence(course, ("early", "middle", "late"))
    assert found(course) == ["middle before late"]


def test_a_module_may_assume_what_its_own_lessons_teach() -> None:
    """What a module requires is late if it is taught after the module, and not if it is taught within."""
    course = Course()
    course.module("m", requires=["own", "far"])
    course.lesson("inside", module="m", teaches=["own"])
    course.lesson("outside", module="n", teaches=["far"])
    sequence(course, ("inside", "outside"))
    assert found(course) == ["m before outside"]


def test_an_order_that_nobody_states_contradicts_nothing() -> None:
    """The order of files in a folder is no opinion."""
    course = Course()
    course.lesson("one", module="m")
    course.lesson("two", module="m")
    course.link("one", EdgeKind.REQUIRES, "two")
    assert found(course) == []

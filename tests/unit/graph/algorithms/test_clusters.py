"""Lessons that are about the same are found together, wherever they stand."""

from hypothesis import given
from lesson_plans import LessonPlan, as_course, lesson_plans

from graph.algorithms.clusters import clusters
from graph.model import NodeKind
from graph.snapshot import View
from tests.courses import Course


def test_lessons_about_the_same_are_together_across_modules() -> None:
    """Two themes that are interleaved over two modules are two clusters, each with its skill first."""
    course = Course()
    for n in range(3):
        for theme in ("sea", "sky"):
            course.lesson(f"{theme} {n}", teaches=[theme, f"{theme} {n} alone"], module=f"m{n % 2}")
    named = course.snapshot()
    found = clusters(named.snapshot, named.snapshot.of_kind(NodeKind.LESSON).tolist(), View())
    assert sorted(sorted(named.names(one.lessons)) for one in found.clusters) == [
        ["sea 0", "sea 1", "sea 2"],
        ["sky 0", "sky 1", "sky 2"],
    ]
    assert {named.names(one.skills)[0] for one in found.clusters} == {"sea", "sky"}
    assert all(one.cohesion == 1 for one in found.clusters)
    assert found.modularity > 0.3


@given(lesson_plans())
def test_every_lesson_is_in_one_cluster(plans: list[LessonPlan]) -> None:
    """None is lost, none is told twice, and the same curriculum gives the same answer."""
    snapshot = as_course(plans).snapshot
    lessons = snapshot.of_kind(NodeKind.LESSON).tolist()
    found = clusters(snapshot, lessons, View())
    assert sorted(n for one in found.clusters for n in one.lessons) == sorted(lessons)
    assert clusters(snapshot, reversed(lessons), View()) == found
    assert all(0 <= one.cohesion <= 1 for one in found.clusters)


def test_a_lesson_that_is_about_nothing_stands_alone() -> None:
    """Without a link there is no cohesion and no modularity, and no error."""
    course = Course()
    course.lesson("alone")
    found = clusters(course.snapshot().snapshot, course.snapshot().at("alone"), View())
    assert [(len(one.lessons), one.skills, one.cohesion) for one in found.clusters] == [(1, (), 0.0)]
    assert found.modularity == 0

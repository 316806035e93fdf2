"""Which lessons serve what: the rows of a heat map."""

import pytest

from graph.algorithms.matrix import Served, serving
from graph.model import EdgeKind, NodeKind, SkillKind
from graph.snapshot import View, ViewKind
from tests.courses import Course


def course() -> Course:
    """Return two modules that keep one promise and one audience, and leave a warning bare."""
    course = Course()
    course.lesson("a", 30, teaches=["x"], module="m")
    course.lesson("b", teaches=["x", "y"], requires=["algebra"], module="n")
    course.skill("kept", kind=SkillKind.OUTCOME, parts=["y"])
    course.link("m", EdgeKind.PROMISES, "kept")
    course.pitfall("haste", guards=["a"])
    course.pitfall("waste", guards=[])
    course.link("m", EdgeKind.WARNS_OF, "haste")
    course.link("n", EdgeKind.WARNS_OF, "waste")
    course.audience("novices", of="m")
    return course


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Served.OUTCOME, {"kept": ["b"]}),
        (Served.PITFALL, {"haste": ["a"], "waste": []}),
        (Served.AUDIENCE, {"novices": ["a"]}),
        (Served.SKILL, {"x": ["a", "b"], "y": ["b"], "algebra": []}),
    ],
)
def test_each_row_has_the_lessons_that_serve_it(kind: Served, expected: dict[str, list[str]]) -> None:
    """What nothing serves is a row all the same: that is what the map is for."""
    named = course().snapshot()
    lessons = named.snapshot.of_kind(NodeKind.LESSON).tolist()
    found = serving(named.snapshot, lessons, kind, View())
    assert {named.snapshot.names[node]: list(named.names(served)) for node, served in found} == expected


def test_what_is_inferred_counts_where_it_is_believed() -> None:
    """By documents alone an inferred teacher is none."""
    course = Course()
    course.lesson("a", 30, teaches=["x"])
    course.lesson("b", 30)
    course.link("b", EdgeKind.TEACHES, "x", inferred=0.9)
    named = course.snapshot()
    lessons = named.snapshot.of_kind(NodeKind.LESSON).tolist()
    teachers = {
        kind: [
            list(named.names(served))
            for _, served in serving(named.snapshot, lessons, Served.SKILL, View(kind))
        ]
        for kind in (ViewKind.AUTHORED, ViewKind.BALANCED)
    }
    assert teachers == {ViewKind.AUTHORED: [["a"]], ViewKind.BALANCED: [["a", "b"]]}

import pytest

from graph.algorithms import foundations
from graph.algorithms.foundations import Foundations
from graph.algorithms.path import find_path
from graph.snapshot import View
from tests.courses import Course, Named


def _course() -> Named:
    course = Course()
    course.lesson("a", 10, teaches=["x"])
    course.lesson("b", 20, teaches=["y"], requires=["x"])
    course.lesson("c", 30, teaches=["z"], requires=["y"])
    return course.snapshot()


def test_a_question_looks_at_nothing_anew_that_was_foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once all skills were looked at ahead, a path is found without looking at one, and is the same."""
    expected = find_path(_course().snapshot, _course().at("z"))
    named = _course()
    Foundations.of(named.snapshot, View()).foresee()
    monkeypatch.delattr(Foundations, "serves")
    path = find_path(named.snapshot, named.at("z"))
    assert [step.lesson for step in path.steps] == [step.lesson for step in expected.steps]


def test_nothing_is_foreseen_of_a_large_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more skills than there is room for none is looked at ahead."""
    monkeypatch.setattr(foundations, "_FORESEEN", 2)
    monkeypatch.delattr(Foundations, "serves")
    named = _course()
    Foundations.of(named.snapshot, View()).foresee()
    with pytest.raises(AttributeError):
        find_path(named.snapshot, named.at("z"))

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms import ordering
from graph.algorithms.ordering import order_goals, order_steps
from graph.algorithms.path import find_path
from tests.courses import Course

_MINUTES = [5, 30, 10, 60, 15, 20]
_CLOSURES = st.lists(st.integers(1, 63), min_size=1, max_size=5)


def _waiting(order: list[int], closures: list[int]) -> int:
    """Return the sum over goals of when each is closed."""
    done, waiting = set[int](), 0
    for goal in order:
        done |= {step for step in range(6) if closures[goal] >> step & 1}
        waiting += sum(_MINUTES[step] for step in done)
    return waiting


@given(_CLOSURES)
def test_goals_are_closed_as_early_as_possible(closures: list[int]) -> None:
    """No other order of a few goals closes them earlier in sum."""
    order = order_goals(closures, _MINUTES)
    best = min(_waiting(list(other), closures) for other in permutations(range(len(closures))))
    assert _waiting(order, closures) == best


@given(st.lists(st.integers(1, 63), min_size=14, max_size=20))
def test_many_goals_are_each_closed_once(closures: list[int]) -> None:
    """With many goals the order holds each once, and moving none of them elsewhere closes them earlier."""
    order = order_goals(closures, _MINUTES)
    assert sorted(order) == list(range(len(closures)))
    for goal in order:
        rest = [g for g in order if g != goal]
        moved = ([*rest[:place], goal, *rest[place:]] for place in range(len(order)))
        assert _waiting(order, closures) <= min(_waiting(other, closures) for other in moved)


def test_building_an_order_comes_near_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many problems, an order that is built and improved waits hardly longer than the best of all."""
    random = Random(1)
    problems = [[random.randrange(1, 64) for _ in range(9)] for _ in range(200)]
    best = sum(_waiting(order_goals(closures, _MINUTES), closures) for closures in problems)
    monkeypatch.setattr(ordering, "_EXACT", 0)
    assert sum(_waiting(order_goals(closures, _MINUTES), closures) for closures in problems) <= 1.01 * best


def test_equally_good_orders_keep_what_was_asked() -> None:
    """Goals that nothing tells apart stay in the order in which they were wished for."""
    assert order_goals([1, 1, 1], [7]) == [0, 1, 2]
    assert order_goals([1, 2, 4], [7, 7, 7]) == [0, 1, 2]


def test_steps_follow_what_they_rest_on() -> None:
    """Within a block the rank decides among the steps that can be next, never against a dependency."""
    order = order_steps([[0, 1, 2], [3]], {0: [2], 1: [], 2: [], 3: [0]}, lambda step, *_: (step,))
    assert order == [1, 2, 0, 3]


def test_a_module_is_kept_together_where_that_costs_nothing() -> None:
    """Lessons for one goal that could alternate between modules do not."""
    course = Course()
    for i in range(3):
        course.lesson(f"a{i}", 10, teaches=[f"x{i}"], module="a")
        course.lesson(f"b{i}", 10, teaches=[f"y{i}"], module="b")
    course.skill("all", parts=[f"{letter}{i}" for i in range(3) for letter in "yx"])
    named = course.snapshot()
    path = find_path(named.snapshot, named.at("all"))
    assert named.names(s.lesson for s in path.steps) == ["a0", "a1", "a2", "b0", "b1", "b2"]


def test_the_quick_goal_comes_first() -> None:
    """Of two goals the one that takes less time is closed first, whatever the page's order."""
    course = Course()
    course.lesson("long", 90, teaches=["x"], module="m")
    course.lesson("short", 10, teaches=["y"], module="m")
    named = course.snapshot()
    path = find_path(named.snapshot, named.at("x", "y"))
    assert named.names(s.lesson for s in path.steps) == ["short", "long"]

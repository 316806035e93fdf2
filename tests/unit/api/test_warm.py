import pytest

from api.services.warm import _looks
from graph.algorithms.milp import load_solver
from graph.algorithms.planner import SMALL
from graph.snapshot import View
from tests.courses import Course


@pytest.mark.parametrize("more", [0, 1])
def test_the_solver_is_at_hand_where_a_plan_may_need_it(more: int) -> None:
    """It is loaded ahead for a curriculum so large that a plan may be left to it, and for no smaller one."""
    course = Course()
    for i in range(SMALL + more):
        course.lesson(f"l{i}", 10, teaches=[f"s{i}"])
    ahead = list(_looks(course.snapshot().snapshot, View()))
    assert (load_solver in ahead) == bool(more)

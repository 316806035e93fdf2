"""Lessons that wait for each other are studied together, only where they must be, and the fewest minutes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

import networkx as nx
from hypothesis import given

from graph.algorithms.path import Path, find_path
from tests.courses import Course, Named
from tests.lesson_plans import GOALS, LessonPlan, as_course, lesson_plans


def _find(named: Named, *goals: str) -> Path:
    return find_path(named.snapshot, named.at(*goals), deadline_s=30)


@given(lesson_plans(), GOALS)
def test_no_path_that_circles_allow_is_shorter(lessons: list[LessonPlan], goals: frozenset[int]) -> None:
    """The total is the least of all sets of lessons that study at once only what no order reaches."""
    path = _find(as_course(lessons), *(f"s{goal}" for goal in sorted(goals)))
    assert path.proven
    assert path.total == _Oracle(lessons, goals).shortest()


def test_a_circle_is_entered_where_it_costs_least() -> None:
    """Of two ways round, the shorter is studied together, and the rest follows in order."""
    course = Course()
    course.lesson("a", 10, teaches=["x"], requires=["y"])
    course.lesson("short", 20, teaches=["y"], requires=["x"])
    course.lesson("long", 90, teaches=["y", "z"], requires=["x"])
    named = course.snapshot()
    path = _find(named, "x")
    assert named.names(step.lesson for step in path.steps) == ["a", "short"]
    assert _find(named, "x", "z").total == 100


def test_a_circle_that_need_not_be_closed_is_not() -> None:
    """Two circles that touch are no single block: the second is studied after the first."""
    course = Course()
    course.lesson("a", 10, teaches=["x"], requires=["y"])
    course.lesson("b", 10, teaches=["y"], requires=["x"])
    course.lesson("c", 10, teaches=["z"], requires=["x"])
    course.lesson("d", 99, teaches=["x"], requires=["z"])
    named = course.snapshot()
    path = _find(named, "z")
    assert [len(step.together) for step in path.steps] == [1, 1, 0]
    assert named.names(step.lesson for step in path.steps)[-1] == "c"


def test_circles_that_share_a_lesson_count_it_once() -> None:
    """Where two goals each need a round through the same lesson, it is studied and counted once."""
    course = Course()
    course.lesson("shared", 100, teaches=["x"], requires=["y"])
    course.lesson("left", 10, teaches=["y", "l"], requires=["x"])
    course.lesson("right", 10, teaches=["y", "r"], requires=["x"])
    named = course.snapshot()
    path = _find(named, "l", "r")
    assert path.total == 120
    assert sorted(named.names(step.lesson for step in path.steps)) == ["left", "right", "shared"]


def test_a_circle_too_large_to_look_at_every_way_round_is_still_studied() -> None:
    """A long circle with many alternatives has an answer, in which each lesson's needs are met."""
    course = Course()
    size = 14
    for i in range(size):
        for teacher in "abc":
            course.lesson(f"{teacher}{i}", 10, teaches=[f"s{i}"], requires=[f"s{(i + 1) % size}"])
    named = course.snapshot()
    path = _find(named, "s0")
    assert path.total == 10 * size
    assert all(len(step.together) == size - 1 for step in path.steps)


def test_skills_that_are_parts_of_each_other_teach_nobody() -> None:
    """Where the lesson that taught one of them is gone, both are out of reach, and no lesson is planned."""
    course = Course()
    course.lesson("gone", 10, teaches=["p"])
    course.lesson("a", 10, teaches=["x"], requires=["p"])
    course.skill("p", parts=["q"])
    course.skill("q", parts=["p"])
    named = course.snapshot()
    path = find_path(named.snapshot, named.at("x"), without=named.at("gone"))
    assert path.steps == ()
    assert [named.names([one.goal]) for one in path.unreachable] == [["x"]]


class _Oracle:
    """Looks at every set of lessons; shares nothing with the planner but what a circle means."""

    def __init__(self, lessons: Sequence[LessonPlan], goals: frozenset[int]) -> None:
        taught = frozenset().union(*(lesson.teaches for lesson in lessons))
        self.lessons = lessons
        self.goals = goals & taught
        self.needs = [(lesson.requires - lesson.teaches) & taught for lesson in lessons]
        self.units = [frozenset({i}) for i in range(len(lessons))]
        while blocked := self._blocked():
            self.units += blocked

    def shortest(self) -> int:
        every = _subsets(range(len(self.lessons)))
        return min(
            sum(self.lessons[i].minutes for i in chosen)
            for chosen in every
            if self.goals <= self._true(unit for unit in self.units if unit <= chosen)
        )

    def _true(self, units: Iterable[frozenset[int]]) -> frozenset[int]:
        """Return what is known once units, each studied together, were studied in any order that works."""
        left, true = list(units), frozenset[int]()
        while ready := [unit for unit in left if self._needs(unit) <= true]:
            true |= frozenset().union(*(self._gives(unit) for unit in ready))
            left = [unit for unit in left if unit not in ready]
        return true

    def _blocked(self) -> list[frozenset[int]]:
        """Return the smallest rounds of the lowest circles of what the goals wait for."""
        true = self._true(self.units)
        graph: nx.DiGraph[int] = nx.DiGraph()
        queue = sorted(self.goals - true)
        graph.add_nodes_from(queue)
        for fact in queue:
            needs = frozenset().union(*(self.needs[i] for i in self._teachers(fact))) - true
            queue += sorted(needs - graph.nodes)
            graph.add_edges_from((fact, need) for need in sorted(needs))
        lowest = [
            c for c in nx.strongly_connected_components(graph) if not set(nx.node_boundary(graph, c)) - c
        ]
        return [unit for component in lowest for unit in self._rounds(component, true)]

    def _rounds(self, component: Iterable[int], true: frozenset[int]) -> list[frozenset[int]]:
        lessons = sorted({i for fact in component for i in self._teachers(fact)})
        closed = [unit for unit in _subsets(lessons) if unit and self._needs(unit) <= true]
        return [unit for unit in closed if not any(other < unit for other in closed)]

    def _teachers(self, fact: int) -> list[int]:
        return [i for i, lesson in enumerate(self.lessons) if fact in lesson.teaches]

    def _needs(self, unit: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(self.needs[i] for i in unit)) - self._gives(unit)

    def _gives(self, unit: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(self.lessons[i].teaches for i in unit))


def _subsets(items: Sequence[int]) -> Iterator[frozenset[int]]:
    return map(frozenset, chain.from_iterable(combinations(items, n) for n in range(len(items) + 1)))

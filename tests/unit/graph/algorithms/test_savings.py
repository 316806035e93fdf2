import networkx as nx
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.algorithms.deadline import Deadline
from graph.algorithms.known import NOTHING
from graph.algorithms.path import Path, find_path
from graph.algorithms.planner import solve
from graph.algorithms.savings import Saving, savings, sharpened
from graph.algorithms.task import Task
from graph.model import EdgeKind
from graph.snapshot import View
from tests.courses import Course, Named

_Lesson = tuple[int, frozenset[int], frozenset[int], frozenset[int]]


def _courses(most: int) -> SearchStrategy[Named]:
    """Return courses of up to nine lessons: minutes, taught and required skills, required lessons."""
    some = st.frozensets(st.integers(0, 6), max_size=2)
    taught = st.frozensets(st.integers(0, 6), min_size=1, max_size=most)
    lesson = st.tuples(st.integers(1, 60), taught, some, st.frozensets(st.integers(0, 8), max_size=1))
    return st.lists(lesson, min_size=1, max_size=9).map(_course)


def _course(lessons: list[_Lesson]) -> Named:
    course = Course()
    for skill in range(7):
        course.skill(f"s{skill}")
    for i, (minutes, taught, required, _) in enumerate(lessons):
        teaches, requires = [f"s{s}" for s in sorted(taught)], [f"s{s}" for s in sorted(required - taught)]
        course.lesson(f"l{i}", minutes, teaches=teaches, requires=requires, module=f"m{i % 2}")
    for i, (_, _, _, before) in enumerate(lessons):
        for other in before:
            if other < len(lessons) and other != i:
                course.link(f"l{i}", EdgeKind.REQUIRES, f"l{other}")
    return course.snapshot()


def _savings(named: Named, goals: list[int]) -> tuple[Path, tuple[Saving, ...], tuple[Saving, ...]]:
    """Return the path, savings at a glance, and the same sharpened."""
    task = Task.of(named.snapshot, goals, NOTHING, View())
    solution = solve(task.instance, Deadline())
    found = savings(task, task.plan(solution.actions))
    path = find_path(named.snapshot, goals, deadline_s=30)
    return path, found, sharpened(task, path.total, found, Deadline(), proven=path.proven)


def _leads_through_a_circle(named: Named, goals: list[int]) -> bool:
    task = Task.of(named.snapshot, goals, NOTHING, View())
    return any(task.problem.actions[number].circle for number in solve(task.instance, Deadline()).actions)


_goals = st.lists(st.sampled_from([f"s{i}" for i in range(7)] + ["m0"]), min_size=1, max_size=3, unique=True)


@given(_courses(2), _goals)
def test_a_saving_is_what_planning_with_the_skill_known_saves(named: Named, goals: list[str]) -> None:
    """An exact saving is the difference of two paths; any other is no more than that; none is missed."""
    assume(set(goals) <= named.ids.keys())
    wanted = named.at(*goals)
    path, found, better = _savings(named, wanted)
    assume(not path.unreachable)
    assume(not _leads_through_a_circle(named, wanted))
    for saving in (*found, *better):
        other = find_path(named.snapshot, wanted, known_skills=[saving.skill], deadline_s=30)
        assume(not any(step.together for step in other.steps))
        saves = path.total - other.total
        assert saving.saves == saves if saving.exact else 0 < saving.saves <= saves
    assert all(saving.exact for saving in better)
    assert {saving.skill for saving in better} == {saving.skill for saving in found}


def test_without_alternatives_all_savings_are_exact_at_once() -> None:
    """What serves one skill alone goes with it; what serves two stays."""
    course = Course()
    course.lesson("base", 10, teaches=["a"])
    course.lesson("left", 20, teaches=["b"], requires=["a"])
    course.lesson("right", 40, teaches=["c"], requires=["a"])
    course.lesson("deep", 5, teaches=["e"])
    course.link("right", EdgeKind.REQUIRES, "deep")
    course.lesson("top", 30, teaches=["d"], requires=["b", "c"])
    named = course.snapshot()
    _, found, _ = _savings(named, named.at("d"))
    assert {named.names([s.skill])[0]: (s.saves, s.exact) for s in found} == {
        "c": (45, True),
        "b": (20, True),
        "a": (10, True),
        "e": (5, True),
    }


@given(st.lists(st.frozensets(st.integers(0, 9), max_size=3), min_size=2, max_size=9))
def test_savings_are_the_dominated_subtrees_that_networkx_finds(required: list[frozenset[int]]) -> None:
    """Where each skill has one teacher, a skill saves what its subtree of the dominator tree takes."""
    course = Course()
    graph: nx.DiGraph[str] = nx.DiGraph([("goal", f"s{len(required) - 1}")])
    for i, before in enumerate(required):
        requires = [f"s{j}" for j in sorted(before) if j < i]
        course.lesson(f"l{i}", 10 + i, teaches=[f"s{i}"], requires=requires)
        graph.add_edges_from((f"s{i}", skill) for skill in requires)
    named = course.snapshot()
    _, found, _ = _savings(named, named.at(f"s{len(required) - 1}"))
    tree = nx.DiGraph((b, a) for a, b in nx.immediate_dominators(graph, "goal").items() if a != b and b)
    expected = {
        skill: sum(10 + int(below[1:]) for below in {skill, *nx.descendants(tree, skill)})
        for skill in tree
        if skill not in {"goal", f"s{len(required) - 1}"}
    }
    assert {named.names([s.skill])[0]: s.saves for s in found} == expected

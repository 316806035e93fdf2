import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms import closure as module
from graph.algorithms.closure import REQUIRED, closure, foresee
from graph.algorithms.fringe import inner_fringe, outer_fringe
from graph.model import EdgeKind
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named

_PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)
_SOME = st.frozensets(st.integers(0, 9), max_size=4)


def _skills(pairs: list[tuple[int, int]]) -> Named:
    course = Course()
    for i in range(10):
        course.skill(str(i))
    for source, target in pairs:
        course.link(str(source), EdgeKind.REQUIRES, str(target))
    return course.snapshot()


def _graph(pairs: list[tuple[int, int]]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    graph.add_nodes_from(range(10))
    return graph


@pytest.mark.parametrize("wide", [0, 1_000])
@given(pairs=_PAIRS, roots=_SOME, known=_SOME)
def test_a_closure_is_that_of_networkx(
    wide: int, pairs: list[tuple[int, int]], roots: frozenset[int], known: frozenset[int]
) -> None:
    """Node by node or frontier by frontier, it is all that can be reached without what is known."""
    named = _skills(pairs)
    graph = _graph(pairs)
    graph.remove_nodes_from(known)
    left = roots - known
    expected = left.union(*(nx.descendants(graph, root) for root in left))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WIDE", wide)
        found = closure(named.snapshot, named.at(*map(str, roots)), named.at(*map(str, known)))
    assert sorted(named.names(found)) == sorted(map(str, expected))


@given(_PAIRS, _SOME)
def test_fringes_are_what_can_come_next_and_what_may_have_come_last(
    pairs: list[tuple[int, int]], known: frozenset[int]
) -> None:
    """The outer fringe requires nothing unknown; nothing known requires the inner fringe."""
    named = _skills(pairs)
    mask = np.zeros(len(named.snapshot), np.bool_)
    mask[named.at(*map(str, known))] = True
    mask[named.snapshot.index("c")] = True
    outer = named.names(outer_fringe(named.snapshot, mask, View()))
    inner = named.names(inner_fringe(named.snapshot, mask, View()))
    graph = _graph(pairs)
    assert set(outer) == {str(i) for i in range(10) if i not in known and set(graph.successors(i)) <= known}
    assert set(inner) - {"c"} == {str(i) for i in known if not set(graph.predecessors(i)) & known}


def test_a_closure_goes_through_teachers_and_parts() -> None:
    """An outcome rests on its parts, these on whoever teaches them, and these on what they require."""
    course = Course()
    course.lesson("a", 10, teaches=["x"])
    course.lesson("b", 10, teaches=["y"], requires=["x"])
    course.lesson("other", 10, teaches=["y"])
    course.skill("whole", parts=["y"])
    named = course.snapshot()
    assert set(named.names(closure(named.snapshot, named.at("whole")))) == {
        "whole",
        "y",
        "b",
        "other",
        "x",
        "a",
    }
    assert named.names(closure(named.snapshot, named.at("whole"), relations=REQUIRED)) == ["whole"]


@pytest.mark.parametrize("wide", [0, 1_000])
def test_a_closure_follows_what_binds(wide: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An inferred prerequisite is followed in the inferred view alone."""
    monkeypatch.setattr(module, "_WIDE", wide)
    course = Course()
    course.skill("x")
    course.skill("y")
    course.link("x", EdgeKind.REQUIRES, "y", inferred=0.9)
    named = course.snapshot()
    assert named.names(closure(named.snapshot, named.at("x"))) == ["x"]
    assert named.names(closure(named.snapshot, named.at("x"), view=View(ViewKind.INFERRED))) == ["y", "x"]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([None, 0.4, 0.9])), max_size=20)
)
def test_looking_ahead_changes_no_closure(links: list[tuple[int, int, float | None]]) -> None:
    """What every node rests on, looked up at once, is what each closure would look up, in each view."""
    course = Course()
    for i in range(10):
        course.skill(str(i))
    for source, target, inferred in links:
        course.link(str(source), EdgeKind.REQUIRES, str(target), inferred=inferred)
    ahead, later = course.snapshot().snapshot, course.snapshot().snapshot
    for view in (View(), View(ViewKind.INFERRED, 0.5)):
        foresee(ahead, REQUIRED, view)
        for node in range(len(later)):
            expected = closure(later, [node], view=view, relations=REQUIRED)
            assert closure(ahead, [node], view=view, relations=REQUIRED).tolist() == expected.tolist()

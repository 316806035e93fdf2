from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.cycles import cycles
from graph.algorithms.elementary_circles import circles, weakest_edges
from graph.model import EdgeKind
from graph.snapshot import View, ViewKind
from tests.courses import Course, Named

PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True)


def required(pairs: list[tuple[int, int]]) -> Named:
    """Return skills that require one another."""
    course = Course()
    for i in range(6):
        course.skill(str(i))
    for source, target in pairs:
        course.link(str(source), EdgeKind.REQUIRES, str(target))
    return course.snapshot()


@given(PAIRS)
def test_every_elementary_circle_is_listed_once(pairs: list[tuple[int, int]]) -> None:
    """As many circles as networkx finds, each closed, none twice, short ones first."""
    named = required(pairs)
    found = [c for cycle in cycles(named.snapshot, View()) for c in circles(cycle, most=1000).found]
    expected = {frozenset(zip(c, (*c[1:], c[0]), strict=True)) for c in nx.simple_cycles(nx.DiGraph(pairs))}
    listed = [
        frozenset((int(named.snapshot.names[a]), int(named.snapshot.names[b])) for a, b, _ in circle)
        for circle in found
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) == expected
    for circle in found:
        assert [link.on for link in circle] == [link.dependent for link in (*circle[1:], circle[0])]


def test_of_too_many_circles_some_are_listed_and_that_is_said() -> None:
    """Beyond the bound the shortest circle of the first member is still there, and `more` is true."""
    named = required([(a, b) for a in range(6) for b in range(6) if a != b])
    [cycle] = cycles(named.snapshot, View())
    some = circles(cycle, most=3)
    assert (len(some.found), some.more) == (3, True)
    assert cycle.path in [tuple(link.dependent for link in circle) for circle in some.found]
    assert not circles(cycle, most=1000).more


@settings(deadline=None)
@given(PAIRS)
def test_the_weakest_edges_end_every_circle_and_none_could_stay(pairs: list[tuple[int, int]]) -> None:
    """Without them the graph is acyclic, and no smaller number of edges does that (brute force)."""
    named = required(pairs)
    cut = [e for cycle in cycles(named.snapshot, View()) for e in weakest_edges(named.snapshot, cycle)]
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    ends = [(named.snapshot.source_of(e), named.snapshot.target_of(e)) for e in cut]
    graph.remove_edges_from([(int(named.snapshot.names[a]), int(named.snapshot.names[b])) for a, b in ends])
    assert nx.is_directed_acyclic_graph(graph)
    for fewer in combinations(pairs, max(len(cut) - 1, 0)):
        if cut:
            rest: nx.DiGraph[int] = nx.DiGraph([pair for pair in pairs if pair not in fewer])
            assert not nx.is_directed_acyclic_graph(rest)


def test_an_inferred_edge_is_cut_before_an_authored_one() -> None:
    """Of a circle the least confident inferred prerequisite goes, and never what a lesson teaches."""
    course = Course()
    course.lesson("a", teaches=["x"], requires=["y"])
    course.lesson("b", teaches=["y"])
    course.link("b", EdgeKind.REQUIRES, "x", inferred=0.9)
    named = course.snapshot()
    [cycle] = cycles(named.snapshot, View(ViewKind.INFERRED))
    (edge,) = weakest_edges(named.snapshot, cycle)
    assert named.snapshot.edge_id(edge) == "c/lesson/b REQUIRES c/skill/x"


def test_of_equals_the_one_that_contradicts_the_order_is_cut() -> None:
    """What an earlier lesson requires of a later one is the likelier mistake."""
    course = Course()
    course.lesson("one", module="m")
    course.lesson("two", module="m")
    course.link("one", EdgeKind.REQUIRES, "two")
    course.link("two", EdgeKind.REQUIRES, "one")
    named = course.snapshot()
    [cycle] = cycles(named.snapshot, View())
    (edge,) = weakest_edges(named.snapshot, cycle)
    assert named.snapshot.edge_id(edge) == "c/lesson/one REQUIRES c/lesson/two"


def test_without_time_each_circle_still_ends() -> None:
    """A deadline that has passed costs the proof of fewest edges, not the answer."""
    named = required([(0, 1), (1, 0), (1, 2), (2, 0)])
    [cycle] = cycles(named.snapshot, View())
    cut = weakest_edges(named.snapshot, cycle, deadline_s=0)
    left = [link for link in cycle.links if link.edge not in cut]
    assert nx.is_directed_acyclic_graph(nx.DiGraph([(link.dependent, link.on) for link in left]))

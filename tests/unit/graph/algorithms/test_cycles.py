import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.cycles import cycles
from graph.model import EdgeKind
from graph.snapshot import View, ViewKind
from tests.courses import Course


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_cycles_are_the_components_of_networkx(pairs: list[tuple[int, int]]) -> None:
    """Every component that is circular is reported once, with a shortest circle through its first member."""
    course = Course()
    for i in range(8):
        course.skill(str(i))
    for source, target in pairs:
        course.link(str(source), EdgeKind.REQUIRES, str(target))
    named = course.snapshot()
    graph: nx.DiGraph[str] = nx.DiGraph((str(a), str(b)) for a, b in pairs)
    circular = [c for c in nx.strongly_connected_components(graph) if len(c) > 1 or graph.has_edge(*c, *c)]
    found = cycles(named.snapshot, View())
    assert sorted(sorted(named.names(c.members)) for c in found) == sorted(map(sorted, circular))
    for cycle in found:
        ends = (*cycle.path[1:], cycle.path[0])
        assert [named.snapshot.source_of(e) for e in cycle.edges] == list(cycle.path)
        assert [named.snapshot.target_of(e) for e in cycle.edges] == list(ends)
        first = named.names(cycle.path)[0]
        back = (
            nx.shortest_path_length(graph, n, first)
            for n in graph.successors(first)
            if nx.has_path(graph, n, first)
        )
        assert len(cycle.path) == 1 + min(back)


def test_a_cycle_leads_through_lessons_and_skills() -> None:
    """Lessons that require what the other teaches are reported with each edge of the circle."""
    course = Course()
    course.lesson("a", 10, teaches=["x"], requires=["y"])
    course.lesson("b", 10, teaches=["y"], requires=["x"])
    named = course.snapshot()
    [cycle] = cycles(named.snapshot, View())
    assert named.names(cycle.path) == ["a", "y", "b", "x"]
    assert [named.snapshot.edge_id(edge) for edge in cycle.edges] == [
        "c/lesson/a REQUIRES c/skill/y",
        "c/lesson/b TEACHES c/skill/y",
        "c/lesson/b REQUIRES c/skill/x",
        "c/lesson/a TEACHES c/skill/x",
    ]


def test_what_does_not_bind_closes_no_cycle() -> None:
    """A circle that an inferred prerequisite closes is one in the inferred view alone."""
    course = Course()
    course.skill("x")
    course.skill("y")
    course.link("x", EdgeKind.REQUIRES, "y")
    course.link("y", EdgeKind.REQUIRES, "x", inferred=0.9)
    named = course.snapshot()
    assert cycles(named.snapshot, View()) == ()
    assert len(cycles(named.snapshot, View(ViewKind.INFERRED))) == 1

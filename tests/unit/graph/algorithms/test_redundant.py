from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.redundant import redundant
from graph.model import EdgeKind
from graph.snapshot import View
from tests.courses import Course


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16, unique=True))
def test_the_rest_is_the_transitive_reduction(pairs: list[tuple[int, int]]) -> None:
    """Of an acyclic graph exactly the edges that networkx's transitive reduction lacks are redundant."""
    pairs = [(a, b) for a, b in pairs if a > b]
    course = Course()
    for i in range(8):
        course.skill(str(i))
    for source, target in pairs:
        course.link(str(source), EdgeKind.REQUIRES, str(target))
    snapshot = course.snapshot().snapshot
    found = redundant(snapshot, View())
    ends = {(snapshot.source_of(one.edge), snapshot.target_of(one.edge)) for one in found}
    named = {(int(snapshot.names[a]), int(snapshot.names[b])) for a, b in ends}
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    assert named == set(pairs) - set(nx.transitive_reduction(graph).edges)
    for one in found:
        assert one.edge not in one.chain
        assert snapshot.source_of(one.chain[0]) == snapshot.source_of(one.edge)
        assert snapshot.target_of(one.chain[-1]) == snapshot.target_of(one.edge)
        assert all(snapshot.target_of(a) == snapshot.source_of(b) for a, b in pairwise(one.chain))


def test_members_of_a_cycle_are_left_out() -> None:
    """Where all follow from one another nothing is redundant."""
    course = Course()
    for name in "abc":
        course.skill(name)
    for source, target in ("ab", "ba", "bc", "cb", "ac"):
        course.link(source, EdgeKind.REQUIRES, target)
    assert redundant(course.snapshot().snapshot, View()) == ()

"""Sequences of changes to one store, over few facts, so that changes meet."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from strategies import graphs, text

from graph.changes import ChangeSet, Passage
from graph.model import Edge, NodeId, Statement

_PLACES = st.tuples(st.sampled_from([NodeId("c/skill/a"), NodeId("c/skill/b")]), st.integers(0, 1))
_PASSAGES = st.builds(
    lambda place, words: Passage(*place, words, "test/1", b"0000"), _PLACES, st.sampled_from(["one", "two"])
)


@st.composite
def _change(draw: st.DrawFn, pool: tuple[Statement, ...]) -> ChangeSet:
    some = st.lists(st.sampled_from(pool), max_size=len(pool), unique_by=lambda s: s.id)
    nodes = sorted({s.says.id for s in pool if not isinstance(s.says, Edge)})
    ids = st.sampled_from([*nodes, NodeId("c/skill/renamed")])
    return ChangeSet(
        added=tuple(draw(some)),
        removed=tuple(s.id for s in draw(some)),
        redirects=draw(st.dictionaries(ids, ids, max_size=2)) if draw(st.booleans()) else {},
        message=draw(text()),
        passages=tuple(draw(st.lists(_PASSAGES, max_size=2, unique_by=lambda p: (p.node, p.part)))),
        forgotten=tuple(draw(st.lists(_PLACES, max_size=2))),
    )


def histories(*, max_size: int = 5) -> SearchStrategy[list[ChangeSet]]:
    """Changes that add and remove the statements of one graph, nodes after edges too, and rename."""
    return graphs(max_nodes=5, max_edges=6).flatmap(
        lambda pool: st.lists(_change(pool), min_size=1, max_size=max_size)
    )

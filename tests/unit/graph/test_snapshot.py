import random
from dataclasses import fields, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.columns import GraphColumns
from graph.errors import UnknownId
from graph.model import EdgeKind, NodeId, NodeKind, Status
from graph.snapshot import Snapshot, View, ViewKind, strong_components
from graph.snapshot.names import Spelling, nearest
from graph.snapshot.order import dependency_levels, reading_order
from tests.courses import Course

_PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def _course() -> Course:
    course = Course("site")
    course.module("second")
    course.module("first")
    course.lesson("b", 20, teaches=["y"], requires=["x"], module="second")
    course.lesson("a", 10, teaches=["x"], module="first")
    course.lesson("c", None, teaches=["z"], requires=["y"], module="second")
    course.lesson("gone", status=Status.REFERENCED)
    course.skill("whole", parts=["x", "y"], aliases=("all of it",))
    course.link("c", EdgeKind.REQUIRES, "x", inferred=0.7)
    return course


def _shuffled(columns: GraphColumns, seed: int) -> GraphColumns:
    dice = random.Random(seed)
    nodes = dice.sample(range(len(columns.ids)), len(columns.ids))
    edges = dice.sample(range(len(columns.source)), len(columns.source))
    place = np.argsort(nodes).astype(np.int32)
    by_edge = {f.name for f in fields(columns) if f.name.startswith("edge_")}
    return replace(
        columns,
        **{name: [getattr(columns, name)[i] for i in nodes] for name in ("ids", "names", "data")},
        **{name: getattr(columns, name)[nodes] for name in ("kinds", "origins", "confidences", "minutes")},
        **{name: getattr(columns, name)[edges] for name in by_edge},
        source=place[columns.source[edges]],
        target=place[columns.target[edges]],
    )


@given(st.integers())
def test_the_order_of_columns_does_not_matter(seed: int) -> None:
    """Equal graphs give equal snapshots, whatever order a store returns them in."""
    columns = _course().columns()
    one, other = Snapshot.compile(columns), Snapshot.compile(_shuffled(columns, seed))
    for f in fields(Snapshot):
        assert np.array_equal(getattr(one, f.name), getattr(other, f.name)), f.name


def test_indices_grow_with_dependencies() -> None:
    """What a node rests on has a lower index."""
    course = _course().snapshot()
    order = course.at("a", "x", "b", "y", "c", "z")
    assert order == sorted(order)
    assert course.at("whole") > course.at("y")


def test_edges_are_found_from_both_ends() -> None:
    """Each edge is listed once at its source and once at its target, with all that it says."""
    course = _course()
    snapshot = course.snapshot().snapshot
    out = [e for n in range(len(snapshot)) for kind in EdgeKind for e in snapshot.edges_out(n, kind)]
    into = [e for n in range(len(snapshot)) for kind in EdgeKind for e in snapshot.edges_into(n, kind)]
    assert sorted(out) == sorted(into) == list(range(len(course.edges)))
    assert {snapshot.edge(e) for e in out} == {edge for edge, _, _ in course.edges}
    assert all(
        snapshot.source_of(e) == n
        for n in range(len(snapshot))
        for e in snapshot.edges_out(n, EdgeKind.TEACHES)
    )


def test_nodes_decode_to_what_was_stored() -> None:
    """A node comes back as it went in, and a dangling one is known as such without decoding."""
    course = _course()
    named = course.snapshot()
    for name, node in course.nodes.items():
        assert named.snapshot.node(named.at(name)[0]) == node
    assert named.names(np.flatnonzero(named.snapshot.referenced)) == ["gone"]


def test_lessons_are_read_by_position() -> None:
    """Reading order follows stated positions through modules; a module lists its lessons so."""
    course = _course().snapshot()
    snapshot = course.snapshot
    ranked = sorted(course.at("a", "b", "c", "first", "second"), key=snapshot.reading.__getitem__)
    assert course.names(ranked) == ["second", "b", "c", "first", "a"]
    assert course.names(snapshot.lessons_of(course.at("second")[0])) == ["b", "c"]
    assert course.names(snapshot.lessons_of(snapshot.index("site"))) == ["b", "c", "a"]
    assert snapshot.module_of(course.at("a")[0]) == course.at("first")[0]
    assert snapshot.module_of(course.at("gone")[0]) is None


def test_nested_modules() -> None:
    """A module holds the lessons of the modules within it, and a lesson lies in all of them."""
    course = _course()
    course.link("second", EdgeKind.PART_OF, "first", position=9)
    named = course.snapshot()
    assert named.names(named.snapshot.lessons_of(named.at("first")[0])) == ["a", "b", "c"]
    assert named.names(named.snapshot.modules_above(named.at("b")[0])) == ["second", "first"]


def test_modules_within_each_other_do_no_harm() -> None:
    """Containment that runs in a circle still compiles, and every node has a rank of its own."""
    course = _course()
    course.link("second", EdgeKind.PART_OF, "first")
    course.link("first", EdgeKind.PART_OF, "second")
    named = course.snapshot()
    assert sorted(named.snapshot.reading.tolist()) == list(range(len(named.snapshot)))
    assert sorted(named.names(named.snapshot.lessons_of(named.at("first")[0]))) == ["a", "b", "c"]


def test_unknown_minutes_are_estimated() -> None:
    """A lesson without minutes counts as the median of its module, else of its curriculum."""
    course = _course()
    course.lesson("d", 50, module="second")
    course.lesson("e")
    named = course.snapshot()
    assert named.snapshot.estimated_minutes[named.at("b", "c", "e", "a")].tolist() == [20, 35, 20, 10]


def test_an_id_leads_through_redirects() -> None:
    """A retired id finds the node that took its place."""
    course = _course()
    course.redirects = {
        NodeId("site/skill/old"): NodeId("site/skill/older"),
        NodeId("site/skill/older"): NodeId("site/skill/x"),
    }
    named = course.snapshot()
    assert named.snapshot.index("site/skill/old") == named.at("x")[0]


def test_an_unknown_id_names_its_neighbours() -> None:
    """A mistyped id is an error that says what was likely meant."""
    with pytest.raises(UnknownId) as caught:
        _course().snapshot().snapshot.index("site/skill/whol")
    assert caught.value.hint is not None
    assert "site/skill/whole" in caught.value.hint


def test_names_and_aliases_are_looked_up_whatever_their_case() -> None:
    """A node is found by id, name or alias, among the kinds and in the curriculum that were asked for."""
    named = _course().snapshot()
    snapshot = named.snapshot
    whole = named.at("whole")
    assert snapshot.lookup("WHOLE", [NodeKind.SKILL]) == whole
    assert snapshot.lookup("All  of it", [NodeKind.SKILL], "site") == whole
    assert snapshot.lookup("site/skill/whole", [NodeKind.SKILL]) == whole
    assert snapshot.lookup("whole", [NodeKind.LESSON]) == []
    assert snapshot.lookup("whole", [NodeKind.SKILL], "elsewhere") == []
    assert snapshot.nearest_names("wohle", [NodeKind.SKILL]) == ("whole",)


def test_what_is_kept_of_views_is_bounded() -> None:
    """Confidences are without number; what is kept of the usual views, and without one, stays."""
    snapshot = _course().snapshot().snapshot
    usual = [None, View(), View(ViewKind.AUTHORED)]
    kept = [snapshot.once("x", object, view) for view in usual]
    views = [View(ViewKind.INFERRED, number / 100) for number in range(100)]
    made = [snapshot.once("x", object, view) for view in views]
    assert snapshot.once("x", object, views[-1]) is made[-1]
    assert snapshot.once("x", object, views[0]) is not made[0]
    assert [snapshot.once("x", object, view) for view in usual] == kept
    assert len(snapshot._kept) < 10


@given(st.lists(st.integers(1, 99), max_size=4), st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_bounds_between_two_confidences_are_one(hundredths: list[int], bounds: list[float]) -> None:
    """However many bounds are asked for, there are no more views than confidences; the same edges bind."""
    course = _course()
    for number, confidence in enumerate(hundredths):
        course.skill(f"s{number}")
        course.link("c", EdgeKind.REQUIRES, f"s{number}", inferred=confidence / 100)
    snapshot = course.snapshot().snapshot
    views = [View(ViewKind.INFERRED, bound) for bound in (*bounds, *(one / 100 for one in hundredths))]
    for view in views:
        assert snapshot.binding(snapshot.alike(view)).tolist() == snapshot.binding(view).tolist()
    assert len({snapshot.alike(view) for view in views}) <= len({70, *hundredths}) + 1
    assert snapshot.alike(View()) == View()


def test_a_confidence_means_nothing_where_no_inference_binds() -> None:
    """Views that believe the same are the same, so that what follows from them is kept once."""
    assert View(ViewKind.BALANCED, 0.3) == View()
    assert View(ViewKind.INFERRED, 0.3) != View(ViewKind.INFERRED)


def test_what_is_meant_is_found_among_many_names_without_a_look_at_all() -> None:
    """A slip at the beginning or the end of a name is seen; few names are looked at, of however many."""
    names = [f"{word} {number}" for number in range(800) for word in ("Counting", "Paring", "Weaving")]
    spelling = Spelling(names)
    for slip, meant in (
        ("Wieving 417", "Weaving 417"),
        ("couting 33", "Counting 33"),
        ("Paring 5x", "Paring 5"),
    ):
        near = list(spelling.near(slip))
        assert len(near) == len(set(near)) < len(names) / 2
        assert meant in nearest(slip, [names[place] for place in near])
    assert list(Spelling(names[:3]).near("x")) == [0, 1, 2]
    assert nearest("x" * 10_000, ["x" * 9_999]) == ()


@pytest.mark.parametrize(
    ("view", "binds", "helps"),
    [
        (View(ViewKind.AUTHORED), False, False),
        (View(), False, True),
        (View(ViewKind.INFERRED, 0.6), True, False),
        (View(ViewKind.INFERRED, 0.7), False, True),
    ],
)
def test_an_inferred_prerequisite_binds_in_its_view_alone(view: View, *, binds: bool, helps: bool) -> None:
    """It binds above the confidence asked for, helps when it is only likely, and is nothing when authored."""
    named = _course().snapshot()
    snapshot = named.snapshot
    [lesson], [skill] = named.at("c"), named.at("x")
    [edge] = [e for e in snapshot.edges_out(lesson, EdgeKind.REQUIRES) if snapshot.target_of(e) == skill]
    assert snapshot.binds(edge, view) is binds
    assert snapshot.helps(edge, view) is helps
    assert snapshot.binding(view).tolist() == [snapshot.binds(e, view) for e in range(len(snapshot.source))]


def test_arrays_cannot_be_written() -> None:
    """A snapshot is shared between requests: nobody can change it."""
    snapshot = _course().snapshot().snapshot
    with pytest.raises(ValueError, match="read-only"):
        snapshot.minutes[0] = 1


def test_an_empty_graph_compiles() -> None:
    """A store without anything in it has a snapshot too."""
    columns = _course().columns()
    nothing = {
        f.name: getattr(columns, f.name)[:0]
        for f in fields(columns)
        if f.name not in {"revision", "redirects"}
    }
    assert len(Snapshot.compile(replace(columns, **nothing))) == 0


@given(_PAIRS)
def test_components_are_those_of_networkx(pairs: list[tuple[int, int]]) -> None:
    """Two nodes share a component exactly if each reaches the other."""
    component = strong_components(10, *_ends(pairs)).tolist()
    found: dict[int, set[int]] = {}
    for node, label in enumerate(component):
        found.setdefault(label, set()).add(node)
    expected = nx.strongly_connected_components(_graph(pairs))
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))


@pytest.mark.slow
def test_large_graphs_have_the_same_components() -> None:
    """Beyond the size at which another implementation takes over, components stay what they are."""
    dice = random.Random(5)
    pairs = [(dice.randrange(9_000), dice.randrange(9_000)) for _ in range(21_000)]
    component = strong_components(9_000, *_ends(pairs))
    graph = nx.DiGraph(pairs)
    expected = max(nx.strongly_connected_components(graph), key=len)
    assert set(np.flatnonzero(component == component[min(expected)]).tolist()) == expected


@given(_PAIRS)
def test_levels_rise_along_dependencies(pairs: list[tuple[int, int]]) -> None:
    """A node's level is above that of all it depends on, but for those on a cycle with it."""
    component, level = dependency_levels(10, *_ends(pairs))
    for dependent, dependency in pairs:
        assert level[dependent] > level[dependency] or component[dependent] == component[dependency]


@given(st.lists(st.integers(-1, 11), min_size=12, max_size=12), st.permutations(range(12)))
def test_reading_order_is_a_walk_in_depth_first_order(parents: list[int], siblings: list[int]) -> None:
    """Parents come first, what they hold follows them without a gap, siblings in their order."""
    parent = [p if p < i else -1 for i, p in enumerate(parents)]
    rank = reading_order(np.array(parent, np.int32), np.array(siblings, np.int32)).tolist()

    def walk(node: int) -> list[int]:
        children = sorted((i for i in range(12) if parent[i] == node), key=siblings.__getitem__)
        return [*([node] if node >= 0 else []), *(i for child in children for i in walk(child))]

    assert sorted(range(12), key=rank.__getitem__) == walk(-1)


def _ends(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    source, target = np.array(pairs, np.int32).reshape(-1, 2).T
    return source, target


def _graph(pairs: list[tuple[int, int]]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    graph.add_nodes_from(range(10))
    return graph

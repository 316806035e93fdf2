"""Facts and statements as JSON: nothing is lost, equal values give equal bytes, bad data is refused."""

import math
from dataclasses import replace

import pytest
from hypothesis import given

from graph import codec
from graph.codec import (
    Json,
    decode_node,
    decode_statement,
    edge_from_json,
    edge_to_json,
    encode_node,
    encode_statement,
    fact_from_json,
    fact_to_json,
    node_from_json,
    node_to_json,
    stated_difficulty,
    statement_from_json,
)
from graph.errors import FormatError
from graph.model import Edge, EdgeKind, Lesson, Node, NodeId, NodeKind, Origin, Statement, TeachingRole
from tests.strategies import edges, nodes, statements


@given(nodes(NodeKind.LESSON))
def test_a_difficulty_is_read_without_the_rest(node: Node) -> None:
    """It is what the lesson has, whatever its texts hold, those that look like one too."""
    assert isinstance(node, Lesson)
    decoy = replace(node, name='"difficulty":"advanced"')
    for lesson in (node, decoy):
        assert stated_difficulty(encode_node(lesson)) is lesson.difficulty


@given(nodes())
def test_nodes_come_back(node: Node) -> None:
    """A node is what it was, whatever its texts hold."""
    assert decode_node(encode_node(node)) == node
    assert fact_from_json(fact_to_json(node)) == node
    assert list(node_to_json(node))[:3] == ["id", "kind", "name"]


@given(edges())
def test_edges_come_back(edge: Edge) -> None:
    """An edge is what it was, and is known by its source."""
    assert edge_from_json(edge_to_json(edge)) == edge
    assert fact_from_json(fact_to_json(edge)) == edge


@given(statements())
def test_statements_come_back(statement: Statement) -> None:
    """A statement keeps its evidence, and with it its id."""
    back = decode_statement(encode_statement(statement))
    assert back == statement
    assert back.id == statement.id


def test_what_is_unknown_is_absent() -> None:
    """A reader of the JSON meets no null and no empty list."""
    edge = Edge(source=NodeId("a"), kind=EdgeKind.USES, target=NodeId("b"))
    assert edge_to_json(edge) == {"source": "a", "kind": "USES", "target": "b"}


NODE: dict[str, Json] = {"id": "c/lesson/a", "kind": "Lesson", "name": "A"}
EDGE: dict[str, Json] = {"source": "a", "kind": "USES", "target": "b"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**NODE, "kind": "Dragon"},
        {**NODE, "kind": None},
        {**NODE, "kind": []},
        {"id": "c/lesson/a", "kind": "Lesson"},
        {**NODE, "colour": "red"},
        {**NODE, "minutes": "ten"},
        {**NODE, "minutes": 1.5},
        {**NODE, "difficulty": "easy"},
        {**EDGE, "kind": "EATS"},
        {**EDGE, "target": 3},
        {**EDGE, "weight": 1},
        {"source": "a"},
    ],
)
def test_refuses_what_is_no_fact(data: dict[str, Json]) -> None:
    """Neither a node nor an edge: a FormatError, never the decoder's own error."""
    with pytest.raises(FormatError, match=r"^Not an? "):
        fact_from_json(data)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"owner": "a"},
        {"owner": "a", "says": "so"},
        {"owner": 1, "says": NODE},
        {"owner": "a", "says": NODE, "origin": "heard"},
        {"owner": "a", "says": NODE, "span": [1, 2, 3]},
        {"owner": "a", "says": NODE, "weight": 1},
        {"owner": "a", "says": {}},
    ],
)
def test_refuses_what_is_no_statement(data: dict[str, Json]) -> None:
    """A statement needs an owner, a fact and known fields."""
    with pytest.raises(FormatError, match=r"^Not an? "):
        statement_from_json(data)


def test_messages_fit_a_terminal() -> None:
    """What is wrong with a huge object is said without printing all of it."""
    with pytest.raises(FormatError) as caught:
        node_from_json({**NODE, "summary": 7, "name": "x" * 10_000})
    assert len(caught.value.message) < 300


def test_codes_never_change() -> None:
    """Stores keep these small integers: a new kind goes to the end."""
    assert codec.NODE_KINDS[:7] == (
        NodeKind.CURRICULUM,
        NodeKind.DOCUMENT,
        NodeKind.MODULE,
        NodeKind.LESSON,
        NodeKind.SKILL,
        NodeKind.PITFALL,
        NodeKind.AUDIENCE,
    )
    assert " ".join(codec.EDGE_KINDS[:10]) == (
        "PART_OF TEACHES USES REQUIRES FOLLOWS PROMISES WARNS_OF GUARDS_AGAINST FOR SAME_AS"
    )
    assert codec.ORIGINS == (Origin.INFERRED, Origin.AUTHORED, Origin.CURATED)
    assert codec.ROLES == (None, TeachingRole.MAIN, TeachingRole.COVERED)


@given(statements())
def test_confidence_is_exact(statement: Statement) -> None:
    """A confidence is the same number after the journey, to the last bit."""
    back = decode_statement(encode_statement(statement))
    assert math.copysign(1, back.confidence) == math.copysign(1, statement.confidence)
    assert back.confidence.hex() == statement.confidence.hex()

"""Nodes and edges as rows: what the statements about them settle to."""

import sqlite3
import struct
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES, decode_statement, encode_node
from graph.model import Edge, Fact, Lesson, NodeId, Statement, StatementId, settle
from graph.stores.sqlite.wanted import wanted

_LARGEST = 2**31 - 1  # columns hold 32-bit numbers

NodeKeys: TypeAlias = Mapping[NodeId, int]


def enter(db: sqlite3.Connection, facts: Iterable[Fact]) -> NodeKeys:
    """Insert a row for each node and edge that has none; return the keys of the nodes, ends included."""
    nodes: set[NodeId] = set()
    edges: list[Edge] = []
    for fact in facts:
        if isinstance(fact, Edge):
            nodes |= {fact.source, fact.target}
            edges.append(fact)
        else:
            nodes.add(fact.id)
    keys = _enter_nodes(db, nodes)
    db.executemany(
        "INSERT INTO edge (source, kind, target) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        sorted({edge_key(edge, keys) for edge in edges}),
    )
    return keys


def _enter_nodes(db: sqlite3.Connection, nodes: Collection[NodeId]) -> NodeKeys:
    with wanted(db, sorted(nodes)):
        db.execute("INSERT INTO node (id) SELECT source FROM wanted WHERE true ON CONFLICT DO NOTHING")
        return dict(db.execute("SELECT source, key FROM wanted CROSS JOIN node ON id = source").fetchall())


def edge_key(edge: Edge, keys: NodeKeys) -> tuple[int, int, int]:
    """Return source, kind and target of an edge's row."""
    return keys[edge.source], EDGE_CODES[edge.kind], keys[edge.target]


def settle_touched(db: sqlite3.Connection, added: Mapping[StatementId, Statement], sequence: int) -> None:
    """Settle every fact that revision ``sequence`` is about; ``added`` holds what it added."""
    nodes: dict[int, list[Statement]] = {}
    edges: dict[int, list[Statement]] = {}
    for node, edge, key, content in db.execute(_TOUCHED, {"sequence": sequence}).fetchall():
        held = edges.setdefault(edge, []) if node is None else nodes.setdefault(node, [])
        if key is not None:
            held.append(added.get(key) or decode_statement(content))
    db.executemany(_SETTLE_NODE, (_node_row(key, held, sequence) for key, held in nodes.items()))
    db.executemany(_SETTLE_EDGE, (_edge_row(key, held) for key, held in edges.items()))


_TOUCHED = """
    WITH touched (node, edge) AS (
        SELECT node, edge FROM statement WHERE added = :sequence
        UNION SELECT node, edge FROM statement WHERE removed = :sequence
    )
    SELECT t.node, t.edge, s.id, iif(s.added = :sequence, NULL, s.content)
    FROM touched t LEFT JOIN statement s ON s.node = t.node AND s.removed IS NULL WHERE t.edge IS NULL
    UNION ALL SELECT t.node, t.edge, s.id, iif(s.added = :sequence, NULL, s.content)
    FROM touched t LEFT JOIN statement s ON s.edge = t.edge AND s.removed IS NULL WHERE t.node IS NULL
"""
# The fields of packed are described where it was added, in migrations/0002_packed.sql.
_SETTLE_NODE = """
    UPDATE node SET kind = ?3, origin = ?4, confidence = ?5, minutes = ?7, name = ?8, data = ?9,
        packed = iif(?9 IS NULL, NULL, printf('%08x%08x%08x%02x%02x', key, ?7 & 0xffffffff, ?6, ?3, ?4)),
        turned = iif((data IS NULL) = (?9 IS NULL), turned, ?2)
    WHERE key = ?1
"""
_SETTLE_EDGE = """
    UPDATE edge SET origin = ?2, confidence = ?3, role = ?5, position = ?6, packed = iif(?2 IS NULL, NULL,
        printf('%08x%08x%08x%08x%02x%02x%02x', source, target, ?6 & 0xffffffff, ?4, kind, ?2, ?5))
    WHERE key = ?1
"""

_Value: TypeAlias = str | int | float | None


def _node_row(key: int, held: list[Statement], sequence: int) -> tuple[_Value, ...]:
    supported = settle(held)
    if supported is None or isinstance(supported.fact, Edge):
        return key, sequence, *[None] * 7
    fact = supported.fact
    return (
        key,
        sequence,
        NODE_CODES[fact.kind],
        ORIGIN_CODES[supported.origin],
        supported.confidence,
        _bits(supported.confidence),
        _clip(fact.minutes if isinstance(fact, Lesson) else None),
        fact.name,
        encode_node(fact).decode(),
    )


def _edge_row(key: int, held: list[Statement]) -> tuple[_Value, ...]:
    supported = settle(held)
    if supported is None or not isinstance(supported.fact, Edge):
        return key, *[None] * 5
    fact = supported.fact
    return (
        key,
        ORIGIN_CODES[supported.origin],
        supported.confidence,
        _bits(supported.confidence),
        ROLE_CODES[fact.role],
        _clip(fact.position),
    )


def _bits(confidence: float) -> int:
    return int.from_bytes(struct.pack(">f", confidence))


def _clip(number: int | None) -> int:
    return -1 if number is None else min(number, _LARGEST)

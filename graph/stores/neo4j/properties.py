"""Facts and statements out of the properties of nodes and relationships."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from graph.codec import (
    EDGE_FIELDS,
    NODE_FIELDS,
    Json,
    fact_from_json,
    statement_about,
)
from graph.model import EdgeKind, Fact, NodeId, NodeKind, Origin, Statement, Supported

Row: TypeAlias = dict[str, object]
"""Properties of a node."""

_PLACE: Final = ("start", "end", "first_line", "last_line")
_EVIDENCE: Final = ("owner", "origin", "confidence", "document", "quote", "because", "verdict")
_SAID_NODE: Final = {kind.value: tuple(f for f in names if f != "id") for kind, names in NODE_FIELDS.items()}
_EDGE_KINDS: Final = frozenset(kind.value for kind in EdgeKind)


def statement_of(row: Mapping[str, Json]) -> Statement:
    """Return the statement that a node's properties hold.

    Raises
    ------
    FormatError, LookupError
        If the properties are no statement's.
    """
    kind = row["kind"]
    if kind in _EDGE_KINDS:
        says = {name: row[name] for name in EDGE_FIELDS if name in row}
    else:
        says = {"id": row["subject"], "kind": kind}
        says |= {name: row[name] for name in _SAID_NODE[str(kind)] if name in row}
    evidence = {name: row[name] for name in _EVIDENCE if name in row}
    if "start" in row:
        evidence["span"] = [row[name] for name in _PLACE]
    return statement_about(fact_from_json(says), evidence)


def statements_of(rows: Iterable[Iterable[Mapping[str, Json]]]) -> tuple[Statement, ...]:
    """Return the statements of rows of one column, sorted by id."""
    return tuple(sorted((statement_of(row) for (row,) in rows), key=lambda s: s.id))


def node_of(kind: NodeKind, row: Mapping[str, Json]) -> Supported:
    """Return the node that properties are of; raise FormatError or LookupError if they are no node's."""
    known = {name: row[name] for name in NODE_FIELDS[kind] if name in row}
    return _supported(fact_from_json({"kind": kind.value, **known}), row)


def edge_of(source: NodeId, kind: str, target: NodeId, row: Mapping[str, Json]) -> Supported:
    """Return the edge that properties are of; raise FormatError or LookupError if they are no edge's."""
    known = {name: row[name] for name in ("role", "position") if name in row}
    return _supported(fact_from_json({"source": source, "kind": kind, "target": target, **known}), row)


def _supported(fact: Fact, row: Mapping[str, Json]) -> Supported:
    confidence = row["confidence"]
    if not isinstance(confidence, float):
        raise ValueError(f"{confidence!r} is no confidence")  # noqa: TRY004  # a value in the store
    return Supported(fact, Origin(str(row["origin"])), confidence)

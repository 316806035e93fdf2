"""Facts and statements as properties of nodes and relationships, and back."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from graph.codec import (
    EDGE_FIELDS,
    NODE_FIELDS,
    Json,
    fact_from_json,
    fact_to_json,
    node_to_json,
    statement_about,
)
from graph.model import Edge, EdgeKind, Fact, NodeId, NodeKind, Origin, Statement, Supported

Row: TypeAlias = dict[str, object]
"""The properties of one node or relationship."""

_PLACE: Final = ("start", "end", "first_line", "last_line")
_EVIDENCE: Final = ("owner", "origin", "confidence", "document", "quote", "because", "verdict")
_SAID_NODE: Final = {kind.value: tuple(f for f in names if f != "id") for kind, names in NODE_FIELDS.items()}
_EDGE_KINDS: Final = frozenset(kind.value for kind in EdgeKind)


def statement_row(statement: Statement, sequence: int) -> Row:
    """Return the properties of a statement that revision ``sequence`` adds; unknown ones are absent."""
    row: Row = {
        **fact_to_json(statement.says),
        "id": statement.id,
        "subject": statement.subject,
        "owner": statement.owner,
        "origin": statement.origin.value,
        "confidence": statement.confidence,
        "added": sequence,
    }
    if statement.span is not None:
        span = statement.span
        row |= zip(_PLACE, (span.start, span.end, span.first, span.last), strict=True)
    for name in ("document", "quote", "because"):
        if (value := getattr(statement, name)) is not None:
            row[name] = value
    if statement.verdict is not None:
        row["verdict"] = statement.verdict.value
    return row


def statement_of(row: Mapping[str, Json]) -> Statement:
    """Return the statement of :func:`statement_row`.

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


def node_row(supported: Supported) -> Row:
    """Return the properties of a living node."""
    assert not isinstance(supported.fact, Edge)
    row: Row = {**node_to_json(supported.fact), **_support(supported)}
    del row["kind"]  # its label
    return row


def edge_row(supported: Supported) -> Row:
    """Return the properties of a living edge; what is unknown is absent."""
    assert isinstance(supported.fact, Edge)
    row = _support(supported)
    if supported.fact.role is not None:
        row["role"] = supported.fact.role.value
    if supported.fact.position is not None:
        row["position"] = supported.fact.position
    return row


def node_of(kind: NodeKind, row: Mapping[str, Json]) -> Supported:
    """Return the node of :func:`node_row`; raise FormatError or LookupError if it is none."""
    known = {name: row[name] for name in NODE_FIELDS[kind] if name in row}
    return _supported(fact_from_json({"kind": kind.value, **known}), row)


def edge_of(source: NodeId, kind: str, target: NodeId, row: Mapping[str, Json]) -> Supported:
    """Return the edge of :func:`edge_row`; raise FormatError or LookupError if it is none."""
    known = {name: row[name] for name in ("role", "position") if name in row}
    return _supported(fact_from_json({"source": source, "kind": kind, "target": target, **known}), row)


def _support(supported: Supported) -> Row:
    return {"origin": supported.origin.value, "confidence": supported.confidence}


def _supported(fact: Fact, row: Mapping[str, Json]) -> Supported:
    confidence = row["confidence"]
    if not isinstance(confidence, float):
        raise ValueError(f"{confidence!r} is no confidence")  # noqa: TRY004  # a value in the store
    return Supported(fact, Origin(str(row["origin"])), confidence)

"""Facts and statements as JSON, and the small integers that stores and snapshots use for enumerations.

The encoding is canonical: equal values give equal bytes. Keys keep the order of the dataclass's
fields, and what is unknown (None) or empty is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Final, TypeAlias

import msgspec

from graph.errors import FormatError
from graph.model import (
    Audience,
    Curriculum,
    Difficulty,
    Document,
    Edge,
    EdgeKind,
    Fact,
    Lesson,
    Module,
    Node,
    NodeId,
    NodeKind,
    Origin,
    Owner,
    Pitfall,
    Skill,
    Span,
    Statement,
    TeachingRole,
    Verdict,
)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

NODE_KINDS: Final = tuple(NodeKind)
EDGE_KINDS: Final = tuple(EdgeKind)
ORIGINS: Final = tuple(Origin)
ROLES: Final = (None, TeachingRole.MAIN, TeachingRole.COVERED)
NODE_CODES: Final = {kind: code for code, kind in enumerate(NODE_KINDS)}
EDGE_CODES: Final = {kind: code for code, kind in enumerate(EDGE_KINDS)}
ORIGIN_CODES: Final = {origin: code for code, origin in enumerate(ORIGINS)}
ROLE_CODES: Final = {role: code for code, role in enumerate(ROLES)}

_NODE_TYPES: Final[Mapping[NodeKind, type[Node]]] = {
    t.kind: t for t in (Curriculum, Document, Module, Lesson, Skill, Pitfall, Audience)
}

_FIELDS: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    t: tuple(f.name for f in fields(t)) for t in (*_NODE_TYPES.values(), Edge)
}

_DIFFICULTY: Final = re.compile(rb'"difficulty":"([a-z]+)"')
"""As a field of an encoded lesson; within a text of one, quotation marks are escaped."""

NODE_FIELDS: Final = {kind: _FIELDS[t] for kind, t in _NODE_TYPES.items()}
EDGE_FIELDS: Final = _FIELDS[Edge]


def node_to_json(node: Node) -> dict[str, Json]:
    """Return ``{"id", "kind", "name", …}``; unknown and empty fields are absent."""
    head: dict[str, Json] = {"id": node.id, "kind": node.kind.value}
    return {**head, **_present(node)}


def node_from_json(data: Mapping[str, Json]) -> Node:
    """Return the node of :func:`node_to_json`.

    Raises
    ------
    FormatError
        If the kind is unknown, a field is missing, unknown or of the wrong type.
    """
    rest = dict(data)
    kind = rest.pop("kind", None)
    try:
        node_type = _NODE_TYPES[NodeKind(kind)]  # type: ignore[arg-type]  # ValueError says what is wrong
        _refuse_unknown(rest, _FIELDS[node_type])
        return msgspec.convert(rest, node_type)
    except (ValueError, msgspec.ValidationError) as error:
        raise FormatError(f"Not a node ({error}): {_shorten(data)}") from error


def edge_to_json(edge: Edge) -> dict[str, Json]:
    """Return ``{"source", "kind", "target", …}``; unknown fields are absent."""
    return _present(edge)


def edge_from_json(data: Mapping[str, Json]) -> Edge:
    """Return the edge of :func:`edge_to_json`; raise FormatError if it is none."""
    try:
        _refuse_unknown(data, _FIELDS[Edge])
        return msgspec.convert(dict(data), Edge)
    except (ValueError, msgspec.ValidationError) as error:
        raise FormatError(f"Not an edge ({error}): {_shorten(data)}") from error


def encode_node(node: Node) -> bytes:
    """Return a node as canonical JSON."""
    return msgspec.json.encode(node_to_json(node))


def stated_difficulty(data: bytes) -> Difficulty | None:
    """Return how difficult an encoded lesson is, without decoding the rest of it."""
    found = _DIFFICULTY.search(data)
    return Difficulty(found[1].decode()) if found else None


def decode_node(data: bytes | str) -> Node:
    """Return the node of :func:`encode_node`; raise FormatError if it is none."""
    return node_from_json(_decode_object(data))


class _StatementWire(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A statement as it is written, but for the node or edge that it says."""

    owner: str
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    document: str | None = None
    span: tuple[int, int, int, int] | None = None
    quote: str | None = None
    because: str | None = None
    verdict: Verdict | None = None


def statement_to_json(statement: Statement) -> dict[str, Json]:
    """Return a statement with what it says, its owner and its evidence; defaults are absent."""
    span = statement.span
    data: dict[str, Json] = {
        "says": fact_to_json(statement.says),
        "owner": statement.owner,
        "origin": statement.origin.value,
        "confidence": statement.confidence,
        "document": statement.document,
        "span": [span.start, span.end, span.first, span.last] if span else None,
        "quote": statement.quote,
        "because": statement.because,
        "verdict": statement.verdict.value if statement.verdict else None,
    }
    return {key: value for key, value in data.items() if value is not None}


def statement_from_json(data: Mapping[str, Json]) -> Statement:
    """Return the statement of :func:`statement_to_json`; raise FormatError if it is none."""
    says = data.get("says")
    if not isinstance(says, dict):
        raise FormatError(f"Not a statement (it says nothing): {_shorten(data)}")
    return statement_about(fact_from_json(says), {k: v for k, v in data.items() if k != "says"})


def statement_about(fact: Fact, data: Mapping[str, Json]) -> Statement:
    """Return the statement that says ``fact``, with the owner and the evidence of ``data``.

    Raises
    ------
    FormatError
        If a field is missing, unknown or of the wrong type.
    """
    try:
        wire = msgspec.convert(dict(data), _StatementWire)
    except msgspec.ValidationError as error:
        raise FormatError(f"Not a statement ({error}): {_shorten(data)}") from error
    return Statement(
        says=fact,
        owner=Owner(wire.owner),
        origin=wire.origin,
        confidence=wire.confidence,
        document=NodeId(wire.document) if wire.document is not None else None,
        span=Span(*wire.span) if wire.span is not None else None,
        quote=wire.quote,
        because=wire.because,
        verdict=wire.verdict,
    )


def encode_statement(statement: Statement) -> bytes:
    """Return a statement as canonical JSON."""
    return msgspec.json.encode(statement_to_json(statement))


def decode_statement(data: bytes | str) -> Statement:
    """Return the statement of :func:`encode_statement`; raise FormatError if it is none."""
    return statement_from_json(_decode_object(data))


def fact_to_json(fact: Fact) -> dict[str, Json]:
    """Return a node or an edge as JSON: an edge is what has a source."""
    return edge_to_json(fact) if isinstance(fact, Edge) else node_to_json(fact)


def fact_from_json(data: Mapping[str, Json]) -> Fact:
    """Return the node or edge of :func:`fact_to_json`; raise FormatError if it is neither."""
    return edge_from_json(data) if "source" in data else node_from_json(data)


def _decode_object(data: bytes | str) -> dict[str, Json]:
    try:
        found: dict[str, Json] = msgspec.json.decode(data, type=dict[str, object])
    except msgspec.MsgspecError as error:
        text = data if isinstance(data, str) else data.decode(errors="replace")
        raise FormatError(f"Not a JSON object ({error}): {text[:120]}") from error
    return found


def _present(fact: Fact) -> dict[str, Json]:
    values = {name: getattr(fact, name) for name in _FIELDS[type(fact)]}
    present: dict[str, Json] = msgspec.to_builtins({k: v for k, v in values.items() if v not in (None, ())})
    return present


def _refuse_unknown(data: Mapping[str, Json], known: tuple[str, ...]) -> None:
    unknown = sorted(data.keys() - set(known))
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}")


def _shorten(data: Mapping[str, Json]) -> str:
    text = msgspec.json.encode(data).decode()
    return text if len(text) <= 120 else f"{text[:119]}…"  # noqa: PLR2004  # fits one terminal line

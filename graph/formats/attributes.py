"""Nodes and links as flat rows of plain values, for the forms that know no others."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from graph.codec import Json, edge_from_json, edge_to_json, node_from_json, node_to_json
from graph.errors import FormatError
from graph.formats.content import Link
from graph.model import Edge, Node, Origin

Value: TypeAlias = str | int | float
Row: TypeAlias = dict[str, Value]

_NUMBERS = ("minutes", "position")
_STANDING = ("origin", "confidence")


def node_row(node: Node) -> Row:
    """Return a node's fields; a list, as of aliases, is one text in JSON."""
    return _flat(node_to_json(node))


def link_row(link: Link) -> Row:
    """Return a link's fields, with its origin and confidence."""
    return {**_flat(edge_to_json(link.edge)), "origin": link.origin.value, "confidence": link.confidence}


def node_of(row: Mapping[str, Value]) -> Node:
    """Return the node of :func:`node_row`; raise FormatError if it is none."""
    fields = _grown(row)
    if "aliases" in fields:
        try:
            fields["aliases"] = [*msgspec.json.decode(str(fields["aliases"]), type=list[str])]
        except msgspec.DecodeError as error:
            raise FormatError(f"aliases are no list in JSON: {fields['aliases']!r}.") from error
    return node_from_json(fields)


def link_of(row: Mapping[str, Value]) -> Link:
    """Return the link of :func:`link_row`; raise FormatError if it is none."""
    fields = _grown({name: value for name, value in row.items() if name not in _STANDING})
    edge: Edge = edge_from_json(fields)
    try:
        origin = Origin(str(row.get("origin") or Origin.AUTHORED))
        confidence = float(row.get("confidence") or 1.0)
    except ValueError as error:
        raise FormatError(f"{edge.id}: {error}.") from error
    if not 0 <= confidence <= 1:
        raise FormatError(f"{edge.id}: the confidence {confidence:g} lies outside 0..1.")
    return Link(edge, origin, confidence)


def _flat(fields: Mapping[str, Json]) -> Row:
    row: Row = {}
    for name, value in fields.items():
        row[name] = value if isinstance(value, str | int | float) else msgspec.json.encode(value).decode()
    return row


def _grown(row: Mapping[str, Value]) -> dict[str, Json]:
    """Return a row without what is empty, with numbers as numbers."""
    fields: dict[str, Json] = {}
    for name, value in row.items():
        if value in {"", None}:
            continue
        try:
            fields[name] = int(value) if name in _NUMBERS else value
        except ValueError as error:
            raise FormatError(f"{name} is no whole number: {value!r}.") from error
    return fields

"""A graph as two tables of plain values: what data frames and Parquet files are made of."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from graph.codec import Json, edge_to_json, node_to_json
from graph.formats.content import Content

Column: TypeAlias = Sequence[str | int | float | list[str] | None]
Columns: TypeAlias = Mapping[str, Column]

NODE_COLUMNS: Final = (
    "id",
    "kind",
    "name",
    "curriculum",
    "summary",
    "position",
    "minutes",
    "estimated_minutes",
    "difficulty",
    "url",
    "skill_kind",
    "aliases",
    "status",
)
EDGE_COLUMNS: Final = ("source", "kind", "target", "role", "position", "origin", "confidence")
TYPES: Final[Mapping[str, type]] = {
    "position": int,
    "minutes": int,
    "estimated_minutes": int,
    "confidence": float,
    "aliases": list,
}
"""What a column holds where that is no text; any may be None, where nothing is known."""


def tables(content: Content) -> tuple[Columns, Columns]:
    """Return the nodes and the edges of a graph as columns, one value a row, in the order of the content."""
    nodes = [
        {
            **node_to_json(node),
            "curriculum": node.id.partition("/")[0],
            "estimated_minutes": content.minutes.get(node.id),
        }
        for node in content.nodes
    ]
    edges = [
        {**edge_to_json(link.edge), "origin": link.origin.value, "confidence": link.confidence}
        for link in content.links
    ]
    return _columns(nodes, NODE_COLUMNS), _columns(edges, EDGE_COLUMNS)


def _columns(rows: Sequence[Mapping[str, Json]], names: Sequence[str]) -> Columns:
    return {name: [_plain(row.get(name)) for row in rows] for name in names}


def _plain(value: Json) -> str | int | float | list[str] | None:
    return (
        [str(one) for one in value]
        if isinstance(value, list)
        else value
        if not isinstance(value, dict)
        else None
    )

"""CSV: one edge a line with the names of its ends, for spreadsheets and data frames; written and read."""

import csv
import io
from typing import BinaryIO, Final

from graph.errors import FormatError
from graph.formats.attributes import Row, link_row
from graph.formats.content import Content
from graph.model import EdgeKind

COLUMNS: Final = (
    "source",
    "source_kind",
    "source_name",
    "kind",
    "target",
    "target_kind",
    "target_name",
    "role",
    "position",
    "origin",
    "confidence",
)


def write(content: Content, out: BinaryIO) -> None:
    """Write the edges, with a line of column names (RFC 4180, UTF-8)."""
    nodes = {node.id: node for node in content.nodes}
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, COLUMNS, restval="")
    rows.writeheader()
    for link in content.links:
        row = link_row(link)
        for end, node in (("source", nodes[link.edge.source]), ("target", nodes[link.edge.target])):
            row |= {f"{end}_kind": node.kind.value, f"{end}_name": node.name}
        rows.writerow(row)
    out.write(text.getvalue().encode())


def read(data: bytes) -> tuple[list[Row], list[Row]]:
    """Return the nodes at the ends of edges, and the edges, as rows.

    Columns ``source`` and ``target`` are needed, ids or names; an edge without a ``kind`` says that its
    source requires its target.

    Raises
    ------
    FormatError
        If it is no such list; the message names the line.
    """
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if not {"source", "target"} <= set(rows.fieldnames or ()):
            raise FormatError("The list has no columns `source` and `target`.")
        edges = [_edge(row, rows.line_num) for row in rows]
    except (csv.Error, UnicodeDecodeError) as error:
        raise FormatError(f"This is no CSV that can be read: {error}.") from error
    nodes: dict[str, Row] = {}
    for edge in edges:
        for end in ("source", "target"):
            named = {"kind": edge.pop(f"{end}_kind", ""), "name": edge.pop(f"{end}_name", "")}
            nodes.setdefault(str(edge[end]), {"id": edge[end], **named})
    return list(nodes.values()), edges


def _edge(row: dict[str | None, str | None], line: int) -> Row:
    edge: Row = {
        name: value or "" for name, value in row.items() if name is not None and not isinstance(value, list)
    }
    if not edge["source"] or not edge["target"]:
        raise FormatError(f"Line {line} names no source, or no target.")
    edge["kind"] = edge.get("kind") or EdgeKind.REQUIRES.value
    return edge

"""GraphML: nodes and edges with attributes, for yEd, Gephi, networkx and their like; written and read."""

import io
import re
from collections.abc import Mapping
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from graph.errors import FormatError
from graph.formats.attributes import Row, link_row, node_row
from graph.formats.content import Content

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(content: Content, out: BinaryIO) -> None:
    """Write a graph; characters that XML cannot hold become U+FFFD."""
    import networkx as nx  # noqa: PLC0415  # .2 s, which other commands need not pay

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in content.nodes:
        graph.add_node(_legal(node.id), **_attributes(node_row(node), without=("id",)))
    for link in content.links:
        ends = _legal(link.edge.source), _legal(link.edge.target)
        row = _attributes(link_row(link), without=("source", "target"))
        graph.add_edge(*ends, link.edge.kind.value, **row)  # type: ignore[arg-type]  # attributes are any values
    nx.write_graphml_xml(graph, out, encoding="utf-8")


def read(data: bytes) -> tuple[list[Row], list[Row]]:
    """Return the nodes of a file, with an ``id``, and the edges, with ``source`` and ``target``, as rows.

    Raises
    ------
    FormatError
        If it is no GraphML.
    """
    import networkx as nx  # noqa: PLC0415  # as above

    try:
        graph = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    except (ParseError, nx.NetworkXError, KeyError, ValueError, TypeError) as error:
        raise FormatError(f"This is no GraphML that can be read: {error}.") from error
    nodes = [{**_row(attributes), "id": str(node)} for node, attributes in graph.nodes(data=True)]
    edges = [
        {**_row(attributes), "source": str(source), "target": str(target)}
        for source, target, attributes in graph.edges(data=True)
    ]
    return nodes, edges


def _attributes(row: Row, *, without: tuple[str, ...]) -> Row:
    kept = {name: value for name, value in row.items() if name not in without}
    return {name: _legal(value) if isinstance(value, str) else value for name, value in kept.items()}


def _row(attributes: Mapping[str, object]) -> Row:
    return {name: v for name, v in attributes.items() if isinstance(v, str | int | float)}


def _legal(text: str) -> str:
    return _NO_XML.sub("\ufffd", text).replace("\r", "\n")

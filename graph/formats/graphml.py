"""GraphML: nodes and edges with attributes, for yEd, Gephi, networkx and their like; written and read."""

import io
import re
from collections.abc import Mapping
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from graph.errors import FormatError
from graph.formats.attributes import Row
from graph.formats.content import Content
from graph.formats.frames import to_networkx

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(content: Content, out: BinaryIO) -> None:
    """Write a graph; characters that XML cannot hold become U+FFFD, in ids with the number that they have."""
    import networkx as nx  # noqa: PLC0415  # .2 s, which other commands need not pay

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    given = to_networkx(content)
    for node, fields in given.nodes(data=True):
        graph.add_node(_legal_id(node), **_attributes(fields))
    for source, target, kind, fields in given.edges(keys=True, data=True):
        graph.add_edge(_legal_id(source), _legal_id(target), kind, **_attributes(fields))
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


def _attributes(row: Row) -> Row:
    return {name: _legal(value) if isinstance(value, str) else value for name, value in row.items()}


def _row(attributes: Mapping[str, object]) -> Row:
    return {name: v for name, v in attributes.items() if isinstance(v, str | int | float)}


def _legal(text: str) -> str:
    return _NO_XML.sub("\ufffd", text).replace("\r", "\n")


def _legal_id(text: str) -> str:
    """Return an id that differs from others as the given one does."""
    return _NO_XML.sub(lambda mark: f"\ufffd{ord(mark[0]):x}", text.replace("\r", "\0"))

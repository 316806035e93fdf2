"""A whole graph as columns: what a store loads and a snapshot compiles, without an object per fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.changes import Content, Passage, Revision
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES, encode_node
from graph.model import Edge, FactId, Lesson, NodeId, Statement, Supported, curriculum_of, settle

Bytes: TypeAlias = NDArray[np.uint8]
Ints: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float32]

_LARGEST: Final = 2**31 - 1  # columns hold 32-bit numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphColumns:
    """n nodes and m edges at one revision, in no stated order.

    Kinds, origins and roles are the codes of :mod:`graph.codec`. ``minutes`` is -1 where unknown and
    for what is no lesson, ``edge_position`` -1 where there is none. ``data`` holds each node as the JSON of
    :func:`graph.codec.encode_node`, to be decoded when asked for.
    Shapes: (n,) for what describes nodes, (m,) for edges; ``source`` and ``target`` index the nodes.
    """

    revision: Revision
    ids: list[str]
    names: list[str]
    data: list[bytes]
    kinds: Bytes
    origins: Bytes
    confidences: Floats
    minutes: Ints
    source: Ints
    target: Ints
    edge_kind: Bytes
    edge_origin: Bytes
    edge_confidence: Floats
    edge_role: Bytes
    edge_position: Ints
    redirects: Mapping[NodeId, NodeId]


def columns_of(content: Content, revision: Revision) -> GraphColumns:
    """Return the graph that statements come to, as a store that holds them would: for graphs in no store."""
    facts = _settled(content.statements.values())
    nodes = [(one.fact, one) for one in facts if not isinstance(one.fact, Edge)]
    place = {node.id: i for i, (node, _) in enumerate(nodes)}
    edges = [(one.fact, one) for one in facts if isinstance(one.fact, Edge)]
    edges = [(edge, one) for edge, one in edges if edge.source in place and edge.target in place]
    minutes = [node.minutes if isinstance(node, Lesson) else None for node, _ in nodes]
    return GraphColumns(
        revision=revision,
        ids=[node.id for node, _ in nodes],
        names=[node.name for node, _ in nodes],
        data=[encode_node(node) for node, _ in nodes],
        kinds=np.array([NODE_CODES[node.kind] for node, _ in nodes], np.uint8),
        origins=np.array([ORIGIN_CODES[one.origin] for _, one in nodes], np.uint8),
        confidences=np.array([one.confidence for _, one in nodes], np.float32),
        minutes=_numbers(minutes),
        source=np.array([place[edge.source] for edge, _ in edges], np.int32),
        target=np.array([place[edge.target] for edge, _ in edges], np.int32),
        edge_kind=np.array([EDGE_CODES[edge.kind] for edge, _ in edges], np.uint8),
        edge_origin=np.array([ORIGIN_CODES[one.origin] for _, one in edges], np.uint8),
        edge_confidence=np.array([one.confidence for _, one in edges], np.float32),
        edge_role=np.array([ROLE_CODES[edge.role] for edge, _ in edges], np.uint8),
        edge_position=_numbers([edge.position for edge, _ in edges]),
        redirects=content.redirects,
    )


def within(columns: GraphColumns, curriculum: str) -> GraphColumns:
    """Return what columns hold of one curriculum, with the edges between its nodes; all redirects stay."""
    inside = np.fromiter(
        (curriculum_of(NodeId(i)) == curriculum for i in columns.ids), np.bool_, len(columns.ids)
    )
    if inside.all():
        return columns
    kept = np.flatnonzero(inside)
    edges = np.flatnonzero(inside[columns.source] & inside[columns.target])
    place = (np.cumsum(inside) - 1).astype(np.int32)
    return GraphColumns(
        revision=columns.revision,
        ids=[columns.ids[node] for node in kept.tolist()],
        names=[columns.names[node] for node in kept.tolist()],
        data=[columns.data[node] for node in kept.tolist()],
        kinds=columns.kinds[kept],
        origins=columns.origins[kept],
        confidences=columns.confidences[kept],
        minutes=columns.minutes[kept],
        source=place[columns.source[edges]],
        target=place[columns.target[edges]],
        edge_kind=columns.edge_kind[edges],
        edge_origin=columns.edge_origin[edges],
        edge_confidence=columns.edge_confidence[edges],
        edge_role=columns.edge_role[edges],
        edge_position=columns.edge_position[edges],
        redirects=columns.redirects,
    )


def _settled(statements: Iterable[Statement]) -> list[Supported]:
    about: dict[FactId, list[Statement]] = {}
    for statement in statements:
        about.setdefault(statement.subject, []).append(statement)
    return [fact for held in about.values() if (fact := settle(held)) is not None]


def _numbers(values: Iterable[int | None]) -> Ints:
    return np.array([-1 if value is None else min(value, _LARGEST) for value in values], np.int32)


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole graph, and at the same moment all passages, sorted by node and part, of one edition."""

    columns: GraphColumns
    passages: tuple[Passage, ...]
    edition: int

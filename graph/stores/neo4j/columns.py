"""The whole graph as columns.

One record to a node or edge would cost more than what it holds, so the server collects thousands into one;
the values that many edges share travel once for all of them.
"""

from itertools import chain
from typing import Final, NamedTuple, TypeAlias

import msgspec
import numpy as np
from neo4j import Record
from numpy.typing import NDArray

from graph.codec import EDGE_CODES, NODE_CODES, NODE_FIELDS, ORIGIN_CODES, ROLE_CODES
from graph.columns import Contents, GraphColumns
from graph.model import EdgeKind, NodeKind, Origin, TeachingRole
from graph.stores.neo4j import passages
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.history import current, redirects
from graph.stores.neo4j.labels import EDGES

_Longs: TypeAlias = NDArray[np.int64]

_BLOCK: Final = 10_000  # internal ids to one record
_LARGEST: Final = 2**31 - 1  # columns hold 32-bit numbers


async def load(tx: Transaction) -> GraphColumns:
    """Return the graph, nodes and edges by kind."""
    revision = await current(tx)
    nodes = await _nodes(tx)
    edges = await _edges(tx)
    order = np.argsort(nodes.keys)
    source, target = (_places(nodes.keys, order, ends) for ends in (edges.sources, edges.targets))
    living = (source >= 0) & (target >= 0)
    return GraphColumns(
        revision=revision,
        ids=nodes.ids,
        names=nodes.names,
        data=nodes.data,
        kinds=nodes.kinds.astype(np.uint8),
        origins=nodes.origins.astype(np.uint8),
        confidences=nodes.confidences.astype(np.float32),
        minutes=np.minimum(nodes.minutes, _LARGEST).astype(np.int32),
        source=source[living],
        target=target[living],
        edge_kind=edges.kinds[living].astype(np.uint8),
        edge_origin=edges.origins[living].astype(np.uint8),
        edge_confidence=edges.confidences[living].astype(np.float32),
        edge_role=edges.roles[living].astype(np.uint8),
        edge_position=np.minimum(edges.positions[living], _LARGEST).astype(np.int32),
        redirects=await redirects(tx),
    )


async def contents(tx: Transaction) -> Contents:
    """Return the graph and all passages."""
    return Contents(await load(tx), await passages.of_curriculum(tx, None), await passages.edition(tx))


class _Nodes(NamedTuple):
    ids: list[str]
    names: list[str]
    data: list[bytes]
    keys: _Longs
    kinds: _Longs
    origins: _Longs
    confidences: NDArray[np.float64]
    minutes: _Longs


class _Edges(NamedTuple):
    sources: _Longs
    targets: _Longs
    positions: _Longs
    kinds: _Longs
    origins: _Longs
    roles: _Longs
    confidences: NDArray[np.float64]


_NODES: Final = " UNION ALL ".join(
    f"""
        MATCH (n:{kind.value}) WHERE n.turned IS NOT NULL
        RETURN '{kind.value}' AS kind, id(n) / {_BLOCK} AS block, collect(id(n)) AS keys,
            collect(n.origin) AS origins, collect(n.confidence) AS confidences,
            collect([{", ".join(f"n.{name}" for name in NODE_FIELDS[kind])}]) AS rows
    """
    for kind in NodeKind
)
_EDGES: Final = f"""
    MATCH (a)-[r:{EDGES}]->(b) WHERE r.origin IS NOT NULL
    RETURN type(r), id(r) / {_BLOCK}, r.origin, r.role, r.confidence,
        collect(id(a)), collect(id(b)), collect(coalesce(r.position, -1))
"""


async def _nodes(tx: Transaction) -> _Nodes:
    none = np.empty(0, np.int64)
    parts = [_Nodes([], [], [], none, none, none, np.empty(0), none)]
    parts += [_some_nodes(record) for record in await tx.rows(_NODES)]
    ids, names, data, *numbers = zip(*parts, strict=True)
    keys, kinds, origins, confidences, minutes = map(np.concatenate, numbers)
    texts = list(chain(*ids)), list(chain(*names)), list(chain(*data))
    return _Nodes(*texts, keys, kinds, origins, confidences, minutes)


def _some_nodes(record: Record) -> _Nodes:
    label, _, keys, origins, confidences, rows = record
    kind = NodeKind(label)
    fields = NODE_FIELDS[kind]
    name = fields.index("name")
    minutes = [row[fields.index("minutes")] for row in rows] if "minutes" in fields else [None] * len(rows)
    return _Nodes(
        ids=[row[0] for row in rows],
        names=[row[name] for row in rows],
        data=[_json(kind, fields, row) for row in rows],
        keys=np.array(keys, np.int64),
        kinds=np.full(len(rows), NODE_CODES[kind], np.int64),
        origins=np.array([ORIGIN_CODES[Origin(origin)] for origin in origins], np.int64),
        confidences=np.array(confidences, np.float64),
        minutes=np.array([-1 if value is None else value for value in minutes], np.int64),
    )


def _json(kind: NodeKind, fields: tuple[str, ...], row: list[object]) -> bytes:
    """Return a node as :func:`graph.codec.encode_node` does."""
    present = {name: value for name, value in zip(fields, row, strict=True) if value is not None}
    return msgspec.json.encode({"id": row[0], "kind": kind.value, **present})


async def _edges(tx: Transaction) -> _Edges:
    none = np.empty(0, np.int64)
    parts = [_Edges(none, none, none, none, none, none, np.empty(0))]
    parts += [_some_edges(record) for record in await tx.rows(_EDGES)]
    return _Edges(*map(np.concatenate, zip(*parts, strict=True)))


def _some_edges(record: Record) -> _Edges:
    kind, _, origin, role, confidence, sources, targets, positions = record
    return _Edges(
        sources=np.array(sources, np.int64),
        targets=np.array(targets, np.int64),
        positions=np.array(positions, np.int64),
        kinds=np.full(len(sources), EDGE_CODES[EdgeKind(kind)], np.int64),
        origins=np.full(len(sources), ORIGIN_CODES[Origin(origin)], np.int64),
        roles=np.full(len(sources), ROLE_CODES[role and TeachingRole(role)], np.int64),
        confidences=np.full(len(sources), confidence, np.float64),
    )


def _places(keys: _Longs, order: _Longs, ends: _Longs) -> NDArray[np.int32]:
    """Return which node each internal id is, or -1; ``order`` sorts ``keys``."""
    if not len(keys):
        return np.full(len(ends), -1, np.int32)
    found = order[np.minimum(np.searchsorted(keys, ends, sorter=order), len(keys) - 1)]
    return np.where(keys[found] == ends, found, -1).astype(np.int32)

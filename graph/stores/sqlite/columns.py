"""The whole graph as columns, with no Python object per edge.

SQLite aggregates each column to one text, which numpy or msgspec takes apart in one go: several times faster
than fetching rows. For the same reason all numbers of a row travel packed into one field of fixed width.
"""

import sqlite3
from binascii import unhexlify
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from graph.columns import Contents, GraphColumns
from graph.stores.sqlite import passages
from graph.stores.sqlite.history import current, redirects

_Records: TypeAlias = NDArray[np.void]

_BLOCK = 1 << 17  # keys per text, which must stay below SQLite's limit of 1e9 bytes
_NODES = """
    SELECT group_concat(packed, ''), json_group_array(id), json_group_array(name),
        group_concat(data, char(10))
    FROM node WHERE key > ? AND key <= ? AND data IS NOT NULL
"""
_EDGES = "SELECT group_concat(packed, '') FROM edge WHERE key > ? AND key <= ? AND origin IS NOT NULL"

# Big-endian, in the order of migrations/0002_packed.sql.
_NODE = np.dtype(
    {
        "names": ["key", "minutes", "confidence", "kind", "origin"],
        "formats": [">u4", ">i4", ">f4", "u1", "u1"],
    }
)
_EDGE = np.dtype(
    {
        "names": ["source", "target", "position", "confidence", "kind", "origin", "role"],
        "formats": [">u4", ">u4", ">i4", ">f4", "u1", "u1", "u1"],
    }
)


def load(db: sqlite3.Connection) -> GraphColumns:
    """Return the graph as the transaction of ``db`` sees it, nodes and edges in the order of their keys."""
    nodes = _nodes(db)
    place = np.full(_last_key(db, "node") + 1, -1, np.int32)
    place[nodes.numbers["key"]] = np.arange(len(nodes.ids), dtype=np.int32)
    edges = _edges(db)
    source, target = place[edges["source"]], place[edges["target"]]
    living = (source >= 0) & (target >= 0)
    edges = edges[living]
    return GraphColumns(
        revision=current(db),
        ids=nodes.ids,
        names=nodes.names,
        data=nodes.data,
        kinds=nodes.numbers["kind"].copy(),
        origins=nodes.numbers["origin"].copy(),
        confidences=nodes.numbers["confidence"].astype(np.float32),
        minutes=nodes.numbers["minutes"].astype(np.int32),
        source=source[living],
        target=target[living],
        edge_kind=edges["kind"].copy(),
        edge_origin=edges["origin"].copy(),
        edge_confidence=edges["confidence"].astype(np.float32),
        edge_role=edges["role"].copy(),
        edge_position=edges["position"].astype(np.int32),
        redirects=redirects(db),
    )


def contents(db: sqlite3.Connection) -> Contents:
    """Return the graph and all passages."""
    return Contents(load(db), passages.of_curriculum(db, None), passages.edition(db))


class _Nodes(NamedTuple):
    ids: list[str]
    names: list[str]
    data: list[bytes]
    numbers: _Records


def _nodes(db: sqlite3.Connection) -> _Nodes:
    ids: list[str] = []
    names: list[str] = []
    data: list[bytes] = []
    packed: list[str] = []
    for numbers, id_text, name_text, data_text in _blocks(db, "node", _NODES):
        packed.append(numbers)
        ids += msgspec.json.decode(id_text, type=list[str])
        names += msgspec.json.decode(name_text, type=list[str])
        data += data_text.encode().split(b"\n")  # JSON holds no bare line feed
    return _Nodes(ids, names, data, _unpack(packed, _NODE))


def _edges(db: sqlite3.Connection) -> _Records:
    return _unpack([packed for (packed,) in _blocks(db, "edge", _EDGES)], _EDGE)


def _blocks(db: sqlite3.Connection, table: str, query: str) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each block of keys that holds anything."""
    for start in range(0, _last_key(db, table), _BLOCK):
        row = db.execute(query, (start, start + _BLOCK)).fetchone()
        if row[0] is not None:
            yield row


def _last_key(db: sqlite3.Connection, table: str) -> int:
    (key,) = db.execute(f"SELECT ifnull(max(key), 0) FROM {table}").fetchone()  # noqa: S608  # a constant
    return int(key)


def _unpack(packed: list[str], record: np.dtype[np.void]) -> _Records:
    return np.frombuffer(unhexlify("".join(packed)), record)

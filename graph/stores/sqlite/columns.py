"""The whole graph as columns, with no Python object per edge.

SQLite aggregates each column to one text, which numpy or msgspec parses in one go: several times faster
than fetching rows. For the same reason small codes travel packed into one integer.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from graph.columns import Floats, GraphColumns
from graph.stores.sqlite.history import current, redirects

_Longs: TypeAlias = NDArray[np.int64]

_BLOCK = 1 << 17  # keys per text, which must stay below SQLite's limit of 1e9 bytes
_NODES = """
    SELECT json_group_array(id), json_group_array(name), group_concat(data, char(10)),
        group_concat((key << 16) | (kind << 8) | origin), group_concat(minutes),
        group_concat(confidence_bits)
    FROM node WHERE key > ? AND key <= ? AND data IS NOT NULL
"""
_EDGES = """
    SELECT group_concat((source << 32) | target),
        group_concat((position << 16) | (kind << 8) | (origin << 4) | role),
        group_concat(confidence_bits)
    FROM edge WHERE key > ? AND key <= ? AND origin IS NOT NULL
"""


def load(db: sqlite3.Connection) -> GraphColumns:
    """Return the graph as the transaction of ``db`` sees it, nodes and edges in the order of their keys."""
    nodes = _nodes(db)
    edges = _edges(db)
    place = np.full(_last_key(db, "node") + 1, -1, np.int32)
    place[nodes.traits >> 16] = np.arange(len(nodes.ids), dtype=np.int32)
    source, target = place[edges.ends >> 32], place[edges.ends & 0xFFFFFFFF]
    living = (source >= 0) & (target >= 0)
    traits = edges.traits[living]
    return GraphColumns(
        revision=current(db),
        ids=nodes.ids,
        names=nodes.names,
        data=nodes.data,
        kinds=(nodes.traits >> 8 & 0xFF).astype(np.uint8),
        origins=(nodes.traits & 0xFF).astype(np.uint8),
        confidences=_floats(nodes.confidences),
        minutes=nodes.minutes.astype(np.int32),
        source=source[living],
        target=target[living],
        edge_kind=(traits >> 8 & 0xFF).astype(np.uint8),
        edge_origin=(traits >> 4 & 0xF).astype(np.uint8),
        edge_confidence=_floats(edges.confidences[living]),
        edge_role=(traits & 0xF).astype(np.uint8),
        edge_position=(traits >> 16).astype(np.int32),
        redirects=redirects(db),
    )


class _Nodes(NamedTuple):
    ids: list[str]
    names: list[str]
    data: list[bytes]
    traits: _Longs
    minutes: _Longs
    confidences: _Longs


class _Edges(NamedTuple):
    ends: _Longs
    traits: _Longs
    confidences: _Longs


def _nodes(db: sqlite3.Connection) -> _Nodes:
    ids: list[str] = []
    names: list[str] = []
    data: list[bytes] = []
    numbers: list[tuple[_Longs, ...]] = []
    for id_text, name_text, data_text, *texts in _blocks(db, "node", _NODES):
        ids += msgspec.json.decode(id_text, type=list[str])
        names += msgspec.json.decode(name_text, type=list[str])
        data += data_text.encode().split(b"\n")  # JSON holds no bare line feed
        numbers.append(_parse(texts))
    return _Nodes(ids, names, data, *_join(numbers))


def _edges(db: sqlite3.Connection) -> _Edges:
    return _Edges(*_join([_parse(texts) for texts in _blocks(db, "edge", _EDGES)]))


def _blocks(db: sqlite3.Connection, table: str, query: str) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each block of keys that holds anything."""
    for start in range(0, _last_key(db, table), _BLOCK):
        row = db.execute(query, (start, start + _BLOCK)).fetchone()
        if row[-1] is not None:
            yield row


def _last_key(db: sqlite3.Connection, table: str) -> int:
    (key,) = db.execute(f"SELECT ifnull(max(key), 0) FROM {table}").fetchone()  # noqa: S608  # a constant
    return int(key)


def _parse(texts: Iterable[str]) -> tuple[_Longs, ...]:
    return tuple(np.fromstring(text, np.int64, sep=",") for text in texts)


def _join(blocks: list[tuple[_Longs, ...]]) -> tuple[_Longs, _Longs, _Longs]:
    empty = np.empty(0, np.int64)
    first, second, third = zip(*blocks, strict=True) if blocks else ((empty,),) * 3
    return np.concatenate(first), np.concatenate(second), np.concatenate(third)


def _floats(bits: _Longs) -> Floats:
    return bits.astype(np.uint32).view(np.float32)

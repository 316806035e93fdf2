"""The ids that a query is about, as a table: no query is bounded by the number of its parameters."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from graph.codec import EDGE_CODES
from graph.model import FactId

TABLE: Final = "CREATE TEMP TABLE wanted (source TEXT NOT NULL, kind INTEGER, target TEXT)"
"""To be made on every connection; ``kind`` and ``target`` are for edges alone."""
_Row: TypeAlias = tuple[str, int | None, str | None]
_CODES: Final = {kind.value: code for kind, code in EDGE_CODES.items()}


@contextmanager
def wanted(db: sqlite3.Connection, ids: Iterable[str]) -> Iterator[None]:
    """Fill the table's ``source`` with ``ids`` for as long as the context lasts."""
    yield from _filled(db, ((i, None, None) for i in ids))


@contextmanager
def wanted_facts(db: sqlite3.Connection, facts: Iterable[FactId]) -> Iterator[None]:
    """Fill the table with nodes, and with edges taken apart, for as long as the context lasts."""
    yield from _filled(db, map(_parts, facts))


def _filled(db: sqlite3.Connection, rows: Iterable[_Row]) -> Iterator[None]:
    db.executemany("INSERT INTO wanted VALUES (?, ?, ?)", rows)
    yield
    db.execute("DELETE FROM wanted")


def _parts(fact: FactId) -> _Row:
    """Take an edge's id apart: node ids hold no blank."""
    source, _, rest = fact.partition(" ")
    kind, _, target = rest.partition(" ")
    code = _CODES.get(kind)
    return (fact, None, None) if code is None else (source, code, target)

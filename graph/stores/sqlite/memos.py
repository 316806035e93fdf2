"""What settling a curriculum leaves of its nodes for the next time."""

import sqlite3

from graph.changes import ChangeSet
from graph.model import NodeId

_OF_CURRICULUM = "SELECT * FROM memo WHERE node = ?1 OR (node >= ?1 || '/' AND node < ?1 || '0')"
"""0 is the character after /."""


def of_curriculum(db: sqlite3.Connection, curriculum: NodeId) -> dict[NodeId, bytes]:
    """Return what was left."""
    return dict(db.execute(_OF_CURRICULUM, (curriculum,)).fetchall())


def store(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Insert or replace memos, delete empty ones; what is there already is not written again."""
    gone = ((node,) for node, data in changes.memos.items() if not data)
    db.executemany("DELETE FROM memo WHERE node = ?", gone)
    db.executemany(
        "REPLACE INTO memo SELECT ?1, ?2 EXCEPT SELECT * FROM memo WHERE node = ?1",
        ((node, data) for node, data in changes.memos.items() if data),
    )

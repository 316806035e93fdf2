"""What settling a curriculum leaves for the next time."""

import sqlite3

from graph.changes import ChangeSet
from graph.model import NodeId


def of_curriculum(db: sqlite3.Connection, curriculum: NodeId) -> bytes:
    """Return what was left; empty if that is nothing."""
    row = db.execute("SELECT data FROM memo WHERE curriculum = ?", (curriculum,)).fetchone()
    return row[0] if row else b""


def store(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Insert or replace memos, delete empty ones; what is there already is not written again."""
    gone = ((curriculum,) for curriculum, data in changes.memos.items() if not data)
    db.executemany("DELETE FROM memo WHERE curriculum = ?", gone)
    db.executemany(
        "REPLACE INTO memo SELECT ?1, ?2 EXCEPT SELECT * FROM memo WHERE curriculum = ?1",
        ((curriculum, data) for curriculum, data in changes.memos.items() if data),
    )

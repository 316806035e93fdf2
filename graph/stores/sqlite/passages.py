"""The passages about nodes, with their vectors."""

import sqlite3

from graph.changes import ChangeSet, Passage
from graph.model import NodeId

_OF_CURRICULUM = """
    SELECT node, part, text, encoder, vector FROM passage
    WHERE ?1 IS NULL OR node = ?1 OR (node >= ?1 || '/' AND node < ?1 || '0')
    ORDER BY node, part
"""  # 0 is the character after /


def of_curriculum(db: sqlite3.Connection, curriculum: NodeId | None) -> tuple[Passage, ...]:
    """Return the passages, of one curriculum's nodes or of all, sorted by node and part."""
    return tuple(Passage(*row) for row in db.execute(_OF_CURRICULUM, (curriculum,)).fetchall())


def store(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Forget, then insert or replace, passages; what is there already is not written again."""
    db.executemany("DELETE FROM passage WHERE node = ? AND part = ?", changes.forgotten)
    db.executemany(
        "REPLACE INTO passage SELECT ?1, ?2, ?3, ?4, ?5"
        " EXCEPT SELECT * FROM passage WHERE node = ?1 AND part = ?2",
        ((p.node, p.part, p.text, p.encoder, p.vector) for p in changes.passages),
    )

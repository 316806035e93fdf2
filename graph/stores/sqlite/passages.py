"""The passages about nodes, with their vectors, and what changed of them since an edition."""

import sqlite3

from graph.changes import ChangeSet, Passage, PassageKey
from graph.model import NodeId

_OF_CURRICULUM = """
    SELECT node, part, text, encoder, vector FROM passage
    WHERE ?1 IS NULL OR node = ?1 OR (node >= ?1 || '/' AND node < ?1 || '0')
    ORDER BY node, part
"""  # 0 is the character after /
_EDITION = """
    SELECT max(
        ifnull((SELECT max(edition) FROM passage), 0), ifnull((SELECT max(edition) FROM forgotten_passage), 0)
    )
"""
_STORE = """
    INSERT INTO passage (node, part, text, encoder, vector, edition) SELECT ?1, ?2, ?3, ?4, ?5, ?6
    WHERE NOT EXISTS (
        SELECT 1 FROM passage WHERE node = ?1 AND part = ?2 AND text = ?3 AND encoder = ?4 AND vector = ?5
    )
    ON CONFLICT (node, part) DO UPDATE SET text = ?3, encoder = ?4, vector = ?5, edition = ?6
"""


def of_curriculum(db: sqlite3.Connection, curriculum: NodeId | None) -> tuple[Passage, ...]:
    """Return the passages, of one curriculum's nodes or of all, sorted by node and part."""
    return tuple(Passage(*row) for row in db.execute(_OF_CURRICULUM, (curriculum,)).fetchall())


def edition(db: sqlite3.Connection) -> int:
    """Return the number of the last change to the passages."""
    (number,) = db.execute(_EDITION).fetchone()
    return int(number)


def changed(db: sqlite3.Connection, since: int) -> tuple[tuple[Passage, ...], tuple[PassageKey, ...]]:
    """Return the passages that are new or different after an edition, and the keys of those that are gone."""
    query = "SELECT node, part, text, encoder, vector FROM passage WHERE edition > ?"
    new = tuple(Passage(*row) for row in db.execute(query, (since,)).fetchall())
    gone = db.execute("SELECT node, part FROM forgotten_passage WHERE edition > ?", (since,)).fetchall()
    return new, tuple((NodeId(node), part) for node, part in gone)


def store(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Forget, then insert or replace, passages; what is there already is not written again."""
    number = edition(db) + 1
    for key in changes.ended:
        if db.execute("DELETE FROM passage WHERE node = ? AND part = ?", key).rowcount:
            db.execute("INSERT INTO forgotten_passage VALUES (?, ?, ?)", (*key, number))
    for p in changes.passages:
        if db.execute(_STORE, (p.node, p.part, p.text, p.encoder, p.vector, number)).rowcount:
            db.execute("DELETE FROM forgotten_passage WHERE node = ? AND part = ?", (p.node, p.part))

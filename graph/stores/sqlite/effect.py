"""Reading what decides the effect of a ChangeSet."""

import sqlite3
from collections.abc import Collection

from graph.changes import ChangeSet
from graph.codec import decode_statement
from graph.model import NodeId, Statement, StatementId
from graph.stores.effect import Effect, Intent
from graph.stores.sqlite.history import redirects
from graph.stores.sqlite.wanted import wanted


def effect_of(db: sqlite3.Connection, changes: ChangeSet) -> Effect:
    """Return what ``changes`` comes to; raise StoreError if a statement could not be read back."""
    intent = Intent.of(changes, redirects(db), _about(db, changes.redirects.keys()))
    return intent.effect(_held(db, intent.named))


_ABOUT = """
    SELECT s.content FROM wanted CROSS JOIN node n ON n.id = wanted.source
    CROSS JOIN statement s ON s.node = n.key AND s.removed IS NULL
    UNION SELECT s.content FROM wanted CROSS JOIN node n ON n.id = wanted.source
    CROSS JOIN edge e ON e.source = n.key OR e.target = n.key
    CROSS JOIN statement s ON s.edge = e.key AND s.removed IS NULL
"""  # a cross join keeps this order: the planner knows nothing of how little is wanted


def _about(db: sqlite3.Connection, nodes: Collection[NodeId]) -> list[Statement]:
    """Return the statements about some nodes and about the edges at them."""
    with wanted(db, nodes):
        rows = db.execute(_ABOUT).fetchall()
    return [decode_statement(content) for (content,) in rows]


def _held(db: sqlite3.Connection, statements: Collection[StatementId]) -> set[StatementId]:
    """Return which of some statements hold."""
    query = "SELECT source FROM wanted CROSS JOIN statement ON id = source AND removed IS NULL"
    with wanted(db, statements):
        rows = db.execute(query).fetchall()
    return {StatementId(statement) for (statement,) in rows}

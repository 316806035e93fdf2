"""What a ChangeSet comes to in the graph that is stored: the statements that it really adds and removes."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.changes import ChangeSet, carried, compose, digest_after, redirect_items
from graph.codec import decode_statement
from graph.errors import StoreError
from graph.model import NodeId, Origin, Statement, StatementId
from graph.stores.sqlite.history import redirects
from graph.stores.sqlite.wanted import wanted


@dataclass(frozen=True, slots=True)
class Effect:
    """Statements that are not held yet, ids of ones that are and go, and redirects before and after."""

    added: Mapping[StatementId, Statement]
    removed: Collection[StatementId]
    before: Mapping[NodeId, NodeId]
    after: Mapping[NodeId, NodeId]

    @property
    def is_none(self) -> bool:
        """Return whether the graph stays as it is."""
        return not self.added and not self.removed and self.before == self.after

    def digest(self, before: str) -> str:
        """Return the digest of the graph, given the one before."""
        come = self.added.keys() | redirect_items(self.after)
        return digest_after(before, come=come, gone={*self.removed, *redirect_items(self.before)})


def effect_of(db: sqlite3.Connection, changes: ChangeSet) -> Effect:
    """Return what ``changes`` comes to, once people's judgements have followed its redirects.

    Raises
    ------
    StoreError
        If a statement could not be read back.
    """
    before = redirects(db)
    after = compose(before, changes.redirects)
    judgements = _judgements(db, changes.redirects.keys(), spared=set(changes.removed))
    moved = (carried(statement, after) for statement in (*changes.added, *judgements))
    added = {statement.id: statement for statement in moved if statement is not None}
    removed = {*changes.removed, *(statement.id for statement in judgements)} - added.keys()
    held = _held(db, added.keys() | removed)
    news = {key: statement for key, statement in added.items() if key not in held}
    _check(news.values())
    return Effect(news, removed & held, before, after)


_ABOUT = """
    SELECT s.content FROM wanted CROSS JOIN node n ON n.id = wanted.source
    CROSS JOIN statement s ON s.node = n.key AND s.removed IS NULL
    UNION SELECT s.content FROM wanted CROSS JOIN node n ON n.id = wanted.source
    CROSS JOIN edge e ON e.source = n.key OR e.target = n.key
    CROSS JOIN statement s ON s.edge = e.key AND s.removed IS NULL
"""  # a cross join keeps this order: the planner knows nothing of how little is wanted


def _judgements(
    db: sqlite3.Connection, nodes: Collection[NodeId], spared: Collection[StatementId]
) -> list[Statement]:
    """Return what people said of some nodes and of the edges at them, but for the ``spared`` statements."""
    with wanted(db, nodes):
        rows = db.execute(_ABOUT).fetchall()
    about = [decode_statement(content) for (content,) in rows]
    return [s for s in about if s.origin is Origin.CURATED and s.id not in spared]


def _held(db: sqlite3.Connection, statements: Collection[StatementId]) -> set[StatementId]:
    """Return which of some statements hold."""
    query = "SELECT source FROM wanted CROSS JOIN statement ON id = source AND removed IS NULL"
    with wanted(db, statements):
        rows = db.execute(query).fetchall()
    return {StatementId(statement) for (statement,) in rows}


def _check(statements: Collection[Statement]) -> None:
    for statement in statements:
        if not 0.0 <= statement.confidence <= 1.0:  # NaN is neither
            raise StoreError(f"A confidence is from 0 to 1, not {statement.confidence}: {statement.subject}.")

"""Applying a ChangeSet: statements come and go, and the facts that they are about are settled anew."""

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime

from graph.changes import ChangeSet, Revision
from graph.codec import encode_statement
from graph.model import Edge, Owner, Statement, StatementId
from graph.stores.effect import Effect
from graph.stores.sqlite import facts, ledger, memos, passages
from graph.stores.sqlite.effect import effect_of
from graph.stores.sqlite.history import current, require
from graph.stores.sqlite.moments import to_microseconds


def apply(db: sqlite3.Connection, changes: ChangeSet, expected: int, now: datetime) -> Revision:
    """Write a change inside the caller's transaction and return the revision that results.

    Raises
    ------
    RevisionConflict
        If the store is not at ``expected``.
    StoreError
        If a statement could not be read back.
    """
    before = require(db, expected)
    effect = effect_of(db, changes)
    ledger.store(db, changes, now)
    passages.store(db, changes)
    memos.store(db, changes)
    if effect.is_none:
        return before
    sequence = before.sequence + 1
    digest = bytes.fromhex(effect.digest(before.digest))
    db.execute(
        "INSERT INTO revision VALUES (?, ?, ?, ?)", (sequence, digest, to_microseconds(now), changes.message)
    )
    _redirect(db, effect, sequence)
    _remove(db, effect.removed, sequence)
    _add(db, effect.added.values(), sequence)
    facts.settle_touched(db, effect.added, sequence)
    return current(db)


def _redirect(db: sqlite3.Connection, effect: Effect, sequence: int) -> None:
    """Lead ids elsewhere or nowhere, and log it."""
    moved = effect.moved
    db.executemany("DELETE FROM redirect WHERE id = ?", ((old,) for old in moved))
    led = ((old, now) for old, (_, now) in moved.items() if now is not None)
    db.executemany("INSERT INTO redirect VALUES (?, ?)", led)
    logged = ((sequence, old, was, now) for old, (was, now) in moved.items())
    db.executemany("INSERT INTO redirected VALUES (?, ?, ?, ?)", logged)


def _remove(db: sqlite3.Connection, statements: Iterable[StatementId], sequence: int) -> None:
    db.executemany(
        "UPDATE statement SET removed = ? WHERE id = ? AND removed IS NULL",
        ((sequence, statement) for statement in statements),
    )


_ADD = "INSERT INTO statement (id, added, owner, content, {about}) VALUES (?, ?, ?, ?, {key})"
_ADD_ABOUT_NODE = _ADD.format(about="node", key="?")
_ADD_ABOUT_EDGE = _ADD.format(
    about="edge", key="(SELECT key FROM edge WHERE source = ? AND kind = ? AND target = ?)"
)


def _add(db: sqlite3.Connection, statements: Collection[Statement], sequence: int) -> None:
    """Insert statements, and the rows that they refer to."""
    owners = _enter_owners(db, {statement.owner for statement in statements})
    keys = facts.enter(db, (statement.says for statement in statements))
    about_nodes: list[tuple[str | int, ...]] = []
    about_edges: list[tuple[str | int, ...]] = []
    for statement in statements:
        content = encode_statement(statement).decode()
        row = (statement.id, sequence, owners[statement.owner], content)
        if isinstance(statement.says, Edge):
            about_edges.append((*row, *facts.edge_key(statement.says, keys)))
        else:
            about_nodes.append((*row, keys[statement.says.id]))
    db.executemany(_ADD_ABOUT_NODE, about_nodes)
    db.executemany(_ADD_ABOUT_EDGE, about_edges)


def _enter_owners(db: sqlite3.Connection, owners: Collection[Owner]) -> dict[Owner, int]:
    db.executemany("INSERT INTO owner (name) VALUES (?) ON CONFLICT DO NOTHING", ((o,) for o in owners))
    query = "SELECT key FROM owner WHERE name = ?"
    return {owner: int(db.execute(query, (owner,)).fetchone()[0]) for owner in owners}

"""Migrations: in order, each with its record, all of them or none."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from graph.errors import StoreCorrupt, StoreTooNew
from graph.stores.sqlite import schema

NOW = datetime(2024, 1, 1, tzinfo=UTC)
FIRST = "CREATE TABLE revision (sequence INTEGER PRIMARY KEY, digest BLOB, at INTEGER, message TEXT);"
SECOND = """
-- semicolons; in comments;
CREATE TABLE more (text TEXT DEFAULT 'a;b');
INSERT INTO more VALUES (';');
"""


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """Open an empty database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def version(db: sqlite3.Connection) -> int:
    """Return the recorded version."""
    (number,) = db.execute("PRAGMA user_version").fetchone()
    return int(number)


def test_an_empty_database_is_brought_to_the_newest_version(db: sqlite3.Connection) -> None:
    """After the upgrade nothing is due, and doing it again changes nothing."""
    assert schema.needs_upgrade(db, "here")
    schema.upgrade(db, NOW)
    assert not schema.needs_upgrade(db, "here")
    before = list(db.iterdump())
    schema.upgrade(db, NOW)
    assert list(db.iterdump()) == before


def test_only_migrations_that_are_due_run(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of version 1 gets the second script alone, whatever stands in its comments and texts."""
    monkeypatch.setattr(schema, "_migrations", lambda: [FIRST])
    schema.upgrade(db, NOW)
    assert version(db) == 1
    monkeypatch.setattr(schema, "_migrations", lambda: [FIRST, SECOND])
    assert schema.needs_upgrade(db, "here")
    schema.upgrade(db, NOW)
    assert version(db) == 2
    assert db.execute("SELECT text FROM more").fetchall() == [(";",)]


def test_a_migration_that_fails_leaves_no_trace(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of the version goes back with the tables."""
    monkeypatch.setattr(schema, "_migrations", lambda: [FIRST, "CREATE TABLE a (b);\nCREATE TABLE a (b);\n"])
    db.execute("BEGIN")
    with pytest.raises(sqlite3.OperationalError):
        schema.upgrade(db, NOW)
    db.execute("ROLLBACK")
    assert version(db) == 0
    assert db.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def test_a_newer_version_is_named_beside_ours(db: sqlite3.Connection) -> None:
    """Who has an old Cairn learns which version wrote the store."""
    schema.upgrade(db, NOW)
    ours = version(db)
    db.execute("PRAGMA user_version = 1000")
    with pytest.raises(StoreTooNew, match=f"1000.*{ours}"):
        schema.needs_upgrade(db, "here")


@pytest.mark.parametrize(
    "mark", ["CREATE TABLE t (x)", "PRAGMA user_version = 3", "PRAGMA application_id = 252006674"]
)
def test_what_others_made_is_not_ours(db: sqlite3.Connection, mark: str) -> None:
    """Tables, a version or a mark that we did not set are somebody else's."""
    db.execute(mark)
    with pytest.raises(StoreCorrupt, match="here"):
        schema.needs_upgrade(db, "here")

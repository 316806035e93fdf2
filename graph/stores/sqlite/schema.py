"""The version of the schema that a file holds, and the way up to the present one."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from importlib import resources

from graph.errors import StoreReadOnly, StoreTooNew
from graph.stores.sqlite.failures import foreign
from graph.stores.sqlite.moments import to_microseconds

APPLICATION_ID = 0x4341524E
"""``CARN`` in the file's header: this database is Cairn's."""


def needs_upgrade(db: sqlite3.Connection, url: str) -> bool:
    """Return whether migrations are due; a fresh, empty database is at version 0.

    Raises
    ------
    StoreCorrupt
        If the database belongs to another application.
    StoreTooNew
        If a newer version of Cairn wrote it.
    """
    version, newest = _number(db, "user_version"), len(_migrations())
    mark = _number(db, "application_id")
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark != APPLICATION_ID and (mark or version or tables):
        raise foreign(url)
    if version > newest:
        raise StoreTooNew(
            f"{url} has schema version {version}; this Cairn knows versions up to {newest}.",
            hint="Upgrade Cairn, or name another store.",
        )
    return version < newest


def upgrade(db: sqlite3.Connection, now: datetime) -> None:
    """Run the migrations that are due, each with its record, inside the caller's transaction."""
    version = _number(db, "user_version")
    for number, script in enumerate(_migrations()[version:], start=version + 1):
        for statement in _split(script):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number:d}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    start = (bytes(32), to_microseconds(now))
    db.execute("INSERT INTO revision VALUES (0, ?, ?, '') ON CONFLICT DO NOTHING", start)


def refuse_upgrade(url: str) -> StoreReadOnly:
    """Return the error for a store that is empty or old and may only be read."""
    return StoreReadOnly(
        f"{url} is empty or of an older version, and cannot be upgraded because it is read-only.",
        hint="Open it once where it can be written to.",
    )


def _migrations() -> list[str]:
    """Return the scripts in the order of their numbers, which are 1, 2, 3 and so on."""
    folder = resources.files("graph.stores.sqlite") / "migrations"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [script.read_text(encoding="utf-8") for script in scripts]


def _split(script: str) -> Iterator[str]:
    """Yield the statements of a script: ``executescript`` would commit the caller's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(db: sqlite3.Connection, pragma: str) -> int:
    (value,) = db.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)

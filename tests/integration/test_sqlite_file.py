"""What is in the file: nothing written in vain, and nothing kept that was to be forgotten."""

import sqlite3
import struct
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from store_calls import EVERYTHING, PAGE, RECORD
from store_support import LESSON, SKILL, TEACHES, living

from graph.changes import ChangeSet, DocumentBody, LedgerNews
from graph.errors import RevisionConflict
from graph.learner import LearnerId, Mastery
from graph.model import NodeId, StatementId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


def content_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a store but the index of its log, which holds locks."""
    return {f.name: f.read_bytes() for f in folder.iterdir() if not f.name.endswith("-shm")}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Open a store that holds ``EVERYTHING``."""
    async with await SqliteStore.open(tmp_path / "store.db") as store:
        await store.apply(EVERYTHING, expected=0)
        yield store


@pytest.mark.parametrize(
    "change",
    [
        ChangeSet(message="nothing"),
        EVERYTHING,
        ChangeSet(removed=(StatementId("f" * 32),), dropped=(NodeId("c/document/none"),)),
        ChangeSet(forgotten=((SKILL.id, 9),)),
    ],
    ids=["empty", "all there already", "nothing of that name", "no such passage"],
)
async def test_what_changes_nothing_writes_nothing(
    store: SqliteStore, tmp_path: Path, change: ChangeSet
) -> None:
    """Not a byte of the database or of its log changes."""
    before = content_of(tmp_path)
    await store.apply(change, expected=1)
    assert content_of(tmp_path) == before


async def test_a_conflict_writes_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """A refused change leaves every file as it was."""
    before = content_of(tmp_path)
    with pytest.raises(RevisionConflict):
        await store.apply(ChangeSet(dropped=(PAGE,)), expected=7)
    assert content_of(tmp_path) == before


async def test_reading_writes_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """Questions about many ids leave no trace."""
    before = content_of(tmp_path)
    await store.columns()
    await store.statements([NodeId(f"c/skill/{n}") for n in range(5_000)])
    await store.bodies([PAGE])
    assert content_of(tmp_path) == before


async def test_what_was_forgotten_cannot_be_read_from_the_files(store: SqliteStore, tmp_path: Path) -> None:
    """Once forgotten, a learner's pseudonym and words are in no byte of any file."""
    learner = LearnerId("pseudonym-4711")
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    for round_ in range(50):
        await store.record(learner, knows=[Mastery(SKILL.id, 0.5, moment, f"whispered-{round_}")])
    assert any(b"pseudonym-4711" in content for content in content_of(tmp_path).values())
    await store.forget(learner)
    for content in content_of(tmp_path).values():
        assert b"pseudonym-4711" not in content
        assert b"whispered" not in content


async def test_bodies_are_kept_small(tmp_path: Path) -> None:
    """A megabyte of prose takes a fraction of that on disk."""
    body = DocumentBody(b"one sentence after the other. " * 35_000, b"drafted " * 130_000)
    async with await SqliteStore.open(tmp_path / "store.db") as store:
        await store.apply(ChangeSet(bodies={PAGE: body}), expected=0)
    assert (tmp_path / "store.db").stat().st_size < 200_000


async def test_a_closed_store_is_one_file(store: SqliteStore, tmp_path: Path) -> None:
    """After closing, the file alone is the store: it can be copied."""
    await store.close()
    assert set(content_of(tmp_path)) == {"store.db"}
    copy = (tmp_path / "store.db").rename(tmp_path / "copy.db")
    async with await SqliteStore.open(copy) as moved:
        assert await living(moved) == {LESSON.id, SKILL.id, TEACHES.id}


async def test_the_schema_keeps_its_own_promises(store: SqliteStore, tmp_path: Path) -> None:
    """The file is marked as Cairn's, its tables are strict, and its keys and checks hold."""
    await store.close()
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        (mark,) = db.execute("PRAGMA application_id").fetchone()
        assert mark.to_bytes(4, "big") == b"CARN"
        strict = db.execute(
            "SELECT min(strict) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'"
        )
        assert strict.fetchone() == (1,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_a_store_of_the_first_version_opens_as_the_same_graph(tmp_path: Path) -> None:
    """What was written before numbers travelled packed is brought up when the store is opened."""
    path = tmp_path / "store.db"
    async with await SqliteStore.open(path) as store:
        await store.apply(EVERYTHING, expected=0)
        before = await store.columns()
        passages = await store.passages()
    with closing(sqlite3.connect(path)) as db:
        to_first_version(db)
    async with await SqliteStore.open(path) as store:
        after = await store.columns()
        assert (await store.delta(1, edition=0)).passages == passages
        assert await store.ledger_since(0) == LedgerNews(1, (RECORD,))
        assert (await store.documents())[0].ingested_at is None
    for field in fields(before):
        assert np.array_equal(getattr(after, field.name), getattr(before, field.name)), field.name


def to_first_version(db: sqlite3.Connection) -> None:
    """Take the columns back to what migration 0002 found."""
    for command in (
        "DROP TABLE memo",
        "DROP TABLE request",
        "DROP TABLE ledger_entry",
        "DROP INDEX document_entry",
        "ALTER TABLE document DROP COLUMN entry",
        "ALTER TABLE document DROP COLUMN ingested_at",
        "DROP INDEX passage_edition",
        "DROP TABLE forgotten_passage",
        "DROP TABLE redirected",
    ):
        db.execute(command)
    db.execute("ALTER TABLE passage DROP COLUMN edition")
    for table in ("node", "edge"):
        db.execute(f"ALTER TABLE {table} DROP COLUMN packed")
        db.execute(f"ALTER TABLE {table} ADD COLUMN confidence_bits INTEGER")
        for key, confidence in db.execute(f"SELECT key, confidence FROM {table}").fetchall():
            bits = None if confidence is None else int.from_bytes(struct.pack(">f", confidence))
            db.execute(f"UPDATE {table} SET confidence_bits = ? WHERE key = ?", (bits, key))
    db.execute("PRAGMA user_version = 1")
    db.commit()

"""Where a store may be, and what is said where it may not: nothing that is not ours is ever touched."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_processes import result, start
from store_support import LESSON, SKILL, add, living, said

from graph.changes import ChangeSet
from graph.errors import StoreCorrupt, StoreError, StoreReadOnly, StoreTooNew, StoreUnavailable
from graph.learner import LearnerId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

OBEDIENT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Runs a command without what lets root write everywhere."""


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    """Return the path of a store with one skill."""
    path = tmp_path / "folder" / "store.db"
    path.parent.mkdir()
    async with await SqliteStore.open(path) as store:
        await add(store, *said(SKILL))
    return path


@pytest.fixture
def locked(filled: Path) -> Iterator[Path]:
    """Return a store in a folder where nothing may be written."""
    filled.chmod(0o444)
    filled.parent.chmod(0o555)
    yield filled
    filled.parent.chmod(0o755)


@pytest.fixture
def unreadable(filled: Path) -> Path:
    """Return a store that nobody may read."""
    filled.chmod(0)
    return filled


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file, or None where there is none."""
    return path.read_bytes() if path.is_file() else None


def names_in(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


async def refusal(path: Path, *, read_only: bool = False) -> StoreError:
    """Return the error of opening a store, which must say where and leave the place as it was."""
    before = content_of(path)
    with pytest.raises(StoreError) as caught:
        await SqliteStore.open(path, read_only=read_only)
    assert str(path) in caught.value.message or str(path.parent) in caught.value.message
    assert caught.value.hint
    assert content_of(path) == before
    return caught.value


@pytest.mark.parametrize("content", [b"x", b"# A page\n" * 500, b"SQLite format 3\x00" + b"\x07" * 5000])
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever was there stays there to the byte."""
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    assert isinstance(await refusal(path), StoreCorrupt)
    assert isinstance(await refusal(path, read_only=True), StoreCorrupt)
    assert names_in(tmp_path) == ["notes.md"]


async def test_the_database_of_another_application_is_refused(tmp_path: Path) -> None:
    """A database with other tables, or another mark, is not taken over."""
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE photo (id INTEGER)")
    db.close()
    assert isinstance(await refusal(path), StoreCorrupt)


async def test_a_store_of_a_newer_version_is_refused(filled: Path) -> None:
    """Both versions are named, so that it is clear which side is old."""
    with sqlite3.connect(filled) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute(f"PRAGMA user_version = {version + 41}")
    db.close()
    error = await refusal(filled)
    assert isinstance(error, StoreTooNew)
    assert f"version {version + 41}" in error.message
    assert f"up to {version}" in error.message
    assert isinstance(await refusal(filled, read_only=True), StoreTooNew)


async def test_a_place_that_can_hold_no_store_is_refused(tmp_path: Path) -> None:
    """A folder, a missing folder, and a missing store that may only be read."""
    assert isinstance(await refusal(tmp_path), StoreUnavailable)
    assert isinstance(await refusal(tmp_path / "none" / "store.db"), StoreUnavailable)
    assert isinstance(await refusal(tmp_path / "store.db", read_only=True), StoreUnavailable)
    assert names_in(tmp_path) == []


async def test_an_empty_file_becomes_a_store_unless_it_may_only_be_read(tmp_path: Path) -> None:
    """An empty file is nobody's; to make a store of it is to write."""
    path = tmp_path / "store.db"
    path.touch()
    assert isinstance(await refusal(path, read_only=True), StoreReadOnly)
    async with await SqliteStore.open(path) as store:
        await add(store, *said(SKILL))
        assert await living(store) == {SKILL.id}


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?.db", "a#b.db", "知识.db", "mode=memory&x.db"])
async def test_a_path_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    """No character of a file's name means anything else to the store."""
    path = tmp_path / name
    async with await SqliteStore.open(path) as store:
        await add(store, *said(SKILL))
        assert store.url == f"sqlite:///{path}"
    assert path.stat().st_size > 0
    async with await SqliteStore.open(str(path), read_only=True) as store:
        assert await living(store) == {SKILL.id}


async def test_a_store_opened_for_reading_reads_and_refuses_to_write(filled: Path) -> None:
    """Every way of writing is refused; the file stays as it is to the byte."""
    before = content_of(filled)
    async with await SqliteStore.open(filled, read_only=True) as store:
        assert await living(store) == {SKILL.id}
        with pytest.raises(StoreReadOnly):
            await add(store, *said(SKILL, owner=SKILL.id))
        with pytest.raises(StoreReadOnly):
            await store.record(LearnerId("ada"))
        with pytest.raises(StoreReadOnly):
            await store.forget(LearnerId("ada"))
    assert content_of(filled) == before


async def test_a_reader_sees_what_a_writer_adds(filled: Path) -> None:
    """A store that is open for reading follows the file."""
    async with (
        await SqliteStore.open(filled, read_only=True) as reader,
        await SqliteStore.open(filled) as writer,
    ):
        await writer.apply(ChangeSet(added=said(LESSON)), expected=1)
        assert await living(reader) == {SKILL.id, LESSON.id}


async def test_a_store_that_may_not_be_written_to_can_be_read(locked: Path) -> None:
    """Without permission for file and folder reads work; a write is refused, and nothing is left behind."""
    assert attempt_without_privilege(locked) == {
        "read": True,
        "write much": "StoreReadOnly",
        "write little": "StoreReadOnly",
        "read again": True,
        "grew": 0,
    }
    assert names_in(locked.parent) == [locked.name]


async def test_a_file_that_may_not_be_read_is_unavailable(unreadable: Path) -> None:
    """No permission to read is an error of the tree too."""
    assert attempt_without_privilege(unreadable) == {"open": "StoreUnavailable"}


def attempt_without_privilege(path: Path) -> dict[str, object]:
    """Return what came of opening, reading and writing in a process that permissions bind."""
    wrapper = OBEDIENT if os.geteuid() == 0 else ()
    if wrapper and not shutil.which(wrapper[0]):
        pytest.skip("root ignores permissions, and there is no setpriv to stop it")
    return result(start("attempt", path, wrapper=wrapper))

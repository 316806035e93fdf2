"""Several processes on one file: nobody is refused but by a conflict, and nobody sees half a change."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from store_processes import start, together
from store_support import living, said, skills
from support import PATIENCE

from graph.changes import ChangeSet, Revision
from graph.stores.sqlite import SqliteStore, writing

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CHANGES = 40


async def test_two_writers_and_two_readers_share_a_store(tmp_path: Path) -> None:
    """All that the writers were told is written is there, each revision once; no reader saw a torn graph."""
    path = tmp_path / "store.db"
    async with await SqliteStore.open(path):
        processes = [start("write", path, name, CHANGES) for name in ("one", "two")]
        processes += [start("read", path, 2 * CHANGES) for _ in range(2)]
        outcomes = await to_thread.run_sync(together, processes)
    for outcome in outcomes[2:]:
        assert outcome["reads"]
        assert outcome["torn"] == 0
    async with await SqliteStore.open(path) as store:
        assert (await store.revision()).sequence == 2 * CHANGES
        assert len(await living(store)) == 4 * CHANGES


async def test_processes_may_make_one_store_at_the_same_time(tmp_path: Path) -> None:
    """Of several that open a store which is not there yet, all get the same one."""
    path = tmp_path / "store.db"
    await to_thread.run_sync(together, [start("write", path, f"process-{n}", 3) for n in range(4)])
    async with await SqliteStore.open(path) as store:
        assert (await store.revision()).sequence == 12


async def test_reads_go_on_while_a_change_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of one process read the earlier revision until the change is there."""
    written, read = threading.Event(), threading.Event()
    apply = writing.apply

    def held(db: sqlite3.Connection, changes: ChangeSet, expected: int, now: datetime) -> Revision:
        revision = apply(db, changes, expected, now)
        written.set()  # and not yet committed
        assert read.wait(PATIENCE)
        return revision

    monkeypatch.setattr(writing, "apply", held)
    async with await SqliteStore.open(tmp_path / "store.db") as store, anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: store.apply(ChangeSet(added=said(*skills(100))), expected=0))
        assert await to_thread.run_sync(written.wait, PATIENCE)
        for _ in range(20):
            columns = await store.columns()
            assert (columns.revision.sequence, len(columns.ids)) == (0, 0)
        read.set()
        while columns.revision.sequence == 0:
            columns = await store.columns()
        assert len(columns.ids) == 100


async def test_many_tasks_ask_at_once(tmp_path: Path) -> None:
    """More questions at a time than there are connections all get their answer."""
    answers: list[int] = []
    async with await SqliteStore.open(tmp_path / "store.db") as store:
        await store.apply(ChangeSet(added=said(*skills(5))), expected=0)

        async def ask() -> None:
            answers.append(len((await store.columns()).ids))

        async with anyio.create_task_group() as tasks:
            for _ in range(200):
                tasks.start_soon(ask)
    assert answers == [5] * 200

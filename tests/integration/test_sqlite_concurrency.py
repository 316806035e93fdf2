"""Several processes on one file: nobody is refused but by a conflict, and nobody sees half a change."""

from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from store_processes import result, start
from store_support import living, said, skills

from graph.changes import ChangeSet
from graph.stores.sqlite import SqliteStore

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SECONDS = 2


async def test_two_writers_and_two_readers_share_a_store(tmp_path: Path) -> None:
    """All that the writers were told is written is there, each revision once; no reader saw a torn graph."""
    path = tmp_path / "store.db"
    async with await SqliteStore.open(path):
        processes = [start("write", path, name, SECONDS) for name in ("one", "two")]
        processes += [start("read", path, SECONDS) for _ in range(2)]
        outcomes = [await to_thread.run_sync(result, process) for process in processes]
    written = [int(str(outcome["written"])) for outcome in outcomes[:2]]
    assert min(written) > 0
    for outcome in outcomes[2:]:
        assert outcome["reads"]
        assert outcome["torn"] == 0
    async with await SqliteStore.open(path) as store:
        assert (await store.revision()).sequence == sum(written)
        assert len(await living(store)) == 2 * sum(written)


async def test_processes_may_make_one_store_at_the_same_time(tmp_path: Path) -> None:
    """Of several that open a store which is not there yet, all get the same one."""
    path = tmp_path / "store.db"
    processes = [start("write", path, f"process-{n}", 0.2) for n in range(4)]
    outcomes = [await to_thread.run_sync(result, process) for process in processes]
    async with await SqliteStore.open(path) as store:
        written = sum(int(str(outcome["written"])) for outcome in outcomes)
        assert (await store.revision()).sequence == written > 0


async def test_reads_go_on_while_a_change_is_written(tmp_path: Path) -> None:
    """Tasks of one process read the earlier revision until the change is there."""
    seen: set[int] = set()
    async with await SqliteStore.open(tmp_path / "store.db") as store:

        async def read(scope: anyio.CancelScope) -> None:
            with scope:
                while True:
                    columns = await store.columns()
                    assert len(columns.ids) == (0 if columns.revision.sequence == 0 else 6_000)
                    seen.add(columns.revision.sequence)

        change = ChangeSet(added=said(*skills(6_000)))
        async with anyio.create_task_group() as tasks:
            scopes = [anyio.CancelScope() for _ in range(3)]
            for scope in scopes:
                tasks.start_soon(read, scope)
            await store.apply(change, expected=0)
            await store.columns()
            for scope in scopes:
                scope.cancel()
        assert 0 in seen
        assert len(await living(store)) == 6_000


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

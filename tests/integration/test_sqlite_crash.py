"""A process that is killed while it writes: what it acknowledged is there, and nothing by halves."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reference_store import graph_of, rounded, settled
from store_child import COUNTER
from store_processes import start

from graph.changes import digest_after
from graph.model import Statement, StatementId
from graph.stores.sqlite import SqliteStore

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

KILLS = 24


async def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """After each of many kills log, graph, digest and documents agree, up to the last acknowledgement."""
    path = tmp_path / "store.db"
    chance = random.Random(20)
    held: dict[StatementId, Statement] = {}
    verified = acknowledged_in_all = 0
    with nursery(path) as process:
        for number in range(KILLS):
            acknowledged = run_and_kill(process, delay=chance.uniform(0, 0.25), at_work=number % 2 == 0)
            acknowledged_in_all += len(acknowledged)
            verified = await verify(path, acknowledged, held, verified)
    assert acknowledged_in_all >= KILLS // 2


@contextmanager
def nursery(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the process that starts writers."""
    with start("nursery", path) as process:
        yield process
        assert process.stdin
        process.stdin.close()
        assert process.wait() == 0


def run_and_kill(process: subprocess.Popen[str], *, delay: float, at_work: bool) -> dict[int, str]:
    """Start a writer, kill it after ``delay`` seconds, and return the digests that it acknowledged.

    The seconds count from its start, or from its first acknowledgement if it is to be ``at_work``.
    """
    assert process.stdin
    assert process.stdout
    process.stdin.write("start\n")
    process.stdin.flush()
    started, pid = process.stdout.readline().split()
    assert started == "started"
    told = [process.stdout.readline()] if at_work else []
    time.sleep(delay)
    os.kill(int(pid), signal.SIGKILL)
    while (line := process.stdout.readline()) != "ended\n":
        told.append(line)
    acknowledgements = (line.split() for line in told)
    return {int(sequence): digest for _, sequence, digest in acknowledgements}


async def verify(
    path: Path, acknowledged: dict[int, str], held: dict[StatementId, Statement], verified: int
) -> int:
    """Check a store after a kill, reading its log into ``held``; return the revision that it is at."""
    async with await SqliteStore.open(path) as store:
        revision = await store.revision()
        log = await store.log(after=verified)
        digests = {entry.revision.sequence: entry.revision.digest for entry in log}
        assert acknowledged.items() <= digests.items()
        for entry in log:
            held.update((s.id, s) for s in entry.added)
            for statement in entry.removed:
                del held[statement.id]
        assert {s.id: s for s in await store.statements_of()} == held
        assert graph_of(await store.columns()) == rounded(settled(held.values()))
        assert revision.digest == digest_after("0" * 64, come=held, gone=())
        if revision.sequence:
            (record,) = await store.documents()
            body = (await store.bodies([COUNTER]))[COUNTER]
            assert record.fingerprint == body.content.decode() == str(revision.sequence)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    return revision.sequence

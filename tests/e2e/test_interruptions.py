"""What is left of a command that was ended in the midst of its work."""

import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import anyio
import pytest
from cli_support import SITE, Cairn, Done, assert_fails, wait_until_at_work
from support import PATIENCE

from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.slow
KILLS = 12
SECONDS = 30


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of one module of the sample site."""
    return Path(shutil.copytree(SITE / "04-transactions", tmp_path / "site"))


@pytest.mark.usefixtures("library")  # what has to be compiled once is compiled
def test_a_killed_ingest_is_finished_by_the_next(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """Killed at any moment, time after time, ingest leaves all or nothing, and goes on to the same graph."""
    whole, store = tmp_path / "whole.db", tmp_path / "graph.db"
    with cairn.start("ingest", site, "--store", whole) as process:
        wait_until_at_work(process, whole)
        began = time.monotonic()
        process.communicate()
    length = time.monotonic() - began
    states = {(0, 64 * "0"), _state(whole)}
    chance = random.Random(20)
    end = time.monotonic() + SECONDS
    killed = 0
    for attempt in range(KILLS):
        killed += _killed(cairn, site, store, after=chance.random() * length * attempt / KILLS)
        assert _state(store) in states
        if time.monotonic() > end:
            break
    assert killed
    assert cairn("ingest", site, "--store", store).code == 0
    assert _state(store) == _state(whole)


def _killed(cairn: Cairn, site: Path, store: Path, *, after: float) -> bool:
    """Ingest, killed after so many seconds of work; return whether it was not done yet."""
    with cairn.start("ingest", site, "--store", store) as process:
        wait_until_at_work(process, store)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=after)
        process.kill()
    return process.returncode == -signal.SIGKILL


def _state(store: Path) -> tuple[int, str]:
    """Return a store's revision and digest; opening it recovers what a killed process left."""

    async def read() -> tuple[int, str]:
        async with await SqliteStore.open(store) as opened:
            revision = await opened.revision()
            return revision.sequence, revision.digest

    return anyio.run(read)


def test_an_interrupted_ingest_ends_in_order(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the command with 130 and without a traceback; the same command goes on from there."""
    store = tmp_path / "graph.db"
    with cairn.start("ingest", site, "--store", store) as process:
        wait_until_at_work(process, store)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert_fails(Done(process.returncode, out.decode(), err.decode().lstrip()), 130, "Interrupted")
    assert _state(store) == (0, 64 * "0")
    assert cairn("ingest", site, "--store", store).code == 0
    assert _state(store)[0] == 1

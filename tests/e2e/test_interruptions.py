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
from cli_support import SITE, Cairn, Done, assert_fails

from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.slow
KILLS = 10
SECONDS = 25


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of one module of the sample site."""
    return Path(shutil.copytree(SITE / "04-transactions", tmp_path / "site"))


@pytest.mark.usefixtures("library")  # what has to be compiled once is compiled
def test_a_killed_ingest_is_finished_by_the_next(cairn: Cairn, site: Path, tmp_path: Path) -> None:
    """Killed at any moment, time after time, ingest leaves all or nothing, and goes on to the same graph."""
    whole, store = tmp_path / "whole.db", tmp_path / "graph.db"
    start, length = _timed(cairn, site, whole)
    states = {(0, 64 * "0"), _state(whole)}
    chance = random.Random(20)
    killed, end = 0, time.monotonic() + SECONDS
    while killed < KILLS and time.monotonic() < end:
        killed += _killed(cairn, site, store, after=start + chance.random() * length)
        assert _state(store) in states
    assert killed
    assert cairn("ingest", site, "--store", store).code == 0
    assert _state(store) == _state(whole)
    assert cairn("export", "--store", store).out == cairn("export", "--store", whole).out


def _timed(cairn: Cairn, site: Path, store: Path) -> tuple[float, float]:
    """Ingest undisturbed; return the seconds until the store is there, and from then to the end."""
    began = time.monotonic()
    with cairn.start("ingest", site, "--store", store) as process:
        while not store.exists() and process.poll() is None:
            time.sleep(0.005)
        opened = time.monotonic()
        process.communicate()
    assert process.returncode == 0
    return opened - began, time.monotonic() - opened


def _killed(cairn: Cairn, site: Path, store: Path, *, after: float) -> bool:
    """Ingest, killed after so many seconds; return whether it was at work. Where it was done, begin anew."""
    with cairn.start("ingest", site, "--store", store) as process:
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=after)
        process.kill()
    if process.returncode == -signal.SIGKILL:
        return True
    for file in store.parent.glob(f"{store.name}*"):
        file.unlink()
    return False


def _state(store: Path) -> tuple[int, str]:
    """Return a store's revision and digest; opening it recovers what a killed process left."""

    async def read() -> tuple[int, str]:
        async with await SqliteStore.open(store) as opened:
            revision = await opened.revision()
            return revision.sequence, revision.digest

    return anyio.run(read)


def test_an_interrupted_ingest_ends_in_order(cairn: Cairn, tmp_path: Path) -> None:
    """Ctrl-C ends the command with 130 and without a traceback; the same command goes on from there."""
    store = tmp_path / "graph.db"
    with cairn.start("ingest", SITE, "--store", store) as process:
        while not store.exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert_fails(Done(process.returncode, out.decode(), err.decode().lstrip()), 130, "Interrupted")
    assert cairn("health", "--store", store).out.startswith("0 lessons")
    assert cairn("ingest", SITE, "--store", store).code == 0
    assert not cairn("health", "--store", store).out.startswith("0 lessons")

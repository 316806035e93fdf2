"""``cairn copy`` as a person runs it, and ends it."""

import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import pytest
from cli_support import PAGE, Cairn, assert_fails, wait_until_at_work


def exported(cairn: Cairn, store: Path) -> str:
    """Return what `cairn export` writes of a store."""
    done = cairn("export", "--store", store)
    assert done.code == 0, done.err
    return done.out


def test_there_and_back(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """Each store on the way has the same export, byte by byte; a second copy says that there is no work."""
    there, back = tmp_path / "there.db", tmp_path / "back.db"
    first = cairn("copy", library, there)
    assert first.code == 0, first.err
    assert "statements" in first.out
    assert cairn("copy", there, back).code == 0
    assert exported(cairn, library) == exported(cairn, there) == exported(cairn, back)
    assert "nothing was written" in cairn("copy", library, back).out


def test_programs_are_told_what_was_copied(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """--json has the counts and the digest."""
    answer = cairn("copy", library, tmp_path / "b.db", "--json").answer()
    assert isinstance(answer, dict)
    assert answer["statements"] > 100
    assert answer["documents"] > 10
    assert len(answer["revision"]["digest"]) == 64


def recover(store: Path) -> None:
    """Open and close a store, so that no log is left of those that were killed."""
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA user_version").fetchone()


@pytest.mark.slow
def test_killed_again_and_again_it_arrives(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """Killed at different moments of its work, it leaves what the next run goes on from."""
    target = tmp_path / "target.db"
    ends = []
    for moment in (0, 0.05, 0.1, 0.2, 0.4):
        with cairn.start("copy", library, target) as process:
            wait_until_at_work(process, target)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=moment)
            process.kill()
        ends.append(process.returncode)
        recover(target)
    assert -signal.SIGKILL in ends
    done = cairn("copy", library, target)
    assert done.code == 0, done.err
    assert exported(cairn, target) == exported(cairn, library)


def test_a_store_with_other_content_is_refused(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """The refusal says what is in the way and how to go on; --replace does that."""
    other = tmp_path / "other.db"
    page = Path(shutil.copy(PAGE, tmp_path / "other-page.txt"))
    assert cairn("ingest", page, "--store", other).code == 0
    assert_fails(cairn("copy", library, other), 2, "other.db holds what", "statements")
    assert cairn("copy", "--replace", library, other).code == 0
    assert exported(cairn, other) == exported(cairn, library)


def test_a_store_that_is_not_there_is_not_made(cairn: Cairn, tmp_path: Path) -> None:
    """A misspelt FROM leaves no empty file behind, neither there nor at TO."""
    assert_fails(cairn("copy", tmp_path / "misspelt.db", tmp_path / "b.db"), 69, "misspelt.db")
    assert list(tmp_path.iterdir()) == []

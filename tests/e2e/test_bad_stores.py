"""Stores that cannot be used: said in one sentence, and left as they were."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_support import CAIRN, PAGE, SITE, Cairn, Done, assert_fails, error_of
from support import require_or_skip

GAP = ("path", "--gap", "nobody knows who is in charge during an outage")


@pytest.mark.parametrize("arguments", [GAP, ("export",)], ids=lambda a: a[0])
def test_a_question_does_not_make_a_store(cairn: Cairn, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Before the first ingest a question says what to do, and leaves no empty store behind."""
    store = tmp_path / "graph.db"
    done = cairn(*arguments, "--store", store)
    assert_fails(done, 69, str(store), "nothing has been ingested")
    assert "cairn ingest" in done.err
    assert not store.exists()


def test_the_usual_store_is_made_by_the_first_ingest(cairn: Cairn, tmp_path: Path) -> None:
    """Without --store the graph lives in the user's data folder, which is made when it is needed."""
    user = cairn.with_environment(HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "data"))
    assert_fails(user(*GAP), 69, "nothing has been ingested")
    assert user("ingest", PAGE).code == 0
    assert user("health").code == 0


@pytest.mark.parametrize(
    ("place", "code", "words"),
    [
        ("no/such/folder/graph.db", 69, ["no folder"]),
        (".", 69, ["is a folder"]),
        ("graph.db/below", 69, []),
    ],
)
def test_a_place_that_cannot_hold_a_store_is_named(
    cairn: Cairn, tmp_path: Path, place: str, code: int, words: list[str]
) -> None:
    """A missing folder, a folder in the place of a file and a file in the place of a folder are refused."""
    (tmp_path / "graph.db").touch()
    done = cairn("ingest", PAGE, "--store", f"sqlite:///{tmp_path / place}")
    assert_fails(done, code, str(tmp_path), *words)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("ingest", str(PAGE)), "newer"),
        (("health",), "newer"),
        (("ingest", str(PAGE)), "foreign"),
        (("health",), "text"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_file_that_is_not_ours_is_left_as_it_is(
    cairn: Cairn, tmp_path: Path, arguments: tuple[str, ...], kind: str
) -> None:
    """A store of a newer version, another application's database and a text file are refused, untouched."""
    store = tmp_path / "graph.db"
    code, word = {
        "newer": (76, "schema version 999"),
        "foreign": (74, "another application"),
        "text": (74, "no store of Cairn"),
    }[kind]
    if kind == "text":
        store.write_text("Dear diary, today I learned about joins. " * 200, encoding="utf-8")
    else:
        with sqlite3.connect(store) as db:
            db.execute("CREATE TABLE recipe (name TEXT)")
            if kind == "newer":
                db.execute(f"PRAGMA application_id = {0x4341524E}")
                db.execute("PRAGMA user_version = 999")
        db.close()
    before = store.read_bytes()
    assert_fails(cairn(*arguments, "--store", store), code, str(store), word)
    assert store.read_bytes() == before


def test_a_store_that_cannot_be_written_answers_and_refuses_to_change(
    cairn: Cairn, library: Path, tmp_path: Path
) -> None:
    """Of a read-only store paths are given; an ingest into it says what to do, also to programs."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    store = folder / "graph.db"
    shutil.copy(library, store)
    new = tmp_path / "new.md"
    new.write_text("# A page\n\nSome words.\n", encoding="utf-8")
    with _read_only(folder) as command:
        asked = cairn("path", "--goal", "The Incident Commander", "--store", store, command=command)
        refused = cairn("ingest", new, "--store", store, command=command)
        told = cairn("ingest", new, "--store", store, "--json", command=command)
    assert asked.code == 0, asked.err
    assert "The Incident Commander" in asked.out
    assert_fails(refused, 77, str(store), "read-only")
    assert "Make the file and its folder writable" in refused.err
    assert error_of(told)["code"] == "STORE_READ_ONLY"


@contextmanager
def _read_only(folder: Path) -> Iterator[tuple[str, ...]]:
    """Make a folder read-only; yield the command of someone for whom it is, which it never is for root."""
    if os.geteuid() == 0:
        script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        yield (*_with_own_mounts(), script, str(folder), *CAIRN)
        return
    folder.chmod(0o555)
    yield CAIRN
    folder.chmod(0o755)


def test_a_full_disk_leaves_what_was_there(cairn: Cairn, tmp_path: Path) -> None:
    """When the disk is full in the midst of an ingest, the graph is to the byte what it was before."""
    disk, start, end = (tmp_path / name for name in ("disk", "start", "end"))
    for folder in (disk, start, end):
        folder.mkdir()
    assert cairn("ingest", PAGE, "--store", start / "graph.db").code == 0
    before = cairn("export", "--store", start / "graph.db").out
    script = (
        'mount -t tmpfs -o size=1m disk "$0" && cp start/* "$0" && "$@"; code=$?; cp "$0"/* end; exit $code'
    )
    command = (*_with_own_mounts(), script, str(disk), *CAIRN)
    done = cairn(
        "ingest", SITE / "04-transactions", "--store", disk / "graph.db", command=command, cwd=tmp_path
    )
    assert_fails(done, 73, "No space is left", str(disk))
    assert cairn("export", "--store", end / "graph.db").out == before


def _with_own_mounts() -> tuple[str, ...]:
    """Return how to run a shell script whose mounts nobody else sees; skip where that is not allowed."""
    shell = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
    probe = [*shell, "mount -t tmpfs none /tmp"]
    allowed = (
        shutil.which("unshare") and subprocess.run(probe, check=False, capture_output=True).returncode == 0
    )
    if not allowed:
        pytest.skip("this system lets no test mount a disk of its own")
    return shell


def test_a_file_that_is_no_export_makes_no_store(cairn: Cairn, tmp_path: Path) -> None:
    """A missing file, and one that is no graph, are refused before anything is opened."""
    store, file = tmp_path / "graph.db", tmp_path / "graph.json"
    assert_fails(cairn("import", file, "--store", store), 65, str(file))
    file.write_bytes(b'{"cairn": 1, "nodes": [{}], "edges": []}')
    assert_fails(cairn("import", file, "--store", store), 65, str(file), "$.nodes[0]")
    assert_fails(cairn("import", "-", "--store", store, given=b"no json"), 65, "-")
    assert not store.exists()


def test_an_export_that_cannot_be_written_leaves_no_half(cairn: Cairn, library: Path, tmp_path: Path) -> None:
    """An output in a missing folder, and a disk that is full, are said; an older export stays."""
    assert_fails(cairn("export", "--store", library, "-o", tmp_path / "no" / "graph.json"), 2, "graph.json")
    old = tmp_path / "graph.json"
    old.write_text("an older export", encoding="utf-8")
    done = cairn("export", "--store", tmp_path / "none.db", "-o", old)
    assert_fails(done, 69, "none.db")
    assert [file.name for file in tmp_path.iterdir()] == ["graph.json"]
    assert old.read_text(encoding="utf-8") == "an older export"


@pytest.mark.parametrize("arguments", [("export",), ("health",)], ids=" ".join)
def test_an_output_that_is_full_is_said(cairn: Cairn, library: Path, arguments: tuple[str, ...]) -> None:
    """When standard output takes no more, the command fails with a sentence, not in silence."""
    require_or_skip("/dev/full", present=Path("/dev/full").exists())
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [*CAIRN, *arguments, "--store", str(library)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=dict(cairn.environment),
            check=False,
        )
    assert process.returncode == 74
    assert b"No space left" in process.stderr
    assert b"Traceback" not in process.stderr
    assert b"Exception ignored" not in process.stderr


@pytest.mark.parametrize("arguments", ["export", "path --gap joins", "skill joins --json"])
def test_a_reader_that_has_enough_ends_the_command_quietly(
    cairn: Cairn, library: Path, arguments: str
) -> None:
    """`cairn … | head -1` prints one line and no complaint."""
    command = ("sh", "-c", f'"$0" -c "$1" {arguments} --store "$2" | head -1', CAIRN[0], CAIRN[2])
    done = cairn(library, command=command)
    assert done == Done(0, done.out, "")
    assert done.out.count("\n") == 1

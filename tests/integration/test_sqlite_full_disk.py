"""A store that runs out of space: one clear error, nothing by halves, and it can still be read."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from store_child import COUNTER
from store_processes import result, start
from store_support import LESSON, SKILL, add, living, said

from graph.changes import ChangeSet, DocumentBody
from graph.errors import StoreFull
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


async def test_a_change_that_does_not_fit_is_refused_whole(tmp_path: Path) -> None:
    """With no page left, a change leaves neither its statements nor its documents; a small one still fits."""
    async with await SqliteStore.open(tmp_path / "store.db") as store:
        await add(store, *said(SKILL))
        (connection,) = store._database._idle
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")
        body = DocumentBody(os.urandom(1_000_000), b"")
        with pytest.raises(StoreFull) as caught:
            await store.apply(ChangeSet(added=said(LESSON), bodies={COUNTER: body}), expected=1)
        assert "nothing was written" in caught.value.message
        assert await living(store) == {SKILL.id}
        assert await store.bodies([COUNTER]) == {}
        await add(store, *said(LESSON))
        assert await living(store) == {SKILL.id, LESSON.id}


def test_a_full_file_system_is_survived(tmp_path: Path) -> None:
    """On a file system of one megabyte a change of four is refused, a small one is not, and reads go on."""
    mounted = f"mount -t tmpfs -o size=1m tmpfs {tmp_path}"
    if (
        not shutil.which("unshare")
        or subprocess.run(
            ["unshare", "-rm", "sh", "-c", mounted], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("no permission to mount a small file system")
    wrapper = ("unshare", "-rm", "sh", "-c", f'{mounted} && exec "$@"', "sh")
    assert result(start("attempt", tmp_path / "store.db", wrapper=wrapper)) == {
        "read": False,
        "write much": "StoreFull",
        "write little": True,
        "read again": True,
        "grew": 1,
    }


def test_a_limit_on_the_size_of_files_is_survived(tmp_path: Path) -> None:
    """A quota is no other matter than a full disk."""
    wrapper = ("sh", "-c", 'ulimit -f 2000; exec "$@"', "sh")
    outcome = result(start("attempt", tmp_path / "store.db", wrapper=wrapper))
    assert outcome["write much"] == "StoreFull"
    assert outcome["grew"] == 1

"""Killed at every stage, ingest leaves all or nothing, and the next run goes on to the same graph."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_support import SITE
from fakes_encoder import HashingEncoder
from ingest_child import CURRICULUM

from graph.changes import DocumentStatus
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import accept, ingest
from ingest.slugs import document_id
from ingest.sources.files import discover

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
CHILD = ROOT / "tests" / "ingest_child.py"
POINTS = [
    ("before:documents", 1),
    ("before:apply", 1),  # what was read is about to be accepted
    ("after:apply", 1),  # some of it is accepted
    ("after:memos", 1),
    ("after:drafts", 1),  # resolving
    ("before:encode", 1),  # names are compared
    ("before:encode", 3),  # texts are embedded
    ("before:apply", 2),
    ("after:apply", 2),
    ("before:apply", 3),
    ("after:apply", 3),
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of a module of the sample site with more pages, so that there are two batches of them."""
    folder = Path(shutil.copytree(SITE / "04-transactions", tmp_path / "site"))
    for number in range(64):
        page = folder / f"more-{number}.md"
        page.write_text(f"# More {number}\n\nCovers ends {number}.\n", "utf-8")
    return folder


def killed(folder: Path, *deaths: tuple[Path, str, int]) -> list[bool]:
    """Ingest a folder again and again, each time into a store and up to a point; return which came there."""
    path = os.pathsep.join(str(ROOT / name) for name in ("", "tests"))
    done = subprocess.run(
        [sys.executable, str(CHILD), str(folder)],
        input="".join(f"{store} {point} {number}\n" for store, point, number in deaths),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=True,
        text=True,
        timeout=600,
    )
    ends = [int(line) for line in done.stdout.split()]
    assert set(ends) <= {0, -signal.SIGKILL}, done.stderr
    assert len(ends) == len(deaths)
    return [end != 0 for end in ends]


async def test_killed_at_every_stage_the_next_run_ends_in_the_same_graph(site: Path, tmp_path: Path) -> None:
    """No stage leaves half a change, an unread document or another graph behind, first time or later."""
    async with await SqliteStore.open(":memory:") as whole:
        await ingest(whole, HashingEncoder(), list(discover(site)), CURRICULUM, max_bytes=1_000_000)
        expected, memos = (await whole.revision()).digest, await whole.memos(CURRICULUM)
    stores = [tmp_path / f"{place}.db" for place in range(len(POINTS))]
    came = killed(site, *((store, *point) for store, point in zip(stores, POINTS, strict=True)))
    assert all(came), POINTS
    for store, (point, _) in zip(stores, POINTS, strict=True):
        async with await SqliteStore.open(store) as opened:
            assert (await opened.revision()).digest in {64 * "0", expected}, point
            await ingest(opened, HashingEncoder(), list(discover(site)), CURRICULUM, max_bytes=1_000_000)
            assert (await opened.revision()).digest == expected, point
            assert (await opened.revision()).sequence == 1
            assert await opened.memos(CURRICULUM) == memos, point
            assert {r.status for r in await opened.documents()} == {DocumentStatus.INGESTED}


def edited(text: str) -> str:
    """Return a page with another section."""
    return text + "\n\n## Lock timeouts\n\nA statement gives up after the lock timeout.\n"


def renamed(text: str) -> str:
    """Return a page whose lesson has another title."""
    return text.replace("Deadlocks", "Waiting in a ring")


@pytest.mark.parametrize("change", [edited, renamed])
async def test_killed_on_a_later_ingest_nothing_of_the_old_graph_is_lost(
    change: Callable[[str], str], site: Path, tmp_path: Path
) -> None:
    """A change of a published curriculum is all there or not at all, whatever stage it died in."""
    page = site / "deadlocks.md"
    text = page.read_text("utf-8")
    digests = []
    async with await SqliteStore.open(":memory:") as whole:
        for version in (text, change(text)):
            page.write_text(version, "utf-8")
            await ingest(whole, HashingEncoder(), list(discover(site)), CURRICULUM, max_bytes=1_000_000)
            digests.append((await whole.revision()).digest)
        memos = await whole.memos(CURRICULUM)
    store = tmp_path / "graph.db"
    page.write_text(text, "utf-8")
    killed(site, (store, "never", 1))
    page.write_text(change(text), "utf-8")
    for point in ("before:apply", "after:apply", "after:memos", "before:encode", "after:drafts"):
        assert killed(site, (store, point, 1)) == [True], point
        async with await SqliteStore.open(store) as opened:
            assert (await opened.revision()).digest == digests[0], point
    assert killed(site, (store, "never", 1)) == [False]
    async with await SqliteStore.open(store) as opened:
        revision = await opened.revision()
        assert (revision.sequence, revision.digest) == (2, digests[1])
        assert await opened.memos(CURRICULUM) == memos


async def test_a_page_that_a_killed_ingest_had_read_at_its_new_place_is_still_the_same(site: Path) -> None:
    """Who moved a page and whose ingest died after reading it gets the redirect from the next run."""
    encoder = HashingEncoder()
    async with await SqliteStore.open(":memory:") as store:
        await ingest(store, encoder, list(discover(site)), CURRICULUM, max_bytes=1_000_000)
        (site / "deadlocks.md").rename(site / "waiting.md")
        moved = {file.uri: file for file in discover(site)}["waiting.md"]
        await accept(store, encoder, moved, CURRICULUM, max_bytes=1_000_000)  # and there it died
        report = await ingest(
            store, encoder, list(discover(site)), CURRICULUM, prune=True, max_bytes=1_000_000
        )
    assert report.conclusion
    old, new = (document_id(CURRICULUM, uri) for uri in ("deadlocks.md", "waiting.md"))
    assert report.conclusion.renamed[old] == new

"""Documents become a graph, change by change, through the real pipeline and the embedded store."""

import shutil
from pathlib import Path

import pytest

from fakes_encoder import HashingEncoder
from graph.changes import DocumentStatus
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import IngestReport, ingest
from ingest.sources.files import discover

pytestmark = pytest.mark.anyio

EXAMPLES = Path(__file__).parents[2] / "examples"
SITE = NodeId("site")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of two modules of the sample site."""
    folder = tmp_path / "site"
    for part in ("_index.md", "01-first-queries", "04-transactions"):
        source = EXAMPLES / "data-with-postgresql" / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder / part)
    return folder


async def run(store: SqliteStore, root: Path, *, prune: bool = False, preview: bool = False) -> IngestReport:
    """Ingest a folder into the curriculum ``site``."""
    files = list(discover(root))
    return await ingest(
        store, HashingEncoder(), files, SITE, prune=prune, preview=preview, max_bytes=1_000_000
    )


async def test_same_bytes_again_write_nothing(site: Path, tmp_path: Path) -> None:
    """A second ingest of unchanged documents leaves the store's file as it is, to the byte."""
    path = tmp_path / "graph.db"
    async with await SqliteStore.open(path) as store:
        first = await run(store, site)
    before = path.read_bytes()
    async with await SqliteStore.open(path) as store:
        again = await run(store, site)
    assert first.conclusion is not None
    assert again.conclusion is None
    assert again.unchanged == len(first.added)
    assert path.read_bytes() == before


async def test_documents_in_any_order_give_one_graph(site: Path) -> None:
    """The digest of a graph depends on what the documents say, not on the order in which they came."""
    digests = set()
    for backwards in (False, True):
        async with await SqliteStore.open(":memory:") as store:
            files = sorted(discover(site), key=lambda file: file.uri, reverse=backwards)
            for file in files:
                await ingest(store, HashingEncoder(), [file], SITE, max_bytes=1_000_000)
            digests.add((await store.revision()).digest)
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        digests.add((await store.revision()).digest)
    assert len(digests) == 1


async def test_a_changed_document_changes_what_it_says_alone(site: Path) -> None:
    """Rewording one lesson's summary changes that lesson and leaves every other node as it was."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        before = await store.columns()
        page = site / "04-transactions" / "deadlocks.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("minutes = ", "minutes = 1"), encoding="utf-8")
        report = await run(store, site)
        after = await store.columns()
    assert report.updated == ("04-transactions/deadlocks.md",)
    assert report.conclusion is not None
    old, new = (dict(zip(c.ids, c.minutes.tolist(), strict=True)) for c in (before, after))
    assert {id_ for id_ in new if new[id_] != old.get(id_)} == {"site/lesson/deadlocks"}


async def test_pruning_removes_what_a_document_alone_stated(site: Path) -> None:
    """A deleted page takes its lesson with it; put back, the graph is what it was."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        whole = (await store.revision()).digest
        page = site / "04-transactions" / "deadlocks.md"
        text = page.read_text(encoding="utf-8")
        page.unlink()
        kept = await run(store, site)
        assert kept.conclusion is None
        pruned = await run(store, site, prune=True)
        assert pruned.removed == ("04-transactions/deadlocks.md",)
        assert pruned.conclusion is not None
        assert "site/document/04-transactions/deadlocks.md" in {f.id for f in pruned.conclusion.removed}
        page.write_text(text, encoding="utf-8")
        await run(store, site)
        assert (await store.revision()).digest == whole


async def test_a_document_that_cannot_be_read_blocks_no_other(site: Path) -> None:
    """A page with broken front matter is reported with its line, and what it said before stays in the graph."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        whole = (await store.revision()).digest
        page = site / "01-first-queries" / "joins-later.md"
        page.write_text("---\ntitle: [unclosed\n---\n\n# Broken\n", encoding="utf-8")
        old = site / "04-transactions" / "deadlocks.md"
        old.write_text("+++\ntitle = \n+++\n", encoding="utf-8")
        report = await run(store, site)
        assert set(report.failed) == {"01-first-queries/joins-later.md", "04-transactions/deadlocks.md"}
        assert all(error.line for error in report.failed.values())
        assert (await store.revision()).digest == whole
        failed = [r.uri for r in await store.documents(SITE) if r.status is DocumentStatus.FAILED]
        assert sorted(failed) == sorted(report.failed)


async def test_a_preview_writes_nothing(site: Path) -> None:
    """A dry run says what would change and leaves the store at revision 0, without a document."""
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, site, preview=True)
        assert report.conclusion is not None
        assert report.conclusion.added
        assert (await store.revision()).sequence == 0
        assert await store.documents() == ()


async def test_an_interrupted_ingest_is_finished_by_the_next(site: Path) -> None:
    """Documents that were accepted before a crash are concluded by the next run, without reading them again."""
    async with await SqliteStore.open(":memory:") as whole:
        await run(whole, site)
        expected = (await whole.revision()).digest

    class Dying(HashingEncoder):
        def encode(self, texts: object) -> object:  # type: ignore[override]  # it never answers
            raise KeyboardInterrupt

    async with await SqliteStore.open(":memory:") as store:
        with pytest.raises(BaseException):  # noqa: B017, PT011  # a group of whatever ended it
            await ingest(store, Dying(), list(discover(site)), SITE, max_bytes=1_000_000)
        assert {r.status for r in await store.documents(SITE)} == {DocumentStatus.PENDING}
        assert (await store.revision()).sequence == 0
        report = await run(store, site)
        assert report.unchanged == len(await store.documents(SITE))
        assert (await store.revision()).digest == expected
        assert {r.status for r in await store.documents(SITE)} == {DocumentStatus.INGESTED}

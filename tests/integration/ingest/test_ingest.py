"""Documents become a graph, change by change, through the real pipeline and the embedded store."""

import random
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from ingest_support import SITE, run

from graph.changes import ChangeSet, Revision
from graph.model import Curriculum, Origin
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import ingest
from ingest.sources.files import discover

pytestmark = pytest.mark.anyio


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


async def test_a_history_of_edits_leaves_what_one_ingest_would(tmp_path: Path) -> None:
    """However often pages were edited, removed and put back, what is said is what the pages say now."""
    chance = random.Random(7)
    subjects = ("Row locks", "Hash joins", "Index pages", "Query plans")
    async with await SqliteStore.open(":memory:") as edited:
        for _ in range(6):
            for number, subject in enumerate(subjects):
                page = tmp_path / f"{number}.md"
                page.unlink(missing_ok=True)
                if number == 0 or chance.random() < 0.8:
                    said = " ".join(f"{chance.choice(subjects)} need {subject}." for _ in range(6))
                    page.write_text(f"# {subject}\n\n## What {subject} do\n\n{said}\n", encoding="utf-8")
            await run(edited, tmp_path, prune=True)
        said_now = await edited.statement_owners(SITE)
    async with await SqliteStore.open(":memory:") as fresh:
        await run(fresh, tmp_path)
        assert await fresh.statement_owners(SITE) == said_now


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


async def titled(store: SqliteStore, root: Path, title: str | None) -> tuple[str, int]:
    """Ingest a folder under a title; return what its curriculum is called, and the revision."""
    files = list(discover(root))
    report = await ingest(store, HashingEncoder(), files, SITE, title=title, max_bytes=1_000_000)
    columns = await store.columns()
    return columns.names[columns.ids.index(SITE)], report.revision.sequence


async def test_a_title_that_a_person_gave_is_kept(site: Path) -> None:
    """It goes before the documents' own until another is given, and is no document's word."""
    async with await SqliteStore.open(":memory:") as store:
        own, _ = await titled(store, site, None)
        assert await titled(store, site, "Databases") == ("Databases", 2)
        assert await titled(store, site, "Databases") == ("Databases", 2)
        (site / "more.md").write_text("# More\n\nCovers more.\n", encoding="utf-8")
        assert await titled(store, site, None) == ("Databases", 3)
        assert await titled(store, site, "All data") == ("All data", 4)
        said = (await store.statements([SITE]))[SITE]
    assert [s.says for s in said if s.origin is Origin.CURATED] == [Curriculum(id=SITE, name="All data")]
    assert {s.says.name for s in said if isinstance(s.says, Curriculum)} == {own, "All data"}


async def test_a_preview_writes_nothing(site: Path) -> None:
    """A dry run says what would change and leaves the store at revision 0, without a document."""
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, site, preview=True)
        assert report.conclusion is not None
        assert report.conclusion.added
        assert (await store.revision()).sequence == 0
        assert await store.documents() == ()


async def test_progress_counts_to_its_end(site: Path) -> None:
    """Each stage says how far it is and of how many, and comes to its end."""
    told: dict[str, list[tuple[int, int]]] = {}

    def notify(stage: str, done: int, total: int) -> None:
        told.setdefault(stage, []).append((done, total))

    async with await SqliteStore.open(":memory:") as store:
        files = list(discover(site))
        await ingest(store, HashingEncoder(), files, SITE, max_bytes=1_000_000, progress=notify)
    assert list(told) == ["reading", "resolving", "embedding", "inferring", "writing"]
    for counts in told.values():
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1]
    assert len(told["reading"]) == len(files)


async def test_what_was_read_does_not_fill_memory(tmp_path: Path) -> None:
    """Documents are stored as they are read: never more than a batch of their bytes is held at once."""
    folder = tmp_path / "site"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:02}.md").write_text(f"# Page {n}\n\n<!-- {'x' * 1_000_000} -->\n", encoding="utf-8")
    sizes = []

    class Counting(SqliteStore):
        async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
            sizes.append(sum(len(body.content) for body in changes.bodies.values()))
            return await super().apply(changes, expected=expected)

    async with await Counting.open(":memory:") as store:
        report = await ingest(store, HashingEncoder(), list(discover(folder)), SITE, max_bytes=2_000_000)
    assert len(report.added) == 12
    assert sum(sizes) > 12_000_000
    assert max(sizes) < 10_000_000

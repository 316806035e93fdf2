"""Documents become a graph, change by change, through the real pipeline and the embedded store."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder

from embeddings.ports import Vectors
from graph.changes import ChangeSet, DocumentStatus, Revision
from graph.errors import EncoderError, RevisionConflict, StoreFull
from graph.model import Curriculum, NodeId, Origin
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


async def test_a_file_that_moved_is_the_same_document(site: Path) -> None:
    """Its lesson keeps its id, and its own old id leads to the new one."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        (site / "04-transactions" / "deadlocks.md").rename(site / "04-transactions" / "standing-still.md")
        report = await run(store, site, prune=True)
        columns = await store.columns()
    old, new = (f"site/document/04-transactions/{name}.md" for name in ("deadlocks", "standing-still"))
    assert report.conclusion is not None
    assert report.conclusion.renamed == {old: new}
    assert columns.redirects[NodeId(old)] == new
    assert "site/lesson/deadlocks" in columns.ids


async def test_a_lesson_with_a_new_title_is_the_same_lesson(site: Path) -> None:
    """What people said and learned about the old id follows to the new one; back again, both ways hold."""
    page = site / "04-transactions" / "deadlocks.md"
    text = page.read_text(encoding="utf-8")
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        page.write_text(text.replace("Deadlocks", "Waiting in a ring"), encoding="utf-8")
        report = await run(store, site)
        assert report.conclusion is not None
        assert report.conclusion.renamed == {"site/lesson/deadlocks": "site/lesson/waiting-in-a-ring"}
        page.write_text(text, encoding="utf-8")
        await run(store, site)
        redirects = (await store.columns()).redirects
    assert redirects[NodeId("site/lesson/waiting-in-a-ring")] == "site/lesson/deadlocks"
    assert "site/lesson/deadlocks" not in redirects


async def test_a_file_edited_while_it_moved_is_still_found(site: Path) -> None:
    """Most of its words are its own; a page that only took its place is another."""
    page = site / "04-transactions" / "deadlocks.md"
    text = page.read_text(encoding="utf-8")
    async with await SqliteStore.open(":memory:") as store:
        await run(store, site)
        page.unlink()
        (site / "moved.md").write_text(text + "\nOne more sentence at its end.\n", encoding="utf-8")
        (site / "other.md").write_text("# Something else\n\nNothing of that.\n", encoding="utf-8")
        report = await run(store, site, prune=True)
    assert report.conclusion is not None
    assert report.conclusion.renamed == {
        "site/document/04-transactions/deadlocks.md": "site/document/moved.md"
    }


async def test_a_document_that_cannot_be_read_blocks_no_other(site: Path) -> None:
    """A page with broken front matter is reported with its line, and what it said before stays."""
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
    """Documents that were accepted before a crash are concluded by the next run, and read once."""
    async with await SqliteStore.open(":memory:") as whole:
        await run(whole, site)
        expected = (await whole.revision()).digest

    class Failing(HashingEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            raise EncoderError(f"{len(texts)} texts were too many.")

    async with await SqliteStore.open(":memory:") as store:
        with pytest.raises(EncoderError):
            await ingest(store, Failing(), list(discover(site)), SITE, max_bytes=1_000_000)
        assert {r.status for r in await store.documents(SITE)} == {DocumentStatus.PENDING}
        assert (await store.revision()).sequence == 0
        report = await run(store, site)
        assert report.unchanged == len(await store.documents(SITE))
        assert (await store.revision()).digest == expected
        assert {r.status for r in await store.documents(SITE)} == {DocumentStatus.INGESTED}


class Crowded(SqliteStore):
    """A store that others write to: for the first changes of the graph they are faster."""

    conflicts = 0

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Conflict a few times, then apply."""
        if changes.added and self.conflicts:
            self.conflicts -= 1
            raise RevisionConflict(expected, expected + 1)
        return await super().apply(changes, expected=expected)


@pytest.mark.parametrize(("conflicts", "revision"), [(4, 1), (5, 0)])
async def test_a_conflict_is_settled_anew_a_few_times(site: Path, conflicts: int, revision: int) -> None:
    """When somebody else writes first, the curriculum is concluded again, at most five times in all."""
    async with await Crowded.open(":memory:") as store:
        store.conflicts = conflicts
        if revision:
            assert (await run(store, site)).revision.sequence == revision
        else:
            with pytest.raises(RevisionConflict):
                await run(store, site)
        assert (await store.revision()).sequence == revision


class Full(SqliteStore):
    """A store in which there is no space for documents."""

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Refuse documents."""
        if changes.bodies:
            raise StoreFull("No space is left.")
        return await super().apply(changes, expected=expected)


async def test_a_store_that_fails_is_what_the_caller_hears_of(site: Path) -> None:
    """The store's own error comes out of an ingest, not a group of errors around it."""
    async with await Full.open(":memory:") as store:
        with pytest.raises(StoreFull):
            await run(store, site)


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


async def test_what_was_embedded_before_a_crash_is_not_embedded_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors are stored as they come: a run that was ended goes on where it was, to the same graph."""
    monkeypatch.setattr("ingest.passages._KEPT_AT_ONCE", 64)
    seen: list[str] = []

    class Tiring(HashingEncoder):
        left = 4

        def encode(self, texts: Sequence[str]) -> Vectors:
            if not self.left:
                raise EncoderError("Out of breath.")
            self.left -= 1
            seen.extend(texts)
            return super().encode(texts)

    async with await SqliteStore.open(":memory:") as whole:
        await run(whole, site)
        expected = (await whole.revision()).digest
        texts = {passage.text for passage in await whole.passages()}
    encoder = Tiring()
    async with await SqliteStore.open(":memory:") as store:
        with pytest.raises(EncoderError):
            await ingest(store, encoder, list(discover(site)), SITE, max_bytes=1_000_000)
        kept = {passage.text for passage in await store.passages()}
        assert len(kept) >= 128
        assert (await store.revision()).sequence == 0
        seen.clear()
        encoder.left = 1_000
        await ingest(store, encoder, list(discover(site)), SITE, max_bytes=1_000_000)
        assert (await store.revision()).digest == expected
        assert {passage.text for passage in await store.passages()} == texts
    assert not kept & {
        text for text in seen if len(text.split()) > 8
    }  # short ones may be names, compared anew

"""An ingest whose documents, encoder or store fail, or that others get in the way of."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from ingest_support import SITE, run

from embeddings.ports import Vectors
from graph.changes import ChangeSet, DocumentStatus, Revision
from graph.errors import EncoderError, RevisionConflict, StoreFull
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import ingest
from ingest.sources.files import discover

pytestmark = pytest.mark.anyio


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

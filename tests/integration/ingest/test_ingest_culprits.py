"""A document that breaks what all documents say together fails alone; the others go into the graph."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS

import ingest.conclude
from api.services.judging import merge_skills
from api.services.workspace import Workspace
from graph.changes import ChangeSet, DocumentStatus, Failure, Revision
from graph.errors import SourceError, StoreError
from graph.model import Lesson, NodeId, Statement
from graph.stores.sqlite import SqliteStore
from ingest.conclude import SETTLING
from ingest.drafting import draft_of
from ingest.pipeline import IngestReport, accept, remove
from ingest.pipeline import ingest as bring_in
from ingest.records import Draft
from ingest.resolution import Resolution
from ingest.sources.given import Given

pytestmark = pytest.mark.anyio

SEA = NodeId("sea")
PAGES = {
    "currents.md": "# Currents\n\nCovers drift and eddies.\n",
    "moon.md": "# The moon\n\nCovers phases.\n",
    "tides.md": "# Tides\n\nCovers ebb and flood.\n",
    "waves.md": "# Waves\n\nCovers swell and surf.\n",
}
KRAKEN = "# Kraken\n\nCovers tentacles.\n"


class Breaks:
    """Inference that breaks on some curricula, going by the names of their lessons; it counts how often."""

    def __init__(self) -> None:
        self.at: Callable[[set[str]], bool] = lambda lessons: any("Kraken" in lesson for lesson in lessons)
        self.calls = 0
        self._infer = ingest.conclude.infer

    def __call__(self, resolution: Resolution, vectors: Mapping[NodeId, Any]) -> Sequence[Statement]:
        """Break, or infer."""
        self.calls += 1
        if self.at({fact.name for fact in resolution.facts().values() if isinstance(fact, Lesson)}):
            raise ZeroDivisionError("a kraken")
        return tuple(self._infer(resolution, vectors))


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Breaks:
    """Return what makes inference break."""
    breaking = Breaks()
    monkeypatch.setattr("ingest.conclude.infer", breaking)
    return breaking


async def run(store: SqliteStore, pages: Mapping[str, str], *, preview: bool = False) -> IngestReport:
    """Ingest pages."""
    files = [Given(uri, text.encode()) for uri, text in pages.items()]
    return await bring_in(store, HashingEncoder(), files, SEA, preview=preview, max_bytes=100_000)


async def statuses(store: SqliteStore) -> dict[str, DocumentStatus]:
    """Return where each document stands."""
    return {record.uri: record.status for record in await store.documents(SEA)}


async def test_only_what_breaks_the_others_has_failed(breaks: Breaks) -> None:
    """The report and the ledger name the culprit and its error; the graph is that of the other pages."""
    async with await SqliteStore.open(":memory:") as alone:
        await run(alone, PAGES)
        expected = (await alone.revision()).digest
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, {**PAGES, "kraken.md": KRAKEN})
        assert (await store.revision()).digest == expected
        found = await statuses(store)
        (failure,) = [record.failure for record in await store.documents(SEA) if record.failure]
    assert report.added == tuple(PAGES)
    (error,) = report.failed.values()
    assert isinstance(error, SourceError)
    assert "kraken.md" in error.message
    assert "ZeroDivisionError: a kraken" in error.message
    assert found == {**dict.fromkeys(PAGES, DocumentStatus.INGESTED), "kraken.md": DocumentStatus.FAILED}
    assert (failure.stage, failure.attempts) == (SETTLING, 1)
    assert breaks.calls < 12


async def test_it_goes_in_once_nothing_breaks(breaks: Breaks) -> None:
    """The same files again, with the fault mended, give the graph that they should."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, {**PAGES, "kraken.md": KRAKEN})
        breaks.at = lambda _: False
        report = await run(store, {**PAGES, "kraken.md": KRAKEN})
        assert set((await statuses(store)).values()) == {DocumentStatus.INGESTED}
        assert "sea/lesson/kraken" in (await store.columns()).ids
    assert report.failed == {}


async def test_what_the_culprit_said_before_stays(breaks: Breaks) -> None:
    """A new version that breaks takes nothing away, and what came with it goes in."""
    del breaks
    changed = {"tides.md": KRAKEN, "ice.md": "# Ice\n\nCovers floes.\n"}
    async with await SqliteStore.open(":memory:") as store:
        await run(store, PAGES)
        report = await run(store, {**PAGES, **changed})
        ids = set((await store.columns()).ids)
    assert list(report.failed) == ["tides.md"]
    assert {"sea/lesson/tides", "sea/lesson/ice"} <= ids


async def test_of_two_that_break_together_one_goes_in(breaks: Breaks) -> None:
    """Neither is wrong by itself: one is left out."""
    breaks.at = {"The moon", "Waves"}.issubset
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, PAGES)
        assert list(report.failed) == ["waves.md"]
        assert "sea/lesson/the-moon" in (await store.columns()).ids


async def test_a_preview_names_the_culprit_and_writes_nothing(breaks: Breaks) -> None:
    """It says what the real thing then does."""
    del breaks
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, {**PAGES, "kraken.md": KRAKEN}, preview=True)
        assert await store.documents() == ()
        assert (await store.revision()).sequence == 0
    assert list(report.failed) == ["kraken.md"]
    assert report.conclusion is not None
    assert "sea/lesson/tides" in {fact.id for fact in report.conclusion.added}


async def test_what_breaks_without_new_documents_is_no_fault_of_theirs(breaks: Breaks) -> None:
    """The error comes out as it is, and what is new is still to be done."""
    async with await SqliteStore.open(":memory:") as store:
        await run(store, PAGES)
        breaks.at = {"Tides"}.issubset
        with pytest.raises(ZeroDivisionError):
            await run(store, {**PAGES, "ice.md": "# Ice\n\nCovers floes.\n"})
        assert (await statuses(store))["ice.md"] is DocumentStatus.PENDING


async def test_many_culprits_are_not_searched_for_forever(
    breaks: Breaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After enough trials whatever is left has failed; what was cleared till then goes in."""
    monkeypatch.setattr("ingest.culprits._MOST_TRIALS", 5)
    good = {f"a-{n}.md": f"# Calm {n}\n\nCovers calm {n}.\n" for n in range(8)}
    bad = {f"b-{n}.md": KRAKEN for n in range(8)}
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, {**good, **bad})
        found = await statuses(store)
    assert list(report.failed) == list(bad)
    assert [uri for uri, status in found.items() if status is DocumentStatus.INGESTED] == list(good)
    assert breaks.calls <= 7


async def with_pending_kraken(store: SqliteStore) -> None:
    """Ingest all pages, and accept one more that breaks them."""
    await run(store, PAGES)
    await accept(store, HashingEncoder(), Given("kraken.md", KRAKEN.encode()), SEA, max_bytes=100_000)


async def test_what_is_pending_and_breaks_does_not_hold_up_a_removal(breaks: Breaks) -> None:
    """The document goes, what waits and breaks has failed, alone."""
    del breaks
    async with await SqliteStore.open(":memory:") as store:
        await with_pending_kraken(store)
        (moon,) = [record for record in await store.documents(SEA) if record.uri == "moon.md"]
        gone = await remove(store, HashingEncoder(), [moon])
        found = await statuses(store)
    assert "sea/lesson/the-moon" in {fact.id for fact in gone.removed}
    assert "moon.md" not in found
    assert [uri for uri, status in found.items() if status is DocumentStatus.FAILED] == ["kraken.md"]


async def test_what_is_pending_and_breaks_does_not_hold_up_a_judgement(breaks: Breaks) -> None:
    """Two skills are one when a person says so; what waits and breaks has failed, alone."""
    del breaks
    async with await SqliteStore.open(":memory:") as store:
        await with_pending_kraken(store)
        workspace = Workspace(store, HashingEncoder(), SETTINGS)
        done = await merge_skills(workspace, "drift", "eddies", by="Ada")
        found = await statuses(store)
    assert "sea/skill/drift" in {fact.id for fact in done.removed}
    assert [uri for uri, status in found.items() if status is DocumentStatus.FAILED] == ["kraken.md"]


class Squeamish(SqliteStore):
    """A store that refuses a change if what it says, or the document itself, has a word."""

    def __init__(self, *rest: Any) -> None:
        super().__init__(*rest)
        self.in_statements = self.in_bodies = "Kraken"

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Refuse, or apply."""
        bodies = b" ".join(body.content for body in changes.bodies.values())
        if self.in_statements in repr(changes.added) or self.in_bodies.encode() in bodies:
            raise StoreError("It cannot hold a kraken.")
        return await super().apply(changes, expected=expected)


async def test_what_the_store_refuses_to_settle_has_failed_alone() -> None:
    """The others go into the graph, which is that of theirs alone; the ledger says what the store said."""
    async with await SqliteStore.open(":memory:") as alone:
        await run(alone, PAGES)
        expected = (await alone.revision()).digest
    async with await Squeamish.open(":memory:") as store:
        store.in_bodies = "no such word"
        report = await run(store, {**PAGES, "kraken.md": KRAKEN})
        (failure,) = [record.failure for record in await store.documents(SEA) if record.failure]
        assert (await store.revision()).digest == expected
    assert list(report.failed) == ["kraken.md"]
    assert failure == Failure(SETTLING, "StoreError: It cannot hold a kraken.", 1)


async def test_what_the_store_refuses_to_keep_has_failed_alone() -> None:
    """Of the documents that are stored together the others are kept and go in."""
    async with await Squeamish.open(":memory:") as store:
        report = await run(store, {**PAGES, "kraken.md": KRAKEN})
        found = await statuses(store)
        (failure,) = [record.failure for record in await store.documents(SEA) if record.failure]
    assert report.added == tuple(PAGES)
    assert list(report.failed) == ["kraken.md"]
    assert found == {**dict.fromkeys(PAGES, DocumentStatus.INGESTED), "kraken.md": DocumentStatus.FAILED}
    assert (failure.stage, failure.attempts) == ("store", 1)


async def test_what_reading_stumbles_over_has_failed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of Cairn at one document is told as that, and the others go in."""

    def stumble(uri: str, data: bytes, **rest: Any) -> Draft:
        if b"Kraken" in data:
            raise ZeroDivisionError("a kraken")
        return draft_of(uri, data, **rest)

    monkeypatch.setattr("ingest.drafting.draft_of", stumble)
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, {**PAGES, "kraken.md": KRAKEN})
    assert report.added == tuple(PAGES)
    assert "ZeroDivisionError: a kraken" in report.failed["kraken.md"].message


async def test_a_place_among_siblings_is_no_number_beyond_measure() -> None:
    """A weight that no store holds is read as none."""
    async with await SqliteStore.open(":memory:") as store:
        report = await run(store, {"moon.md": f"---\nweight: {10**400}\n---\n# The moon\n"})
    assert report.failed == {}
    assert report.added == ("moon.md",)

"""A document that breaks what all documents say together fails alone; the others go into the graph."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from fakes_encoder import HashingEncoder

import ingest.conclude
from graph.changes import DocumentStatus
from graph.errors import SourceError
from graph.model import Lesson, NodeId, Statement
from graph.stores.sqlite import SqliteStore
from ingest.conclude import SETTLING
from ingest.pipeline import IngestReport
from ingest.pipeline import ingest as bring_in
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

"""Documents sent by GraphQL that cannot be read, break their curriculum, or come while the store is away."""

from collections.abc import Sequence
from typing import Any

import pytest
from documents_support import INGEST, LIST, PAGE, RETRY, SEA, Door
from fakes_encoder import HashingEncoder
from http_support import SETTINGS

from api.services.documents import find_document
from api.services.workspace import Workspace
from embeddings.ports import Vectors
from graph.changes import ChangeSet, DocumentBody, Failure, Revision
from graph.errors import StoreError, StoreUnavailable
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


class Choosy(HashingEncoder):
    """An encoder that breaks at one word."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Break, or encode."""
        if any("Kraken" in text for text in texts):
            raise RuntimeError("a kraken")
        return super().encode(texts)


class Squeamish(SqliteStore):
    """A store that refuses to hold a word."""

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Refuse, or apply."""
        if "Kraken" in repr(changes.added):
            raise StoreError("It cannot hold a kraken.")
        return await super().apply(changes, expected=expected)


class Moody(HashingEncoder):
    """Encodes when it is in the mood."""

    good = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, or break."""
        if not self.good:
            raise ZeroDivisionError
        return super().encode(texts)


class Flaky:
    """A store whose statements cannot be read the first seven times."""

    def __init__(self, workspace: "Away", store: SqliteStore) -> None:
        self._workspace, self._store = workspace, store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def statements_of(self, curriculum: NodeId | None = None, **rest: Any) -> object:
        """Fail, or return them."""
        if self._workspace.failures:
            self._workspace.failures -= 1
            raise StoreUnavailable("The store is away.")
        return await self._store.statements_of(curriculum, **rest)


class Away(Workspace):
    """A workspace whose store is away for a while."""

    failures = 7

    def __init__(self, store: SqliteStore, *rest: Any) -> None:
        super().__init__(Flaky(self, store), *rest)  # type: ignore[arg-type]  # passes all else on


async def test_one_that_cannot_be_read_has_failed_and_blocks_nobody(door: Door) -> None:
    """It is told at once, with stage and reason; another goes into the graph."""
    empty = {**SEA, "uri": "empty.md", "text": "   "}
    async with door.working():
        failed = (await door.ask(INGEST, i=empty))["ingestDocument"]["document"]
        await door.ask(INGEST, i=SEA)
    assert (failed["status"], failed["failure"]["stage"]) == ("FAILED", "parse")
    assert failed["failure"]["message"]
    assert sorted(await door.statuses()) == ["FAILED", "INGESTED"]
    retried = (await door.ask(RETRY, id=failed["id"]))["retryDocument"]["document"]
    assert retried["status"] == "FAILED"
    record = await find_document(door.workspace, failed["id"])
    assert record.failure is not None
    assert record.failure.attempts == 2


async def test_what_could_not_be_read_is_kept_and_tried_again(door: Door) -> None:
    """A document that an earlier version of Cairn could not read is read from what was kept of it."""
    store = door.workspace.store
    empty = {**SEA, "text": "   "}
    failed = (await door.ask(INGEST, i=empty))["ingestDocument"]["document"]
    assert (await store.bodies([failed["id"]]))[failed["id"]].content == b"   "
    readable = {failed["id"]: DocumentBody(content=PAGE.encode(), draft=b"")}
    await store.apply(ChangeSet(bodies=readable), expected=0)
    async with door.working():
        retried = (await door.ask(RETRY, id=failed["id"]))["retryDocument"]["document"]
        assert retried["status"] == "PENDING"
    assert await door.statuses() == ["INGESTED"]


async def test_an_unreadable_version_leaves_what_was_understood_before(door: Door) -> None:
    """What the last readable version said stays, also when others of its curriculum change."""
    async with door.working():
        await door.ask(INGEST, i=SEA)
    async with door.working():
        await door.ask(INGEST, i={**SEA, "text": "---\ntitle: [unclosed\n---\n"})
        await door.ask(INGEST, i={**SEA, "uri": "moon.md", "text": "# The moon\n\nCovers phases.\n"})
    assert sorted(await door.statuses()) == ["FAILED", "INGESTED"]
    ids = (await door.workspace.store.columns()).ids
    assert {"sea/lesson/tide-tables", "sea/lesson/the-moon"} <= set(ids)


async def test_what_was_given_up_spoils_no_later_run(store: SqliteStore) -> None:
    """A document that breaks its curriculum stays out until it is mended; what it said before stays in."""
    door = Door(Workspace(store, Choosy(), SETTINGS))
    async with door.working():
        await door.ask(INGEST, i=SEA)
    async with door.working():
        await door.ask(INGEST, i={**SEA, "text": PAGE.replace("Tide tables", "Kraken tables")})
    assert await door.statuses() == ["FAILED"]
    async with door.working():
        await door.ask(INGEST, i={**SEA, "uri": "moon.md", "text": "# The moon\n\nCovers phases.\n"})
    assert sorted(await door.statuses()) == ["FAILED", "INGESTED"]
    ids = (await store.columns()).ids
    assert {"sea/lesson/tide-tables", "sea/lesson/the-moon"} <= set(ids)
    async with door.working():
        await door.ask(INGEST, i={**SEA, "text": PAGE.replace("Tide tables", "Current tables")})
    assert await door.statuses() == ["INGESTED", "INGESTED"]
    assert "sea/lesson/current-tables" in (await store.columns()).ids


async def test_what_is_pending_beside_a_culprit_goes_in(store: SqliteStore) -> None:
    """Of three that are settled together the one that breaks them has failed, after five attempts, alone."""
    door = Door(Workspace(store, Choosy(), SETTINGS))
    pages = {"kraken.md": "# Kraken\n\nCovers arms.\n", "moon.md": "# The moon\n\nCovers phases.\n"}
    await door.ask(INGEST, i=SEA)
    for uri, text in pages.items():
        await door.ask(INGEST, i={**SEA, "uri": uri, "text": text})
    async with door.working():
        pass
    ledger = {record.uri: record for record in await store.documents()}
    assert {uri: str(record.status) for uri, record in ledger.items()} == {
        "kraken.md": "failed",
        "moon.md": "ingested",
        "tides.md": "ingested",
    }
    failure = ledger["kraken.md"].failure
    assert failure is not None
    assert (failure.stage, failure.message, failure.attempts) == ("settle", "RuntimeError: a kraken", 5)


async def test_what_keeps_failing_is_given_up_and_can_be_tried_again(store: SqliteStore) -> None:
    """After five attempts it is a dead letter with its reason; retried when the cause is gone, it goes in."""
    encoder = Moody()
    door = Door(Workspace(store, encoder, SETTINGS))
    async with door.working():
        receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
    assert await door.statuses() == ["FAILED"]
    (edge,) = (await door.ask(LIST))["documents"]["edges"]
    assert edge["node"]["failure"]["attempts"] == 5
    encoder.good = True
    async with door.working():
        retried = (await door.ask(RETRY, id=receipt["id"]))["retryDocument"]["document"]
        assert retried["status"] == "PENDING"
    assert await door.statuses() == ["INGESTED"]
    assert await door.refusal(RETRY, id=receipt["id"]) == "INVALID_INPUT"


async def test_a_store_that_comes_back_is_waited_for(store: SqliteStore) -> None:
    """However often the store fails, that is no fault of the document."""
    workspace = Away(store, HashingEncoder(), SETTINGS)
    door = Door(workspace)
    await door.ask(INGEST, i=SEA)
    async with door.working():
        pass
    assert workspace.failures == 0
    assert await door.statuses() == ["INGESTED"]


async def test_what_the_store_refuses_is_given_up() -> None:
    """It is no trouble of the store that would pass: five attempts, then it has failed, and others go in."""
    async with await Squeamish.open(":memory:") as store:
        door = Door(Workspace(store, HashingEncoder(), SETTINGS))
        await door.ask(INGEST, i=SEA)
        await door.ask(INGEST, i={**SEA, "uri": "kraken.md", "text": "# Kraken\n\nCovers arms.\n"})
        async with door.working():
            pass
        ledger = {record.uri: record for record in await store.documents()}
    assert {uri: str(record.status) for uri, record in ledger.items()} == {
        "kraken.md": "failed",
        "tides.md": "ingested",
    }
    assert ledger["kraken.md"].failure == Failure("settle", "StoreError: It cannot hold a kraken.", 5)

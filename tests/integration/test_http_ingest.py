"""Documents sent by GraphQL: accepted durably, brought into the graph in the background, taken out again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS, client_of

from api.graphql.execution import Executor, Query
from api.graphql.limits import Limits
from api.http.app import create_app
from api.services.documents import find_document
from api.services.identity import OPERATOR, Principal, Scope
from api.services.queue import Queue
from api.services.workspace import Workspace
from embeddings.ports import Vectors
from graph.changes import ChangeSet, DocumentBody, Failure, Revision
from graph.errors import StoreError, StoreUnavailable
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
PAGE = """# Tide tables

Reading a tide table takes two skills.

## What you will learn

- Chart datum
- Tidal range
"""
INGEST = """mutation($i: IngestInput!) { ingestDocument(input: $i) {
    document { id uri status failure { stage message attempts } } revision { sequence } } }"""
PREVIEW = """mutation($i: IngestInput!) { previewDocument(input: $i) {
    added { __typename id } removed { id } edgesAdded { kind source target } } }"""
REMOVE = (
    "mutation($id: ID!) { removeDocument(id: $id) { removed { id } edgesRemoved { kind } added { id } } }"
)
RETRY = "mutation($id: ID!) { retryDocument(id: $id) { document { status } } }"
LIST = "{ documents { edges { node { id status mediaType unusedLines { first } failure { attempts } } } } }"
SEA = {"curriculum": "sea", "uri": "tides.md", "text": PAGE}


class Door:
    """A workspace with an executor and a queue, as the server has them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.queue = Queue(workspace, first_pause=0.001)
        self._executor = Executor(workspace, Limits(), self.queue)

    async def ask(self, text: str, principal: Principal = OPERATOR, **variables: object) -> Any:
        """Return the data of an answer without errors."""
        answer = await self._executor.answer(
            Query(text=text, variables=variables, principal=principal, request_id="r")
        )
        body = httpx.Response(200, content=answer.body).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def refusal(self, text: str, principal: Principal = OPERATOR, **variables: object) -> str:
        """Return the code of the only error of an answer."""
        answer = await self._executor.answer(
            Query(text=text, variables=variables, principal=principal, request_id="r")
        )
        (error,) = httpx.Response(200, content=answer.body).json()["errors"]
        code: str = error["extensions"]["code"]
        return code

    async def statuses(self) -> list[str]:
        """Return where the documents stand."""
        edges = (await self.ask(LIST))["documents"]["edges"]
        return [edge["node"]["status"] for edge in edges]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Let the queue work; wait at the end until nothing is pending."""
        async with anyio.create_task_group() as group:
            group.start_soon(self.queue.run)
            yield
            with anyio.fail_after(30):
                while "PENDING" in await self.statuses():  # noqa: ASYNC110 - clients look again, too
                    await anyio.sleep(0.01)
            group.cancel_scope.cancel()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Return a store in a file."""
    async with await SqliteStore.open(tmp_path / "cairn.db") as store:
        yield store


@pytest.fixture
def door(store: SqliteStore) -> Door:
    """Return the way in to an empty store."""
    return Door(Workspace(store, HashingEncoder(), SETTINGS))


async def test_a_document_is_pending_then_in_the_graph(door: Door) -> None:
    """The answer comes when it is safe; the graph follows, and the ledger says when."""
    receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]
    assert (receipt["document"]["status"], receipt["revision"]["sequence"]) == ("PENDING", 0)
    assert receipt["document"]["id"] == "sea/document/tides.md"
    async with door.working():
        pass
    assert await door.statuses() == ["INGESTED"]
    assert (await door.ask('{ skill(name: "tidal range") { name } }'))["skill"]["name"] == "Tidal range"


@pytest.mark.parametrize(
    ("uri", "media_type", "stored"),
    [
        ("tides", "text/markdown", "tides.md"),
        ("tides.md", "text/markdown; charset=utf-8", "tides.md"),
        ("tides.v2", "text/html", "tides.v2.html"),
    ],
)
async def test_a_media_type_says_what_the_uri_does_not(
    door: Door, uri: str, media_type: str, stored: str
) -> None:
    """The suffix of its format is added, as a file of it would have it; a format nobody reads is refused."""
    sent = {**SEA, "uri": uri, "mediaType": media_type}
    assert (await door.ask(INGEST, i=sent))["ingestDocument"]["document"]["uri"] == stored
    assert await door.refusal(INGEST, i={**sent, "mediaType": "image/png"}) == "INVALID_INPUT"


async def test_what_was_pending_when_a_process_ended_goes_on_in_the_next(door: Door, tmp_path: Path) -> None:
    """Nobody has to send it again: the ledger is the queue."""
    await door.ask(INGEST, i=SEA)
    async with await SqliteStore.open(tmp_path / "cairn.db") as reopened:
        next_door = Door(Workspace(reopened, HashingEncoder(), SETTINGS))
        assert await next_door.statuses() == ["PENDING"]
        async with next_door.working():
            pass
        assert await next_door.statuses() == ["INGESTED"]


async def test_two_processes_that_get_one_document_at_once_ingest_it_once(store: SqliteStore) -> None:
    """Whichever settles it, the other finds nothing left to do: one document, one revision."""
    doors = [Door(Workspace(store, HashingEncoder(), SETTINGS)) for _ in range(2)]
    receipts = []

    async def send(door: Door) -> None:
        receipts.append((await door.ask(INGEST, i=SEA))["ingestDocument"]["document"])

    async with doors[0].working(), doors[1].working(), anyio.create_task_group() as group:
        for door in doors:
            group.start_soon(send, door)
    assert {receipt["id"] for receipt in receipts} == {"sea/document/tides.md"}
    assert [await door.statuses() for door in doors] == [["INGESTED"]] * 2
    assert (await store.revision()).sequence == 1


async def test_the_same_document_twice_at_once_is_ingested_once(door: Door) -> None:
    """Ten clients that send the same get the same answer; one document and one revision come of it."""
    async with door.working(), anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(lambda: door.ask(INGEST, i=SEA))
    assert await door.statuses() == ["INGESTED"]
    revision = await door.workspace.store.revision()
    assert (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]["status"] == "INGESTED"
    assert await door.workspace.store.revision() == revision


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


class Choosy(HashingEncoder):
    """An encoder that breaks at one word."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Break, or encode."""
        if any("Kraken" in text for text in texts):
            raise RuntimeError("a kraken")
        return super().encode(texts)


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


class Squeamish(SqliteStore):
    """A store that refuses to hold a word."""

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Refuse, or apply."""
        if "Kraken" in repr(changes.added):
            raise StoreError("It cannot hold a kraken.")
        return await super().apply(changes, expected=expected)


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


async def test_a_preview_says_what_would_change_and_changes_nothing(door: Door) -> None:
    """It names what the real thing then adds, and leaves no trace."""
    preview = (await door.ask(PREVIEW, i=SEA))["previewDocument"]
    assert await door.statuses() == []
    assert (await door.workspace.store.revision()).sequence == 0
    assert "Skill" in {one["__typename"] for one in preview["added"]}
    async with door.working():
        await door.ask(INGEST, i=SEA)
    columns = await door.workspace.store.columns()
    assert {one["id"] for one in preview["added"]} == set(columns.ids)
    assert (await door.ask(PREVIEW, i=SEA))["previewDocument"]["added"] == []


async def test_a_removed_document_leaves_nothing_behind(door: Door) -> None:
    """What it alone said goes with it; what is not there cannot be removed."""
    async with door.working():
        receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
    gone = (await door.ask(REMOVE, id=receipt["id"]))["removeDocument"]
    assert gone["removed"]
    assert await door.statuses() == []
    assert "sea/skill/tidal-range" not in (await door.workspace.store.columns()).ids
    assert await door.refusal(REMOVE, id=receipt["id"]) == "NOT_FOUND"


@pytest.mark.parametrize(
    "wrong",
    [
        {"uri": "../tides.md"},
        {"uri": "/etc/passwd"},
        {"uri": ""},
        {"uri": "a\nb.md"},
        {"uri": "x" * 501 + ".md"},
        {"curriculum": "?!"},
        {"text": "\ud800"},
    ],
)
async def test_nonsense_is_not_accepted(door: Door, wrong: dict[str, str]) -> None:
    """A place outside the curriculum, or no name for one, is refused before anything is stored."""
    assert await door.refusal(INGEST, i={**SEA, **wrong}) == "INVALID_INPUT"
    assert await door.statuses() == []


async def test_only_who_may_ingest_does(door: Door) -> None:
    """Reading does not include writing."""
    reader = Principal("reader", frozenset({Scope.READ}))
    for mutation in (INGEST, PREVIEW):
        assert await door.refusal(mutation, reader, i=SEA) == "FORBIDDEN"
    editor = Principal("editor", frozenset({Scope.INGEST}))
    assert (await door.ask(INGEST, editor, i=SEA))["ingestDocument"]["document"]["status"] == "PENDING"


async def test_a_mutation_does_not_come_by_get(door: Door) -> None:
    """A link cannot change anything."""
    async with client_of(create_app(door.workspace, SETTINGS)) as client:
        refused = await client.get(
            "/graphql", params={"query": "mutation { removeDocument(id: 1) { warnings } }"}
        )
    assert refused.status_code == 405


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


class TestKeys:
    """Mutations that are sent again."""

    REMOVE = "mutation($id: ID!, $k: String) { removeDocument(id: $id, key: $k) { removed { id } warnings } }"

    async def test_a_change_with_a_key_is_done_once(self, door: Door) -> None:
        """Sent again, after the first or beside it, it has the same answer; without the key it has not."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        answers: list[Any] = []

        async def remove() -> None:
            answers.append(await door.ask(self.REMOVE, id=receipt["id"], k="one"))

        async with anyio.create_task_group() as group:
            group.start_soon(remove)
            group.start_soon(remove)
        await remove()
        assert answers[0]["removeDocument"]["removed"]
        assert answers == answers[:1] * 3
        assert (await door.workspace.store.revision()).sequence == 2
        assert await door.refusal(self.REMOVE, id=receipt["id"]) == "NOT_FOUND"

    async def test_a_key_is_one_clients_and_one_changes(self, door: Door) -> None:
        """Another client's same key is another one; for other arguments it is refused, and if too long."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        await door.ask(self.REMOVE, id=receipt["id"], k="one")
        editor = Principal("editor", frozenset({Scope.INGEST}))
        assert await door.refusal(self.REMOVE, editor, id=receipt["id"], k="one") == "NOT_FOUND"
        assert await door.refusal(self.REMOVE, id="another", k="one") == "INVALID_INPUT"
        assert await door.refusal(self.REMOVE, id=receipt["id"], k="x" * 201) == "INVALID_INPUT"

    async def test_a_key_is_known_to_every_process(self, door: Door) -> None:
        """What one carried out another answers as well, from the store that both have."""
        async with door.working():
            receipt = (await door.ask(INGEST, i=SEA))["ingestDocument"]["document"]
        first = await door.ask(self.REMOVE, id=receipt["id"], k="one")
        other = Door(Workspace(door.workspace.store, HashingEncoder(), SETTINGS))
        assert first["removeDocument"]["removed"]
        assert await other.ask(self.REMOVE, id=receipt["id"], k="one") == first
        assert await other.refusal(self.REMOVE, id="another", k="one") == "INVALID_INPUT"

    async def test_what_failed_is_tried_again(self, door: Door) -> None:
        """A failure is no answer to keep."""
        id_ = "sea/document/tides.md"
        assert await door.refusal(self.REMOVE, id=id_, k="one") == "NOT_FOUND"
        async with door.working():
            await door.ask(INGEST, i=SEA)
        assert (await door.ask(self.REMOVE, id=id_, k="one"))["removeDocument"]["removed"]

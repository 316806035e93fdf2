"""Documents sent by GraphQL: accepted durably, brought into the graph in the background, taken out again."""

from pathlib import Path

import anyio
import pytest
from documents_support import INGEST, PREVIEW, REMOVE, SEA, Door
from fakes_encoder import HashingEncoder
from http_support import SETTINGS, client_of

from api.http.app import create_app
from api.services.identity import Principal, Scope
from api.services.workspace import Workspace
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


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

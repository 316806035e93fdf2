"""A Neo4j server that dies, freezes, is cut off or refuses: what it acknowledged stays, once and whole."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import anyio
import anyio.to_thread
import httpx
import pytest
from cutting_proxy import Proxy
from fakes_encoder import HashingEncoder
from http_support import SAMPLE, SETTINGS, client_of
from neo4j_support import empty, place_of
from reference_store import ReferenceStore, graph_of, rounded
from store_child import COUNTER, change_after
from store_support import LESSON, SKILL, add, said
from support import PATIENCE, until

from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.workspace import Workspace
from graph.changes import ChangeSet, Revision
from graph.errors import RevisionConflict, StoreReadOnly, StoreUnavailable
from graph.learner import Completion, LearnerId, LearnerState
from graph.model import Statement
from graph.stores.neo4j import Neo4jStore, Place, database, statements
from graph.stores.neo4j.database import Transaction
from graph.stores.sqlite import SqliteStore
from tools.neo4j_server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
async def place(own_neo4j: Server) -> Place:
    """Return an empty database on a server of our own."""
    place = place_of(own_neo4j.address)
    async with await Neo4jStore.open(place):  # makes the schema, which takes its time
        await empty(place)
    return place


async def restart(server: Server, **settings: str) -> None:
    """Start a server again, without stopping this event loop."""
    await anyio.to_thread.run_sync(server.start, {k.replace("__", "."): v for k, v in settings.items()})


async def check(place: Place, acknowledged: int) -> None:
    """Check that a store is as its revision says, whole, and not before the last acknowledged one."""
    async with await Neo4jStore.open(place) as store:
        revision = await store.revision()
        assert revision.sequence >= acknowledged
        reference = ReferenceStore()
        for sequence in range(revision.sequence):
            reference.apply(change_after(sequence))
        assert revision.digest == reference.digest
        assert {s.id: s for s in await store.statements_of()} == reference.statements
        assert graph_of(await store.columns()) == rounded(reference.graph)
        assert [entry.revision.sequence for entry in await store.log()] == [*range(1, revision.sequence + 1)]
        (record,) = await store.documents()
        body = (await store.bodies([COUNTER]))[COUNTER]
        assert record.fingerprint == body.content.decode() == str(revision.sequence)


@dataclass
class Writer:
    """Applies change after change to a store, through every failure."""

    store: Neo4jStore
    acknowledged: int = 0
    failures: int = 0

    async def write(self) -> None:
        """Write until cancelled."""
        while True:
            try:
                sequence = (await self.store.revision()).sequence
                revision = await self.store.apply(change_after(sequence), expected=sequence)
                self.acknowledged = revision.sequence
            except (StoreUnavailable, RevisionConflict):  # or a change was written without our hearing of it
                self.failures += 1

    async def reach(self, more: int) -> None:
        """Wait until that many more changes are acknowledged."""
        wanted = self.acknowledged + more
        await until(lambda: self.acknowledged >= wanted)  # the fault may come at any moment of the next


async def test_killed_while_it_writes(own_neo4j: Server, place: Place) -> None:
    """After kill -9 in mid-stream all that was acknowledged is there, whole, and the same store goes on."""
    hasty = replace(place, patience=5)  # who waits for half a minute is long in noticing that it is back
    async with await Neo4jStore.open(hasty) as store, anyio.create_task_group() as group:
        writer = Writer(store)
        group.start_soon(writer.write)
        for moment in (0.01, 0.06):
            await writer.reach(5)
            await anyio.sleep(moment)
            own_neo4j.kill()
            await restart(own_neo4j)
        await writer.reach(5)
        group.cancel_scope.cancel()
    await check(place, writer.acknowledged)


async def test_killed_while_it_ingests(
    own_neo4j: Server, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ingest ends with an error, the next goes on, and the graph is what SQLite has of the same files."""
    async with await SqliteStore.open(":memory:") as embedded:
        await ingest_path(Workspace(embedded, HashingEncoder(), SETTINGS), SAMPLE)
        digest = (await embedded.revision()).digest
        records = await embedded.documents()
    add_statements = statements.add

    async def killed_before(tx: Transaction, added: Iterable[Statement], sequence: int) -> None:
        if added:  # all else of the change is written then, and nothing is committed
            own_neo4j.kill()
        await add_statements(tx, added, sequence)

    with monkeypatch.context() as patch:
        patch.setattr(statements, "add", killed_before)
        patch.setattr(database, "_RETRY_SECONDS", 1.0)
        async with await Neo4jStore.open(place) as store:
            with pytest.raises(StoreUnavailable):
                await ingest_path(Workspace(store, HashingEncoder(), SETTINGS), SAMPLE)
    await restart(own_neo4j)
    async with await Neo4jStore.open(place) as store:
        assert (await store.revision()).sequence == 0
        assert await store.statements_of() == ()
        await ingest_path(Workspace(store, HashingEncoder(), SETTINGS), SAMPLE)
        assert (await store.revision()).digest == digest
        assert await store.documents() == records


QUERY = {"query": '{ skill(id: "c/skill/loops") { name } revision { sequence } }'}


@asynccontextmanager
async def serving(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    """Serve a store that holds a skill, as `cairn serve` does, until the block ends."""
    async with await Neo4jStore.open(place) as store:
        await add(store, *said(SKILL))
        workspace = Workspace(store, HashingEncoder(), SETTINGS)
        async with anyio.create_task_group() as group, client_of(create_app(workspace, SETTINGS)) as client:
            group.start_soon(workspace.follow)
            await told(client, "ready")
            yield client
            group.cancel_scope.cancel()


async def told(client: httpx.AsyncClient, status: str, *, revision: int = 1) -> dict[str, object]:
    """Wait until /readyz says so of a revision; return what else it says."""
    with anyio.fail_after(PATIENCE):
        while True:
            body: dict[str, object] = (await client.get("/readyz")).json()
            if (body["status"], body.get("revision")) == (status, revision):
                return body
            await anyio.sleep(0.1)


async def answered(client: httpx.AsyncClient, *, revision: int = 1) -> None:
    """Check that a question is answered from a revision, long before a store's minute of patience is over."""
    with anyio.fail_after(20):
        body = (await client.post("/graphql", json=QUERY)).json()
    assert body == {"data": {"skill": {"name": "Loops"}, "revision": {"sequence": revision}}}


async def test_answers_go_on_while_it_is_dead(own_neo4j: Server, place: Place) -> None:
    """Killed, it is told as unreachable, with revision and age; started again, it is followed again."""
    async with serving(place) as client:
        own_neo4j.kill()
        body = await told(client, "degraded")
        await answered(client)
        assert body["store"] == "unreachable"
        assert body["reason"]
        assert (await client.get("/healthz")).status_code == 200
        await restart(own_neo4j)
        await told(client, "ready")
        async with await Neo4jStore.open(place) as other:
            await add(other, *said(LESSON))
        await told(client, "ready", revision=2)
        await answered(client, revision=2)


async def test_frozen_for_a_while(own_neo4j: Server, place: Place) -> None:
    """Answers go on; who has patience writes when it thaws, who has not is told and has written nothing."""
    change, written = ChangeSet(added=said(LESSON)), list[Revision]()

    async def write() -> None:
        written.append(await patient.apply(change, expected=1))

    async with (
        serving(place) as client,
        await Neo4jStore.open(place) as patient,
        await Neo4jStore.open(replace(place, patience=8)) as hasty,
        anyio.create_task_group() as group,
    ):
        own_neo4j.pause()
        group.start_soon(write)
        with pytest.raises(StoreUnavailable):
            await hasty.apply(change, expected=1)
        body = await told(client, "degraded")
        assert isinstance(body["age_seconds"], float)
        assert body["age_seconds"] > 1
        await answered(client)
        assert written == []
        own_neo4j.resume()
        await told(client, "ready", revision=2)
        await answered(client, revision=2)
        await until(lambda: bool(written))
        assert written[0].sequence == 2
        assert await hasty.statements_of() == await patient.statements_of()


async def test_connections_that_are_cut(own_neo4j: Server, place: Place) -> None:
    """Cut again and again in the midst of changes, each change is written once or not at all."""
    proxy = Proxy(own_neo4j.port)
    async with proxy.listening() as port:
        through = replace(place, address=f"bolt://127.0.0.1:{port}")
        async with await Neo4jStore.open(through) as store, anyio.create_task_group() as group:
            writer = Writer(store)
            group.start_soon(writer.write)
            for cut in range(20):
                await writer.reach(1)
                await anyio.sleep(0.004 * cut)
                await proxy.cut()
            await writer.reach(1)
            group.cancel_scope.cancel()
    assert proxy.cuts >= 20
    await check(place, writer.acknowledged)


async def test_a_wrong_password(place: Place) -> None:
    """It is said what is wrong and where to set it right, without the password."""
    wrong = replace(place, password="not-the-password")
    with pytest.raises(StoreUnavailable, match="password") as caught:
        await Neo4jStore.open(wrong)
    assert "CAIRN_NEO4J_PASSWORD" in (caught.value.hint or "")
    assert "not-the-password" not in f"{caught.value}{caught.value.hint}"


async def test_a_server_that_only_reads(own_neo4j: Server, place: Place) -> None:
    """Answers go on, writes are refused with the reason; and they work where they are allowed again."""
    async with serving(place) as client:
        own_neo4j.stop()
        await restart(own_neo4j, server__databases__default_to_read_only="true")
        await told(client, "ready")
        await answered(client)
        async with await Neo4jStore.open(place) as store:
            with pytest.raises(StoreReadOnly):
                await add(store, *said(LESSON))
            with pytest.raises(StoreReadOnly):
                await store.record(LearnerId("ada"), completed=[Completion(LESSON.id, NOON)])
            assert await store.learner(LearnerId("ada")) == LearnerState(LearnerId("ada"))
        own_neo4j.stop()
        await restart(own_neo4j)
        async with await Neo4jStore.open(place) as store:
            await add(store, *said(LESSON))
        await told(client, "ready", revision=2)

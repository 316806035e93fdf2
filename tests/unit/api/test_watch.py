"""Documents on their way, as told to those who listen."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import anyio
import pytest
from fakes_encoder import HashingEncoder
from store_calls import RECORD
from support import PATIENCE

from api.services.progress import Progress, Stage
from api.services.queue import Queue
from api.services.watch import Watch
from api.services.workspace import Workspace
from api.settings import Settings
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Failure
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
PENDING = replace(RECORD, status=DocumentStatus.PENDING)
FAILED = replace(RECORD, status=DocumentStatus.FAILED, failure=Failure("settle", "No.", 5))


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace over an empty store."""
    async with await SqliteStore.open(":memory:") as store:
        yield Workspace(store, HashingEncoder(), Settings.read({}))


async def hear(news: AsyncGenerator[Progress, None], count: int) -> list[tuple[Stage, bool]]:
    """Return how far documents are said to be, and whether with a reason for failure."""
    with anyio.fail_after(PATIENCE):
        told = [await anext(news) for _ in range(count)]
    return [(one.stage, one.failure is not None) for one in told]


async def write(workspace: Workspace, record: DocumentRecord) -> None:
    """Write a line of the ledger, as another process does."""
    await workspace.store.apply(ChangeSet(documents=(record,)), expected=0)


async def test_what_another_process_does_with_documents_is_told(workspace: Workspace) -> None:
    """Accepted, failed, tried again and ingested: each as the ledger has it, and no line of earlier times."""
    await write(workspace, replace(RECORD, id=f"{RECORD.id}-old"))
    queue = Queue(workspace, look_every=0.001)
    async with aclosing(Watch(workspace, queue).progress("c")) as news:
        heard = []
        await write(workspace, PENDING)
        heard += await hear(news, 1)
        for record in (FAILED, PENDING, RECORD):
            await write(workspace, record)
            heard += await hear(news, 1)
    assert heard == [
        (Stage.ACCEPTED, False),
        (Stage.FAILED, True),
        (Stage.ACCEPTED, False),
        (Stage.INGESTED, False),
    ]


async def test_what_this_process_told_is_not_told_twice(workspace: Workspace) -> None:
    """The ledger says the same a moment later; a change that comes after it is heard."""
    queue = Queue(workspace, look_every=0.001)
    other = replace(PENDING, id=f"{RECORD.id}-other")
    async with aclosing(Watch(workspace, queue).progress()) as news:
        await write(workspace, other)
        await hear(news, 1)
        await write(workspace, FAILED)
        queue.ledger.tell(FAILED)
        await hear(news, 1)
        await write(workspace, replace(other, status=DocumentStatus.INGESTED))
        assert await hear(news, 1) == [(Stage.INGESTED, False)]


async def test_a_listener_hears_no_end_of_before(workspace: Workspace) -> None:
    """What ended while nobody listened is not told to who comes later."""
    queue = Queue(workspace, look_every=0.001)
    watch = Watch(workspace, queue)
    await write(workspace, PENDING)
    async with aclosing(watch.progress()) as news:
        await hear(news, 1)
    await write(workspace, FAILED)
    async with aclosing(watch.progress()) as news:
        await write(workspace, replace(PENDING, id=f"{RECORD.id}-new"))
        assert await hear(news, 1) == [(Stage.ACCEPTED, False)]

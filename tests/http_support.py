"""A sample curriculum behind the ASGI application, and workspaces that fail on purpose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import httpx
from fakes_encoder import HashingEncoder
from starlette.types import ASGIApp, Message

from api.services.ingest import ingest_path
from api.services.picture import Picture
from api.services.workspace import Workspace
from api.settings import Settings
from graph.stores.sqlite import SqliteStore

SAMPLE = Path(__file__).parent.parent / "examples" / "data-with-postgresql"
SETTINGS = Settings.read({})
_made: list[bytes] = []


@asynccontextmanager
async def empty_workspace() -> AsyncIterator[Workspace]:
    """Open a workspace in memory that holds nothing."""
    async with await SqliteStore.open(":memory:") as store:
        yield Workspace(store, HashingEncoder(), SETTINGS)


@asynccontextmanager
async def sample_workspace() -> AsyncIterator[Workspace]:
    """Open a workspace that holds the sample site, in a copy of a file that is made once in a run."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        if not _made:
            async with await SqliteStore.open(path) as store:
                await ingest_path(Workspace(store, HashingEncoder(), SETTINGS), SAMPLE)
            _made.append(path.read_bytes())
        path.write_bytes(_made[0])
        async with await SqliteStore.open(path) as store:
            yield Workspace(store, HashingEncoder(), SETTINGS)


@asynccontextmanager
async def client_of(app: ASGIApp, *, accept: str = "*/*") -> AsyncIterator[httpx.AsyncClient]:
    """Open a client that calls an application in this process; faults become responses, as under a server."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    base, headers = "http://127.0.0.1:8000", {"accept": accept}
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
        yield client


class FailingWorkspace(Workspace):
    """A workspace whose picture cannot be had."""

    def __init__(self, workspace: Workspace, error: Exception) -> None:
        super().__init__(workspace.store, workspace.encoder, workspace.settings)
        self._error = error

    async def picture(self) -> Picture:
        """Fail."""
        raise self._error


@asynccontextmanager
async def started(app: ASGIApp) -> AsyncIterator[None]:
    """Run what an application does between its start and its end, as a server has it."""
    up, ending = anyio.Event(), anyio.Event()
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        message = next(messages)
        if message == "lifespan.shutdown":
            await ending.wait()
        return {"type": message}

    async def send(message: Message) -> None:
        assert message["type"] in {"lifespan.startup.complete", "lifespan.shutdown.complete"}, message
        up.set()

    async with anyio.create_task_group() as group:
        group.start_soon(app, {"type": "lifespan", "state": {}}, receive, send)
        await up.wait()
        yield
        ending.set()

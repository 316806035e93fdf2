"""A server in this process, so that tests see what it holds, and clients that keep connections open."""

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

import anyio
import httpx
from http_support import SETTINGS
from support import PATIENCE, until
from websockets.asyncio.client import ClientConnection, connect

from api.http.app import create_app
from api.http.identity import Identity
from api.http.server import Server
from api.http.streams import Streams
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace
from api.settings import Settings

SUBPROTOCOL = "graphql-transport-ws"
CHANGES = "subscription { graphChanged { sequence } }"
SMALL = replace(SETTINGS, streams=6, streams_each=4)
PROGRESS = "subscription($c: ID) { ingestProgress(curriculum: $c) { document stage failure { stage } } }"
INGEST = "mutation($i: IngestInput!) { ingestDocument(input: $i) { document { status } } }"
SEA = {"curriculum": "sea", "uri": "tides.md", "text": "# Tides\n\nCovers chart datum and tidal range.\n"}
LAND = {"curriculum": "land", "uri": "soil.md", "text": "# Soil\n\nCovers horizons and drainage.\n"}


@dataclass
class Served:
    """A server that runs, and what it keeps open."""

    port: int
    streams: Streams
    server: Server
    identity: Identity

    @property
    def place(self) -> str:
        """Where GraphQL is, without a scheme."""
        return f"127.0.0.1:{self.port}/graphql"

    @asynccontextmanager
    async def socket(
        self, payload: Mapping[str, object] | None = None, **headers: str
    ) -> AsyncIterator["Socket"]:
        """Open a socket and begin."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        async with connect(
            f"ws://{self.place}",
            subprotocols=[SUBPROTOCOL],
            additional_headers=told,
            proxy=None,
            open_timeout=PATIENCE,
        ) as connection:
            client = Socket(connection)
            await client.send(type="connection_init", **({"payload": payload} if payload else {}))
            assert await client.hear() == {"type": "connection_ack"}
            yield client

    @asynccontextmanager
    async def events(self, query: str, method: str = "POST", **headers: str) -> AsyncIterator["Events"]:
        """Ask for an event stream."""
        asked = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
        told = {"accept": "text/event-stream", **headers}
        async with (
            _client() as client,
            client.stream(method, f"http://{self.place}", headers=told, **asked) as response,  # type: ignore[arg-type]
        ):
            yield Events(response)

    async def ask(self, query: str, **variables: object) -> Any:
        """Return the answer to a query by POST."""
        async with _client() as client:
            response = await client.post(
                f"http://{self.place}", json={"query": query, "variables": variables}
            )
        return response.json()

    async def settles_at(self, count: int) -> None:
        """Wait until so many streams and sockets are open."""
        await until(lambda: self.streams.open() == count)


class Socket:
    """A client of graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, **message: object) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(message))

    async def subscribe(self, id_: str, query: str, **variables: object) -> None:
        """Begin an operation."""
        await self.send(id=id_, type="subscribe", payload={"query": query, "variables": variables})

    async def hear(self) -> Any:
        """Return the next message."""
        with anyio.fail_after(PATIENCE):
            return json.loads(await self.connection.recv())

    async def end(self) -> int:
        """Return the code with which the server closes."""
        with anyio.fail_after(PATIENCE):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code


class Events:
    """A client of an event stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> tuple[str, Any]:
        """Return the next event: its name, and its data as JSON where there is any."""
        name = ""
        with anyio.fail_after(PATIENCE):
            async for line in self._lines:
                field, _, value = line.partition(":")
                if field == "event":
                    name = value.strip()
                elif field == "data":
                    return name, json.loads(value) if value.strip() else None
        raise StopAsyncIteration


@asynccontextmanager
async def served(
    workspace: Workspace, settings: Settings, *, identity: Identity | None = None
) -> AsyncIterator[Served]:
    """Serve a workspace on a free port until the block ends; then drain."""
    identity = identity or Identity(settings)
    streams = Streams(most=settings.streams, most_each=settings.streams_each)
    app = create_app(workspace, settings, identity=identity, streams=streams)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(app, settings, streams)
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listener])
            await until(lambda: server.started)
            try:
                yield Served(listener.getsockname()[1], streams, server, identity)
            finally:
                server.should_exit = True


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE, trust_env=False)


def keys(settings: Settings, **scopes: tuple[Scope, str | None]) -> dict[str, str]:
    """Make keys, and return them by name."""
    made = Keys(settings.keys)
    return {
        name: made.create(name, [scope], learner=learner, now=datetime.now(UTC))[1]
        for name, (scope, learner) in scopes.items()
    }


async def metrics(server: Served) -> str:
    """Return what a server counted."""
    async with _client() as client:
        return (await client.get(f"http://127.0.0.1:{server.port}/metrics")).text

"""Sockets and event streams are bounded, and end with the server."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import anyio
import httpx
import pytest
from stream_support import (
    CHANGES,
    INGEST,
    PROGRESS,
    SEA,
    SMALL,
    SUBPROTOCOL,
    Served,
    Socket,
    served,
)
from support import PATIENCE, until
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.http import protocol as connections
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio


class TestBounds:
    """What clients cannot do."""

    async def test_nothing_is_left_of_what_was_closed(self, server: Served) -> None:
        """However a client goes, its streams, listeners and tasks go with it."""
        await server.ask("{ __typename }")
        before = len(asyncio.all_tasks())
        for _ in range(10):
            async with server.socket() as socket, server.events(PROGRESS):
                for number in range(5):
                    await socket.subscribe(str(number), PROGRESS if number % 2 else CHANGES)
                await socket.hear()
                await socket.send(id="1", type="complete")
            async with server.socket() as socket:
                await socket.subscribe("a", PROGRESS)
                socket.connection.transport.abort()
        await server.settles_at(0)
        await until(lambda: len(asyncio.all_tasks()) <= before)

    async def test_one_client_has_few_streams_and_others_are_served(self, server: Served) -> None:
        """The fifth of one client is refused at once; requests go on, and a closed one makes room."""
        async with (
            server.socket() as first,
            server.socket(),
            server.events(CHANGES),
            server.events(CHANGES),
        ):
            await server.settles_at(4)
            with pytest.raises(InvalidStatus) as refused:
                async with server.socket():
                    pass
            assert refused.value.response.status_code == 503
            async with server.events(CHANGES) as events:
                assert events.response.status_code == 503
                assert events.response.headers["retry-after"] == "1"
            assert await server.ask("{ __typename }") == {"data": {"__typename": "Query"}}
            await first.connection.close()
            await server.settles_at(3)
            async with server.socket():
                pass

    async def test_streams_leave_the_places_of_requests_free(self, workspace: Workspace) -> None:
        """With more streams open than requests may run, and past the deadline, requests are answered."""
        settings = replace(SMALL, concurrency=1, deadline=2)
        async with (
            served(workspace, settings) as server,
            server.events(CHANGES) as one,
            server.events(CHANGES) as two,
        ):
            await anext(one)
            await anext(two)
            await anyio.sleep(2.1)

            async def answered() -> bool:
                return "errors" not in await server.ask(INGEST, i=SEA)

            await until(answered)  # on a busy machine a request may be late, too
            assert (await anext(one))[1]["data"]["graphChanged"]["sequence"] == 1

    async def test_a_flood_of_operations_is_refused_one_by_one(self, server: Served) -> None:
        """Twenty run over a socket; the next is told so, and the socket stays."""
        async with server.socket() as socket:
            for number in range(21):
                await socket.subscribe(str(number), CHANGES)
            heard = [await socket.hear() for _ in range(21)]
            assert [one["id"] for one in heard if one["type"] == "error"] == ["20"]

    async def test_a_flood_of_messages_closes_the_socket(self, server: Served) -> None:
        """More than a hundred in a second, of whatever kind, are too many."""
        async with server.socket() as socket:
            with suppress(ConnectionClosed):
                for _ in range(10_000):
                    await socket.send(type="pong")
            assert await socket.end() == 4429
        await server.settles_at(0)

    @pytest.mark.parametrize(
        "message",
        [
            "no JSON",
            "[]",
            "[" * 50_000 + "]" * 50_000,
            '{"type": "subscribe", "id": ["a"], "payload": {}}',
            '{"type": "subscribe", "id": "a", "payload": null}',
            '{"type": "subscribe", "id": "a"}',
            '{"type": "subscribe", "id": "a", "payload": {"query": "{a}", "variables": []}}',
            '{"type": "unheard of"}',
            b"\x00\x01",
        ],
    )
    async def test_nonsense_closes_the_socket(self, server: Served, message: str | bytes) -> None:
        """With the protocol's code for it, or a refusal of the operation; the server goes on."""
        async with server.socket() as socket:
            await socket.connection.send(message)
            try:
                assert (await socket.hear())["payload"][0]["extensions"]["code"] == "BAD_REQUEST"
            except ConnectionClosed:
                assert await socket.end() == 4400
        assert await server.ask("{ __typename }") == {"data": {"__typename": "Query"}}

    async def test_a_message_above_the_size_of_a_body_closes_the_socket(self, server: Served) -> None:
        """It is not taken in."""
        async with server.socket() as socket:
            with suppress(ConnectionClosed):
                await socket.connection.send("x" * 3_000_000)
            assert await socket.end() == 1009

    async def test_one_who_says_nothing_is_not_waited_for(
        self, server: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A socket without connection_init is closed, and takes no place any longer."""
        monkeypatch.setattr("api.graphql.transport_ws._INITIATION", timedelta(seconds=0.05))
        async with connect(f"ws://{server.place}", subprotocols=[SUBPROTOCOL], proxy=None) as silent:
            assert await Socket(silent).end() == 4408
        await server.settles_at(0)

    async def test_a_socket_of_another_protocol_is_refused(self, server: Served) -> None:
        """There is one protocol, and one place for sockets."""
        for place, protocol in ((server.place, "graphql-ws"), (f"127.0.0.1:{server.port}/", SUBPROTOCOL)):
            with pytest.raises(InvalidStatus):
                async with connect(f"ws://{place}", subprotocols=[protocol], proxy=None):
                    pass

    async def test_a_client_that_does_not_read_is_cut_off(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What it does not take in is not kept for it; its socket and its stream end."""
        monkeypatch.setattr("api.http.protocol.STALL_SECONDS", 0.2)
        async with served(workspace, SMALL) as server, server.socket() as socket:
            socket.connection.transport.pause_reading()
            await server.settles_at(1)
            with anyio.move_on_after(PATIENCE), suppress(ConnectionClosed):
                while server.streams.open():
                    await socket.subscribe("a", "{ __schema { types { name fields { name description } } } }")
                    await anyio.sleep(0.02)
            await server.settles_at(0)


class TestDrain:
    """The end of a server."""

    async def test_streams_and_sockets_end_with_the_server(self, workspace: Workspace) -> None:
        """Sockets are told to come again; event streams end without `complete`, so that clients do."""
        async with (
            served(workspace, SMALL) as server,
            server.socket() as socket,
            server.events(CHANGES) as events,
        ):
            await socket.subscribe("a", CHANGES)
            await anext(events)
            server.server.should_exit = True
            assert await socket.end() == 1012
            assert [event async for event in events] == []
        assert server.streams.open() == 0

    async def test_a_request_that_was_on_its_way_is_answered(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A client that keeps a connection may ask once more as the server ends; then it is told to close."""
        monkeypatch.setattr(connections, "LEAVE_SECONDS", 60)
        asked = {"query": "{ __typename }"}
        async with served(workspace, SMALL) as server, httpx.AsyncClient(trust_env=False) as client:
            first = await client.post(f"http://{server.place}", json=asked)
            assert "connection" not in first.headers
            server.server.should_exit = True
            with anyio.fail_after(30):
                while server.server.servers[0].is_serving():  # noqa: ASYNC110 - nobody tells of it
                    await anyio.sleep(0.01)
            last = await client.post(f"http://{server.place}", json=asked)
            assert (last.status_code, last.headers["connection"]) == (200, "close")

"""Who is served over sockets and event streams, and in which protocol."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from stream_support import CHANGES, SMALL, SUBPROTOCOL, Served, Socket, keys, served
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from api.http.identity import Identity
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace
from api.web.sign_in import SESSION_COOKIE

pytestmark = pytest.mark.anyio


class TestWhoIsServed:
    """Identity, over sockets and event streams."""

    @pytest.fixture
    async def guarded(
        self, workspace: Workspace, tmp_path: Path
    ) -> AsyncIterator[tuple[Served, dict[str, str]]]:
        """Return a server with keys."""
        settings = replace(SMALL, keys=tmp_path / "keys", rate=3)
        made = keys(settings, reader=(Scope.READ, None), kim=(Scope.LEARN, "kim"))
        async with served(workspace, settings, identity=Identity(settings)) as server:
            yield server, made

    async def test_a_socket_says_who_it_is_by_header_or_message(
        self, guarded: tuple[Served, dict[str, str]]
    ) -> None:
        """Either will do; without, or with a wrong one, there is no operation."""
        server, made = guarded
        bearer = f"Bearer {made['reader']}"
        async with (
            server.socket(authorization=bearer) as one,
            server.socket({"authorization": bearer}) as two,
        ):
            for socket in (one, two):
                await socket.subscribe("a", "{ __typename }")
                assert (await socket.hear())["type"] == "next"
        for payload in ({}, {"authorization": "Bearer cairn_no"}):
            async with connect(f"ws://{server.place}", subprotocols=[SUBPROTOCOL], proxy=None) as plain:
                await plain.send(json.dumps({"type": "connection_init", "payload": payload}))
                assert await Socket(plain).end() == 4403
        with pytest.raises(InvalidStatus) as refused:
            async with server.socket(authorization="Bearer cairn_no"):
                pass
        assert refused.value.response.status_code == 401
        await server.settles_at(0)

    async def test_an_event_stream_needs_a_key(self, guarded: tuple[Served, dict[str, str]]) -> None:
        """Without one it is refused as any request is."""
        server, made = guarded
        async with server.events(CHANGES) as events:
            assert events.response.status_code == 401
        async with server.events(CHANGES, authorization=f"Bearer {made['reader']}") as events:
            assert (await anext(events))[0] == "next"

    async def test_a_learner_sees_their_own_state_alone(self, guarded: tuple[Served, dict[str, str]]) -> None:
        """Over a socket and in an event stream as by POST: another's is refused, and so is writing it."""
        server, made = guarded
        bearer = f"Bearer {made['kim']}"
        ask = "query($l: ID!) { learner(learner: $l) { learner } }"
        async with server.socket({"authorization": bearer}) as socket:
            for id_, learner in enumerate(("kim", "lee")):
                await socket.subscribe(str(id_), ask, l=learner)
            heard = [await socket.hear() for _ in range(4)]
        own, other = (
            next(m["payload"] for m in heard if m["id"] == id_ and m["type"] == "next") for id_ in "01"
        )
        assert own == {"data": {"learner": {"learner": "kim"}}}
        assert other["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        async with server.events('{ learner(learner: "lee") { learner } }', authorization=bearer) as events:
            assert (await anext(events))[1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    async def test_a_revoked_key_loses_what_it_has_open(
        self, guarded: tuple[Served, dict[str, str]], tmp_path: Path
    ) -> None:
        """Within a tick the socket is closed and the stream has ended."""
        server, made = guarded
        server.streams.tick = 0.05
        bearer = f"Bearer {made['reader']}"
        async with (
            server.socket({"authorization": bearer}) as socket,
            server.events(CHANGES, authorization=bearer) as events,
        ):
            await anext(events)
            kept = Keys(tmp_path / "keys")
            kept.revoke(made["reader"].split("_")[1])
            assert await socket.end() == 4403
            assert [event async for event in events] == []
        await server.settles_at(0)

    async def test_operations_over_a_socket_count_as_requests(
        self, guarded: tuple[Served, dict[str, str]]
    ) -> None:
        """The fourth in twenty seconds is refused, as by POST; the socket stays open."""
        server, made = guarded
        async with server.socket({"authorization": f"Bearer {made['reader']}"}) as socket:
            codes = []
            for number in range(5):
                await socket.subscribe(str(number), "{ __typename }")
                heard = await socket.hear()
                if heard["type"] == "error":
                    codes.append(heard["payload"][0]["extensions"]["code"])
                else:
                    assert (await socket.hear())["type"] == "complete"
            assert codes == ["RATE_LIMITED"] * 2

    async def test_scripts_of_other_sites_open_no_socket(self, server: Served) -> None:
        """Browsers let any page open one to any host, and say whose page it is."""
        with pytest.raises(InvalidStatus) as refused:
            async with server.socket(origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403
        async with server.socket(origin=f"http://127.0.0.1:{server.port}"):
            pass

    async def test_a_browser_that_is_signed_in_opens_a_socket_from_here_alone(
        self, guarded: tuple[Served, dict[str, str]]
    ) -> None:
        """The cookie of a sign-in will do, but not when a page of another site has it sent."""
        server, made = guarded
        here = f"http://127.0.0.1:{server.port}"
        cookie, _ = await server.identity.begin_session(made["reader"])
        told = {"cookie": f"{SESSION_COOKIE}={cookie}"}
        async with server.socket(origin=here, **told) as socket:
            await socket.subscribe("a", "{ __typename }")
            assert (await socket.hear())["type"] == "next"
        with pytest.raises(InvalidStatus):
            async with server.socket(origin="https://evil.example", **told):
                pass

    @pytest.mark.parametrize(
        ("path", "headers"),
        [
            ("/graphql?" + "x" * 9_000, {}),
            ("/graphql", {f"x-{i}": "y" for i in range(80)}),
            ("/graphql", {"x": "y" * 8_100}),
        ],
        ids=["address", "headers", "a header"],
    )
    async def test_the_head_of_a_socket_is_bounded(
        self, server: Served, path: str, headers: dict[str, str]
    ) -> None:
        """As the head of any request is."""
        with pytest.raises(InvalidStatus) as refused:
            async with connect(
                f"ws://127.0.0.1:{server.port}{path}",
                subprotocols=[SUBPROTOCOL],
                additional_headers=headers,
                proxy=None,
            ):
                pass
        assert refused.value.response.status_code == 431

    async def test_a_socket_must_name_this_host(self, server: Served) -> None:
        """A name that some site made up for this machine opens nothing."""
        head = (
            f"GET /graphql HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {'A' * 22}==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
        )
        async with await anyio.connect_tcp("127.0.0.1", server.port) as plain:
            await plain.send(head.encode())
            assert (await plain.receive()).startswith(b"HTTP/1.1 400 ")

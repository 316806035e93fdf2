"""Subscriptions over sockets and event streams, against a server in this process."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx
import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS
from stream_support import CHANGES, SUBPROTOCOL, Served, Socket, served
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.http.identity import Identity
from api.services.documents import submission
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.progress import Progress, Stage
from api.services.queue import Queue
from api.services.watch import Watch
from api.services.workspace import Workspace
from api.settings import Settings
from api.web.sign_in import SESSION_COOKIE
from graph.model import NodeId
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
SMALL = replace(SETTINGS, streams=6, streams_each=4)
PROGRESS = "subscription($c: ID) { ingestProgress(curriculum: $c) { document stage failure { stage } } }"
INGEST = "mutation($i: IngestInput!) { ingestDocument(input: $i) { document { status } } }"
SEA = {"curriculum": "sea", "uri": "tides.md", "text": "# Tides\n\nCovers chart datum and tidal range.\n"}
LAND = {"curriculum": "land", "uri": "soil.md", "text": "# Soil\n\nCovers horizons and drainage.\n"}


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    """Return a workspace over an empty store in a file."""
    async with await SqliteStore.open(tmp_path / "cairn.db") as store:
        yield Workspace(store, HashingEncoder(), SETTINGS)


@pytest.fixture
async def server(workspace: Workspace) -> AsyncIterator[Served]:
    """Return a server over nothing, with few streams."""
    async with served(workspace, SMALL) as server:
        yield server


def keys(settings: Settings, **scopes: tuple[Scope, str | None]) -> dict[str, str]:
    """Make keys, and return them by name."""
    made = Keys(settings.keys)
    return {
        name: made.create(name, [scope], learner=learner, now=datetime.now(UTC))[1]
        for name, (scope, learner) in scopes.items()
    }


async def metrics(server: Served) -> str:
    """Return what a server counted."""
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://127.0.0.1:{server.port}/metrics")).text


class TestWhatIsTold:
    """The two subscriptions, over both ways."""

    async def test_a_change_of_the_graph_reaches_sockets_and_event_streams(self, server: Served) -> None:
        """Both are told the revision that stands, and the next one when there is one."""
        async with server.socket() as socket, server.events(CHANGES) as events:
            await socket.subscribe("a", CHANGES)
            first = {"data": {"graphChanged": {"sequence": 0}}}
            assert await socket.hear() == {"id": "a", "type": "next", "payload": first}
            assert await anext(events) == ("next", first)
            await server.ask(INGEST, i=SEA)
            then = {"data": {"graphChanged": {"sequence": 1}}}
            assert await socket.hear() == {"id": "a", "type": "next", "payload": then}
            assert await anext(events) == ("next", then)

    async def test_what_is_open_is_counted_by_the_way_it_goes(self, server: Served) -> None:
        """Metrics tell of sockets and of event streams, as long as they stay."""

        async def told() -> list[float]:
            found = dict(
                re.findall(r'^cairn_streams_open{way="(\w+)"} (\S+)$', await metrics(server), re.MULTILINE)
            )
            return [float(found[way]) for way in ("socket", "events")]

        async with server.socket(), server.events(CHANGES) as events:
            await anext(events)
            async with server.socket():
                assert await told() == [2, 1]
        with anyio.fail_after(10):
            while await told() != [0, 0]:  # noqa: ASYNC110 - as Prometheus does
                await anyio.sleep(0.01)

    async def test_what_is_asked_over_streams_is_counted_as_requests_are(self, server: Served) -> None:
        """Once for an operation, by its field, with the codes of its errors, whichever way it goes."""
        async with server.socket() as socket, server.events(CHANGES) as events:
            await anext(events)
            await socket.subscribe("a", CHANGES)
            await socket.hear()
            await server.ask(INGEST, i=SEA)
            await anext(events)
            await socket.hear()
            await socket.subscribe("b", '{ skill(name: "none") { id } }')
            await socket.subscribe("c", "{ nothing }")
            heard = [await socket.hear() for _ in range(3)]
            assert sorted(one["id"] for one in heard) == ["b", "b", "c"]
            lines = await metrics(server)
        assert 'cairn_operations_total{asked="graphChanged",outcome="answered"} 2.0' in lines
        assert 'cairn_operations_total{asked="skill",outcome="failed"} 1.0' in lines
        assert 'cairn_errors_total{code="NOT_FOUND"} 1.0' in lines
        assert 'cairn_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1.0' in lines

    async def test_a_watcher_of_one_curriculum_hears_of_no_other(self, server: Served) -> None:
        """Neither its revisions nor its documents are told."""
        async with (
            server.events('subscription { graphChanged(curriculum: "sea") { sequence } }') as changes,
            server.socket() as socket,
        ):
            await socket.subscribe("p", PROGRESS, c="sea")
            assert (await anext(changes))[1]["data"]["graphChanged"]["sequence"] == 0
            async with server.events(CHANGES) as all_changes:
                await anext(all_changes)
                await server.ask(INGEST, i=LAND)
                await anext(all_changes)  # land is in the graph
            await server.ask(INGEST, i=SEA)
            assert (await anext(changes))[1]["data"]["graphChanged"]["sequence"] == 2
            told = await socket.hear()
            assert told["payload"]["data"]["ingestProgress"]["document"] == "sea/document/tides.md"

    async def test_a_document_is_followed_until_it_is_in_the_graph(self, server: Served) -> None:
        """It is accepted, worked on with its curriculum, and ingested; one that cannot be read has failed."""
        async with server.events(PROGRESS) as events, server.socket() as socket:
            await socket.subscribe("p", PROGRESS)
            await socket.subscribe("q", "{ __typename }")
            assert [(await socket.hear())["type"] for _ in range(2)] == ["next", "complete"]  # it listens
            await server.ask(INGEST, i=SEA)
            stages = []
            async for _, told in events:
                news = told["data"]["ingestProgress"]
                stages.append((news["document"], news["stage"]))
                if news["stage"] == "INGESTED":
                    break
            assert stages[0] == ("sea/document/tides.md", "ACCEPTED")
            assert (None, "WRITING") in stages
            assert stages[-1] == ("sea/document/tides.md", "INGESTED")
            await server.ask(INGEST, i={**SEA, "uri": "empty.md", "text": " "})
            told = (await anext(events))[1]["data"]["ingestProgress"]
            assert (told["stage"], told["failure"]) == ("FAILED", {"stage": "parse"})

    async def test_what_is_pending_is_told_to_whoever_comes_late(self, workspace: Workspace) -> None:
        """A document that waits for its turn is told of first."""
        queue = Queue(workspace)
        await queue.submit(submission("sea", "tides.md", SEA["text"]))
        async with aclosing(Watch(workspace, queue).progress()) as news:
            assert await anext(news) == Progress(
                NodeId("sea"), NodeId("sea/document/tides.md"), Stage.ACCEPTED
            )

    async def test_queries_and_mutations_go_over_sockets_too(self, server: Served) -> None:
        """They have one answer and are complete; what is wrong with one ends that one alone."""
        async with server.socket() as socket:
            await socket.subscribe("a", INGEST, i=SEA)
            heard = [await socket.hear(), await socket.hear()]
            assert [one["type"] for one in heard] == ["next", "complete"]
            assert heard[0]["payload"]["data"]["ingestDocument"]["document"]["status"] == "PENDING"
            for wrong, code in (("{ nope }", "GRAPHQL_VALIDATION_FAILED"), ("{", "GRAPHQL_PARSE_FAILED")):
                await socket.subscribe("b", wrong)
                refused = await socket.hear()
                assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", code)

    async def test_an_event_stream_carries_a_query_and_its_errors(self, server: Served) -> None:
        """One answer and the end; a refusal is an answer."""
        async with server.events("{ __typename }", method="GET") as events:
            assert events.response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert [event async for event in events] == [
                ("next", {"data": {"__typename": "Query"}}),
                ("complete", None),
            ]
        async with server.events("{ nope }") as events:
            (_, refused), end = [event async for event in events]
            assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
            assert end == ("complete", None)

    async def test_whoever_takes_both_gets_events_for_subscriptions_alone(self, server: Served) -> None:
        """Clients that name JSON too, as urql does, get JSON where one answer is all there is."""
        both = "application/graphql-response+json, application/json, text/event-stream"
        async with server.events(CHANGES, accept=both) as events:
            assert (await anext(events))[0] == "next"
        async with server.events("{ __typename }", accept=both) as events:
            assert events.response.headers["content-type"].startswith("application/graphql-response+json")

    async def test_a_subscription_as_json_is_refused(self, server: Served) -> None:
        """It says how to ask instead."""
        (error,) = (await server.ask(CHANGES))["errors"]
        assert "text/event-stream" in error["message"]

    async def test_a_mutation_does_not_come_by_a_link(self, server: Served) -> None:
        """An event stream by GET is for reading, too."""
        async with server.events("mutation { forgetLearner(learner: 1) }", method="GET") as events:
            (_, refused), _ = [event async for event in events]
            assert refused["errors"][0]["message"] == "A mutation cannot be sent this way; use POST."


class TestWhoIsServed:
    """Identity, over sockets and event streams."""

    @pytest.fixture
    async def guarded(
        self, workspace: Workspace, tmp_path: Path
    ) -> AsyncIterator[tuple[Served, dict[str, str]]]:
        """Return a server with keys."""
        settings = replace(SMALL, keys=tmp_path / "keys", rate=10)
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
        """The eleventh in a minute is refused, as by POST; the socket stays open."""
        server, made = guarded
        async with server.socket({"authorization": f"Bearer {made['reader']}"}) as socket:
            codes = []
            for number in range(12):
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
        with anyio.fail_after(20):
            while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - connections take a moment to close
                await anyio.sleep(0.01)

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
        settings = replace(SMALL, concurrency=1, deadline=0.5)
        async with (
            served(workspace, settings) as server,
            server.events(CHANGES) as one,
            server.events(CHANGES) as two,
        ):
            await anext(one)
            await anext(two)
            await anyio.sleep(0.7)
            assert await server.ask("{ __typename }") == {"data": {"__typename": "Query"}}
            await server.ask(INGEST, i=SEA)
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
            with anyio.move_on_after(20):
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

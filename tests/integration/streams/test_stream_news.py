"""What subscriptions tell, over sockets and event streams."""

import re
from contextlib import aclosing

import pytest
from stream_support import (
    CHANGES,
    INGEST,
    LAND,
    PROGRESS,
    SEA,
    Served,
    metrics,
)
from support import until

from api.services.documents import submission
from api.services.progress import Progress, Stage
from api.services.queue import Queue
from api.services.watch import Watch
from api.services.workspace import Workspace
from graph.model import NodeId

pytestmark = pytest.mark.anyio


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

        async def nothing() -> bool:
            return await told() == [0, 0]

        async with server.socket(), server.events(CHANGES) as events:
            await anext(events)
            async with server.socket():
                assert await told() == [2, 1]
        await until(nothing)

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

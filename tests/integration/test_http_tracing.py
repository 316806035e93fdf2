"""Spans: one a request, one for each of its stages, and nothing in them that was asked or answered."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from http_support import SAMPLE, SETTINGS, client_of, empty_workspace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.telemetry import OpenTelemetry
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
ASK = {
    "query": "query($gap: GapInput!) { learningPath(gap: $gap) { steps { lesson { title } because } } }",
    "variables": {"gap": {"text": "my queries got slow"}},
}


@pytest.fixture(scope="module")
def collected() -> InMemorySpanExporter:
    """Return where spans end up."""
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
async def workspace(collected: InMemorySpanExporter) -> AsyncIterator[Workspace]:
    """Return the sample site, traced."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(collected))
    async with empty_workspace() as plain:
        workspace = Workspace(plain.store, plain.encoder, SETTINGS, OpenTelemetry(provider))
        await ingest_path(workspace, SAMPLE)
        yield workspace


def names(spans: Sequence[ReadableSpan], parent: ReadableSpan) -> list[str]:
    """Return the names of the spans within another, in the order in which they began."""
    assert parent.context
    inner = [one for one in spans if one.parent and one.parent.span_id == parent.context.span_id]
    return [one.name for one in sorted(inner, key=lambda one: one.start_time or 0)]


async def test_an_ingest_is_a_span_with_its_stages(
    workspace: Workspace, collected: InMemorySpanExporter
) -> None:
    """They follow one another within it, from reading to writing."""
    assert workspace.tracer.active
    spans = collected.get_finished_spans()
    (whole,) = (one for one in spans if one.name == "ingest")
    assert names(spans, whole) == ["reading", "resolving", "embedding", "inferring", "writing"]


async def test_a_request_is_a_span_with_its_stages(
    workspace: Workspace, collected: InMemorySpanExporter
) -> None:
    """It is a part of the client's trace; a question asked before has no stages; no field has a span."""
    collected.clear()
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    async with client_of(create_app(workspace, SETTINGS)) as client:
        answer = await client.post("/graphql", json=ASK, headers=headers)
        spans = collected.get_finished_spans()
        (request,) = (one for one in spans if one.name == "POST /graphql")
        assert request.context
        assert request.parent
        assert (f"{request.context.trace_id:032x}", f"{request.parent.span_id:016x}") == (TRACE, PARENT)
        assert names(spans, request) == ["parse", "match", "plan", "reasons", "write"]
        assert len(spans) == 6
        assert dict(request.attributes or {}) == {
            "http.request.method": "POST",
            "http.response.status_code": 200,
            "cairn.request_id": answer.headers["x-request-id"],
            "cairn.asked": "learningPath",
        }
        collected.clear()
        await client.post("/graphql", json=ASK)
        assert [one.name for one in collected.get_finished_spans()] == ["POST /graphql"]


async def test_no_span_says_what_was_asked(workspace: Workspace, collected: InMemorySpanExporter) -> None:
    """Neither words nor paths that clients made up, nor the text of an error, leave the process."""
    collected.clear()
    secret = "tell-nobody"
    async with client_of(create_app(workspace, SETTINGS)) as client:
        await client.post("/graphql", json={"query": f'{{ skill(name: "{secret}") {{ id }} }}'})
        await client.get(f"/{secret}", headers={"traceparent": secret})
    told = [one.to_json() for one in collected.get_finished_spans()]
    assert len(told) >= 2
    assert not any(secret in one for one in told)


async def test_without_a_collector_there_is_nothing_between(tmp_path: Path) -> None:
    """Nothing is loaded and nothing is wrapped unless somebody asks for it."""
    del tmp_path
    async with empty_workspace() as workspace:
        assert not workspace.tracer.active
        with workspace.tracer.stage("a") as one, workspace.tracer.stage("b") as two:
            assert one is two is None

"""What the server counts and logs."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace, started
from support import until

from api.http.app import create_app
from api.http.logs import JsonLines
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
OK = {"query": "{ __typename }"}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


async def counted(client: httpx.AsyncClient, **headers: str) -> set[str]:
    """Return the lines of the metrics."""
    response = await client.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return set(response.text.splitlines())


async def is_told(client: httpx.AsyncClient, beginning: str) -> bool:
    """Tell whether a line of the metrics begins so."""
    return any(line.startswith(beginning) for line in await counted(client))


async def test_requests_are_counted_by_what_became_of_them(workspace: Workspace) -> None:
    """Each has a path, a method and a status; paths and methods that clients make up share one label."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        await client.post("/graphql", json=OK)
        await client.post("/graphql", content=b"5")
        for number in range(20):
            await client.request(f"X{number}", f"/nowhere/{number}")
        lines = await counted(client)
    assert 'cairn_requests_total{method="POST",path="/graphql",status="200"} 1.0' in lines
    assert 'cairn_requests_total{method="POST",path="/graphql",status="415"} 1.0' in lines
    assert 'cairn_requests_total{method="other",path="other",status="404"} 20.0' in lines
    assert 'cairn_request_seconds_count{path="/graphql"} 2.0' in lines
    assert "cairn_curricula_settling 0.0" in lines


async def test_operations_and_errors_are_counted_by_names_of_ours(workspace: Workspace) -> None:
    """By the field that is asked for, repeated ones too, and by the code of each error and refusal."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        for query in (
            "{ revision { sequence } }",
            "{ revision { sequence } }",
            "{ a: __typename b: __typename }",
        ):
            await client.post("/graphql", json={"query": query})
        await client.post("/graphql", json={"query": '{ skill(name: "none") { id } }'})
        await client.post("/graphql", json={"query": "{ a" + " " * 30_000 + "}"})
        await client.post("/graphql", content=b"x" * 2_000_000)
        lines = await counted(client)
    assert 'cairn_operations_total{asked="revision",outcome="answered"} 2.0' in lines
    assert 'cairn_operations_total{asked="several",outcome="answered"} 1.0' in lines
    assert 'cairn_operations_total{asked="skill",outcome="failed"} 1.0' in lines
    assert 'cairn_errors_total{code="NOT_FOUND"} 1.0' in lines
    assert 'cairn_errors_total{code="LIMIT_EXCEEDED"} 1.0' in lines
    assert 'cairn_errors_total{code="REQUEST_ENTITY_TOO_LARGE"} 1.0' in lines


async def test_what_becomes_of_documents_is_counted(workspace: Workspace) -> None:
    """Each that was settled counts once, by how that ended."""
    app = create_app(workspace, SETTINGS)
    page = {
        "curriculum": "tides",
        "uri": "tides.md",
        "text": "# Tides\n\nCovers neap tides and spring tides.",
    }
    send = "mutation($d: IngestInput!) { ingestDocument(input: $d) { document { id } } }"
    async with started(app), client_of(app) as client:
        await client.post("/graphql", json={"query": send, "variables": {"d": page}})
        await until(lambda: is_told(client, "cairn_documents_total{"))
        assert 'cairn_documents_total{outcome="ingested"} 1.0' in await counted(client)


async def test_metrics_are_for_who_may_read(workspace: Workspace, tmp_path: Path) -> None:
    """With keys they need one; two applications count for themselves."""
    settings = replace(SETTINGS, keys=tmp_path)
    _, key = Keys(tmp_path).create("prometheus", [Scope.READ], now=datetime.now(UTC))
    async with client_of(create_app(workspace, settings)) as client:
        assert (await client.get("/metrics")).status_code == 401
        assert await counted(client, authorization=f"Bearer {key}")


async def test_each_request_is_a_line_of_json(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    """Request id, status, time and principal are fields of their own; a query's text is in none."""
    with caplog.at_level(logging.INFO, "cairn.access"):
        async with client_of(create_app(workspace, SETTINGS)) as client:
            answer = await client.post("/graphql?secret=1", json=OK)
    (record,) = (one for one in caplog.records if one.name == "cairn.access")
    line = json.loads(JsonLines().format(record))
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["path"], line["status"], line["principal"]) == ("/graphql", 200, "operator")
    assert "secret" not in json.dumps(line)
    assert "__typename" not in json.dumps(line)


def test_a_fault_is_one_line_too() -> None:
    """A traceback is a field, whatever it holds: no line break can forge a second line."""
    error = ValueError("first\nsecond")
    record = logging.LogRecord("cairn", logging.ERROR, "", 0, "%s\nbroke", ("it",), (ValueError, error, None))
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "second" in json.loads(line)["traceback"]

"""What the server does with requests that are meant to hurt it, or that cannot be served."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import anyio
import httpx
import pytest
from http_support import SETTINGS, FailingWorkspace, client_of, empty_workspace
from support import until

from api.http.app import MAX_BODY, create_app
from api.services.picture import Picture
from api.services.workspace import Workspace
from graph.errors import StoreUnavailable

pytestmark = pytest.mark.anyio
OK = {"query": "{ __typename }"}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application over nothing."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield client


def code(response: httpx.Response) -> str:
    """Return the code of the first error of a response."""
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"5",
        b"null",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 5}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 5}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "\xff"}',
        b"\xff\xfe",
        b'{"query": "a", "variables": {"x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
        b"[" * 10_000 + b"]" * 10_000,
        b'{"query": "{ __typename }", "variables": {"x": 1e999}}',
    ],
)
async def test_a_body_that_is_no_request_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    """Whatever is wrong with a body, the client is told so and the server has no fault."""
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert code(response) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "parameters", [{}, {"query": "{ __typename }", "variables": "{"}, {"variables": "{}"}]
)
async def test_a_url_that_is_no_request_is_400(client: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    """The same holds for what comes in the URL."""
    assert (await client.get("/graphql", params=parameters)).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "{" + " ".join(f"x{i}: revision {{ sequence }}" for i in range(100)) + "}",
        "{" + "revision { sequence } " * 100 + "}",
        "{...F0}" + "".join(f"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}" for i in range(20))
        + "fragment F20 on Query{__typename}",
        "{" + "a{" * 60 + "b" + "}" * 60 + "}",
        "# " + "x" * 30_000 + "\n{ __typename }",
    ],
    ids=["aliases", "repeats", "fan-out", "depth", "characters"],
)  # fmt: skip
async def test_queries_above_a_limit_are_refused(client: httpx.AsyncClient, query: str) -> None:
    """Known ways to make a small query costly end with a code before anything is executed."""
    response = await client.post("/graphql", json={"query": query})
    assert code(response) == "LIMIT_EXCEEDED"
    assert "data" not in response.json()


@pytest.mark.parametrize("query", ["{ " + "a " * 5_000 + "}", "#\n" * 5_000], ids=["names", "comments"])
async def test_queries_of_too_many_tokens_are_not_parsed(client: httpx.AsyncClient, query: str) -> None:
    """Parsing stops where the tokens run out, and the client is told that it was a limit."""
    assert code(await client.post("/graphql", json={"query": query})) == "LIMIT_EXCEEDED"


async def test_deep_introspection_is_refused(client: httpx.AsyncClient) -> None:
    """Types of fields of types of fields grow without end; that is refused."""
    query = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    assert code(await client.post("/graphql", json={"query": query})) == "GRAPHQL_VALIDATION_FAILED"


async def test_a_body_declared_too_large_is_not_read(client: httpx.AsyncClient) -> None:
    """The declared size is enough to refuse a body."""
    headers = {"content-type": "application/json"}
    response = await client.post("/graphql", content=b" " * (MAX_BODY + 1), headers=headers)
    assert (response.status_code, code(response)) == (413, "REQUEST_ENTITY_TOO_LARGE")


async def test_a_body_that_grows_too_large_is_cut_off(client: httpx.AsyncClient) -> None:
    """Without a declared size a body is read to the limit and no further."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    headers = {"content-type": "application/json"}
    response = await client.post("/graphql", content=endless(), headers=headers)
    assert response.status_code == 413
    assert read <= MAX_BODY + 2 * 65_536


async def test_a_late_answer_is_503(workspace: Workspace) -> None:
    """Whoever waits too long is told so, and what worked for them stops."""

    class Stuck(Workspace):
        stopped = False

        async def picture(self) -> Picture:
            try:
                await anyio.sleep_forever()
            finally:
                Stuck.stopped = True
            raise AssertionError

    app = create_app(Stuck(workspace.store, workspace.encoder, SETTINGS), replace(SETTINGS, deadline=0.1))
    async with client_of(app) as client:
        response = await client.post("/graphql", json={"query": "{ revision { sequence } }"})
        assert (response.status_code, code(response)) == (503, "DEADLINE_EXCEEDED")
        assert Stuck.stopped

        async def served() -> bool:
            return (await client.post("/graphql", json=OK)).status_code == 200

        await until(served)  # on a busy machine this may be late, too


async def test_a_fault_is_masked_and_logged(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    """A client learns the id of its request, under which the log has the traceback."""
    app = create_app(FailingWorkspace(workspace, ZeroDivisionError("inner secret")), SETTINGS)
    with caplog.at_level(logging.ERROR):
        async with client_of(app) as client:
            response = await client.post("/graphql", json={"query": "{ revision { sequence } }"})
    (error,) = response.json()["errors"]
    assert "inner secret" not in response.text
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert "inner secret" in caplog.text
    assert response.headers["x-request-id"] in caplog.text


async def test_a_store_that_is_gone_is_told(workspace: Workspace) -> None:
    """An error of the store has its own code: a client may try again later."""
    app = create_app(FailingWorkspace(workspace, StoreUnavailable("The store is gone.")), SETTINGS)
    async with client_of(app) as client:
        response = await client.post("/graphql", json={"query": "{ revision { sequence } }"})
    assert code(response) == "STORE_UNAVAILABLE"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example"])
async def test_other_host_names_are_refused(client: httpx.AsyncClient, host: str) -> None:
    """A web site cannot reach the server under its own name."""
    assert (await client.post("/graphql", json=OK, headers={"host": host})).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9000", "[::1]:8000", "localhost"])
async def test_names_of_this_machine_are_served(client: httpx.AsyncClient, host: str) -> None:
    """Whatever the port, this machine's own names are right."""
    assert (await client.post("/graphql", json=OK, headers={"host": host})).status_code == 200


@pytest.mark.parametrize("path", ["/", "/graphql", "/healthz", "/nowhere"])
async def test_every_response_is_safe_to_show(client: httpx.AsyncClient, path: str) -> None:
    """Security headers and a request id are on every response, errors included."""
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]


async def test_a_proxys_request_id_is_kept(client: httpx.AsyncClient) -> None:
    """An id that was given is used; one that could forge a log line is not."""
    kept = await client.get("/healthz", headers={"x-request-id": "abc-1.2_3"})
    assert kept.headers["x-request-id"] == "abc-1.2_3"
    forged = await client.get("/healthz", headers={"x-request-id": "a b=c"})
    assert forged.headers["x-request-id"] != "a b=c"


async def test_a_program_that_is_lost_is_told_where_graphql_is(client: httpx.AsyncClient) -> None:
    """Who asks for no HTML gets the error in the shape that GraphQL gives."""
    response = await client.get("/no-such-thing")
    assert (response.status_code, code(response)) == (404, "NOT_FOUND")
    assert "/graphql" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("second", ["evil.example", "127.0.0.1:8000"])
async def test_a_request_names_one_host(client: httpx.AsyncClient, second: str) -> None:
    """Whoever stands between client and server may have looked at the other one (RFC 9112, section 3.2)."""
    headers = [("host", "127.0.0.1:8000"), ("host", second), ("content-type", "application/json")]
    response = await client.post("/graphql", json=OK, headers=headers)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_an_address_that_leads_nowhere_is_not_said_back_at_length(client: httpx.AsyncClient) -> None:
    """A path of pages is refused by its size."""
    response = await client.get("/" + "x" * 20_000)
    assert (response.status_code, code(response)) == (431, "REQUEST_HEADER_FIELDS_TOO_LARGE")
    assert len(response.content) < 1_000

"""Documents as files, by the GraphQL multipart request specification."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import anyio
import httpx
import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS, client_of, started
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from support import until

from api.http.app import create_app
from api.http.bounds import WholeBody
from api.http.uploads import Uploads
from api.services.identity import OPERATOR, Principal
from api.services.identity import Scope as Allowed
from api.services.workspace import Workspace
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parent.parent / "samples"
INGEST = "mutation($i: IngestInput!) { ingestDocument(input: $i) { document { id status mediaType } } }"
PREFLIGHT = {"graphql-require-preflight": "1"}
DOCX = {"curriculum": "bees", "uri": "bees-in-winter.docx", "file": None}
LISTED = "{ documents { edges { node { id status } } } }"


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    """Return a workspace over an empty store."""
    async with await SqliteStore.open(tmp_path / "cairn.db") as store:
        yield Workspace(store, HashingEncoder(), SETTINGS)


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of a server over it, whose documents may have 100,000 bytes."""
    settings = replace(SETTINGS, max_bytes=100_000)
    async with client_of(
        create_app(workspace, settings), accept="application/graphql-response+json"
    ) as client:
        yield client


async def send(
    client: httpx.AsyncClient,
    content: bytes = b"# Tides\n\nCovers chart datum.\n",
    *,
    operations: object = None,
    places: object = None,
    headers: Mapping[str, str] = PREFLIGHT,
    document: Mapping[str, object] = {"curriculum": "sea", "uri": "tides.md", "file": None},
) -> httpx.Response:
    """Send a file as clients do."""
    asked = operations or {"query": INGEST, "variables": {"i": document}}
    fields = {
        "operations": json.dumps(asked),
        "map": json.dumps({"0": ["variables.i.file"]} if places is None else places),
    }
    return await client.post("/graphql", data=fields, files={"0": ("f", content)}, headers=headers)


async def test_a_file_is_a_document_on_its_way(client: httpx.AsyncClient) -> None:
    """It is read in the format that its place says, and answered as durably pending."""
    answer = await send(client, (SAMPLES / "bees-in-winter.docx").read_bytes(), document=DOCX)
    document = answer.json()["data"]["ingestDocument"]["document"]
    assert document["status"] == "PENDING"
    assert document["mediaType"].endswith("wordprocessingml.document")


async def test_the_same_file_twice_at_once_is_ingested_once(workspace: Workspace) -> None:
    """As a file and as text: one document, one revision."""
    app = create_app(workspace, SETTINGS)
    text = {"curriculum": "sea", "uri": "tides.md", "text": "# Tides\n\nCovers chart datum.\n"}
    body = {"query": INGEST, "variables": {"i": text}}

    async def ingested() -> bool:
        return (await workspace.store.revision()).sequence > 0

    async with started(app), client_of(app) as client:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(send, client)
                group.start_soon(lambda: client.post("/graphql", json=body))
        await until(ingested)
        listed = (await client.post("/graphql", json={"query": LISTED})).json()
        assert listed["data"]["documents"]["edges"] == [
            {"node": {"id": "sea/document/tides.md", "status": "INGESTED"}}
        ]
        await send(client)
        assert (await workspace.store.revision()).sequence == 1


async def test_a_form_of_another_site_changes_nothing(client: httpx.AsyncClient) -> None:
    """Without a header that no form can set it is refused, whatever it holds."""
    refused = await send(client, headers={})
    assert refused.status_code == 403
    assert "graphql-require-preflight" in refused.json()["errors"][0]["message"]
    assert (await send(client, headers={"apollo-require-preflight": "true"})).status_code == 200


@pytest.mark.parametrize(
    ("places", "operations"),
    [
        ({"0": ["variables.i.nothing"]}, None),
        ({"0": ["variables.i.uri"]}, None),
        ({"0": ["variables.i.uri.0"]}, None),
        ({"0": ["variables"]}, None),
        ({"0": ["query"]}, None),
        ({"0": ["variables.i." + "9" * 5_000]}, None),
        ({"1": ["variables.i.file"]}, None),
        ({"0": "variables.i.file"}, None),
        ([], None),
        (None, [{"query": INGEST}]),
        (None, {"query": "query($f: Upload) { __typename }", "variables": {"i": {"file": None}}}),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, places: object, operations: object
) -> None:
    """Places that are none, files that are not there, batches, queries: 400 with a sentence."""
    refused = await send(client, places=places, operations=operations)
    assert refused.status_code == 400, refused.text
    assert refused.json()["errors"][0]["message"]


async def test_a_form_without_its_fields_is_refused(client: httpx.AsyncClient) -> None:
    """Also one that is no form at all."""
    for content in (b"", b"--x\r\n\r\n", b"--x--\r\n", b"nonsense"):
        kind = {"content-type": "multipart/form-data; boundary=x", **PREFLIGHT}
        refused = await client.post("/graphql", content=content, headers=kind)
        assert refused.status_code == 400, content


async def test_only_a_file_that_was_sent_is_a_file(client: httpx.AsyncClient) -> None:
    """No text in its place, in variables or in the query, becomes one; nor do both or neither do."""
    document = {"curriculum": "sea", "uri": "tides.md"}
    for given in ({"file": "x"}, {"file": {}}, {}):
        body = {"query": INGEST, "variables": {"i": {**document, **given}}}
        (error,) = (await client.post("/graphql", json=body)).json()["errors"]
        assert error["extensions"]["code"] == "INVALID_INPUT"
    literal = (
        'mutation { ingestDocument(input: {curriculum: "a", uri: "b.md", file: "x"}) { document { id } } }'
    )
    (error,) = (await client.post("/graphql", json={"query": literal})).json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    (error,) = (await send(client, document={**document, "file": None, "text": "x"})).json()["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"


async def test_files_are_bounded(client: httpx.AsyncClient) -> None:
    """One above the size of a document, a form of many parts, a part without end: each is refused."""
    assert (await send(client, bytes(200_000))).status_code == 413
    files = {str(number): ("f", b"x") for number in range(20)}
    many = await client.post(
        "/graphql", data={"operations": "{}", "map": "{}"}, files=files, headers=PREFLIGHT
    )
    assert many.status_code == 400
    fields = {f"f{number}": "x" for number in range(20)}
    more = await client.post("/graphql", data=fields, files={"0": ("f", b"x")}, headers=PREFLIGHT)
    assert more.status_code == 400
    long = await send(client, operations={"query": "{" + "a" * 70_000 + "}"})
    assert long.status_code == 400


async def test_few_files_are_taken_in_at_a_time() -> None:
    """The fifth at once is told to come again, and whoever may not ingest sends none; bodies stay small."""
    gate, inside = anyio.Event(), anyio.Semaphore(0)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        inside.release()
        await gate.wait()
        await Response()(scope, receive, send)

    bounded = WholeBody(slow, Uploads(["/graphql"], most=10, most_with_files=1_000))
    principals = {"reader": Principal("reader", frozenset({Allowed.READ}))}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        who = dict(scope["headers"]).get(b"who", b"").decode()
        scope["state"] = {"principal": principals.get(who, OPERATOR)}
        await bounded(scope, receive, send)

    form = {"content-type": "multipart/form-data; boundary=x"}
    async with client_of(app) as client, anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(lambda: client.post("/graphql", content=b"x" * 500, headers=form))
        for _ in range(4):
            await inside.acquire()
        assert (await client.post("/graphql", content=b"x", headers=form)).status_code == 503
        forbidden = await client.post("/graphql", content=b"x", headers={**form, "who": "reader"})
        assert forbidden.status_code == 403
        assert (await client.post("/graphql", content=b"x" * 500)).status_code == 413
        gate.set()
    async with client_of(app) as client:
        assert (await client.post("/graphql", content=b"x", headers=form)).status_code == 200

"""Questions that were asked before: answered from memory, or not sent again, as long as nothing changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of, sample_workspace

from api.http.accept import GRAPHQL_JSON
from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.picture import Picture
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
QUERY = "query($n: String) { skill(name: $n) { name taughtBy { lesson { title } statements { quote } } } }"
ASK = {"query": QUERY, "variables": '{"n": "deadlocks"}'}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return the sample site, each test its own."""
    async with sample_workspace() as workspace:
        yield workspace


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application over the sample site."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield client


async def change(workspace: Workspace, folder: Path) -> None:
    """Add a document to the graph."""
    (folder / "new.md").write_text("# Something new\n\nCovers deadlock detection.\n", encoding="utf-8")
    await ingest_path(workspace, folder / "new.md", curriculum="new")


async def test_an_answer_names_its_version_and_is_not_sent_twice(
    client: httpx.AsyncClient, workspace: Workspace, tmp_path: Path
) -> None:
    """Whoever has the answer gets 304 and no body, until the graph changes."""
    first = await client.get("/graphql", params=ASK)
    assert first.json()["data"]["skill"]["name"]
    has = {"if-none-match": first.headers["etag"]}
    again = await client.get("/graphql", params=ASK, headers=has)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await change(workspace, tmp_path)
    changed = await client.get("/graphql", params=ASK, headers=has)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_other_questions_have_other_versions(client: httpx.AsyncClient) -> None:
    """Text, variables and media type are all part of what a version stands for."""
    other = {**ASK, "variables": '{"n": "joins"}'}
    longer = {**ASK, "query": QUERY.replace("name taught", "id name taught")}
    tags = [(await client.get("/graphql", params=one)).headers["etag"] for one in (ASK, other, longer)]
    tags.append((await client.get("/graphql", params=ASK, headers={"accept": GRAPHQL_JSON})).headers["etag"])
    assert len(set(tags)) == 4


@pytest.mark.parametrize(
    "query", ["{ __typename }", '{ skill(name: "no such skill") { id } }', "{ skill { id } }", "{ nothing }"]
)
async def test_errors_and_constants_have_no_version(client: httpx.AsyncClient, query: str) -> None:
    """An error may be gone the next time, so nobody is told to keep one."""
    assert "etag" not in (await client.get("/graphql", params={"query": query})).headers


async def test_a_repeated_question_is_answered_from_memory(workspace: Workspace, tmp_path: Path) -> None:
    """The graph is read once; after a change it is read again, and the answer is the new one."""
    counted = Counting(workspace.store, workspace.encoder, SETTINGS)
    query = {"query": "{ health { lessons } revision { sequence } }"}
    async with client_of(create_app(counted, SETTINGS)) as client:
        first = (await client.post("/graphql", json=query)).json()
        asked = counted.pictures
        assert (await client.post("/graphql", json=query)).json() == first
        assert counted.pictures - asked <= 1  # to see whether the revision is still the same
        await change(workspace, tmp_path)
        async with client_of(create_app(workspace, SETTINGS)) as other:
            fresh = (await other.post("/graphql", json=query)).json()
    assert fresh != first


class Counting(Workspace):
    """Counts how often the picture is asked for."""

    pictures = 0

    async def picture(self) -> Picture:
        """Count, and return it."""
        self.pictures += 1
        return await super().picture()

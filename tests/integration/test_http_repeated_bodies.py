"""Bodies that came before are answered without being read: as they were, and no longer than that is right."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest
from http_support import SETTINGS, client_of

from api.graphql.execution import Executor
from api.http.accept import GRAPHQL_JSON
from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.workspace import Workspace
from api.settings import Settings
from graph.errors import StoreUnavailable

pytestmark = pytest.mark.anyio
ASK = {
    "query": '{ skill(name: "deadlocks") { name kind taughtBy { lesson { title } } } revision { sequence } }'
}


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application over the sample site."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield client


async def test_the_answer_is_the_same_with_a_request_id_of_its_own(client: httpx.AsyncClient) -> None:
    """Body and headers are those of the first time, but for what is about the request."""
    first, again = [await client.post("/graphql", json=ASK) for _ in range(2)]
    assert again.content == first.content
    assert (ids := {first.headers.pop("x-request-id"), again.headers.pop("x-request-id")})
    assert len(ids) == 2
    assert again.headers == first.headers


async def test_after_a_change_the_answer_is_the_new_one(
    client: httpx.AsyncClient, workspace: Workspace, tmp_path: Path
) -> None:
    """What belongs to a revision goes with it."""
    before = (await client.post("/graphql", json=ASK)).json()
    (tmp_path / "new.md").write_text("# Something new\n\nCovers deadlock detection.\n", encoding="utf-8")
    await ingest_path(workspace, tmp_path / "new.md", curriculum="new")
    after = (await client.post("/graphql", json=ASK)).json()
    assert after["data"]["revision"]["sequence"] > before["data"]["revision"]["sequence"]


async def test_every_media_type_gets_its_own(client: httpx.AsyncClient) -> None:
    """The same body is answered in what each client accepts, and refused in what it says it is not."""
    await client.post("/graphql", json=ASK)
    other = await client.post("/graphql", json=ASK, headers={"accept": GRAPHQL_JSON})
    assert other.headers["content-type"].startswith(GRAPHQL_JSON)
    same = (await client.post("/graphql", json=ASK)).request.content
    refused = await client.post("/graphql", content=same, headers={"content-type": "text/plain"})
    assert refused.status_code == 415


async def test_who_may_not_read_gets_nothing_that_another_was_told(workspace: Workspace) -> None:
    """An answer is kept for those who may have it."""
    secret = "s" * 32
    settings = Settings.read({"CAIRN_JWT_SECRET": secret})
    claims = {"sub": "ada", "exp": datetime.now(UTC) + timedelta(hours=1)}
    async with client_of(create_app(workspace, settings)) as client:
        told = []
        for allows in ("read", "read", "nothing"):
            token = jwt.encode({**claims, "scope": allows}, secret, algorithm="HS256")
            answer = await client.post("/graphql", json=ASK, headers={"authorization": f"Bearer {token}"})
            told.append(answer.json().get("data") is not None)
        assert (await client.post("/graphql", json=ASK)).status_code == 401
    assert told == [True, True, False]


async def test_a_store_that_is_gone_is_told_of(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody follows the store, nothing is answered from memory that nobody could confirm."""

    async def gone() -> None:
        raise StoreUnavailable("gone")

    async with client_of(create_app(workspace, SETTINGS)) as client:
        assert "errors" not in (await client.post("/graphql", json=ASK)).json()
        monkeypatch.setattr(workspace.store, "revision", gone)
        answer = (await client.post("/graphql", json=ASK)).json()
    assert answer["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


@pytest.mark.parametrize(
    "query",
    [
        '{ learner(learner: "ada") { completed { at } } }',
        "mutation { rollback(sequence: 1) { undone } }",
        "{ documents { totalCount } }",
        '{ skill(name: "no such skill") { id } }',
    ],
)
async def test_what_does_not_follow_from_the_graph_is_worked_out_each_time(
    workspace: Workspace, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Learners, documents, changes and errors are never answered from memory."""
    app = create_app(workspace, SETTINGS)
    answered: list[str] = []
    plain = Executor.answer

    async def counted(self: Executor, query: object) -> object:
        answered.append("once")
        return await plain(self, query)  # type: ignore[arg-type]  # whatever it is

    monkeypatch.setattr(Executor, "answer", counted)
    async with client_of(app) as client:
        for _ in range(2):
            await client.post("/graphql", json={"query": query})
    assert len(answered) == 2

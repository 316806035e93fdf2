"""What probers are told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import anyio
import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS, FailingWorkspace, client_of, empty_workspace, started
from support import until

from api.http import health
from api.http.app import create_app
from api.services.picture import Picture
from api.services.workspace import Workspace
from embeddings.ports import Vectors
from graph.errors import EncoderError, StoreUnavailable

pytestmark = pytest.mark.anyio


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


async def test_a_process_that_answers_is_alive(workspace: Workspace) -> None:
    """Being alive needs no store: a restart would not mend it."""
    broken = FailingWorkspace(workspace, StoreUnavailable("The store is gone."))
    async with client_of(create_app(broken, SETTINGS)) as client:
        response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_ready_names_the_revision(workspace: Workspace) -> None:
    """Ready means that the store was reached and its graph is loaded."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        response = await client.get("/readyz")
    assert response.status_code == 200
    age = response.json()["age_seconds"]
    assert 0 <= age < 60
    assert response.json() == {"status": "ready", "revision": 0, "age_seconds": age, "store": "reachable"}


async def test_a_graph_without_its_store_is_ready_and_says_so(workspace: Workspace) -> None:
    """Questions are answered, so requests may come; since when and why it may be old is told."""
    now = anyio.current_time()
    workspace = replace(workspace, _picture=await workspace.picture(), _following=True)
    workspace = replace(workspace, _confirmed=now - 90, _trouble="The store is gone.")
    async with client_of(create_app(workspace, SETTINGS)) as client:
        response = await client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["age_seconds"] >= 90
    assert response.json() | {"age_seconds": 90} == {
        "status": "degraded",
        "revision": 0,
        "age_seconds": 90,
        "store": "unreachable",
        "reason": "The store is gone.",
    }


async def test_an_unreachable_store_is_not_ready(workspace: Workspace) -> None:
    """The reason is the error's own sentence."""
    broken = FailingWorkspace(workspace, StoreUnavailable("The store is gone."))
    async with client_of(create_app(broken, SETTINGS)) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["reason"]) == (503, "The store is gone.")


async def test_a_graph_that_still_loads_is_not_ready(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prober is answered before it loses patience."""
    monkeypatch.setattr(health, "_PATIENCE", 0.01)

    class Loading(Workspace):
        async def picture(self) -> Picture:
            await anyio.sleep_forever()
            raise AssertionError

    loading = Loading(workspace.store, workspace.encoder, SETTINGS)
    async with client_of(create_app(loading, SETTINGS)) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


async def test_the_model_is_loaded_before_anyone_asks() -> None:
    """A server encodes something at its start, and starts all the same where there is no model."""

    class Missing(HashingEncoder):
        asked = 0

        def encode(self, texts: Sequence[str]) -> Vectors:
            Missing.asked += len(texts)
            raise EncoderError("There is no model.")

    async with empty_workspace() as workspace:
        app = create_app(Workspace(workspace.store, Missing(), SETTINGS), SETTINGS)
        async with started(app):
            await until(lambda: Missing.asked > 0)

"""Judging on a page: accept, reject, undo."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace
from web_support import Page

from api.http.app import create_app
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("decision", "state"), [("accept", "accepted"), ("reject", "rejected")])
async def test_a_judgement_is_kept_and_undone(client: httpx.AsyncClient, decision: str, state: str) -> None:
    """What is judged leaves the queue, stands among the judged, and comes back when that is undone."""
    page = Page.of(await client.get("/review?kind=guard"))
    assert list(page.faults()) == []
    item = page.buttons(decision)[0]
    judged = await client.post("/review", data={decision: item, "back": "/review?kind=guard"})
    assert judged.status_code == 303
    after = Page.of(await client.get(judged.headers["location"]))
    assert f"{state.capitalize()}:" in after.text
    assert item not in after.buttons(decision)
    listed = Page.of(await client.get(f"/review?state={state}"))
    assert item in listed.buttons("undo")
    await client.post("/review", data={"undo": item, "back": "/review"})
    assert item in Page.of(await client.get("/review?kind=guard")).buttons(decision)


async def test_the_queue_is_paged_and_filtered(client: httpx.AsyncClient) -> None:
    """Long queues come a page at a time; what there is not is told so."""
    first = Page.of(await client.get("/review"))
    second = Page.of(await client.get("/review?page=2"))
    assert len(first.buttons("accept")) == 20
    assert not set(first.buttons("accept")) & set(second.buttons("accept"))
    assert Page.of(await client.get("/review?page=9999")).buttons("accept")
    assert (await client.get("/review?kind=nonsense")).status_code == 400


async def test_what_is_no_decision_changes_nothing(client: httpx.AsyncClient) -> None:
    """Neither nothing, nor two things at once, nor something that is not there."""
    for data in ({}, {"accept": "x", "reject": "x"}):
        assert (await client.post("/review", data=data)).status_code == 400
    assert (await client.post("/review", data={"accept": "no such thing"})).status_code == 404


async def test_who_may_read_alone_does_not_judge(workspace: Workspace, tmp_path: Path) -> None:
    """The queue is there to read, without buttons, and what is sent all the same is refused."""
    settings = replace(SETTINGS, keys=tmp_path / "keys")
    key = Keys(settings.keys).create("reader", [Scope.READ], now=datetime.now(UTC))[1]
    async with client_of(create_app(workspace, settings), accept="text/html") as client:
        client.headers["authorization"] = f"Bearer {key}"
        page = Page.of(await client.get("/review"))
        assert page.buttons("accept") == []
        assert (await client.post("/review", data={"accept": "x"})).status_code == 403


async def test_an_empty_queue_says_so() -> None:
    """Where nothing is ingested nothing waits."""
    async with (
        empty_workspace() as workspace,
        client_of(create_app(workspace, SETTINGS), accept="text/html") as client,
    ):
        assert "Nothing waits for your judgement" in Page.of(await client.get("/review")).text

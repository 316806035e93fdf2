"""Marking lessons as done, and every way back."""

from collections.abc import AsyncIterator

import httpx
import pytest
from http_support import SETTINGS, client_of
from web_support import Page

from api.http.app import create_app
from api.services.workspace import Workspace
from api.web.visitor import ME

pytestmark = pytest.mark.anyio
WISH = "/path?gap=my+query+got+slow+when+the+table+grew"


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser of the sample site, of somebody at this machine who has done nothing yet."""
    async with client_of(create_app(workspace, SETTINGS), accept="text/html") as client:
        yield client
    await workspace.store.forget(ME)


async def test_what_is_done_leaves_the_path_and_comes_back(client: httpx.AsyncClient) -> None:
    """A finished lesson is no step any more, on any path, until that is undone."""
    before = Page.of(await client.get(WISH))
    lesson = before.buttons("done")[0]
    marked = await client.post("/progress", data={"done": lesson, "back": WISH})
    assert marked.status_code == 303
    after = Page.of(await client.get(marked.headers["location"]))
    assert list(after.faults()) == []
    assert "It is kept, and paths leave it out from now on." in after.text
    assert lesson not in after.buttons("done")
    assert lesson in after.buttons("undo")
    assert "It is kept" not in Page.of(await client.get(WISH)).text
    undone = await client.post("/progress", data={"undo": lesson, "back": marked.headers["location"]})
    assert undone.headers["location"] == WISH
    assert lesson in Page.of(await client.get(WISH)).buttons("done")


async def test_progress_is_shown_and_forgotten(client: httpx.AsyncClient) -> None:
    """All that is kept of somebody is on one page, and gone when they say so."""
    await client.post("/progress", data={"done": "data-with-postgresql/lesson/deadlocks", "back": "/"})
    page = Page.of(await client.get("/me"))
    assert list(page.faults()) == []
    assert "You finished 1 lesson" in page.text
    assert "Deadlocks" in page.text
    await client.post("/me/forget")
    assert "Nothing finished yet" in Page.of(await client.get("/me")).text


async def test_a_lesson_says_when_it_was_finished(client: httpx.AsyncClient) -> None:
    """The page of a lesson offers to mark it, and then says when that was."""
    place = "/lesson/data-with-postgresql/deadlocks"
    assert Page.of(await client.get(place)).buttons("done") == ["data-with-postgresql/lesson/deadlocks"]
    await client.post("/progress", data={"done": "data-with-postgresql/lesson/deadlocks"})
    page = Page.of(await client.get(place))
    assert "You finished it on" in page.text
    assert page.buttons("done") == []


async def test_what_is_no_lesson_cannot_be_done(client: httpx.AsyncClient) -> None:
    """A name that leads nowhere is told so, and nothing is kept."""
    for field in ("done", "undo"):
        assert (await client.post("/progress", data={field: "no such lesson"})).status_code == 404
    assert "Nothing finished yet" in Page.of(await client.get("/me")).text


async def test_marking_leads_nowhere_else(client: httpx.AsyncClient) -> None:
    """An address of another site is no way back."""
    data = {"done": "data-with-postgresql/lesson/deadlocks", "back": "//evil.example/x"}
    assert (await client.post("/progress", data=data)).headers["location"].startswith("/?just=")

"""What pages say when something is missing: a curriculum, an address, the store, our own care."""

from collections.abc import AsyncIterator

import httpx
import pytest
from http_support import SETTINGS, FailingWorkspace, client_of, empty_workspace
from web_support import Page

from api.http.app import create_app
from api.services.workspace import Workspace
from api.web import waiting
from graph.errors import StoreUnavailable

pytestmark = pytest.mark.anyio
SECRET = "the password is swordfish"  # a fault's own words


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/documents",
        "/curriculum",
        "/coverage",
        "/coverage/parts",
        "/health",
        "/map",
        "/review",
        "/history",
    ],
)
async def test_an_empty_store_says_how_to_fill_it(client: httpx.AsyncClient, address: str) -> None:
    """Whoever starts finds the command to begin with."""
    response = await client.get(address)
    page = Page.of(response)
    assert response.status_code == 200
    assert "cairn ingest" in page.text
    assert list(page.faults()) == []


async def test_a_wish_without_a_curriculum_plans_nothing(client: httpx.AsyncClient) -> None:
    """There is nothing to choose from, and that is no fault."""
    response = await client.get("/path", params={"gap": "anything"})
    assert response.status_code == 200
    assert "no path was planned" in Page.of(response).text


@pytest.mark.parametrize(
    "address", ["/no-such-page", "/skill/a/b", "/lesson/a/b", "/document/a/b.md", "/?curriculum=a"]
)
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, address: str) -> None:
    """A page says so, and leads on."""
    response = await client.get(address)
    page = Page.of(response)
    assert response.status_code == 404
    assert {"/", "/curriculum"} <= set(page.links())
    assert list(page.faults()) == []
    assert response.headers["cache-control"] == "no-store"


async def test_an_unreachable_store_is_503(workspace: Workspace) -> None:
    """The error's sentence and its hint are for people too; to try again is one click."""
    broken = FailingWorkspace(workspace, StoreUnavailable("The store is gone.", hint="Bring it back."))
    async with client_of(create_app(broken, SETTINGS), accept="text/html") as client:
        response = await client.get("/health?page=2")
    page = Page.of(response)
    assert response.status_code == 503
    assert "The store is gone. Bring it back." in page.text
    assert "/health?page=2" in page.links()


async def test_a_fault_names_the_request_and_nothing_else(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    """What went wrong inside is in the log, under the id that the page shows."""
    broken = FailingWorkspace(workspace, RuntimeError(SECRET))
    async with client_of(create_app(broken, SETTINGS), accept="text/html") as client:
        response = await client.get("/")
    page = Page.of(response)
    assert response.status_code == 500
    assert SECRET not in response.text
    assert response.headers["x-request-id"] in page.text
    assert response.headers["x-request-id"] in caplog.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("address", ["/health", "/coverage", "/coverage/parts"])
async def test_what_is_worked_out_yet_is_said_to_be(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Of a large graph nobody waits for figures: the page says so, looks again, and then has them."""
    await client.get("/")  # there is a picture then
    with monkeypatch.context() as patched:
        patched.setattr(waiting, "_LARGE", -1)
        patched.setattr(waiting, "_A_MOMENT", 0)
        page = Page.of(await client.get(address))
    assert "is being worked out" in page.text
    assert list(page.faults()) == []
    assert any("data-reload" in e.attrib for e in page.tree.iter())
    assert "is being worked out" not in Page.of(await client.get(address)).text


async def test_colours_are_kept(client: httpx.AsyncClient) -> None:
    """Who chose dark gets dark pages, from the server, until they choose otherwise."""
    chosen = await client.get("/theme", params={"theme": "dark", "back": "/health?x=1"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/health?x=1")
    assert 'data-theme="dark"' in (await client.get("/")).text
    await client.get("/theme", params={"theme": "", "back": "/"})
    assert "data-theme" not in (await client.get("/")).text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\\\evil.example", "javascript:x", "http://["]
)
async def test_colours_lead_nowhere_else(client: httpx.AsyncClient, back: str) -> None:
    """An address of another site is no way back."""
    chosen = await client.get("/theme", params={"theme": "dark", "back": back})
    assert chosen.headers["location"] == "/"


async def test_files_are_kept_for_as_long_as_they_are_the_same(client: httpx.AsyncClient) -> None:
    """Under the digest of its content a file never changes; under another it is looked at again each time."""
    links = Page.of(await client.get("/")).links()
    style = next(link for link in links if link.endswith("cairn.css"))
    response = await client.get(style)
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    same = await client.get(style, headers={"if-none-match": response.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    old = await client.get("/static/0123456789abcdef/cairn.css")
    assert (old.content, old.headers["cache-control"]) == (response.content, "no-cache")


@pytest.mark.parametrize("name", ["none.css", "..%2f..%2fapp.py", "%00"])
async def test_no_other_file_is_given_away(client: httpx.AsyncClient, name: str) -> None:
    """What is no asset is not there."""
    assert (await client.get(f"/static/0/{name}")).status_code == 404

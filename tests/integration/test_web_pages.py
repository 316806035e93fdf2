"""Every page: well-formed, small, inert, and what it says."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace
from page_addresses import READ
from web_support import LARGEST_PAGE, Page, write_hostile

from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio

SLOW = {"gap": "my query got slow when the table grew"}


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser of the sample site."""
    async with browser_of(workspace) as client:
        yield client


def browser_of(workspace: Workspace) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """Open a client that asks for pages, as a browser does."""
    return client_of(create_app(workspace, SETTINGS), accept="text/html,*/*;q=0.8")


@pytest.mark.parametrize("address", READ)
async def test_a_page_is_well_formed_small_and_strict(client: httpx.AsyncClient, address: str) -> None:
    """HTML5 without a mistake, nothing inline, below 60 KB, under a policy that runs our own files alone."""
    response = await client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert len(response.content) < LARGEST_PAGE
    assert list(Page.of(response).faults()) == []
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert {"no-cache", "no-store"} & set(response.headers["cache-control"].split(", "))


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/lesson/data-with-postgresql/joining", "/lesson/data-with-postgresql/joining-tables"),
        ("/skill/data-with-postgresql/qurey-plans", "/skill/data-with-postgresql/query-plans"),
        ("/impact/lesson/data-with-postgresql/deadlock", "/lesson/data-with-postgresql/deadlocks"),
        (
            "/path?goal=data-with-postgresql/lesson/joining-table",
            "/lesson/data-with-postgresql/joining-tables",
        ),
        ("/skill/data-with-postgresql/no-such-thing-at-all", "/path?gap=no+such+thing+at+all"),
    ],
)
async def test_an_unknown_name_leads_to_names_like_it(
    client: httpx.AsyncClient, address: str, near: str
) -> None:
    """Whoever is at a browser finds links and a box to search in, and no command to type."""
    response = await client.get(address)
    page = Page.of(response)
    assert response.status_code == 404
    assert near in page.links()
    assert "/curriculum" in [e.attrib["action"] for e in page.tree.iter("form") if e.attrib.get("role")]
    assert "cairn" not in page.text
    assert list(page.faults()) == []


async def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    """Whoever follows all links sees every page of a hostile curriculum: none fails, none runs anything."""
    async with empty_workspace() as workspace:
        await ingest_path(workspace, write_hostile(tmp_path))
        async with browser_of(workspace) as client:
            waiting, seen = ["/", "/documents", "/health", "/curriculum?list=skills"], set[str]()
            while waiting:
                address = waiting.pop()
                response = await client.get(address, follow_redirects=True)
                assert response.status_code == 200, address
                seen.add(address.partition("#")[0])
                if not response.headers["content-type"].startswith("text/html"):
                    continue
                page = Page.of(response)
                assert list(page.faults()) == [], address
                assert len(response.content) < LARGEST_PAGE, address
                found = {urljoin(address, link).partition("#")[0] for link in page.links()}
                waiting += [link for link in found - seen if _is_page(link) and link not in waiting]
    assert len(seen) > 15


def _is_page(link: str) -> bool:
    return link.startswith("/") and urlsplit(link).path not in {"/graphql", "/theme"}


async def test_hostile_words_are_shown_as_they_are(tmp_path: Path) -> None:
    """What a document says is read as text: neither lost, nor run, nor filled in as a template."""
    async with empty_workspace() as workspace:
        await ingest_path(workspace, write_hostile(tmp_path))
        async with browser_of(workspace) as client:
            text = Page.of(await client.get("/curriculum")).text
            skills = Page.of(await client.get("/curriculum?list=skills")).text
    assert "<script>alert(1)</script>" in text
    assert "接続のドレイン" in text
    assert "{{ 7 * 7 }}" in skills
    assert "إيقاف العملية بلطف" in skills


async def test_what_is_long_is_cut_and_not_lost(tmp_path: Path) -> None:
    """A quote that is one endless word is shown as far as there is room."""
    async with empty_workspace() as workspace:
        await ingest_path(workspace, write_hostile(tmp_path))
        async with browser_of(workspace) as client:
            text = Page.of(await client.get("/lesson/b-course/long")).text
    assert "“skills: [xxxxxxxx" in text
    assert "…”" in text


async def test_home_says_what_is_here(client: httpx.AsyncClient) -> None:
    """Three questions, starting points, and how much there is."""
    page = Page.of(await client.get("/"))
    assert "49 lessons in 8 modules from 57 documents" in page.text
    assert "Begin with a promise" in page.text
    assert [e.attrib["name"] for e in page.tree.iter("textarea")] == ["gap", "know"]


async def test_home_keeps_what_was_asked(client: httpx.AsyncClient) -> None:
    """Who changes the question finds it filled in."""
    page = Page.of(await client.get("/", params={**SLOW, "know": "joins", "hours": "2"}))
    assert [e.text for e in page.tree.iter("textarea")] == [SLOW["gap"], "joins"]
    checked = [
        e for e in page.tree.iter("input") if e.attrib.get("name") == "hours" and "checked" in e.attrib
    ]
    assert [e.attrib["value"] for e in checked] == ["2"]


async def test_a_document_shows_the_quoted_lines(client: httpx.AsyncClient) -> None:
    """A quote leads to its place: the lines are marked, and each has an anchor."""
    address = "/document/data-with-postgresql/05-fast-queries/btree-indexes.md?lines=2-3"
    page = Page.of(await client.get(address))
    assert len(list(page.tree.iter("mark"))) == 2
    assert "L1" in {e.attrib.get("id") for e in page.tree.iter("li")}


@pytest.mark.parametrize("lines", ["0", "9999", "7-3", "x", "-1", "1-999999999", "1" * 40])
async def test_lines_that_are_not_there_do_no_harm(client: httpx.AsyncClient, lines: str) -> None:
    """An address that a person changed by hand still shows the document."""
    address = "/document/data-with-postgresql/05-fast-queries/btree-indexes.md"
    assert (await client.get(address, params={"lines": lines})).status_code == 200


async def test_health_draws_circles(client: httpx.AsyncClient) -> None:
    """A circle is drawn, and said again in words with the line that makes each part of it."""
    page = Page.of(await client.get("/health"))
    assert "1 circle" in page.text
    assert "Isolation levels requires MVCC: readers and row versions" in page.text
    assert (
        sum("cycle" in e.attrib.get("class", "") for e in page.tree.iter() if str(e.tag).endswith("path"))
        >= 3
    )


async def test_a_skill_says_what_it_hangs_on(client: httpx.AsyncClient) -> None:
    """The only teacher is named, and what is drawn is said in words too."""
    page = Page.of(await client.get("/skill/data-with-postgresql/query-plans"))
    assert "One lesson carries it alone" in page.text
    assert "Where it is taught" in page.text


async def test_names_are_offered_while_typing(client: httpx.AsyncClient) -> None:
    """Names that begin with what is typed come first, and a blank offers nothing."""
    found = (await client.get("/names", params={"q": "QUERY pl"})).json()
    assert found[0] == "query plans"
    assert (await client.get("/names", params={"q": " "})).json() == []

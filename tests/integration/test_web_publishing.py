"""Documents sent from a page: previewed, published, given up; and the way back."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import anyio
import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace, started
from support import PATIENCE
from web_support import Page

from api.http.app import create_app
from api.services.ingest import ingest_path

pytestmark = pytest.mark.anyio

FIRST = "---\ntitle: Branches\nminutes: 30\nskills: [branching]\n---\n\n# Branches\n\nCovers branching.\n"
SECOND = """\
---
title: Merging
minutes: 45
prerequisites: [Branches]
skills: [merging]
outcomes: [Bring two lines of work together]
---

# Merging

Covers merging.
"""
LONGER = SECOND.replace("minutes: 45", "minutes: 90")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser of a running server that holds a small course."""
    course = tmp_path / "git"
    (course / "basics").mkdir(parents=True)
    (course / "basics" / "branches.md").write_text(FIRST)
    (course / "basics" / "merging.md").write_text(SECOND)
    async with empty_workspace() as workspace:
        await ingest_path(workspace, course)
        settings = replace(SETTINGS, cache=tmp_path / "cache")
        app = create_app(replace(workspace, settings=settings), settings)
        async with started(app), client_of(app, accept="text/html") as client:
            yield client


async def propose(client: httpx.AsyncClient, files: dict[str, str | bytes], **fields: str) -> httpx.Response:
    """Send documents as the form does, and return what answers."""
    sent = [("files", (name, data, "application/octet-stream")) for name, data in files.items()]
    return await client.post("/documents/preview", data={"known": "git", **fields}, files=sent)


async def until(holds: Callable[[Page], bool], client: httpx.AsyncClient, address: str) -> Page:
    """Look at a page until something holds of it."""
    page = Page.of(await client.get(address))
    with anyio.fail_after(PATIENCE):
        while not holds(page):
            await anyio.sleep(0.05)
            page = Page.of(await client.get(address))
    return page


async def settled(client: httpx.AsyncClient, address: str) -> Page:
    """Look at a page until it waits for nothing."""
    return await until(lambda page: "looks again by itself" not in page.text, client, address)


async def published(client: httpx.AsyncClient, preview: str) -> None:
    """Publish, and wait until that is a new revision."""
    before = shown(Page.of(await client.get("/documents")))
    assert (await client.post(f"{preview}/publish")).headers["location"] == "/documents"
    await until(lambda page: shown(page) != before, client, "/documents")


def shown(page: Page) -> str:
    """Return the revision that a page says it is of."""
    found = re.search(r"Revision (\d+)", page.response.text)
    assert found
    return found[1]


async def test_a_change_is_seen_before_it_is_published(client: httpx.AsyncClient) -> None:
    """Whose path gets longer is said before anything is written, and what is published is what was seen."""
    sent = await propose(client, {"merging.md": LONGER})
    assert sent.status_code == 303, sent.text
    place = sent.headers["location"]
    page = await settled(client, place)
    assert list(page.faults()) == []
    assert "1 path gets longer or is lost" in page.text
    assert "45 min longer" in page.text
    assert "sent as merging.md, the only document of that name" in page.text
    assert "45 min" in Page.of(await client.get("/lesson/git/merging")).text
    await published(client, place)
    assert "1 h 30 min" in Page.of(await client.get("/lesson/git/merging")).text
    assert (await client.get(place)).status_code == 404


async def test_every_process_shows_a_preview(tmp_path: Path) -> None:
    """Behind one port a preview is found by whichever process is asked, and gone from all at once."""
    settings = replace(SETTINGS, cache=tmp_path)
    async with empty_workspace() as workspace:
        first, second = (create_app(replace(workspace, settings=settings), settings) for _ in range(2))
        async with (
            started(first),
            started(second),
            client_of(first, accept="text/html") as one,
            client_of(second, accept="text/html") as two,
        ):
            sent = await propose(one, {"branches.md": FIRST}, curriculum="git")
            place = sent.headers["location"]
            page = await settled(two, place)
            assert "branches.md" in page.text
            assert (await two.get("/documents/preview/" + "../" * 3 + "etc")).status_code == 404
            await two.post(f"{place}/discard")
            assert (await one.get(place)).status_code == 404
    assert list((tmp_path / "previews").iterdir()) == []


async def test_a_preview_can_be_given_up(client: httpx.AsyncClient) -> None:
    """Nothing was written, and nothing is left of it."""
    place = (await propose(client, {"merging.md": LONGER})).headers["location"]
    assert (await client.post(f"{place}/discard")).headers["location"] == "/documents"
    assert (await client.get(place)).status_code == 404
    assert "45 min" in Page.of(await client.get("/lesson/git/merging")).text


async def test_a_folder_comes_as_a_zip_and_what_is_missing_goes(client: httpx.AsyncClient) -> None:
    """With the box ticked, the preview names what would be removed, and publishing removes it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("git/basics/branches.md", FIRST)
        archive.writestr("git/basics/rebase.md", SECOND.replace("Merging", "Rebasing"))
    place = (await propose(client, {"git.zip": packed.getvalue()}, prune="on")).headers["location"]
    page = await settled(client, place)
    assert "basics/merging.mdto be removed" in page.text
    await published(client, place)
    assert (await client.get("/document/git/basics/rebase.md")).status_code == 200
    assert (await client.get("/document/git/basics/merging.md")).status_code == 404


async def test_what_cannot_be_read_is_said_and_left_out(client: httpx.AsyncClient) -> None:
    """A broken document beside a good one blocks nothing."""
    sent = await propose(
        client, {"broken.md": "---\ntitle: [\n---\n\nx\n", "more.md": FIRST.replace("B", "W")}
    )
    page = await settled(client, sent.headers["location"])
    assert "1 document could not be read" in page.text
    assert "left out" in page.text


async def test_what_is_the_same_changes_nothing(client: httpx.AsyncClient) -> None:
    """There is nothing to publish then, and no button for it."""
    page = await settled(client, (await propose(client, {"merging.md": SECOND})).headers["location"])
    assert "Nothing would change" in page.text
    assert "There is nothing to publish" in page.text


async def test_a_preview_of_yesterday_is_not_published(client: httpx.AsyncClient) -> None:
    """What was compared with another revision has to be looked at again."""
    old = (await propose(client, {"merging.md": LONGER})).headers["location"]
    new = (await propose(client, {"other.md": FIRST.replace("ranch", "lush")})).headers["location"]
    await settled(client, old)
    await settled(client, new)
    await published(client, new)
    refused = await client.post(f"{old}/publish")
    assert refused.status_code == 400
    assert "Preview the documents again." in Page.of(refused).text


@pytest.mark.parametrize("name", ["../x.md", "/etc/passwd", "a\u202eb.md", ""])
async def test_a_document_stays_below_its_folder(client: httpx.AsyncClient, name: str) -> None:
    """A name that leads elsewhere is refused, whoever made it up."""
    assert (await propose(client, {name: FIRST})).status_code in {400, 422}


async def test_the_history_leads_back(client: httpx.AsyncClient) -> None:
    """Any earlier revision can be brought back, after saying what that does."""
    place = (await propose(client, {"third.md": FIRST.replace("ranch", "lush")})).headers["location"]
    await settled(client, place)
    await published(client, place)
    assert "blushes" in Page.of(await client.get("/curriculum")).text.lower()
    page = Page.of(await client.get("/history"))
    assert list(page.faults()) == []
    (back,) = [link for link in page.links() if link == "/history?to=1"]
    asked = Page.of(await client.get(back))
    assert "Back to revision 1?" in asked.text
    assert (await client.post("/history", data={"to": "1"})).status_code == 303
    assert "blushes" not in Page.of(await client.get("/curriculum")).text.lower()

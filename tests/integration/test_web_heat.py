"""The heat map, its filters, and the files it is handed out as."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace
from web_support import Page

from api.http.app import create_app
from api.services.ingest import ingest_path

pytestmark = pytest.mark.anyio


def names(page: Page) -> list[str]:
    """Return the names of the rows."""
    heads = (e for e in page.tree.iter("th") if e.attrib.get("scope") == "row")
    return ["".join(e.itertext()) for e in heads]


async def test_the_page_begins_with_its_finding(client: httpx.AsyncClient) -> None:
    """How well promises, warnings and audiences are served is said in a sentence, then drawn."""
    page = Page.of(await client.get("/coverage"))
    assert "are served by two lessons or more" in page.text
    assert "Thin spots" in page.text
    assert "How long lessons are" in page.text
    assert re.search(r"How hard they are beginner ?\d+ ?intermediate ?\d+ ?advanced ?\d+", page.text)
    assert "Design an index for a given query" in page.text


async def test_filters_are_in_the_address(client: httpx.AsyncClient) -> None:
    """Rows of one kind alone, or the thin ones alone, at an address that can be kept."""
    every = names(Page.of(await client.get("/coverage?rows=outcome")))
    thin = names(Page.of(await client.get("/coverage?rows=outcome&thin=1")))
    strong = "Design an index for a given query and explain why it will be used"
    assert strong in every
    assert thin
    assert strong not in thin
    assert (await client.get("/coverage?rows=nonsense")).status_code == 400


async def test_a_number_leads_to_its_lessons(client: httpx.AsyncClient) -> None:
    """Every warm cell is a link to the lessons that it counts."""
    page = Page.of(await client.get("/coverage?rows=outcome"))
    cell = next(link for link in page.links() if "cell=" in link)
    shown = Page.of(await client.get(f"/coverage{cell.partition('#')[0]}"))
    assert list(shown.faults()) == []
    assert any(e.attrib.get("id") == "cell" for e in shown.tree.iter("h2"))


async def test_the_table_has_every_cell(client: httpx.AsyncClient) -> None:
    """One line for each cell with lessons, and for each bare row: what takes several pages is in one file."""
    response = await client.get("/coverage.csv?rows=skill")
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    found = next(row for row in rows if row["name"] == "query plans" and row["lessons"] == "1")
    assert found["module"] == "Making queries fast"
    assert len({row["name"] for row in rows}) > 100


async def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    """A name that begins like a formula is text in the file."""
    course = tmp_path / "course"
    (course / "unit").mkdir(parents=True)
    (course / "unit" / "_index.md").write_text("---\ntitle: Unit\n---\n\n# Unit\n")
    (course / "unit" / "a.md").write_text("---\ntitle: A\nskills: ['=HYPERLINK(1)']\n---\n\n# A\n")
    async with empty_workspace() as workspace:
        await ingest_path(workspace, course)
        async with client_of(create_app(workspace, SETTINGS), accept="text/html") as client:
            text = (await client.get("/coverage.csv?rows=skill")).text
    assert "'=HYPERLINK(1)" in text


async def test_the_drawing_stands_alone(client: httpx.AsyncClient) -> None:
    """The SVG is well-formed, brings its own colours, and holds no script and no style."""
    response = await client.get("/coverage.svg?rows=outcome")
    assert response.headers["content-type"] == "image/svg+xml"
    tree = ET.fromstring(response.text)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert tags == {"svg", "title", "rect", "text", "tspan"}
    assert not any("style" in e.attrib or any(a.startswith("on") for a in e.attrib) for e in tree.iter())


async def test_an_old_address_leads_on(client: httpx.AsyncClient) -> None:
    """What was shared before the heat map was there still shows what it showed."""
    led = await client.get("/coverage?by=audience")
    assert (led.status_code, led.headers["location"]) == (301, "/coverage/parts?by=audience")

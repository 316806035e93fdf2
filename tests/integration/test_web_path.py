"""The page of a path: what it says, what it lets one change, and what it does where there is none."""

import re
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace
from web_support import Page

from api.http.app import create_app
from api.services.ingest import ingest_path

pytestmark = pytest.mark.anyio

GOAL = "data-with-postgresql/lesson/when-a-query-slows-down-as-its-table-grows"
STEP = "data-with-postgresql/lesson/how-a-b-tree-index-works"
NAMED = {"goal": GOAL}


async def path(client: httpx.AsyncClient, **asked: str | list[str]) -> Page:
    """Return the page of a path."""
    return Page.of(await client.get("/path", params=asked))


async def test_a_path_says_why(client: httpx.AsyncClient) -> None:
    """Steps in order with their minutes, the reason, the quote with a link to its line, and the proof."""
    page = await path(client, **NAMED)
    steps = [e for e in page.tree.iter("li") if e.attrib.get("id", "").startswith("s")]
    assert len(steps) == 10
    assert "17 steps" in page.text
    assert "There is no path shorter" in page.text
    assert "Guards against" in page.text
    assert any(re.search(r"\.md\?lines=(\d+)-\d+#L\1$", link) for link in page.links())


async def test_a_long_path_goes_on(client: httpx.AsyncClient) -> None:
    """What does not fit one page is on the next, with its own numbers."""
    page = await path(client, **NAMED, **{"from": "11"})
    assert [e.attrib["id"] for e in page.tree.iter("li") if "id" in e.attrib] == [
        f"s{n}" for n in range(11, 18)
    ]
    assert "Then you are there" in page.text


async def test_words_can_be_read_otherwise(client: httpx.AsyncClient) -> None:
    """Each other reading is a button; pressing it plans that one."""
    page = await path(client, gap="indexes")
    other = page.buttons("reading")[0]
    corrected = await path(client, gap="indexes", reading=other)
    assert other not in corrected.buttons("reading")
    assert page.buttons("reading") != corrected.buttons("reading")


async def test_knowing_a_step_shortens_the_path(client: httpx.AsyncClient) -> None:
    """“I know this” takes the lesson off the path, and says what is taken as known."""
    before = await path(client, **NAMED, **{"from": "11"})
    assert STEP in before.buttons("known")
    after = await path(client, **NAMED, known=STEP)
    assert STEP not in after.buttons("known")
    assert "16 steps" in after.text
    assert STEP in after.buttons("not")


async def test_knowing_more_saves_what_is_promised(client: httpx.AsyncClient) -> None:
    """“If you already knew” says how much less it would be, and pressing it plans just that."""
    before = await path(client, **NAMED)
    side = next(e for e in before.tree.iter("aside"))
    button = next(e for e in side.iter("button") if e.attrib.get("name") == "known")
    assert (button.text or "").endswith(" less")
    after = await path(client, **NAMED, known=button.attrib["value"])
    assert "17 steps" in before.text
    assert "17 steps" not in after.text


async def test_the_last_word_on_something_counts(client: httpx.AsyncClient) -> None:
    """Who takes back what they know, and then knows it after all, knows it."""
    denied = Page.of(await client.get(f"/path?goal={GOAL}&known={STEP}&not={STEP}"))
    assert "17 steps" in denied.text
    after_all = Page.of(await client.get(f"/path?goal={GOAL}&not={STEP}&known={STEP}"))
    assert "16 steps" in after_all.text


async def test_what_cannot_be_skipped_says_so(client: httpx.AsyncClient) -> None:
    """Without the only lesson that teaches it the goal cannot be reached, and one click takes that back."""
    page = await path(client, **NAMED, skip=STEP)
    assert "No path reaches" in page.text
    assert "Take all that back" in page.text


async def test_hours_mark_where_they_end(client: httpx.AsyncClient) -> None:
    """The path stays whole; a line says where the time is used up."""
    page = await path(client, **NAMED, hours="2")
    assert "Here your 2 h are used up" in page.text
    assert "your 2 h are best spent on " in page.text


async def test_a_shared_address_tells_of_changes(client: httpx.AsyncClient) -> None:
    """Someone who was sent a path learns that the curriculum moved on; else nothing is said."""
    assert "shared at revision 99" in (await path(client, **NAMED, revision="99")).text
    assert "shared at revision" not in (await path(client, **NAMED, revision="1")).text


async def test_all_is_known_already(client: httpx.AsyncClient) -> None:
    """Nothing to study is good news."""
    page = await path(client, **NAMED, known=GOAL)
    assert "You are there already" in page.text


async def test_words_about_something_else_plan_nothing(client: httpx.AsyncClient) -> None:
    """No guess is planned: the nearest meanings are offered, each with a button."""
    page = await path(client, gap="zzz qqq")
    assert "no path was planned" in page.text
    assert page.buttons("reading")


async def test_nothing_asked_leads_to_the_questions(client: httpx.AsyncClient) -> None:
    """An empty question is asked again, with what was known kept."""
    response = await client.get("/path", params={"know": "joins"})
    assert (response.status_code, response.headers["location"]) == (303, "/?know=joins")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"gap": "x" * 3_000}, "up to 800"),
        ({"gap": "x", "hours": "soon"}, "no number of hours"),
        ({"gap": "x", "hours": "nan"}, "no number of hours"),
        ({"gap": "x", "hours": "-1"}, "no number of hours"),
        ({"gap": "x", "view": "magic"}, "no view"),
        ({"gap": "x", "known": [str(n) for n in range(101)]}, "up to 100"),
    ],
)
async def test_what_cannot_be_read_says_why(
    client: httpx.AsyncClient, asked: dict[str, str | list[str]], said: str
) -> None:
    """A mistake in an address is a page with status 400 that says what is wrong with it."""
    response = await client.get("/path", params=asked)
    assert response.status_code == 400
    assert said in Page.of(response).text


@pytest.mark.parametrize("asked", [{"goal": "no-such-goal"}, {"gap": "x", "reading": "c/skill/none"}])
async def test_a_goal_that_is_gone_is_404(client: httpx.AsyncClient, asked: dict[str, str]) -> None:
    """An old address to something that the curriculum no longer has leads on."""
    response = await client.get("/path", params=asked)
    assert response.status_code == 404
    assert "/curriculum" in Page.of(response).links()


async def test_a_path_can_be_taken_along(client: httpx.AsyncClient) -> None:
    """The checklist is Markdown: a box for each step."""
    response = await client.get("/path.md", params=NAMED)
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert response.text.count("- [ ] **") == 17


async def test_unknown_minutes_are_said_to_be_unknown(tmp_path: Path) -> None:
    """Where no document states a time, none is shown, and hours are said to have no effect."""
    (tmp_path / "ropes").mkdir()
    lesson = "---\ntitle: Knots\nskills: [bowline, clove hitch]\n---\n\n# Knots\n\nTie them.\n"
    (tmp_path / "ropes" / "knots.md").write_text(lesson)
    async with empty_workspace() as workspace:
        await ingest_path(workspace, tmp_path / "ropes")
        async with client_of(create_app(workspace, SETTINGS), accept="text/html") as client:
            page = await path(client, gap="knots", hours="2")
    assert "No document states how long a lesson takes" in page.text
    assert "It has no effect here" in page.text
    assert not re.search(r"\d min", page.text)

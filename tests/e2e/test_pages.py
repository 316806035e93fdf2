"""Pages in a browser: by mouse, by keyboard, with and without scripts, on a phone, on paper."""

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from browser_support import Reader, browsing, serving
from cli_support import Cairn
from page_addresses import SEEN
from playwright.sync_api import Browser, expect
from web_support import write_hostile

WISH = "my query got slow when the table grew"


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    """Return where the samples are served."""
    with serving(library) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """Return someone at a desk; whatever their browser complains of is a failure."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reader = Reader(context.new_page(), address)
    yield reader
    context.close()
    assert [c for c in reader.complaints if "404" not in c] == []


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def anyone(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Return someone whose browser runs scripts, and someone whose does not."""
    context = browser.new_context(java_script_enabled=request.param)
    reader = Reader(context.new_page(), address)
    yield reader
    context.close()
    assert reader.complaints == []


def barriers(browser: Browser, address: str, place: str) -> list[tuple[str, str, str]]:
    """Return what axe has against a page, in either theme, with every fold open."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
    context = browser.new_context(color_scheme="light", viewport={"width": 390, "height": 800})
    reader = Reader(context.new_page(), address)
    reader.open(place)
    reader.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    reader.page.evaluate(axe)
    found = reader.page.evaluate("axe.run().then(found => found.violations)")
    reader.page.emulate_media(color_scheme="dark")  # which changes colours, and nothing else
    found += reader.page.evaluate(
        "axe.run({runOnly: ['color-contrast', 'link-in-text-block']}).then(found => found.violations)"
    )
    context.close()
    return [(v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in found]


@pytest.mark.parametrize("place", SEEN)
def test_axe_finds_nothing(browser: Browser, address: str, place: str) -> None:
    """No page has a barrier that can be found by machine."""
    assert barriers(browser, address, place) == []


def test_axe_finds_nothing_where_nothing_is(browser: Browser, tmp_path: Path) -> None:
    """Before the first ingest pages say so, without a barrier or a word of the browser's against them."""
    with serving(tmp_path / "empty.db") as address:
        for place in (
            "/",
            "/curriculum",
            "/map",
            "/coverage",
            "/health",
            "/documents",
            "/review",
            "/history",
        ):
            assert barriers(browser, address, place) == [], place
            assert complaints(browser, address, place) == [], place


@pytest.mark.parametrize("place", SEEN)
def test_nothing_sticks_out(browser: Browser, address: str, place: str) -> None:
    """On a small phone, or at four times the size on a desk, nobody scrolls sideways to read.

    And the browser has nothing to say against a page: its policy forbids nothing that it does.
    """
    assert complaints(browser, address, place) == []


def complaints(browser: Browser, address: str, place: str) -> list[str]:
    """Return what a browser has against a page, and where one would scroll sideways to read it."""
    reader = Reader(browser.new_page(viewport={"width": 768, "height": 800}), address)
    reader.open(place)
    root, found = "document.documentElement", []
    for width in (768, 320):
        reader.page.set_viewport_size({"width": width, "height": 800})
        if reader.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
            found.append(f"it is wider than {width}")
    reader.page.close()
    return [*found, *(said for said in reader.complaints if "status of 404" not in said)]


@pytest.mark.parametrize("place", ["/coverage", "/coverage/parts"])
def test_tables_of_coverage_are_as_wide_as_there_is_room(reader: Reader, place: str) -> None:
    """A table stays within its frame, at every width and with the modules of every curriculum."""
    reader.open(place)
    frame = reader.page.locator(".heat-wrap")
    for width in (320, 700, 720, 768, 850, 1024, 1152, 1240, 1440):
        reader.page.set_viewport_size({"width": width, "height": 900})
        assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") <= 0, width


def test_a_learner_finds_and_changes_a_path(anyone: Reader) -> None:
    """From the question to a path, through what-ifs, and back, by forms and links alone."""
    page = anyone.page
    anyone.open("/")
    page.get_by_label("What do you want").fill(WISH)
    page.get_by_label("What do you already know?").fill("First queries")
    page.get_by_role("button", name="Show my path").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WISH)
    steps = page.locator(".trail article")
    before = steps.count()
    lesson = steps.first.get_by_role("heading").inner_text()
    steps.first.get_by_role("button", name="I know this").click()
    expect(page.get_by_role("heading", name=lesson, exact=True)).to_have_count(0)
    expect(steps).to_have_count(before - 1)
    page.get_by_role("button", name=re.compile(f"not that.*{lesson}")).click()
    expect(steps).to_have_count(before)
    page.get_by_label("Hours").fill("2")
    page.get_by_role("button", name="Plan again").first.click()
    expect(page.locator(".limit")).to_contain_text("Here your 2 h are used up")
    other = page.get_by_role("button", name="The N+1 query problem")
    other.click()
    expect(page.locator(".readings strong").first).to_have_text("The N+1 query problem")
    page.get_by_role("link", name="change the question").click()
    expect(page.get_by_label("What do you want")).to_have_value(WISH)


def test_a_quote_leads_to_its_line(anyone: Reader) -> None:
    """One click from a claim to the words that make it."""
    anyone.open(f"/path?gap={WISH}&know=First+queries")
    quote = anyone.page.locator(".trail .quote").first
    words = quote.locator("p").inner_text().strip("“”\n ")
    quote.get_by_role("link").click()
    expect(anyone.page.locator("mark").first).to_contain_text(words.split("\n")[0])


def test_the_keyboard_is_enough(reader: Reader) -> None:
    """Skip the menu, ask, choose an offered name, and send, without a mouse."""
    page = reader.page
    reader.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(WISH)
    page.get_by_label("What do you already know?").focus()
    page.keyboard.type("joins, query pl")
    offered = page.get_by_role("button", name="query plans", exact=True)
    expect(offered).to_be_visible()
    page.keyboard.press("Tab")
    expect(offered).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What do you already know?")).to_have_value("joins, query plans, ")
    page.get_by_role("button", name="Show my path").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(WISH)


def test_colours_change_at_once_and_stay(reader: Reader) -> None:
    """The switch needs no new page, and the next page knows."""
    page = reader.page
    reader.open("/health")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    with page.expect_response("**/theme?theme=dark"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate(ground) != light
    reader.open("/")
    assert page.evaluate(ground) != light


def test_later_steps_are_folded_on_a_phone_alone(reader: Reader) -> None:
    """On a small screen facts and quotes of later steps wait behind a line; on a desk they are there."""
    reader.open(f"/path?gap={WISH}&know=First+queries")
    facts = reader.page.locator(".trail .fold .facts").first
    expect(facts).to_be_visible()
    reader.page.set_viewport_size({"width": 390, "height": 800})
    expect(facts).to_be_hidden()
    reader.page.get_by_text("What you gain, and the words").first.click()
    expect(facts).to_be_visible()


def test_paper_has_the_path_and_no_controls(reader: Reader) -> None:
    """What is printed is the path, a box to tick at each step, every fold open, in light colours."""
    reader.open(f"/path?gap={WISH}&know=First+queries")
    reader.page.emulate_media(media="print", color_scheme="dark")
    expect(reader.page.locator(".done-box").first).to_be_visible()
    expect(reader.page.locator(".trail .fold .facts").first).to_be_visible()
    expect(reader.page.get_by_role("button")).to_have_count(0)
    assert reader.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_hostile_documents_run_nothing(browser: Browser, cairn: Cairn, lab: Path, tmp_path: Path) -> None:
    """Scripts, handlers and addresses that a document brings are words, on every page that shows them."""
    store = lab / "hostile.db"
    assert cairn("ingest", write_hostile(tmp_path), "--store", store).code == 0
    with serving(store) as address:
        reader = Reader(browser.new_page(), address)
        for place in ("/", "/curriculum", "/curriculum?list=skills", "/documents", "/health"):
            reader.open(place)
            for link in reader.page.locator("main a").evaluate_all("links => links.map(link => link.href)"):
                assert link.startswith(address)
                reader.page.goto(link)
        reader.page.close()
    assert reader.complaints == []

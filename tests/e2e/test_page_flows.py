"""What people do on pages, from end to end, with scripts and without."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pytest
from browser_support import Reader, browsing, serving
from cli_support import SITE, Cairn
from playwright.sync_api import Browser, Page, expect

WISH = "/path?gap=my+query+got+slow+when+the+table+grew&know=First+queries"
INDEXES = "05-fast-queries/btree-indexes.md"


@pytest.fixture(scope="module")
def address(library: Path, lab: Path) -> Iterator[str]:
    """Return where a copy of the samples is served, which may be changed."""
    store = lab / "changing.db"
    shutil.copy(library, store)
    with serving(store) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser."""
    with browsing() as browser:
        yield browser


@dataclass(frozen=True)
class Anyone:
    """Someone whose browser runs scripts, or does not."""

    reader: Reader
    scripts: bool

    @property
    def page(self) -> Page:
        """The page that they look at."""
        return self.reader.page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def anyone(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Anyone]:
    """Return both in turn; whatever their browser complains of is a failure."""
    context = browser.new_context(java_script_enabled=request.param, accept_downloads=True)
    reader = Reader(context.new_page(), address)
    yield Anyone(reader, request.param)
    context.close()
    assert reader.complaints == []


def longer(minutes: int) -> bytes:
    """Return a document of the sample in which its lesson takes another time."""
    text = (SITE / INDEXES).read_text()
    return re.sub(r"duration: \d+ min", f"duration: {minutes} min", text).encode()


def test_a_lesson_is_done_and_not_done(anyone: Anyone) -> None:
    """Marked on the path, it leaves it; undone on the spot, it is back."""
    page = anyone.page
    anyone.reader.open(WISH)
    steps = page.locator(".trail article")
    expect(steps.first).to_be_visible()
    before = steps.count()
    lesson = steps.first.get_by_role("heading").inner_text()
    steps.first.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text(f"Done: {lesson}.")).to_be_visible()
    expect(steps).to_have_count(before - 1)
    page.get_by_role("link", name="All your progress").click()
    expect(page.get_by_role("heading", name="You finished 1 lesson")).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(page.get_by_role("heading", name="Nothing finished yet")).to_be_visible()
    anyone.reader.open(WISH)
    expect(steps).to_have_count(before)


def test_documents_are_previewed_and_published(anyone: Anyone) -> None:
    """From the file to whose paths get longer, and only then into the graph."""
    page, minutes = anyone.page, 95 if anyone.scripts else 125
    anyone.reader.open("/documents")
    page.get_by_label("Files, or a folder as a zip").set_input_files(
        [{"name": "btree-indexes.md", "mimeType": "text/markdown", "buffer": longer(minutes)}]
    )
    page.get_by_role("button", name="Preview the changes").click()
    expect(page.get_by_text("get longer or are lost")).to_be_visible()
    expect(page.get_by_text("sent as btree-indexes.md")).to_be_visible()
    expect(page.locator(".ledger .longer").first).to_be_visible()
    if anyone.scripts:
        page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text())
        found = page.evaluate("axe.run().then(found => found.violations.map(v => v.id))")
        assert found == []
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page).to_have_url(re.compile("/documents$"))
    lesson = "/lesson/data-with-postgresql/how-a-b-tree-index-works"
    for _ in range(240):
        anyone.reader.open(lesson)
        if page.get_by_text(f"1 h {minutes - 60} min" if minutes < 120 else "2 h 5 min").count():
            break
        page.wait_for_timeout(250)
    else:
        pytest.fail("what was published never came")
    anyone.reader.open("/history")
    expect(page.get_by_text("published now")).to_be_visible()


def test_a_dropped_file_is_sent(browser: Browser, address: str) -> None:
    """What is dropped on the form is what is previewed; over a slow line it is said how much is sent."""
    reader = Reader(browser.new_page(), address)
    page = reader.page
    reader.open("/documents")
    drop = """text => {
        const data = new DataTransfer();
        data.items.add(new File([text], "dropped.md", { type: "text/markdown" }));
        document.querySelector("form.drop").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    text = "---\ntitle: Dropped from above\nminutes: 20\n---\n\n# Dropped from above\n"
    page.evaluate(drop, f"{text}\n<!-- {'x' * 400_000} -->\n")
    page.wait_for_function("document.querySelector('#files').files.length === 1")
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Preview the changes").click()
    expect(page.get_by_text(re.compile(r"^\d+ % sent$"))).to_be_visible()
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    expect(page.get_by_text("dropped.md").first).to_be_visible()
    expect(page.get_by_text("Dropped from above").first).to_be_visible()
    page.get_by_role("button", name="Discard the preview").click()
    expect(page).to_have_url(re.compile("/documents$"))
    page.close()
    assert reader.complaints == []


def test_conclusions_are_judged(anyone: Anyone) -> None:
    """Accepted, then undone: the queue is as long as it was."""
    page = anyone.page
    anyone.reader.open("/review?kind=guard")
    waiting = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text("Accepted:")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(waiting)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone:")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(waiting)


def test_graphql_by_hand(anyone: Anyone) -> None:
    """A query is typed, run, and answered beside it; the schema leads from type to type."""
    page = anyone.page
    anyone.reader.open("/explorer")
    page.get_by_role("textbox", name="Query").fill('{ skill(name: "query plans") { name } }')
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_label("Answer")).to_have_value(re.compile('"name": "query plans"'))
    page.get_by_role("link", name="LearningPath").first.click()
    expect(page.get_by_role("heading", name="LearningPath", exact=True)).to_be_visible()
    page.get_by_role("link", name="Step", exact=True).first.click()
    expect(page.get_by_role("heading", name="Step", exact=True)).to_be_visible()


def test_the_editor_knows_what_fits(browser: Browser, address: str) -> None:
    """Fields and arguments of the type at the cursor are offered, and one press puts them there."""
    reader = Reader(browser.new_page(), address)
    page = reader.page
    reader.open("/explorer")
    editor = page.get_by_role("textbox", name="Query")
    editor.fill("")
    editor.press_sequentially('{ learningPath(gap: { text: "x" }) { st')
    page.get_by_role("button", name="steps", exact=True).click()
    expect(editor).to_have_value(re.compile("steps$"))
    editor.press_sequentially(" { lesson { ti")
    page.get_by_role("button", name="title", exact=True).click()
    editor.press_sequentially(" } } } }")
    editor.press("Control+Enter")
    expect(page.get_by_label("Answer")).to_have_value(re.compile('"steps"'))
    reader.open("/explorer?type=Step")
    expect(editor).to_have_value(re.compile("lesson { title } } } }$"))
    page.close()
    assert reader.complaints == []


def test_coverage_is_filtered_and_taken_along(anyone: Anyone) -> None:
    """Filters change the address; a number leads to lessons; the same rows come as files."""
    page = anyone.page
    anyone.reader.open("/coverage")
    page.get_by_label("Thin ones alone").check()
    if not anyone.scripts:
        page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("thin=1"))
    page.locator("td.h1 a").first.click()
    expect(page.locator("#cell")).to_be_visible()
    for name, begins in (("CSV", b"kind,id,name"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.path().read_bytes().startswith(begins)
    picture = page.get_by_role("button", name="PNG")
    if anyone.scripts:
        with page.expect_download() as download:
            picture.click()
        assert download.value.path().read_bytes().startswith(b"\x89PNG")
    else:
        expect(picture).to_be_hidden()


def test_structure_can_be_explored(anyone: Anyone) -> None:
    """From the map to a lesson, to what is around it, to what would be lost without it."""
    page = anyone.page
    anyone.reader.open("/map")
    page.get_by_role("link", name="Making queries fast").last.click()
    anyone.reader.open("/skill/data-with-postgresql/query-plans")
    boxes = page.locator(".graph rect")
    before = boxes.count()
    page.get_by_role("link", name="Unfold Query plans in twenty minutes").click()
    expect(boxes).not_to_have_count(before)
    page.get_by_role("link", name="Fold again").click()
    expect(boxes).to_have_count(before)
    page.get_by_role("radio", name="What it needs", exact=True).check()
    if not anyone.scripts:
        page.get_by_role("button", name="Draw again").click()
    expect(page).to_have_url(re.compile("direction=needs"))
    page.get_by_role("link", name="What would happen without it?").click()
    expect(page.get_by_text("Without the skill")).to_be_visible()


def test_a_what_if_plans_again_within_the_page(browser: Browser, address: str) -> None:
    """With scripts the page stays: same document, new address, and back goes back."""
    reader = Reader(browser.new_page(), address)
    page = reader.page
    reader.open(WISH)
    page.evaluate("window.stayed = true")
    steps = page.locator(".trail article")
    before = steps.count()
    steps.first.get_by_role("button", name="I know this").click()
    expect(page).to_have_url(re.compile("known="))
    page.get_by_label("Hours").fill("2")
    page.get_by_label("Hours").press("Tab")
    expect(page).to_have_url(re.compile("hours=2"))
    assert page.evaluate("window.stayed")
    page.go_back()
    page.go_back()
    expect(page).not_to_have_url(re.compile("known="))
    expect(steps).to_have_count(before)
    page.close()
    assert reader.complaints == []


def test_pitfalls_are_offered_as_wishes(browser: Browser, address: str) -> None:
    """While a wish is typed, mistakes that documents warn of are offered too."""
    reader = Reader(browser.new_page(), address)
    reader.open("/")
    reader.page.get_by_label("What do you want").press_sequentially("storing money")
    expect(
        reader.page.get_by_role("button", name=re.compile("Storing money in floating point"))
    ).to_be_visible()
    reader.page.close()
    assert reader.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_signing_in_and_out(
    browser: Browser, cairn: Cairn, library: Path, tmp_path: Path, *, scripts: bool
) -> None:
    """Where keys are asked for, one opens the pages, shows what it may, and is gone after signing out."""
    keys = {"CAIRN_KEYS": str(tmp_path / "keys")}
    made = cairn.with_environment(**keys)(
        "keys", "create", "Kim", "--scope", "learn", "--learner", "kim", "--json"
    )
    assert made.code == 0, made.err
    key = json.loads(made.out)["key"]
    with serving(library, keys) as address:
        context = browser.new_context(java_script_enabled=scripts)
        reader = Reader(context.new_page(), address)
        page = reader.page
        reader.open("/health")
        expect(page.get_by_role("heading", name="Show your key")).to_be_visible()
        page.get_by_label("Key or token").fill(key)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{address}/health")
        if scripts:
            assert page.evaluate("document.cookie") == ""
        reader.open("/documents")
        expect(page.get_by_role("button", name="Preview the changes")).to_have_count(0)
        reader.open("/lesson/data-with-postgresql/deadlocks")
        expect(page.get_by_role("button", name="Mark as done")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        reader.open("/health")
        expect(page.get_by_role("heading", name="Show your key")).to_be_visible()
        context.close()
        assert reader.complaints == []

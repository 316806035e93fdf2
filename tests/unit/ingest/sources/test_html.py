"""Web pages become blocks of what readers came for, each in its place."""

from pathlib import Path

import pytest

from graph.errors import SourceError
from graph.model import EdgeKind, NodeKind
from ingest.extract import extract
from ingest.records import Block, BlockKind, Link, Page
from ingest.sources import parse

SAMPLE = Path(__file__).parents[3] / "samples/query-plan.html"


def _read(markup: str) -> tuple[Block, ...]:
    return parse("a.html", markup.encode()).blocks


def _texts(markup: str) -> list[str]:
    return [block.text for block in _read(markup)]


@pytest.fixture(scope="module")
def sample() -> Page:
    """Return the sample as a page of a folder."""
    return parse("plans/query-plan.html", SAMPLE.read_bytes())


def test_the_sample_keeps_its_content_and_nothing_else(sample: Page) -> None:
    """Navigation, side bar, script and footer are gone; headings, lists, tables, code and boxes are there."""
    why = "Find out why the planner chose a scan — and when that is right for a café's till as much as for"
    assert [(block.kind.value, block.label, block.text) for block in sample.blocks] == [
        ("heading", None, "Reading a query plan"),
        ("paragraph", None, f"{why} a bank."),
        ("paragraph", None, "Duration: about 45 min"),
        ("heading", "prereq", "Prerequisites"),
        ("item", "prereq", "Joining tables"),
        ("item", "prereq", "B-tree indexes"),
        ("heading", None, "By the end you will be able to"),
        ("item", None, "Read the output of EXPLAIN"),
        ("item", None, "Tell a sequential scan from an index scan"),
        ("heading", None, "Common mistakes"),
        ("item", None, "Trusting estimated costs without running the query."),
        ("item", None, "Adding an index that no query can use."),
        ("code", None, "EXPLAIN ANALYZE\nSELECT name FROM orders;"),
        ("table_row", None, "Node | When"),
        ("table_row", None, "Seq Scan | Most rows are wanted"),
    ]


def test_spans_lead_into_the_original(sample: Page) -> None:
    """A block's place is its place in the file, line and character."""
    original = SAMPLE.read_text(encoding="utf-8")
    assert len(sample.text) == len(original)
    for block in sample.blocks:
        first = block.text.split()[0]
        assert original.startswith(first, block.span.start)
        assert first in original.splitlines()[block.span.first - 1]


def test_a_lesson_is_read_from_the_sample(sample: Page) -> None:
    """Title, time, requirements, outcomes and pitfalls come out as from Markdown."""
    draft = extract(sample)
    lesson = next(c for c in draft.candidates if c.kind is NodeKind.LESSON)
    assert (lesson.name, lesson.minutes) == ("Reading a query plan", 45)
    kinds = [relation.kind for relation in draft.relations]
    assert [kinds.count(k) for k in (EdgeKind.REQUIRES, EdgeKind.PROMISES, EdgeKind.WARNS_OF)] == [2, 2, 2]
    required = next(r for r in draft.relations if r.kind is EdgeKind.REQUIRES)
    assert required.evidence.quote.split() == ["Joining", "tables"]


def test_links_code_and_emphasis_are_kept() -> None:
    """What stands out in a line is noted beside its words."""
    (block,) = _read('<p>See <a href=" b.html ">the <i>plan</i></a>, <code>EXPLAIN</code>, <b>now</b>.')
    assert block.text == "See the plan, EXPLAIN, now."
    assert block.links == (Link(text="the plan", target="b.html"),)
    assert (block.code, block.strong) == (("EXPLAIN",), ("now",))


def test_end_tags_may_be_missing() -> None:
    """The standard lets authors leave them out; items and cells do not run into each other."""
    items = _read("<ul><li><p>one<li>two<ul><li>three</ul><li>four</ul><p>five")
    assert [(b.kind, b.level, b.text) for b in items] == [
        (BlockKind.ITEM, 1, "one"),
        (BlockKind.ITEM, 1, "two"),
        (BlockKind.ITEM, 2, "three"),
        (BlockKind.ITEM, 1, "four"),
        (BlockKind.PARAGRAPH, 0, "five"),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<nav>Menu</nav><h1>T</h1><p>Body",
        '<div id="sidebar">Menu</div><article><h1>T</h1><p>Body</article><aside>Ads</aside>',
        '<div role="navigation">Menu</div><div role="main"><h1>T</h1><p>Body</div>',
        '<h1>T</h1><p>Body<p hidden>Secret<p style="display: none">Secret<script>x<!-- </script>',
        "<header><h1>Site</h1></header><main><header><h1>T</h1></header><p>Body</main>",
        '<h1>T</h1><ul class="breadcrumbs"><li>Home</ul><p>Body<div class="pagination">Next</div>',
        '<div id="header"><ul><li>Shop</ul></div><div class="header"><h1>T</h1></div><p>Body',
    ],
)
def test_what_every_page_repeats_is_left_out(markup: str) -> None:
    """Marks of the content, roles, and the names that sites give to the rest decide."""
    assert _texts(markup) == ["T", "Body"]


def test_the_title_is_the_first_heading_or_the_document_title() -> None:
    """Behind a document's title stands the name of its site, which names no lesson."""
    assert extract(parse("a.html", b"<title>Loops - My Site</title><p>Words of it.")).title == "Loops"
    assert extract(parse("a.html", b"<title>My Site</title><h1>Loops</h1><p>Words.")).title == "Loops"


@pytest.mark.parametrize("markup", ["<div id=root></div><script src=app.js></script>", "<!-- x", "<a b='"])
def test_a_page_without_content_is_an_error(markup: str) -> None:
    """A page that a script fills in, or that breaks off, is named rather than read as nothing."""
    with pytest.raises(SourceError, match="no content"):
        _read(markup)


def test_quotes_leave_out_markup_within_words() -> None:
    """A quote reads as the page does, with its stop behind its last word."""
    draft = extract(parse("a.html", b"<h1>T</h1><h2>Prerequisites</h2><ul><li><b>Lo</b>ops<i>.</i></ul>"))
    assert "Loops." in " ".join(draft.relations[-1].evidence.quote.split())


HANDOUT = """<html><head><title>Lock picking</title></head><body><pre>
LOCK PICKING
A course in three evenings &amp; a Saturday

WHAT YOU WILL BE ABLE TO DO
  * Open a pin tumbler lock without a key
  * Explain to a customer why a lock failed

COMMON MISTAKES
  * Pressing too hard on the wrench
  * Practising on locks that are in use by somebody else in the house
</pre></body></html>"""


def test_a_page_of_preformatted_text_is_plain_text() -> None:
    """Old handouts have no other markup; a page about one command has code."""
    page = parse("a.html", HANDOUT.encode())
    items = [block for block in page.blocks if block.kind is BlockKind.ITEM]
    assert [len(page.blocks), len(items)] == [8, 4]
    assert page.text[items[0].span.start : items[0].span.end] == "Open a pin tumbler lock without a key"
    words = " ".join(f"word{n}" for n in range(50))
    for code in (f"<pre><code>{words}</code></pre>", f"<pre class=language-c>{words}</pre>", "<pre>ls</pre>"):
        assert [block.kind for block in _read(f"<h1>T</h1>{code}")][1] is BlockKind.CODE


def test_headings_inside_a_list_head_what_follows_them() -> None:
    """Learning platforms put sections into items: what stands there is no item, and their lists are lists."""
    blocks = _read("<ul><li><h3>Burns</h3><p>Cool them.</p><ul><li>Water<li>Film</ul><li>Next</ul>")
    assert [(block.kind, block.level) for block in blocks] == [
        *((BlockKind.HEADING, 3), (BlockKind.PARAGRAPH, 0), (BlockKind.ITEM, 1), (BlockKind.ITEM, 1)),
        (BlockKind.ITEM, 1),
    ]

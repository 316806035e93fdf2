"""Whatever the bytes are: a page and a draft that hold together, or an error that says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.extract import extract
from ingest.records import Draft, Page
from ingest.sources import parse

URIS = st.sampled_from(["a.md", "m/b.txt", "index.md", "m/README.md", "m/c.mdx", "m/d.html", "index.html"])
PIECES = st.sampled_from(
    [
        *[
            "# ",
            "## ",
            "- ",
            "* ",
            "1. ",
            "1) ",
            "> ",
            "    ",
            "\t",
            "```\n",
            "~~~",
            "\n",
            "\n\n",
            " ",
            "\r\n",
            "\r",
        ],
        *[
            "::: note\n",
            ":::\n",
            '!!! note "x"\n',
            "> [!TIP]\n",
            "{: .prereq}\n",
            "{{< x >}}",
            "{{% /x %}}",
            "<!--",
            "-->",
        ],
        *[
            "---\n",
            "+++\n",
            "title: x\n",
            "weight: .inf\n",
            "tags: [a, b]\n",
            "minutes: 1e999\n",
            "a: &a [*a]\n",
            "w = 3\n",
        ],
        *[
            "| a | b |\n",
            "| Lesson | Time |\n",
            "|---|---|\n",
            "[a](b.md)",
            "[a]: b",
            "**",
            "_",
            "`",
            "<div>",
            "&amp;",
            "\\",
        ],
        *[
            "Prerequisites: ",
            "Who this is for:\n",
            "Common pitfalls\n",
            "Lesson 1: ",
            "Covers a, b, and c.",
            "you already know ",
        ],
        *[
            " and ",
            "/",
            "(",
            ")",
            "é",
            "\u2028",
            "\x0b",
            "\0",
            "日本語",
            "45 min",
            "word ",
            "Word ",
            ": ",
            " — ",
            " -- ",
            "🎯",
        ],
        *[
            "<h1>",
            "</h1>",
            "<ul><li>",
            "</ul>",
            "<p>",
            "<a href='b.html'>",
            "</a>",
            "<main>",
            "<table><tr><td>",
            "<pre>",
            "<aside class='prereq'>",
            "</aside>",
            "<script>",
            "&eacute;",
            "&#0;",
            "<title>",
        ],
    ]
)


@given(URIS, st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_any_text_becomes_a_draft_that_holds_together(uri: str, text: str) -> None:
    """Quotes are verbatim, keys exist, names are words; nothing but a SourceError is ever raised."""
    try:
        page = parse(uri, text.encode("utf-8", "replace"))
    except SourceError:
        return
    _holds(page, extract(page))


@given(URIS, st.binary(max_size=200))
def test_any_bytes_become_a_draft_or_an_error(uri: str, data: bytes) -> None:
    """Files that are no text are refused, not crashed on."""
    try:
        page = parse(uri, data)
    except SourceError:
        return
    _holds(page, extract(page))


def _holds(page: Page, draft: Draft) -> None:
    evidence = [record.evidence for record in (*draft.candidates, *draft.relations)]
    assert all(page.text[e.span.start : e.span.end] in e.quote for e in evidence)
    assert all(e.quote in page.text for e in evidence)
    spans = [e.span for e in evidence]
    spans += [block.span for block in page.blocks]
    spans += [zone.span for zones in draft.zones.values() for zone in zones]
    assert all(0 <= s.start <= s.end <= len(page.text) and 1 <= s.first <= s.last for s in spans)
    keys = [candidate.key for candidate in draft.candidates]
    assert keys == list(range(len(keys)))
    ends = {end for r in draft.relations for end in (r.source, r.target) if isinstance(end, int)}
    assert ends | set(draft.zones) <= set(keys)
    assert all(any(map(str.isalnum, candidate.name)) for candidate in draft.candidates)
    assert all(1 <= first <= last <= draft.lines for first, last in draft.unused)


@pytest.mark.parametrize("suffix", [".md", ".mdx", ".txt", ".html"])
@pytest.mark.parametrize(
    "piece",
    [
        *[
            "a",
            "!",
            "|",
            "[",
            "> ",
            "- ",
            "*a ",
            "`a",
            "(",
            "a/b ",
            "-",
            "\t",
            "\xa0",
            "1.",
            "&a",
            "[a](b)",
            "![",
            "<a ",
            "</a",
            "<b>",
            "<a b='",
            "<!",
            "&lt",
            "<p><div>",
            "{/*",
            "*/}{/*",
            "{a",
            "{{ page.a",
        ],
        *[
            "- item here\n",
            "# a\n",
            "a\n{: .x}\n",
            "::: note\n",
            "> [!NOTE]\n",
            "{{< a >}}\n",
            "|a|b|\n",
            "[a]: b\n",
            "<!-- ",
        ],
        *[
            "A Title\nSome words that tell of it.\n",
            "Covers a, ",
            " and b",
            "with Aa, Bb",
            "e.g. ",
            "Aa. ",
            "1 h ",
            "for ",
        ],
    ],
)
def test_repetition_without_end_is_read_in_time(piece: str, suffix: str) -> None:
    """No shape of text makes reading slower than its length: quadratic work would hit the time-out."""
    text = "Covers a" + piece * (30_000 // len(piece))
    assert extract(parse(f"a{suffix}", text.encode())).lines >= 1

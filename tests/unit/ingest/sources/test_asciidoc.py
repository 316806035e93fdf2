"""AsciiDoc is read as its readers see it, each line in its place."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract import extract
from ingest.records import BlockKind
from ingest.sources import parse

PAGE = """\
= Backyard Astronomy
Nell Voss <nell@example.org>
v1.2, 2025-02-01
:toc:

[IMPORTANT]
====
You need a red torch.
====

[[north]]
== Finding north

.Bring along
* a *star map*
** and a light
. first
. second

Duration:: 60 minutes

// a comment
See <<north>>, xref:moon.adoc[the Moon] and https://example.org[the society].

[source,text]
----
= no title
----

NOTE: Look up.

|===
|Evening |Minutes

|The Moon |90
|===
"""


def test_titles_blocks_and_links_are_what_they_show() -> None:
    """Titles, boxes, lists, code and tables as their readers see them; comments and attributes go."""
    page = parse("a.adoc", PAGE.encode())
    assert [(block.kind, block.level, block.label, block.text) for block in page.blocks] == [
        (BlockKind.HEADING, 1, None, "Backyard Astronomy"),
        (BlockKind.PARAGRAPH, 0, "important", "You need a red torch."),
        (BlockKind.HEADING, 2, None, "Finding north"),
        (BlockKind.PARAGRAPH, 0, None, "Bring along"),
        (BlockKind.ITEM, 1, None, "a star map"),
        (BlockKind.ITEM, 2, None, "and a light"),
        (BlockKind.ITEM, 1, None, "first"),
        (BlockKind.ITEM, 1, None, "second"),
        (BlockKind.PARAGRAPH, 0, None, "Duration: 60 minutes"),
        (BlockKind.PARAGRAPH, 0, None, "See north, the Moon and the society."),
        (BlockKind.CODE, 0, None, "= no title"),
        (BlockKind.PARAGRAPH, 0, None, "Note: Look up."),
        (BlockKind.TABLE_ROW, 0, None, "Evening | Minutes"),
        (BlockKind.TABLE_ROW, 0, None, "The Moon | 90"),
    ]
    links = next(block.links for block in page.blocks if block.links)
    assert [link.target for link in links] == ["ref:north", "moon.adoc", "https://example.org"]
    assert page.blocks[4].strong == ("star map",)
    assert page.labels == {"north": 11}


PIECES = st.sampled_from(
    [
        *(
            "a\n",
            "= T\n",
            "== T\n",
            "====\n",
            "----\n",
            "|===\n",
            "|a |b\n",
            "\n",
            "[NOTE]\n",
            "[[x]]\n",
            "--\n",
        ),
        *(
            "* ",
            ". ",
            ".T\n",
            ":a: b\n",
            "<<x>>",
            "*a*",
            "a:: b\n",
            "////\n",
            "```\n",
            "+\n",
            "é",
            "xref:a[b]",
        ),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_a_page_with_its_words_in_place(text: str) -> None:
    """Whatever is left open, each block lies in the document, and nothing is raised."""
    text = f"a{text}"
    page = parse("a.adoc", text.encode())
    assert all(0 <= block.span.start <= block.span.end <= len(text) for block in page.blocks)
    assert extract(page).lines <= text.count("\n") + 1

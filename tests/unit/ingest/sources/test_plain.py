"""Plain text becomes blocks by the shape of its lines."""

import textwrap

import pytest

from ingest.records import BlockKind
from ingest.sources import parse

PROSE = (
    "A line of prose that an editor wrapped at some width goes on in the next line and in the one after, "
    "until the author begins another paragraph."
)


def _texts(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in parse("a.txt", text.encode()).blocks]


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "–", "1.", "1)", "(1)", "a)"])  # as typed
def test_items_are_known_by_any_marker(bullet: str) -> None:
    """Authors type what their keyboard has."""
    assert _texts(f"Some prose comes first.\n{bullet} one\n{bullet} two\n")[1:] == [
        (BlockKind.ITEM, "one"),
        (BlockKind.ITEM, "two"),
    ]


@pytest.mark.parametrize("width", [50, 65, 79])
def test_wrapped_lines_are_joined(width: int) -> None:
    """Where a line ends is the editor's business."""
    item = textwrap.fill(f"- {PROSE}", width, subsequent_indent="  ")
    text = f"A Title\n{textwrap.fill(PROSE, width)}\n{item}\n"
    assert _texts(text) == [
        (BlockKind.PARAGRAPH, "A Title"),
        (BlockKind.PARAGRAPH, PROSE),
        (BlockKind.ITEM, PROSE),
    ]


def test_unwrapped_lines_are_paragraphs_of_their_own() -> None:
    """A page whose lines are long says where its paragraphs end."""
    assert [text for _, text in _texts(f"A Title\n{PROSE}\nAnother Title\n{PROSE}\n")] == [
        "A Title",
        PROSE,
        "Another Title",
        PROSE,
    ]


@pytest.mark.parametrize("title", ["Title\n=====", "Title\n-----", "# Title", "### Title"])
def test_underlined_and_marked_lines_are_headings(title: str) -> None:
    """Two habits of plain text are as good as markup."""
    assert _texts(f"{title}\n\nSome prose.\n")[0] == (BlockKind.HEADING, "Title")


def test_another_marker_begins_another_list() -> None:
    """So does a numbered list that begins again."""
    blocks = parse("a.txt", b"- a\n- b\n* c\n1. d\n2. e\n1. f\n").blocks
    groups = [block.group for block in blocks]
    assert [groups.index(group) for group in groups] == [0, 0, 2, 3, 3, 5]


def test_spans_begin_behind_the_marker() -> None:
    """A quote of an item is its words alone."""
    page = parse("a.txt", b"Intro line.\n\n  - one\n    and more\n")
    span = page.blocks[1].span
    assert page.text[span.start : span.end] == "one\n    and more"
    assert (span.first, span.last) == (3, 4)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("- Report de-\n  fects of the truck", "Report defects of the truck"),
        ("- Do a pre-use walk, and a pre-\n  use test", "Do a pre-use walk, and a pre-use test"),
        ("- Read chapters A-\n  B twice", "Read chapters A- B twice"),
    ],
)
def test_a_word_that_was_broken_at_a_line_end_is_whole(lines: str, expected: str) -> None:
    """A hyphen stays where the text writes the word with one elsewhere."""
    assert _texts(f"Some prose.\n{lines}\n")[1] == (BlockKind.ITEM, expected)


def test_a_mail_that_was_passed_on_is_read_without_its_marks() -> None:
    """Its lists are lists, and each keeps its place; one quoted line among others stays a quote."""
    text = "On Tuesday Ana wrote:\n> You will learn:\n> - take a bearing\n> - read a map\n>\n> Good luck!\n"
    page = parse("a.txt", text.encode())
    items = [block for block in page.blocks if block.kind is BlockKind.ITEM]
    assert [item.text for item in items] == ["take a bearing", "read a map"]
    assert page.text[items[0].span.start : items[0].span.end] == "take a bearing"
    assert _texts("One line.\n\nAnother line.\n\n> quoted\n\nThe last.\n")[2][1] == "> quoted"

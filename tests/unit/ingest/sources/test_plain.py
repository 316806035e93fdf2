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

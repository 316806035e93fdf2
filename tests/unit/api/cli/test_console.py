"""How lines look in a terminal."""

import io

import pytest
from rich.console import Console

from api.cli.console import counted, duration, indented, listed, place, quote
from api.services.answers import Evidence
from graph.model import Origin


def said(**changes: object) -> Evidence:
    """Return a reason that a document's line gives."""
    fields: dict[str, object] = {
        "origin": Origin.AUTHORED,
        "confidence": 1.0,
        "document": "c/document/page.md",
        "uri": "page.md",
        "first": 7,
        "last": 9,
        "quote": "Read  this\nfirst.",
        "because": None,
    }
    return Evidence(**{**fields, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(None, ""), (0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (1500, "25 h")],
)
def test_minutes_are_said_as_people_say_them(minutes: int | None, text: str) -> None:
    """Hours where there are some, minutes where some are left, nothing where nothing is known."""
    assert duration(minutes) == text


def test_counts_agree_with_their_noun() -> None:
    """One lesson, two lessons, 1,000 entries."""
    assert [counted(1, "lesson"), counted(2, "lesson")] == ["1 lesson", "2 lessons"]
    assert counted(1000, "entry", "entries") == "1,000 entries"


def test_long_lists_say_how_much_more_there_is() -> None:
    """A list reads as a sentence, and ends with the number left out."""
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(list("abcdef"), most=2) == "a, b and 4 more"


def test_evidence_quotes_its_document_and_line() -> None:
    """A quote stands on one line between quotation marks, with a place that editors can jump to."""
    assert quote(said()).plain == "“Read this first.”  page.md:7"
    assert place(said(first=None)) == "page.md"
    assert place(said(uri=None)) == ""


def test_what_was_inferred_is_marked() -> None:
    """A conclusion is never mistaken for the document's own words."""
    inferred = said(origin=Origin.INFERRED, confidence=0.6, because="tag")
    assert quote(inferred).plain.startswith("≈ tag (60%)  “Read")
    assert (
        quote(said(origin=Origin.INFERRED, confidence=0.6, because="tag", quote=None)).plain == "≈ tag (60%)"
    )


def test_wrapped_lines_keep_their_margin() -> None:
    """A line that is too long goes on below itself, not below its mark."""
    out = io.StringIO()
    indented(Console(file=out, width=16), ["one two three four five"], by=4, mark="  1")
    assert out.getvalue().splitlines() == ["  1 one two", "    three four", "    five"]


def test_items_of_a_list_are_told_from_what_wraps() -> None:
    """Where nothing stands before an item, the rest of it is further in."""
    out = io.StringIO()
    indented(Console(file=out, width=16), ["one two three four", "five"], by=2, hanging=4)
    assert out.getvalue().splitlines() == ["  one two", "      three four", "  five"]

"""Phrases of running text, told apart by the hashes of their keys."""

from graph.model import NodeId, Span
from ingest.phrases import Vocabulary, weighty_uses
from ingest.records import Zone, ZoneKind
from ingest.resolution import Reading


def readings(*texts: tuple[ZoneKind, str]) -> list[Reading]:
    """Return texts as the readings of a lesson."""
    return [Reading(NodeId("c/document/a"), Zone(kind, text, Span(0, 0, 1, 1))) for kind, text in texts]


def found(*texts: tuple[ZoneKind, str]) -> list[tuple[int, str, str]]:
    """Return the uses of phrases that matter in some texts: reading, key, words."""
    uses = weighty_uses(readings(*texts), Vocabulary())
    return [(use.reading, use.key, " ".join(use.words)) for use in uses]


def test_spellings_of_one_phrase_are_found_together() -> None:
    """What is written once as one word and once as two is a phrase that recurs."""
    body = (ZoneKind.BODY, "Back-pressure helps. Then a back pressure.")
    assert [use for use in found(body) if use[1] == "backpressure"] == [
        (0, "backpressure", "Back-pressure"),
        (0, "backpressure", "back pressure"),
    ]


def test_what_stands_once_in_the_body_alone_is_left_out() -> None:
    """A heading's phrases matter at once, those of the body where they recur, in whatever part of it."""
    uses = found(
        (ZoneKind.HEADING, "Row locks"), (ZoneKind.BODY, "Tuples die"), (ZoneKind.BODY, "Tuples, often")
    )
    assert uses == [(0, "row", "Row"), (0, "rowlock", "Row locks"), (0, "lock", "locks")] + [
        (number, "tuple", "Tuples") for number in (1, 2)
    ]


def test_no_phrase_reaches_over_a_mark_or_ends_in_a_generic_word() -> None:
    """Words on both sides of a comma are no phrase; nor is one that ends in *example*."""
    assert [words for _, _, words in found((ZoneKind.TITLE, "Locks, queue example"))] == ["Locks", "queue"]


def test_a_lesson_without_words_has_no_phrases() -> None:
    """Nothing at all is read without a complaint."""
    assert found((ZoneKind.BODY, "")) == found() == []

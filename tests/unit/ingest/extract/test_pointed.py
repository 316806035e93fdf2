"""Sentences that send their readers to another lesson first name it, or say nothing about lessons."""

import pytest

from graph.model import Span
from ingest.extract.assumptions import assumed_in
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind, Link

TITLES = {"warping the loom", "true, magnetic, compass", "plain weave"}


def _named(sentence: str, *links: str) -> list[str]:
    block = Block(
        kind=BlockKind.PARAGRAPH,
        text=sentence,
        span=Span(0, len(sentence), 1, 1),
        links=tuple(Link(text=words, target=f"{words}.md") for words in links),
    )
    return [found.term.name for found in assumed_in(Passage.whole(block), TITLES)]


@pytest.mark.parametrize(
    ("sentence", "links", "expected"),
    [
        ("Before you start, read Warping the loom.", (), ["Warping the loom"]),
        ("Before starting this part, make sure you have worked through Rooms.", ("Rooms",), ["Rooms"]),
        ("If you haven't read Cutting yet, do that first.", ("Cutting",), ["Cutting"]),
        ('You need the unit "True, magnetic, compass" first.', (), ["True, magnetic, compass"]),
        ("Session 3 must be completed first.", (), ["session 3"]),
        ("See Plain weave and Warping the loom first.", (), ["Plain weave", "Warping the loom"]),
        ("Complete A2 first.", ("A2",), ["A2"]),
        ("Homework from week 2 required.", (), ["week 2"]),
        ("This picks up where Rooms left off.", ("Rooms",), ["Rooms"]),
        ("Everything here rests on *Plain weave*.", (), ["Plain weave"]),
    ],
)
def test_a_lesson_that_is_named_is_found(sentence: str, links: tuple[str, ...], expected: list[str]) -> None:
    """By its title, its number or a link, however the sentence sends there."""
    assert _named(sentence, *links) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Take the power off first: let the spring down before you loosen any plate.",
        "Rinse the rice first.",
        "Read the label before you pour.",
        "You don't need Plain weave first.",
        "Before you start, read the instructions.",
        "The result depends on the weather.",
        "If you haven't slept, do that first.",
    ],
)
def test_other_things_that_come_first_are_no_lessons(sentence: str) -> None:
    """What is to be done first in a recipe asks for no knowledge."""
    assert _named(sentence) == []


def test_a_day_names_its_lesson() -> None:
    """Where the page lists one by its day."""
    block = Block(kind=BlockKind.PARAGRAPH, text="Needs Tuesday's session.", span=Span(0, 24, 1, 1))
    assert [a.term.name for a in assumed_in(Passage.whole(block), {"tuesday"})] == ["Tuesday"]
    assert [a.term.name for a in assumed_in(Passage.whole(block), {"monday"})] == []

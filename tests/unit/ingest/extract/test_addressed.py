"""Sentences that say whom a text is for."""

import pytest

from graph.model import Span
from ingest.extract.addressed import addressed_in
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind


def _addressed(sentence: str) -> str | None:
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence, span=Span(0, len(sentence), 1, 1))
    people = addressed_in(Passage.whole(block))
    return people.text if people else None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This book is for foresters and students of biology.", "foresters and students of biology"),
        ("The course is mainly intended for people who own a boat.", "people who own a boat"),
        ("Our free online workshop is aimed at teachers.", "teachers"),
    ],
)
def test_people_that_a_text_is_for(sentence: str, expected: str) -> None:
    """They are named as the sentence has them."""
    assert _addressed(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "This course is for free.",
        "This book is not for beginners.",
        "The course is at noon.",
        "Boats are for people.",
    ],
)
def test_sentences_about_other_things(sentence: str) -> None:
    """A price, a time and what is denied are no audience."""
    assert _addressed(sentence) is None

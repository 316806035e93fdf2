"""Sentences outside English name the lessons that they build on."""

import pytest

from graph.model import Span
from ingest.extract.foreign_needs import needed_in
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind


def _needed(sentence: str, *titles: str) -> list[str]:
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence, span=Span(0, len(sentence), 1, 1))
    found = needed_in(Passage.whole(block), {title.casefold() for title in titles})
    return [assumption.term.name for assumption in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Setzt Kapitel 1 voraus.", ["kapitel 1"]),
        (
            "Dieser Abend setzt die Lektionen 1 bis 3 voraus, sonst nichts.",
            ["lektion 1", "lektion 2", "lektion 3"],
        ),
        ("Baut auf Woche 2 und 3 auf.", ["woche 2", "woche 3"]),
        ("Suppose le chapitre 1.", ["chapitre 1"]),
        ("Cette séance s'appuie sur les séances 2 et 3.", ["séance 2", "séance 3"]),
        ("Requiere el capítulo 2 (o experiencia).", ["capítulo 2"]),
        ("Richiede il capitolo 4.", ["capitolo 4"]),
        ("Bouwt voort op les 2.", ["les 2"]),
    ],
)
def test_lessons_by_number(sentence: str, expected: list[str]) -> None:
    """A verb that says so and a numbered place are enough."""
    assert _needed(sentence) == expected


def test_a_lesson_by_its_title() -> None:
    """The title of a lesson of the page is as good as its number."""
    assert _needed("Setzt Der Boden voraus.", "Der Boden") == ["Der Boden"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Setzt Neugier voraus.",
        "Setzt Kapitel 1 nicht voraus.",
        "Ne suppose pas le chapitre 1.",
        "Kapitel 1 war kurz.",
    ],
)
def test_what_names_no_lesson(sentence: str) -> None:
    """Other words, and what is denied, are left alone."""
    assert _needed(sentence) == []

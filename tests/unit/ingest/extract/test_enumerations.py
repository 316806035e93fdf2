"""Lists inside sentences come apart where their authors would take them apart."""

import pytest

from graph.model import Span
from ingest.extract.enumerations import enumerated, terms
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind


def _passage(text: str) -> Passage:
    return Passage.whole(Block(kind=BlockKind.PARAGRAPH, text=text, span=Span(0, len(text), 1, 1)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("joins, grouping, and windows", ["joins", "grouping", "windows"]),
        ("joins, grouping and windows", ["joins", "grouping", "windows"]),
        ("joins and grouping", ["joins", "grouping"]),
        (
            "the request and response cycle, routing, and views",
            ["request and response cycle", "routing", "views"],
        ),
        ("rotation (weekly, daily), handover", ["rotation (weekly, daily)", "handover"]),
        ("disk/network latency", ["disk latency", "network latency"]),
        ("TCP/IP, CI/CD, and I/O scheduling", ["TCP/IP", "CI/CD", "I/O scheduling"]),
        ("static and dynamic typing", ["static typing", "dynamic typing"]),
        ("how to use a debugger, and more", ["debugger"]),
        ("1,000 rows; sorting", ["1,000 rows", "sorting"]),
        ("plain language under stress", ["plain language"]),
        ("and, of, etc.", []),
        ("everything", []),
    ],
)
def test_terms_of_a_list(text: str, expected: list[str]) -> None:
    """No fragment comes out, and no term is cut in two."""
    assert [term.name for term in terms(_passage(text))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Covers folding, shaping, and steam.",
        "This lesson introduces folding, shaping and steam.",
        "You will learn about folding, shaping, and steam.",
        "Topics: folding, shaping, steam",
        "Bread from the inside, covering folding, shaping, and steam.",
        "We bake twice, and we'll cover folding, shaping, and steam.",
    ],
)
def test_sentences_that_enumerate_their_matter(sentence: str) -> None:
    """Many verbs say the same."""
    assert [term.name for term in enumerated(_passage(sentence))] == ["folding", "shaping", "steam"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Covers how folding changes a dough.",
        "The oven covers the bread.",
        "You will learn how to fold, shape, and bake.",
    ],
)
def test_other_sentences_enumerate_nothing(sentence: str) -> None:
    """A clause is no term, and not every *covers* is the lesson's."""
    assert list(enumerated(_passage(sentence))) == []


def test_a_body_needs_a_sentence_that_says_who_covers() -> None:
    """In prose, *includes* may be about anything."""
    sentence = _passage("Includes flour, water, and salt.")
    assert [t.name for t in enumerated(sentence)] == ["flour", "water", "salt"]
    assert list(enumerated(sentence, needs_subject=True)) == []


def test_a_term_points_at_its_own_words() -> None:
    """Evidence is the stretch that names it."""
    found = list(enumerated(_passage("Covers rye/wheat doughs and steam.")))
    assert [(t.name, t.passage.text) for t in found] == [
        ("rye doughs", "rye/wheat doughs"),
        ("wheat doughs", "rye/wheat doughs"),
        ("steam", "steam"),
    ]


def test_a_sentence_that_is_a_bare_list_enumerates() -> None:
    """A description that lists things and says nothing else names its matter."""
    found = enumerated(_passage("Least squares, gradient descent, and regularisation."))
    assert [term.name for term in found] == ["Least squares", "gradient descent", "regularisation"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Measure, stir, and wait.",
        "Compare trees, forests, and boosting.",
        "Fast, simple, and reliable.",
        "Teachers, parents, and coaches.",
        "Borders, rivers, and what lies between.",
        "Milling and baking.",
    ],
)
def test_a_list_of_what_is_no_matter(sentence: str) -> None:
    """Orders, qualities, people and clauses are none, and two things may be anything."""
    assert list(enumerated(_passage(sentence))) == []

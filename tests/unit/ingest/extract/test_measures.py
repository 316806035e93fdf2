"""Durations, grades and numbers are read as people write them."""

import pytest

from graph.model import Difficulty
from ingest.extract.facts import facts_alone
from ingest.extract.measures import difficulty, labelled, labels, minutes, numbering, stated_minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45 min", 45),
        ("about 1.5 h", 90),
        ("1,5 hours", 90),
        ("2 hours 30 minutes", 150),
        ("1h30", 90),
        ("1 h 30", 90),
        ("1:30", 90),
        ("PT1H15M", 75),
        ("30-60 minutes", 45),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("45 Minuten", 45),
        ("1,5 heures", 90),
        ("2 weeks, 6 h a week", 720),
        ("10 hours/week", None),
        ("three days", None),
        ("12 mice", None),
        ("0 min", None),
        ("9" * 400 + " h", None),
    ],
)
def test_durations_in_minutes(text: str, expected: int | None) -> None:
    """What is no duration is none."""
    assert minutes(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Time: 3h · Level: Beginner", (180, Difficulty.BEGINNER)),
        ("45 min | Advanced", (45, Difficulty.ADVANCED)),
        ("Level: Beginner", (None, Difficulty.BEGINNER)),
        ("Time: flies", None),
        ("Easy bread in 45 min", None),
        ("Advanced", (None, Difficulty.ADVANCED)),
        ("Loops", None),
    ],
)
def test_lines_that_state_facts_alone(
    line: str, expected: tuple[int | None, Difficulty | None] | None
) -> None:
    """A line is one if each of its fields is a duration or a grade."""
    assert facts_alone(line) == expected


def test_grades() -> None:
    """The usual words for three grades."""
    assert difficulty("Beginner") is Difficulty.BEGINNER
    assert difficulty("intermediate to advanced") is Difficulty.INTERMEDIATE
    assert difficulty("hard") is Difficulty.ADVANCED
    assert difficulty("blue") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lesson 3: Loops", ("lesson", 3, "Loops")),
        ("Phase IV - Scale", ("phase", 4, "Scale")),
        ("2. Loops", (None, 2, "Loops")),
        ("1.4 Loops", (None, 4, "Loops")),
        ("Week two", ("week", 2, "")),
        ("Loops", (None, None, "Loops")),
        ("3D printing", (None, None, "3D printing")),
        ("Module B – Bread", ("module", 2, "Bread")),
        ("Part of a whole", (None, None, "Part of a whole")),
        ("Part a story, part a song", (None, None, "Part a story, part a song")),
    ],
)
def test_numbers_before_titles(title: str, expected: tuple[str | None, int | None, str]) -> None:
    """A prefix gives the position and is no part of the name."""
    word, number, start = numbering(title)
    assert (word, number, title[start:]) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Weeks 4-5: Inspections", ("week 4", "week 5")),
        ("Week 1 & 2: Soil", ("week 1", "week 2")),
        ("Unit IV Tides", ("unit 4",)),
        ("2.1 Damp", ("2.1",)),
        ("Day 1 - 2 boats collide", ("day 1",)),
        ("Damp", ()),
    ],
)
def test_how_others_refer_to_a_numbered_title(title: str, expected: tuple[str, ...]) -> None:
    """A prefix that names several weeks is referred to by each."""
    assert labelled(title) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lessons 1-3", ("lesson 1", "lesson 2", "lesson 3")),
        ("Chapters 1, 3 and 4", ("chapter 1", "chapter 3", "chapter 4")),
        ("2.1", ("2.1",)),
        ("Kapitel 2", ("kapitel 2",)),
        ("7", ()),
        ("Python 3", ()),
        ("part of it", ()),
    ],
)
def test_words_that_refer_by_number(words: str, expected: tuple[str, ...]) -> None:
    """Ranges and lists are spelt out; a bare number may count anything."""
    assert labels(words) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("About 45 minutes.", 45),
        ("~30 min", 30),
        ("Dauer: 90 Minuten", 90),
        ("Dur\u00e9e : 2 heures", 120),
        ("It ends in 20 minutes with tea.", None),
    ],
)
def test_a_sentence_that_is_a_duration(sentence: str, expected: int | None) -> None:
    """Only a sentence that says nothing else states how long a lesson takes."""
    assert stated_minutes(sentence) == expected

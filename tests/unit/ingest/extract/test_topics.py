"""Headings announce their topic in many words; others announce nothing."""

import pytest

from ingest.extract.itemtypes import type_of
from ingest.extract.topics import Topic, topic_of, warns


@pytest.mark.parametrize(
    ("topic", "headings"),
    [
        (
            Topic.AUDIENCE,
            ["Who this module is for:", "Who is this for?", "Target audience", "Who should take this course"],
        ),
        (
            Topic.OUTCOMES,
            ["After this module you can", "Learning goals", "By the end of the week you will be able to:"],
        ),
        (Topic.OUTCOMES, ["2. Objectives", "🎯 Learning outcomes", "What you will be able to do"]),
        (
            Topic.PITFALLS,
            ["Common mistakes", "Watch out for", "Pitfalls to avoid", "What can go wrong", "Gotchas"],
        ),
        (
            Topic.PREREQUISITES,
            ["Before you start", "Prerequisites", "What you need to know", "Assumed knowledge"],
        ),
        (Topic.LESSONS, ["Lessons", "In this module", "Syllabus", "Course content", "Table of contents"]),
        (
            Topic.LEARN,
            ["In this lesson", "In this lecture", "Lesson overview", "What you'll learn", "Overview"],
        ),
        (Topic.SKILLS, ["Topics covered", "Key concepts"]),
        (Topic.TOOLS, ["Tools", "Technologies used"]),
        (Topic.BOILERPLATE, ["FAQ", "Summary", "Further reading", "Licence", "Next steps"]),
        (
            Topic.PRACTICE,
            ["Exercises", "Quiz", "Check your understanding", "Knowledge check", "Review questions"],
        ),
    ],
)
def test_known_headings(topic: Topic, headings: list[str]) -> None:
    """Case, numbers, emoji and a colon do not matter."""
    assert {heading: topic_of(heading) for heading in headings} == dict.fromkeys(headings, topic)


@pytest.mark.parametrize(
    "heading",
    [
        "AI Tools",
        "Errors and Exceptions",
        "On Becoming a Teacher",
        "What is recursion?",
        "Starters and Wild Yeast",
        "",
        "---",
    ],
)
def test_other_headings_announce_nothing(heading: str) -> None:
    """A known word inside a title of its own is no announcement."""
    assert topic_of(heading) is None


def test_trouble_in_a_heading_is_noticed() -> None:
    """Unlisted headings of mistakes still speak of them."""
    assert warns("Choices you will regret")
    assert warns("Where backups fail")
    assert not warns("Where backups live")


@pytest.mark.parametrize(
    ("topic", "items"),
    [
        (Topic.OUTCOMES, ["Build a raised bed.", "Choose seeds for your soil.", "Prune a fruit tree."]),
        (Topic.PITFALLS, ["Watering before looking.", "Planting too early.", "Ignoring the soil."]),
        (
            Topic.AUDIENCE,
            ["Gardeners with little space.", "Teachers planning a school garden.", "Anyone new to seeds."],
        ),
        (None, ["Soil", "Seeds", "Compost"]),
        (None, ["Planting seeds", "Reading labels", "Using compost"]),
        (None, ["Servers in a rack", "Containers on a host", "Pointers to memory"]),
        (None, ["Build a raised bed."]),
    ],
)
def test_items_tell_what_they_are(topic: Topic | None, items: list[str]) -> None:
    """Verbs of doing, gerunds of bad habits and nouns for people are told from names of things."""
    assert type_of(items) is topic

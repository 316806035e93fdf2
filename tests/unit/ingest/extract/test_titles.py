"""A lesson's title says what it teaches."""

import pytest

from graph.model import SkillKind, Span, TeachingRole
from ingest.extract.names import Names
from ingest.extract.passages import Passage
from ingest.extract.titles import subjects
from ingest.records import Block, BlockKind

NAMES = Names(
    [
        "We install Rails once and run Rails behind a proxy.",
        "A page written in Svelte needs no other framework than Svelte itself.",
        "Keep the data in Redis, or in Kafka where order matters.",
    ]
)


def _passage(text: str) -> Passage:
    return Passage.whole(Block(kind=BlockKind.HEADING, text=text, span=Span(0, len(text), 1, 1)))


def _subjects(title: str, role: TeachingRole | None = TeachingRole.MAIN) -> list[str]:
    return [s.name for s in subjects(_passage(title), NAMES) if s.role is role]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Loops", ["Loops"]),
        ("Redis and Durable Queues", ["Redis", "Durable Queues"]),
        ("Redis, Kafka, and Friends of Theirs", ["Redis", "Kafka", "Friends of Theirs"]),
        ("Redis and Kafka for Event Streams", ["Event Streams", "Redis", "Kafka"]),
        ("Design for Failure", ["Design for Failure"]),
        ("Statistics for Biologists", ["Statistics"]),
        ("Contract Testing with Pact", ["Contract Testing", "Pact"]),
        ("Working with Files", ["Files"]),
        ("An Introduction to Recursion", ["Recursion"]),
        ("Getting Started with Svelte", ["Svelte"]),
        ("What is a closure?", ["closure"]),
        ("How a hash table works", ["hash table"]),
        ("Reading and Writing Files", ["Reading and Writing Files"]),
        ("Linear and Logistic Regression", ["Linear Regression", "Logistic Regression"]),
        ("Migrations without Downtime", ["Migrations"]),
        ("Backups that Restore", ["Backups"]),
        ("Introduction", []),
        ("Exercises", []),
        ("", []),
    ],
)
def test_the_main_skills_of_a_title(title: str, expected: list[str]) -> None:
    """Lists are taken apart, lead-ins and circumstances left out, terms kept whole."""
    assert sorted(_subjects(title)) == sorted(expected)


def test_what_a_title_happens_in_is_used_if_it_is_a_name() -> None:
    """*In Rails* is a tool's name, *in Production* is not."""
    assert _subjects("Caching in Rails") == ["Caching"]
    assert _subjects("Caching in Rails", None) == ["Rails"]
    assert _subjects("Testing in Anger") == ["Testing in Anger"]


def test_what_follows_a_colon_is_covered() -> None:
    """A subtitle is a part of the matter."""
    assert _subjects("Indexes: Trees and Hashes") == ["Indexes"]
    assert _subjects("Indexes: Trees and Hashes", TeachingRole.COVERED) == ["Trees", "Hashes"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Rails", SkillKind.TOOL),
        ("GraphQL", SkillKind.TOOL),
        ("Node.js", SkillKind.TOOL),
        ("CSRF", SkillKind.CONCEPT),
        ("Durable Queues", SkillKind.CONCEPT),
        ("recursion", SkillKind.CONCEPT),
    ],
)
def test_names_of_products_are_tools(name: str, kind: SkillKind) -> None:
    """Going by how the page's own sentences write them."""
    assert NAMES.kind(name) is kind

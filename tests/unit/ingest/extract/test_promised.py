"""Sentences that promise abilities are taken apart."""

import pytest

from graph.model import EdgeKind, Span
from ingest.extract import extract
from ingest.extract.passages import Passage
from ingest.extract.promised import promised_in
from ingest.records import Block, BlockKind
from ingest.sources import parse
from tests.quality.scoring import ends


def _promised(sentence: str) -> list[str]:
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence, span=Span(0, len(sentence), 1, 1))
    return [passage.text for passage in promised_in(Passage.whole(block))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "You will learn how to gather wood, how to light a fire, and how to put it out.",
            ["gather wood", "light a fire", "put it out"],
        ),
        (
            "At the end participants will be able to inspect a boat, to splice a rope and to read a chart.",
            ["inspect a boat", "splice a rope", "read a chart"],
        ),
        (
            "After the course you can tune a drum, mend its skin, and explain its sound.",
            ["tune a drum", "mend its skin", "explain its sound"],
        ),
        ("Once you have finished this workshop, you can splice a rope.", ["splice a rope"]),
        ("Learn to weave on a frame or table loom.", ["weave on a frame or table loom"]),
        ("By the end of the day, you will be able to set up and tune a drum.", ["set up", "tune a drum"]),
    ],
)
def test_promised_abilities(sentence: str, expected: list[str]) -> None:
    """Each begins with its verb; what begins no ability belongs to the one before it."""
    assert _promised(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "You will learn about knots.",
        "Learning to swim takes time.",
        "You will see a red light.",
        "You can learn.",
        "After the rain you can see further.",
        "Once the dough has risen, you can bake it.",
    ],
)
def test_what_promises_nothing(sentence: str) -> None:
    """A subject, a fact or a possibility is no ability."""
    assert _promised(sentence) == []


@pytest.mark.parametrize(
    ("heading", "promised"),
    [("Skills you'll gain", ["Hive inspection", "Swarm control"]), ("Key skills", [])],
)
def test_skills_that_a_course_gives_are_promised(heading: str, promised: list[str]) -> None:
    """Nouns under such a heading are what one will have; subjects under another are not."""
    skills = f"## {heading}\n\n- Hive inspection\n- Swarm control\n"
    lessons = "## Lessons\n\n- Reading a frame\n- Splitting a colony\n"
    draft = extract(parse("bees.md", f"# Bees\n\n{skills}\n{lessons}".encode()))
    assert [target for _, target, *_ in ends(draft, EdgeKind.PROMISES)] == promised

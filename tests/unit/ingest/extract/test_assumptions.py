"""What a text takes for known is found in its sentences, and nothing that it does not ask for."""

import pytest

from graph.model import Span
from ingest.extract.assumptions import assumed_in
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind


def _assumed(sentence: str) -> list[str]:
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence, span=Span(0, len(sentence), 1, 1))
    return [found.term.name for found in assumed_in(Passage.whole(block))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("By now, you already know loops, lists, and basic plotting.", ["loops", "lists", "basic plotting"]),
        ("This unit assumes familiarity with loops and lists.", ["loops", "lists"]),
        (
            "You should be comfortable with the command line and Git before you start.",
            ["command line", "Git"],
        ),
        ("We assume that you know what a variable is.", ["variable"]),
        ("You need to know what a warp and a weft are.", ["warp", "weft"]),
        ("Basic knowledge of algebra is required.", ["algebra"]),
        ("Requires a working knowledge of calculus.", ["calculus"]),
        ("This chapter builds on recursion.", ["recursion"]),
        ("Requires: comfort with the shell, vectors recommended.", ["shell"]),
        ("You'll need a basic understanding of probability.", ["probability"]),
        ("You have also met sets and know what a function is.", ["sets", "function"]),
        ("It is written for people who already know French.", ["French"]),
        (
            "You already know how to change rows, set a variable, and run tests.",
            ["changing rows", "setting a variable", "running tests"],
        ),
        ("You should be able to write a loop.", ["writing a loop"]),
        ("You already know form validation and test doubles.", ["form validation", "test doubles"]),
        ("This session follows on from the glaze tests.", ["glaze tests"]),
        ("Do sessions 2 to 4 first.", ["session 2", "session 3", "session 4"]),
        ("Please finish chapters 1 and 2 before you begin.", ["chapter 1", "chapter 2"]),
        ("You will need the rope from evening 3.", ["evening 3"]),
        ("For those who have done units 1-2.", ["unit 1", "unit 2"]),
        ("20 min — requires 2.1", ["2.1"]),
        ("Once you can read a chart, you are ready for this lesson.", ["reading a chart"]),
        ("No boat needed, but you must be able to swim a mile.", ["swimming a mile"]),
        ("Day 1 and Day 2 are required.", ["day 1", "day 2"]),
        ("You must hold a valid licence.", []),
        ("Basic knowledge of storage accounts is required.", ["storage accounts"]),
        ("Now that you have seen sets and maps, let's look at graphs.", ["sets", "maps"]),
    ],
)
def test_assumed_knowledge_is_taken_apart(sentence: str, expected: list[str]) -> None:
    """The words around the knowledge itself are left out."""
    assert _assumed(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "No prior knowledge of algebra is required.",
        "This course does not assume that you know SQL.",
        "You don't need to know anything about databases.",
        "You need a laptop with a browser.",
        "If you know Java, this will look familiar.",
        "Once you can see the coast, turn left.",
        "It requires the permission of the harbour master.",
        "Knowledge of statistics is helpful.",
        "You will know how to plot at the end.",
        "You need to have read the previous lesson.",
        "To make this work, we need to know how to handle arguments.",
    ],
)
def test_what_is_not_assumed_is_not_found(sentence: str) -> None:
    """A negation, a piece of equipment or a promise asks for no knowledge."""
    assert _assumed(sentence) == []

"""Duration and difficulty where a page states them in its text."""

import re
from collections.abc import Iterable

from graph.model import Difficulty
from ingest.extract.measures import difficulty, minutes
from ingest.records import Block, BlockKind

_TIME = re.compile(
    r"\b(?:duration|estimated|time|takes?|length|effort|workload|reading time|allow|plan for|spend"
    r"|about \d|\d+ ?min read)\b"
    r"|^\W*~?\s*\d[\d.,]*\s*(?:h|hours?|min\w*)\W*$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?:^|[|·•]\s*)\W*(?:difficulty|level|skill level)\W+(?:is )?([a-z]+(?:[ -][a-z]+)?)", re.IGNORECASE
)
_HEAD = 12
_LONGEST = 200


def facts_of(blocks: Iterable[Block]) -> tuple[int | None, Difficulty | None]:
    """Return the minutes and the difficulty that short lines at the head of a page state."""
    duration: int | None = None
    grade: Difficulty | None = None
    for block, _ in zip(blocks, range(_HEAD), strict=False):
        if block.kind is BlockKind.CODE or len(block.text) > _LONGEST:
            continue
        if duration is None and _TIME.search(block.text):
            duration = minutes(block.text)
        level = _LEVEL.search(block.text)
        if grade is None and level:
            grade = difficulty(level[1])
    return duration, grade

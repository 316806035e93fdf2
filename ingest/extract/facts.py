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
_LONGEST = 300
_FEW_WORDS = 9
"""A line of fewer words states a fact of the page; a sentence may speak of a part of it."""


def facts_of(blocks: Iterable[Block]) -> tuple[int | None, Difficulty | None]:
    """Return the minutes and the difficulty that short lines at the head of a page state.

    Where sentences name several durations, each is that of a part, and none is the page's.
    """
    stated: int | None = None
    told: set[int] = set()
    grade: Difficulty | None = None
    for block, _ in zip(blocks, range(_HEAD), strict=False):
        if block.kind is BlockKind.CODE or len(block.text) > _LONGEST:
            continue
        duration = minutes(block.text) if _TIME.search(block.text) else None
        if duration is not None and block.text.count(" ") < _FEW_WORDS:
            stated = stated or duration
        elif duration is not None:
            told.add(duration)
        level = _LEVEL.search(block.text)
        if grade is None and level:
            grade = difficulty(level[1])
    return stated or (told.pop() if len(told) == 1 else None), grade

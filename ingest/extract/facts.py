"""Duration, difficulty and other facts where a text states them in a line of their own."""

import re
from collections.abc import Iterable

from graph.model import Difficulty
from ingest.extract.measures import difficulty, minutes, stated_minutes
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind

_TIME = re.compile(
    r"(?:^|\b(?:it|this|that|lesson|lecture|chapter|module|session|unit|course|page|reading|and|should|will)\s+)takes?\b"
    r"|\b(?:duration|estimated|time|length|effort|workload|reading time|allow|plan for|spend"
    r"|about \d|\d+ ?min read)\b"
    r"|^\W*~?\s*\d[\d.,]*\s*(?:h|hours?|min\w*)\W*$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?:^|[|·•]\s*)\W*(?:difficulty|level|skill level)\W+(?:is )?([a-z]+(?:[ -][a-z]+)?)", re.IGNORECASE
)
_GRADE = re.compile(
    r"^\W*(?:(?:difficulty|(?:skill )?level|niveau|nivel)\W+(?:is )?)?([a-z]+)(?: level)?\W*$", re.IGNORECASE
)
_FIELD = re.compile(r"\s*[·•⋅|;]\s*|\s+(?:/|\u2013|—)\s+|,\s+(?=[A-Z])")
_NAMED = re.compile(r"^\W*[^\W\d_][\w ]{1,24}:\s+\S")
_DECORATION = re.compile(r"^[^\w~]+|[^\w.)]+$")
_LESSON = r"(?:session|lesson|lecture|class|evening|meeting|workshop|episode|unit)"
_EACH = re.compile(
    rf"\b(?:each|every) {_LESSON}\s+(?:lasts|takes|is|runs(?: for)?)\s+(?:about |around )?([^.;,]{{2,30}})"
    rf"|\b{_LESSON}s?,\s+([^.;,]{{2,30}}?)\s+each\b",
    re.IGNORECASE,
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
        alone = facts_alone(block.text)
        if alone is not None:
            stated, grade = stated or alone[0], grade or alone[1]
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


def minutes_of_each(text: str) -> int | None:
    """Return the duration that an English text states for every lesson: *Each session lasts 50 minutes*."""
    found = _EACH.search(text)
    return minutes(found[1] or found[2]) if found else None


def _stated_difficulty(words: str) -> Difficulty | None:
    """Return the grade of words such as *Level: beginner* that state nothing else."""
    found = _GRADE.match(words)
    return difficulty(found[1]) if found else None


def facts_in(line: Passage) -> list[Passage]:
    """Cut a line such as *45 min · Beginner · Needs: loops* into its facts; other lines have none."""
    marks = list(_FIELD.finditer(line.text)) if len(line.text) <= _LONGEST else []
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(line.text)]
    parts = [line.part(start, end) for start, end in zip(starts, ends, strict=True)] if marks else []
    measured = [facts_alone(part.text) for part in parts]
    known = (found or _NAMED.match(part.text) for found, part in zip(measured, parts, strict=True))
    return parts if any(measured) and all(known) else []


def facts_alone(text: str) -> tuple[int | None, Difficulty | None] | None:
    """Return the minutes and the difficulty of a line that states nothing else; None for any other line."""
    fields = _FIELD.split(text.strip(" .*_")) if len(text) <= _LONGEST else [text]
    parts = [_DECORATION.sub("", field) for field in fields]
    spent, grades = list(map(stated_minutes, parts)), list(map(_stated_difficulty, parts))
    if any(measure == (None, None) for measure in zip(spent, grades, strict=True)):
        return None
    return next(filter(None, spent), None), next(filter(None, grades), None)

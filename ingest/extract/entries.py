"""Lessons (or modules) as pages list them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.extract.measures import minutes, numbering
from ingest.extract.passages import Passage
from ingest.records import Block, Link

ASIDE = re.compile(r"\s*[([]([^()[\]]*)[)\]]\s*$|\s+[·•|,]\s+(~?\s*\d[^·•|]*)$")
"""What may stand behind a title on its line: words in parentheses, or a figure behind a mark."""

_EDGE = " \t,;:"
_SYMBOL = re.compile(r"^[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\s]+")
"""Arrows, dingbats and emoji that decorate the beginning of a title."""


@dataclass(slots=True)
class Entry:
    """A lesson (or module) as a page lists it; ``parts`` are what is listed below it."""

    title: Passage
    description: list[Passage] = field(default_factory=list)
    link: Link | None = None
    word: str | None = None
    number: int | None = None
    minutes: int | None = None
    parts: "list[Entry]" = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """Entries that stand together, and whether their shape alone shows that they are entries."""

    entries: list[Entry]
    clear: bool


def without_duration(title: Passage) -> tuple[Passage, int | None]:
    """Cut a duration from the end of a title: *Recursion (45 min)*; return it in minutes."""
    symbol = _SYMBOL.match(title.text)
    title = title.part(symbol.end()) if symbol else title
    aside = ASIDE.search(title.text)
    duration = minutes(aside[1] or aside[2] or "") if aside else None
    return (title.part(0, aside.start()).strip(_EDGE) if aside and duration else title), duration


def finish(entry: Entry) -> Entry:
    """Read what a title carries beside the name: its number before it, its duration behind it."""
    title = entry.title.strip(_EDGE)
    title, duration = without_duration(title)
    word, number, start = numbering(title.text)
    if start < len(title.text):
        title = title.part(start).strip(" \t,;:")
    return replace(
        entry,
        title=title,
        word=entry.word or word,
        number=number if entry.number is None else entry.number,
        minutes=entry.minutes or duration,
    )


def words_in(entries: Iterable[Entry]) -> int:
    """Count the words that entries are made of."""
    return sum(len(block.text.split()) for entry in entries for block in entry.blocks)

"""Where a title ends and its description begins, when both stand in one block."""

import re
from collections.abc import Callable, Sequence
from itertools import starmap
from typing import TypeAlias

from ingest.extract.entries import ASIDE, is_labelled
from ingest.extract.measures import minutes, numbering
from ingest.extract.passages import Passage, has_words
from ingest.records import Block, Link

Cut: TypeAlias = tuple[int, int]
"""Where the title ends, and where the description begins, by offsets into the passage."""

Way: TypeAlias = Callable[[Passage], Cut | None]

_DASH = r"[—\u2013\u2015]|-{2,3}|\u2212"
_SEPARATORS = (
    ("-—\u2013\u2015\u2212", re.compile(rf"\s+(?:{_DASH}|-)\s+|\s*—\s*")),
    (":", re.compile(r"\s*:\s+")),
    ("|\t→>·•", re.compile(r"\s+\|\s+|\s*\t\s*|\s+(?:→|=>|->|·|•)\s+")),
)
"""Each with the marks of which it needs one: most texts have none, and that is soon seen."""
_STOP = re.compile(r"[.!?;,:…][\"'”\u2019)\]]*$")
_JOIN = re.compile(rf"\s*(?:{_DASH}|[-:|.,])?\s*")
_TITLE_WORDS = 14
_TITLE_LENGTH = 100
_TIMED = re.compile(r"(\([^()]{1,30}\))\s+(?:[-—\u2013]\s+)?(?=\S)")
_MARK = 2
_FEWEST = 2
LONGER = 1.3
"""How much longer than a title a description is at least, where only that tells them apart."""


def is_title(text: str) -> bool:
    """Tell whether a line can be a title: short, without a stop, not beginning in small letters."""
    words = text[: _TITLE_LENGTH + 1].split()
    return (
        len(text) <= _TITLE_LENGTH
        and len(words) <= _TITLE_WORDS
        and has_words(text)
        and not _STOP.search(text)
        and not (len(words) > 1 and _begins_small(words[0]))
    )


def _begins_small(word: str) -> bool:
    """Tell whether a word begins in small letters and is no name that is written so: *iOS*, *gRPC*, *x86*."""
    bare = word.lstrip("\"'“\u2018`*([")
    return bare[:1].islower() and bare.islower() and not any(map(str.isdigit, bare))


def leading_link(block: Block) -> Link | None:
    """Return the link that a block's words are or begin with, a number or mark before it aside."""
    if not block.links:
        return None
    link = block.links[0]
    at = block.text.find(link.text) if link.text else -1
    return link if at >= 0 and (at <= _MARK or numbering(block.text)[2] >= at) else None


def by_link(title: Passage) -> Cut | None:
    """Cut behind the link that a title is."""
    link = leading_link(title.block)
    if link is None:
        return None
    end = title.text.find(link.text) + len(link.text)
    return _behind(title.text, end)


def by_duration(title: Passage) -> Cut | None:
    """Cut behind a duration in parentheses that more follows: *Swarms (1 h) - needs 2.1*."""
    found = _TIMED.search(title.text)
    return (found.end(1), found.end()) if found and minutes(found[1]) else None


def _by_strong(title: Passage) -> Cut | None:
    strong = title.block.strong
    if not strong or not title.text.startswith(strong[0]):
        return None
    return _behind(title.text, len(strong[0]))


def _behind(text: str, end: int) -> Cut | None:
    """Cut behind a title that markup sets apart; there must be more than a mark behind it."""
    join = _JOIN.match(text, end)
    start = join.end() if join else end
    aside = ASIDE.search(text)
    if aside and aside.start() <= end + 1:
        return None
    return (end, start) if len(text) - start > 1 else None


def _by_separator(marks: str, separator: re.Pattern[str]) -> Way:
    def way(title: Passage) -> Cut | None:
        text = title.text
        if not any(mark in text for mark in marks):
            return None
        begin = numbering(text)[2]
        found = separator.search(text, begin)
        if found is None or not is_title(text[begin : found.start()].strip()) or found.end() >= len(text):
            return None
        if is_labelled(text[begin:]):
            return None
        return found.start(), found.end()

    return way


def _by_number(title: Passage) -> Cut | None:
    """Cut where the first line ends of what begins as a numbered week, unit or lesson."""
    breaks = title.block.breaks
    numbered = breaks and numbering(title.text)[0] and is_title(title.text[: breaks[0]].strip())
    return (breaks[0], breaks[0]) if numbered else None


def _by_line(title: Passage) -> Cut | None:
    """Cut where a line ends that was too short to have been wrapped."""
    breaks = title.block.breaks
    if not breaks:
        return None
    text, end = title.text, breaks[0]
    widest = max(stop - start for start, stop in zip(breaks, [*breaks[1:], len(text)], strict=True))
    if not is_title(text[:end].strip()) or end * LONGER > widest or text[end : end + 1].islower():
        return None
    return end, end


WAYS: tuple[Way, ...] = (
    by_link,
    _by_strong,
    _by_number,
    *starmap(_by_separator, _SEPARATORS),
    _by_line,
)
"""The ways to tell a title from its description, surest first."""


def turn(items: Sequence[Passage]) -> int:
    """Return where a list turns into one of titles with descriptions, or its length.

    Two lists with the same marker and nothing between them are one to every parser; only the shape of
    the items tells where the second begins.
    """
    for way in WAYS if len(items) >= 2 * _FEWEST else ():
        shaped = [way(item) is not None for item in items]
        first = shaped.index(True) if True in shaped else len(items)
        if first >= _FEWEST and len(items) - first >= _FEWEST and all(shaped[first:]):
            return first
    return len(items)

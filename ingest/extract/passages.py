"""Stretches of a page: the words a reader sees, and the very characters where they stand."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.lines import Lines
from ingest.records import Block, Evidence, Link, Page

_WORD = re.compile(r"\w+")
_NAMED = re.compile(r"[^\W_]")
_EDGE = " \t\n\r,;:"
_STOP = re.compile(r"[.!?][\"'”\u2019)\]]{0,3}\s+|[。\uff01\uff1f]\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|fig|dr|mr|mrs|prof|st)|(?<!\d )(?<!\d)\b[A-Za-z])\.$",
    re.IGNORECASE,
)
"""A lone letter is an initial, but a unit behind a figure: *1 h.*"""

_MARKER = re.compile(r"^[ \t]*(?:[-*+•\u2013>#]+[ \t]+|\d{1,3}[.)][ \t]+)+")
_QUOTED = 400
"""A quote is a sentence or a line of at most so many characters, or else the words themselves."""
_WINDOW = 4096
"""How much markup, in characters, may stand between two words of a block."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters ``[start, end)`` of a block's text."""

    block: Block
    start: int
    end: int

    @classmethod
    def whole(cls, block: Block) -> "Passage":
        """Return a block's whole text."""
        return cls(block, 0, len(block.text))

    @property
    def text(self) -> str:
        """Return the words."""
        return self.block.text[self.start : self.end]

    def part(self, start: int, end: int | None = None) -> "Passage":
        """Return a stretch of this passage, by offsets into its own text."""
        stop = self.end if end is None else self.start + end
        return Passage(self.block, self.start + start, stop)

    def strip(self, characters: str = _EDGE) -> "Passage":
        """Return the passage without those characters around it."""
        text = self.text
        left = len(text) - len(text.lstrip(characters))
        return self.part(left, max(left, len(text.rstrip(characters))))

    def behind(self, opening: re.Pattern[str]) -> "Passage":
        """Return what follows the words that the passage begins with, or all of it if these are others."""
        found = opening.match(self.text)
        return self.part(found.end()) if found else self

    def links(self) -> list[Link]:
        """Return the links whose words stand in the passage."""
        return [link for link in self.block.links if link.text and link.text in self.text]

    def sentences(self) -> Iterator["Passage"]:
        """Yield the sentences, their stops included."""
        return (self.part(start, end) for start, end in _sentences(self.text))


@lru_cache(maxsize=256)  # several rules ask for the sentences of a page's blocks
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the sentences of a text start and end, without the blanks around them."""
    found: list[tuple[int, int]] = []
    at = 0
    for stop in _STOP.finditer(text):
        following = text[stop.end() : stop.end() + 1]
        if following.isdigit() and text[at : stop.start() + 1].lower().endswith(" no."):
            continue
        if following.islower() or _ABBREVIATION.search(text[max(at, stop.start() - 8) : stop.start() + 1]):
            continue
        found.append((at, stop.end()))
        at = stop.end()
    if at < len(text):
        found.append((at, len(text)))
    return tuple(_stripped(text, start, end) for start, end in found)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    left = start + len(part) - len(part.lstrip(" "))
    return left, max(left, start + len(part.rstrip(" ")))


def has_words(text: str) -> bool:
    """Tell whether there is anything to read in ``text``, be it one letter or digit."""
    return bool(_NAMED.search(text))


class Quoter:
    """Finds the words of a block in the original, past whatever markup stands between them."""

    def __init__(self, page: Page) -> None:
        self.lines = Lines(page.text)
        self._known: dict[int, _Alignment] = {}
        lines = Counter(block.span.first for block in page.blocks)
        self._shared = {line for line, blocks in lines.items() if blocks > 1}

    def quote(self, passage: Passage) -> Evidence:
        """Return the place of a passage in the original, and the sentence or line there, verbatim."""
        block = passage.block
        known = self._known.get(id(block))
        if known is None:
            known = self._known[id(block)] = _Alignment(block, self.lines.text)
        span = self.lines.span(*known.stretch(passage.start, passage.end))
        start, end = known.stretch(*known.sentence(passage.start, passage.end))
        if end - start > _QUOTED:
            return Evidence(span, self.lines.text[span.start : span.end])
        whole = start <= block.span.start and end >= block.span.end
        if whole and span.first == span.last and span.first not in self._shared:
            line = _MARKER.sub("", self.lines[span.first - 1]).strip()
            if len(line) <= _QUOTED and self.lines.text[span.start : span.end] in line:
                return Evidence(span, line)
        return Evidence(span, self.lines.text[min(start, span.start) : max(end, span.end)].strip())

    def block(self, block: Block) -> Evidence:
        """Return the whole of a block as evidence."""
        return self.between(block.span.start, block.span.end)

    def between(self, start: int, end: int) -> Evidence:
        """Return a stretch of the original as evidence."""
        return Evidence(self.lines.span(start, end), self.lines.text[start:end])


class _Alignment:
    """Where each word of a block's text stands in the original, found in one pass."""

    def __init__(self, block: Block, original: str) -> None:
        self.block = block  # keeps the block's id from being given to another
        self.original = original
        self.seen: list[int] = []
        self.ends: list[int] = []
        self.found: list[int] = []
        self.stops: list[int] = []
        span = block.span
        self.exact = original[span.start : span.end] == block.text
        if not self.exact:
            self._align(block.text, span.start, span.end)

    def _align(self, text: str, at: int, end: int) -> None:
        for word in _WORD.finditer(text):
            found = self.original.find(word[0], at, min(end, at + _WINDOW + len(word[0])))
            if found >= 0:
                self.seen.append(word.start())
                self.ends.append(word.end())
                self.found.append(found)
                at = found + len(word[0])

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the block's text that holds the sentences of ``[start, end)``."""
        if not self.stops:
            self.stops = [s.end for s in Passage.whole(self.block).sentences()]
        first = bisect_right(self.stops, start)
        last = min(bisect_left(self.stops, end), len(self.stops) - 1)
        begin = self.stops[first - 1] if first else 0
        return begin, max(end, self.stops[last]) if self.stops else end

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original for the characters ``[start, end)`` of the block's text."""
        span = self.block.span
        if self.exact:
            return span.start + start, span.start + end
        first = bisect_right(self.ends, start)
        last = bisect_left(self.seen, end) - 1
        if first > last or first >= len(self.seen):
            return span.start, span.end
        begin = self.found[first] + max(0, start - self.seen[first])
        words = self.block.text[start:end]
        ahead = self.found[first] - (self.seen[first] - start)
        if self.seen[first] >= start and self.original.startswith(words, ahead):
            return ahead, ahead + len(words)
        stop = self.found[last] + min(end, self.ends[last]) - self.seen[last]
        return begin, max(stop, begin)

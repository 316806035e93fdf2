"""The words of HTML: those of one block as they are read, and those of a page where they stand."""

import re
from dataclasses import dataclass, field

from ingest.records import Link
from ingest.sources.html_tree import Text

_VISIBLE = re.compile(r"[^\n\r]")
_GLUE = re.compile(r"(?:</?(?:a|abbr|b|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>)*")
"""Markup that ends no word."""

_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Words:
    """The text of the block that is being read; ``start`` is -1 where there is none yet."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    start: int = -1
    end: int = -1
    links: list[Link] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def say(self, text: Text) -> None:
        """Add words with single blanks between them."""
        words = _SPACES.sub(" ", text.words)
        if words.startswith(" ") and (not self.pieces or self.pieces[-1].endswith(" ")):
            words = words[1:]
        if words:
            self._add(words)
            if not words.isspace():
                self.start = text.start if self.start < 0 else self.start
                self.end = text.end

    def end_line(self) -> None:
        """Note a line break that the author made."""
        if self.pieces:
            if not self.pieces[-1].endswith(" "):
                self._add(" ")
            self.breaks.append(self.length)

    @property
    def is_broken(self) -> bool:
        """Return whether nothing has been said since the last break: a second one ends a paragraph."""
        return bool(self.breaks) and self.breaks[-1] == self.length

    def since(self, piece: int) -> str:
        """Return the words from the given piece on."""
        return "".join(self.pieces[piece:]).strip()

    def _add(self, words: str) -> None:
        self.pieces.append(words)
        self.length += len(words)


def blanked(source: str, said: list[Text]) -> str:
    """Return the source with blanks for all but some texts, in the order of the document.

    Markup within a word and what a character reference leaves over are made up for at the next blank.
    """
    pieces: list[str] = []
    at = owed = 0
    for text in sorted(said, key=lambda text: text.start):
        gap = source[at : text.start]
        if _GLUE.fullmatch(gap):
            owed += len(gap)
        else:
            pieces.append(" " * owed + _VISIBLE.sub(" ", gap))
            owed = 0
        width = text.end - text.start
        words = text.words[:width]
        short = width - len(words)
        if owed and (blank := _SPACE.search(words)):
            words, owed = words[: blank.start()] + " " * owed + words[blank.start() :], 0
        pieces.append(words)
        owed += short
        at = text.end
    return "".join((*pieces, " " * owed, _VISIBLE.sub(" ", source[at:])))

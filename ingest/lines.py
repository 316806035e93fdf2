"""The lines of a text: from offsets to line numbers and back."""

import re
from bisect import bisect_right

from graph.model import Span

_END = re.compile(r"\r\n|\n|\r")

BULLETS = "-*+•‣◦▪●○·∙■□◆◇►▶➢➤→✓✔✗✘☑☐\u2013—"
"""Marks that people type before an item; the hyphen stands first, as in a class of characters it must."""


class Lines:
    """Where each line of ``text`` begins and ends, its terminator left out; lines count from 0 here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.ends: list[int] = []
        for match in _END.finditer(text):
            self.ends.append(match.start())
            self.starts.append(match.end())
        self.ends.append(len(text))

    def __len__(self) -> int:
        """Return the number of lines; a text that ends with a terminator has no line after it."""
        return len(self.starts) - (self.starts[-1] == len(self.text) and len(self.starts) > 1)

    def __getitem__(self, line: int) -> str:
        """Return the text of a line without its terminator."""
        return self.text[self.starts[line] : self.ends[line]]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters ``[start, end)``, with 1-based line numbers."""
        return Span(
            start, end, bisect_right(self.starts, start), bisect_right(self.starts, max(start, end - 1))
        )

    def between(self, first: int, stop: int) -> Span:
        """Return the span of the lines ``[first, stop)`` without the white space around them."""
        start, end = self.starts[first], self.ends[max(first, stop - 1)]
        stretch = self.text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        end = max(start, end - (len(stretch) - len(stretch.rstrip())))
        return self.span(start, end)

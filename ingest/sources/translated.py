"""Pages of another markup that were written as Markdown, line for line."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from ingest.lines import Lines
from ingest.records import Page
from ingest.sources.markdown import blocks_of
from ingest.sources.text import decode, digest


class Translator(Protocol):
    """Goes over the lines of a document."""

    def lines(self) -> list[str]:
        """Return as many lines of Markdown."""


def page_of(
    uri: str,
    data: bytes,
    *,
    media_type: str,
    label: re.Pattern[str],
    translator: Callable[[Sequence[str]], Translator],
) -> Page:
    """Parse a document whose translation has as many lines.

    Parameters
    ----------
    label
        Matches a line that names a place, by its first group that is there.

    Raises
    ------
    SourceError
        It is empty or no text.
    """
    text = decode(uri, data)
    lines = Lines(text)
    source = [lines[n] for n in range(len(lines))]
    return Page(
        uri=uri,
        media_type=media_type,
        sha256=digest(data),
        text=text,
        blocks=blocks_of(lines, translator(source).lines()),
        labels={
            " ".join(next(filter(None, found.groups())).split()).casefold(): number
            for number, found in enumerate(map(label.match, source), 1)
            if found
        },
    )

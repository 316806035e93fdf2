"""Graphs in the interchange form (``docs/interchange.md``), as documents that say what they hold."""

import re
from collections.abc import Iterator

from graph.errors import FormatError, SourceError
from graph.formats.interchange import Entry, entries
from graph.model import Edge, Origin
from ingest.lines import Lines
from ingest.records import Page, Told
from ingest.sources.text import decode, digest

_MARK = re.compile(rb'"cairn"\s*:\s*\d')
_NAME = re.compile(r'"name"\s*:\s*"((?:[^"\\]|\\.)*)"')
_STATEMENTS = re.compile(r'[\s,]*"statements"\s*:.*', re.DOTALL)


def worth_reading(head: bytes) -> bool:
    """Tell whether a JSON file begins like a graph in the interchange form."""
    return bool(_MARK.search(head))


def read(uri: str, data: bytes) -> Page:
    """Parse a graph into a page of the nodes and edges that live in it.

    What a person decided there is what this document says here; to take over who said what, import it.

    Raises
    ------
    SourceError
        It is empty, no text, or no graph in the interchange form.
    """
    text = decode(uri, data)
    try:
        found = entries(text.encode())
    except FormatError as error:
        hint = error.hint or "JSON is read in the interchange form: see docs/interchange.md."
        raise SourceError(f"This is no graph: {error.message}", uri=uri, hint=hint) from error
    return Page(
        uri=uri,
        media_type="application/json",
        sha256=digest(data),
        text=text,
        blocks=(),
        told=tuple(_told(found, text)),
    )


def _told(found: tuple[Entry, ...], text: str) -> Iterator[Told]:
    lines, places = Lines(text), _Offsets(text.encode())
    for entry in found:
        start, end = places.of(entry.start), places.of(entry.end)
        raw, fact = text[start:end], entry.supported.fact
        named = None if isinstance(fact, Edge) else _NAME.search(raw)
        words = named.span(1) if named else (0, len(_STATEMENTS.sub("", raw)))
        inferred = entry.supported.origin is Origin.INFERRED
        yield Told(
            fact=fact,
            span=lines.span(start + words[0], start + words[1]),
            whole=lines.span(start, end),
            origin=Origin.INFERRED if inferred else Origin.AUTHORED,
            confidence=entry.supported.confidence if inferred else 1.0,
            because=entry.because if inferred else None,
        )


class _Offsets:
    """Offsets of characters for offsets of bytes, asked for in growing order, list by list."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._byte = self._character = 0

    def of(self, byte: int) -> int:
        if byte < self._byte:
            self._byte = self._character = 0
        self._character += len(self._data[self._byte : byte].decode())
        self._byte = byte
        return self._character

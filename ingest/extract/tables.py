"""Tables of lessons: which column is the title, which the description, which the time."""

import re
from collections.abc import Sequence

from ingest.extract.entries import Entry, Listing, finish
from ingest.extract.measures import minutes
from ingest.extract.passages import Passage
from ingest.records import Block

_COLUMNS = {
    "title": re.compile(
        r"^(?:lessons?|titles?|topics?|names?|modules?|chapters?|episodes?|sessions?|units?|subjects?|lectures?"
        r"|sections?|pages?)\b",
        re.IGNORECASE,
    ),
    "text": re.compile(
        r"^(?:descriptions?|summar(?:y|ies)|about|contents?|what.*|details?|topics?|covers?|overview|notes?|you.*"
        r"|learn.*|goals?|objectives?|focus|skills?)\b",
        re.IGNORECASE,
    ),
    "time": re.compile(r"^(?:time|duration|minutes|mins?|length|hours|effort|estimated.*)\b", re.IGNORECASE),
}
_RULE = re.compile(r":?-*:?")
_LONGEST_NUMBER = 4


def table(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    """Read the rows of one table as entries if its header names a column of titles, else leave them."""
    rows = [block for block in run if not all(_RULE.fullmatch(cell) for cell in block.cells)]
    header = rows[0].cells if rows else ()
    columns = {name: _column(header, pattern) for name, pattern in _COLUMNS.items()}
    title = columns["title"]
    if title is None or len(rows) == 1:
        return None, run
    entries = [
        finish(_row(row, title, columns["text"], columns["time"]))
        for row in rows[1:]
        if len(row.cells) > title
    ]
    for entry in entries[:1]:
        entry.blocks.insert(0, rows[0])
    return Listing(entries, clear=True), []


def _column(header: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((n for n, cell in enumerate(header) if pattern.match(cell.strip(" *"))), None)


def _row(row: Block, title: int, text: int | None, time: int | None) -> Entry:
    starts = [0]
    for cell in row.cells:
        starts.append(starts[-1] + len(cell) + len(" | "))
    cells = [Passage(row, start, start + len(cell)) for start, cell in zip(starts, row.cells, strict=False)]
    entry = Entry(cells[title], blocks=[row])
    entry.link = next((link for link in row.links if link.text and link.text in cells[title].text), None)
    if text is not None and text != title and text < len(cells) and cells[text].text:
        entry.description.append(cells[text])
    if time is not None and time < len(cells):
        entry.minutes = minutes(cells[time].text) or _bare(cells[time].text)
    return entry


def _bare(text: str) -> int | None:
    return int(text) if text.strip().isdigit() and len(text.strip()) <= _LONGEST_NUMBER else None

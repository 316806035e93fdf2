"""Tables of lessons: which column is the title, which the description, which the time."""

import re
from collections.abc import Mapping, Sequence

from ingest.extract.absence import says_none
from ingest.extract.entries import Entry, Listing, finish
from ingest.extract.measures import minutes
from ingest.extract.passages import Passage, has_words
from ingest.records import Block

_COLUMNS = {
    "title": re.compile(
        r"^(?:lessons?|titles?|topics?|names?|modules?|chapters?|episodes?|sessions?|units?|subjects?"
        r"|lectures?|sections?|pages?|courses?|workshops?|themes?|tutorials?|what we do"
        r"|lektion(?:en)?|thema|themen|kapitel|tema|temas|lecci[oó]n(?:es)?|le[cç]ons?|s[eé]ances?|sujets?|aulas?|lezion[ei]|les|lessen)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"^(?:#|no\.?|nr\.?|n[º°]|week|wk|day|date|unit|session|woche|semana|semaine|tag)$", re.IGNORECASE
    ),
    "needs": re.compile(
        r"^(?:needs?|requires?|requirements?|pre-?req(?:uisite)?s?|depends on|after|builds on"
        r"|voraussetzung(?:en)?|requisitos(?: previos)?|pr[eé]requis|prerequisiti)$",
        re.IGNORECASE,
    ),
    "text": re.compile(
        r"^(?:descriptions?|summar(?:y|ies)|about|contents?|what.*|details?|topics?|covers?|overview|notes?|you.*"
        r"|learn.*|goals?|objectives?|focus|skills?)\b",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"^(?:time|duration|minutes|mins?|length|hours|effort|estimated.*|dauer|zeit|duraci[oó]n"
        r"|dur[eé]e|durata|tempo)\b",
        re.IGNORECASE,
    ),
    "pace": re.compile(r"^(?:effort|workload|pace|hours (?:a|per) week)$", re.IGNORECASE),
}
_SURE = re.compile(
    r"^(?:lessons?|sessions?|lectures?|chapters?|episodes?|courses?|workshops?)\b", re.IGNORECASE
)
_COMMA = re.compile(r"\s*[,;&]\s*")
_RULE = re.compile(r":?-*:?")
_LONGEST_NUMBER = 4


def table(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    """Read the rows of one table as entries if its header names a column of titles, else leave them.

    A column beside it that counts weeks, dates or numbers shows that the table is one of lessons.
    """
    rows = [block for block in run if not all(_RULE.fullmatch(cell) for cell in block.cells)]
    header = rows[0].cells if rows else ()
    columns = {
        name: column for name, known in _COLUMNS.items() if (column := _column(header, known)) is not None
    }
    title = columns.get("title")
    if title is None or len(rows) == 1:
        return None, run
    if columns.get("number") == title:
        del columns["number"]
    entries = [finish(_row(row, columns)) for row in rows[1:] if len(row.cells) > title]
    for entry in entries[:1]:
        entry.blocks.insert(0, rows[0])
    told = columns.keys() & {"number", "time", "needs", "text"}
    named = "number" in columns or bool(_SURE.match(header[title].strip(" *")) and told)
    return Listing(entries, clear=True, named=named), []


def _column(header: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((n for n, cell in enumerate(header) if pattern.match(cell.strip(" *"))), None)


def _row(row: Block, columns: Mapping[str, int]) -> Entry:
    starts = [0]
    for cell in row.cells:
        starts.append(starts[-1] + len(cell) + len(" | "))
    cells = [Passage(row, start, start + len(cell)) for start, cell in zip(starts, row.cells, strict=False)]
    found = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    title, text, number = found["title"], found.get("text"), found.get("number")
    entry = Entry(title, blocks=[row])
    entry.link = next((link for link in row.links if link.text and link.text in title.text), None)
    if text is not None and text != title and text.text:
        entry.description.append(text)
    if number is not None and number.text.strip().isdigit():
        entry.number = _bare(number.text)
    entry.needs = _needed(found["needs"]) if "needs" in found else []
    spent = [found[name].text for name in ("time", "pace") if name in found]
    entry.minutes = minutes(", ".join(dict.fromkeys(spent))) or (_bare(spent[0]) if spent else None)
    return entry


def _needed(cell: Passage) -> list[Passage]:
    """Return the names or numbers in a cell; a dash or *none* is no name."""
    parts, start = [], 0
    for mark in _COMMA.finditer(cell.text):
        parts.append(cell.part(start, mark.start()))
        start = mark.end()
    stripped = (part.strip(" \t.") for part in (*parts, cell.part(start)))
    return [part for part in stripped if has_words(part.text) and not says_none(part.text)]


def _bare(text: str) -> int | None:
    return int(text) if text.strip().isdigit() and len(text.strip()) <= _LONGEST_NUMBER else None

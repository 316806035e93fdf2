"""CSV and TSV: tables of lessons, one a row, with a header that names the columns."""

import csv
import re
from collections.abc import Iterator

from graph.errors import SourceError
from graph.model import Span
from ingest.lines import Lines
from ingest.records import MetaValue, Page, Row
from ingest.sources.text import decode, digest

_DELIMITERS = ",;\t|"
_MEDIA = {".tsv": "text/tab-separated-values", ".tab": "text/tab-separated-values"}
_TITLES = (
    *("title", "lesson", "lesson_title", "lesson_name", "session_title", "lecture_title", "chapter_title"),
    *("unit_title", "name", "topic", "session", "lecture", "session_name", "topic_name", "unit_name"),
    *("activity", "workshop", "seminar", "class", "subject", "theme", "titel", "titre", "título", "titolo"),
    *(
        "thema",
        "tema",
        "onderwerp",
        "séance",
        "leçon",
        "lección",
        "lezione",
        "lektion",
        "aula",
        "课程",
        "主题",
    ),
)
"""The columns that may name the lesson, surest first."""

_BESIDE = re.compile(
    r"^(?:lesson|module|unit|week|phase|section|summary|description|minutes|hours|duration|time|level|difficulty|order|"
    r"position|weight|prereq\w*|requires|depends_on|prior_\w+|skills?|teaches|(?:key_)?concepts?|topics?|tags|"
    r"outcomes?|objectives?|duration_\w+|learning_\w+|pitfalls?|common_mistakes|audience|url|link|slug)$"
)
_UNITS = {r"min(?:ute)?s?\.?": "minutes", r"(?:h|hrs?|hours?)\.?": "hours"}
_NAMED = re.compile(r"^(name|title)_of_(?:the_|each_)?(\w+)$")
"""*Name of session*, for *Session name*."""

_WHOLE = frozenset({"title", "summary", "description", "abstract", "module", "url", "link"})
"""Columns whose semicolons separate nothing."""


def worth_reading(head: bytes) -> bool:
    """Tell whether a table begins like one of lessons rather than of measurements."""
    line = head.decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0]
    names = [_normal(cell) for cell in _split(line, _delimiter(line))]
    titled = any(name in _TITLES[: _TITLES.index("name")] for name in names)
    return titled and sum(bool(_BESIDE.match(name)) for name in names) > ("lesson" in names)


def read(uri: str, data: bytes) -> Page:
    """Parse a table of lessons into a page of rows.

    Raises
    ------
    SourceError
        It is empty, no text, no table, or no column names the lessons.
    """
    text = decode(uri, data)
    lines = Lines(text)
    records = _records(uri, lines)
    header, _ = next(records)
    columns = _columns(uri, header)
    return Page(
        uri=uri,
        media_type=_MEDIA.get(uri[uri.rfind(".") :].lower(), "text/csv"),
        sha256=digest(data),
        text=text,
        blocks=(),
        rows=tuple(_row(columns, cells, span) for cells, span in records if any(map(str.strip, cells))),
    )


def _records(uri: str, lines: Lines) -> Iterator[tuple[list[str], Span]]:
    """Yield the cells of each record with the lines that it takes."""
    first = next(n for n in range(len(lines)) if lines[n].strip())
    source = (f"{lines[n]}\n" for n in range(first, len(lines)))
    reader = csv.reader(source, delimiter=_delimiter(lines[first]), strict=True)
    start = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = first + reader.line_num
            raise SourceError(f"This is no table: {error}.", uri=uri, line=line) from error
        yield cells, lines.between(first + start, first + reader.line_num)
        start = reader.line_num


def _delimiter(header: str) -> str:
    """Return the character that stands between the most column names."""
    return max(_DELIMITERS, key=header.count)


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _columns(uri: str, header: list[str]) -> list[str]:
    """Return the key of each column; the one that names the lessons is ``title``."""
    names = [_normal(cell) for cell in header]
    title = next((name for name in _TITLES if name in names), None)
    if title is None:
        raise SourceError(
            "No column of this table names lessons.",
            uri=uri,
            line=1,
            hint="The first line must name the columns, one of them “title” or “lesson”.",
        )
    names[names.index(title)] = "title"
    return names


def _normal(name: str) -> str:
    """Return a column's name as a key; a unit in parentheses is part of it: *Duration (min)*."""
    low = name.strip().strip("\ufeff").lower()
    for unit, long in _UNITS.items():
        low = re.sub(rf"\s*[(\[]{unit}[)\]]$", f" {long}", low)
    return _NAMED.sub(r"\2_\1", re.sub(r"[\s-]+", "_", low))


def _row(columns: list[str], cells: list[str], span: Span) -> Row:
    meta: dict[str, MetaValue] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.strip():
            meta.setdefault(column, _value(column, cell.strip()))
    return Row(meta=meta, spans=dict.fromkeys(meta, span), span=span)


def _value(column: str, cell: str) -> MetaValue:
    """Return a cell as a list where it is one: at semicolons, bars, or at lines of their own."""
    if column in _WHOLE or not re.search(r"[;|\n]", cell):
        return cell
    return [part.strip(" \t-*•") for part in re.split(r"[;|\n]", cell) if part.strip(" \t-*•")]

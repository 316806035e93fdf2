"""Tables of lessons: which column is the title, which the description, which the time."""

import re
from collections import Counter
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
        r"|seminars?|class(?:es)?"
        r"|onderwerpen?|assuntos?|argoment[oi]|inhalte?|conteúdos?|contenidos?|课程|课题|主题|题目|内容"
        r"|lektion(?:en)?|thema|themen|kapitel|tema|temas|lecci[oó]n(?:es)?|le[cç]ons?|s[eé]ances?|sujets?|aulas?|lezion[ei]|les|lessen)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"^(?:#|(?:ses(?:sion)?|lec(?:ture)?|class)\.? ?#|no\.?|nr\.?|n[º°]|week|wk|day|date|unit"
        r"|session|woche|semana|semaine|tag|les|aula|séance|周次?|课次|序号)$",
        re.IGNORECASE,
    ),
    "needs": re.compile(
        r"^(?:needs?|requires?|requirements?|pre-?req(?:uisite)?s?|depends on|after|builds on"
        r"|voraussetzung(?:en)?|vorkenntnisse|requisitos(?: previos)?|pr[eé]-?requis|prerequisiti"
        r"|pré-?requisitos?|voorkennis|förkunskaper|先修(?:课程|要求)?|前置)$",
        re.IGNORECASE,
    ),
    "text": re.compile(
        r"^(?:descriptions?|summar(?:y|ies)|about|contents?|what.*|details?|topics?|covers?|overview|notes?|you.*"
        r"|learn.*|goals?|objectives?|outcomes?|concepts?|focus|skills?)\b",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"^(?:time|duration|minutes|mins?|length|hours|effort|estimated.*|dauer|zeit|duraci[oó]n"
        r"|dur[eé]e|durata|duração|duur|tempo|课时|时长)\b",
        re.IGNORECASE,
    ),
    "pace": re.compile(r"^(?:effort|workload|pace|hours (?:a|per) week)$", re.IGNORECASE),
}
_SURE = re.compile(
    r"^(?:lessons?|sessions?|lectures?|chapters?|episodes?|courses?|workshops?)\b", re.IGNORECASE
)
_TAUGHT = re.compile(
    r"^(?:topics?|covers?|covered|contents?|concepts?|skills?|subjects?|keywords?|key (?:terms|concepts))\b",
    re.IGNORECASE,
)
"""Headers of columns whose cells list what is taught."""

_GENERIC = re.compile(r"(?:lesson|lecture|chapter|page|link|here|open|read|start|view|note)s?", re.IGNORECASE)
"""Words of links that lead to the row's lesson from a column of their own."""

_COMMA = re.compile(r"\s*[,;&]\s*")
_RULE = re.compile(r":?-*:?")
_OUTSIDE = re.compile(r"[a-z][a-z\d+.-]*:|#|//", re.IGNORECASE)
_LONGEST_NUMBER = 4
_MOSTLY = 0.6


def table(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    """Read the rows of one table as entries if it has a column of titles, by name or links, else leave them.

    A column beside it that counts weeks, dates or numbers shows that the table is one of lessons.
    """
    rows = [block for block in run if not all(_RULE.fullmatch(cell) for cell in block.cells)]
    header = rows[0].cells if rows else ()
    columns = {
        name: column for name, known in _COLUMNS.items() if (column := _column(header, known)) is not None
    }
    counting = [column for column in range(len(header)) if _counts(rows[1:], column)]
    title = _title(header, rows[1:], counting, set(columns.values()))
    if title is None or len(rows) == 1:
        return None, run
    columns["title"] = title
    if counting and counting[0] < title:
        columns["number"] = counting[0]
    elif columns.get("number") == title:
        del columns["number"]
    entries = [finish(_row(row, columns)) for row in rows[1:] if len(row.cells) > title]
    text = columns.get("text", title)
    if text != title and _TAUGHT.match(header[text].strip(" *")):
        for entry in entries:
            entry.topics = entry.description[:1]
    for entry in entries[:1]:
        entry.blocks.insert(0, rows[0])
    told = columns.keys() & {"number", "time", "needs", "text"}
    named = "number" in columns or bool(_SURE.match(header[title].strip(" *")) and told)
    return Listing(entries, clear=True, named=named), []


def _counts(rows: Sequence[Block], column: int) -> bool:
    """Tell whether a column's cells are nothing but numbers, whatever its head says."""
    return all(row.cells[column].strip(" *.").isdigit() for row in rows if column < len(row.cells))


def _title(
    header: Sequence[str], rows: Sequence[Block], counting: Sequence[int], used: set[int]
) -> int | None:
    """Return the column of the titles: by its head, its links, or, where rows are counted, its place.

    Of several whose heads may name titles it is the first that names no row as another.
    """
    words = [n for n, cell in enumerate(header) if n not in counting and cell.strip()]
    named = [n for n in words if _COLUMNS["title"].match(header[n].strip(" *"))]
    taught = [n for n in words if _TAUGHT.match(header[n].strip(" *"))]
    if named:
        return next((n for n in (*named, *taught) if _differ(rows, n)), named[0])
    leading = _leading(rows)
    if leading is not None or not any(_COLUMNS["title"].match(header[n].strip(" *")) for n in counting):
        return leading
    return next((n for n in words if n not in used and n > min(counting)), None)


def _differ(rows: Sequence[Block], column: int) -> bool:
    """Tell whether the cells of a column are all there and all different."""
    cells = [row.cells[column].strip() for row in rows if column < len(row.cells)]
    return all(cells) and len(set(cells)) == len(cells)


def _leading(rows: Sequence[Block]) -> int | None:
    """Return the first column most of whose cells lead to other pages of the site, whatever it is called."""
    leading = [(row, row.links[0]) for row in rows if row.links and not _OUTSIDE.match(row.links[0].target)]
    cells = [_cell_of(row.cells, link.text) for row, link in leading]
    column, count = next(iter(Counter(cells).most_common(1)), (None, 0))
    return column if count > 1 and count > _MOSTLY * len(rows) else None


def _cell_of(cells: Sequence[str], words: str) -> int | None:
    """Return the cell that consists of words, or else the first that holds them."""
    exact = (n for n, cell in enumerate(cells) if cell.strip(" *") == words)
    return next(exact, next((n for n, cell in enumerate(cells) if words and words in cell), None))


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
    own = (link for link in row.links if link.text and _cell_of(row.cells, link.text) == columns["title"])
    entry.link = next(own, None)
    entry.link = entry.link or next((link for link in row.links if _GENERIC.fullmatch(link.text)), None)
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

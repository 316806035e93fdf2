"""Plain text: paragraphs, list items and headings by the shape of the lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.model import Span
from ingest.lines import BULLETS, Lines
from ingest.records import Block, BlockKind, Page
from ingest.sources.text import decode, digest

_ITEM = re.compile(
    rf"^(\s*)([{BULLETS}]|\d{{1,3}}[.)]|\(\d{{1,3}}\)|[a-z]\)|o(?=\t)"
    rf"|(?:[A-Z]{{1,3}})?\d{{1,2}}(?=\t|[ ]{{2,}}[^\W\d]))"
    r"[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)"
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})[ \t]+(?=\S)")
_RULE = re.compile(r"^\s*([-=_*~#])(?:\s*\1){2,}\s*$")
_UNDERLINE = re.compile(r"^\s*(=+|-+|~+|\^+)\s*$")
_STOP = re.compile(r"""[.!?:;…]["'”\u2019)\]]*$""")
_WIDEST = 120
_NARROWEST = 50
"""Text with longer or only shorter lines was not wrapped by its author: there each line is a paragraph."""

_SHORT = 40
_NUMBERED = re.compile(
    r"^\s*(?:lesson|lecture|module|unit|chapter|week|part|phase|session|section|day|step|episode)\s+\d+\b\s*[:.)—\u2013-]",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"([^\W\d_]{2,})-$")
_WORD = re.compile(r"[^\W\d_A-Z]{2,}")
_HYPHENATED = re.compile(r"\w+-\w+")
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_WROTE = re.compile(
    r"(?:On|Am|Le|El|Op) .{6,90}(?:wrote|schrieb[^:]*|a écrit|escribió|schreef[^:]*) ?:(?=\s*$)",
    re.IGNORECASE,
)
_MOSTLY = 0.8
_FEWEST = 4
_DASH = re.compile(r"\s(?:--|—|\u2013)\s")


def read(uri: str, data: bytes) -> Page:
    """Parse a plain text document into a page.

    Raises
    ------
    SourceError
        It is empty or no text.
    """
    return page_of(uri, decode(uri, data), media_type="text/plain", sha256=digest(data))


def blocks_of(lines: Lines) -> tuple[Block, ...]:
    """Return the blocks of plain text in reading order."""
    return tuple(_Reader(lines).blocks())


def unquoted(text: str) -> str:
    """Return a text without the marks of a mail that was passed on, blanks in their place.

    So is the line that says who wrote it; others that are not quoted are words about the text.
    """
    lines = text.splitlines(keepends=True)
    said = [line for line in lines if line.strip()]
    quoted = sum(bool(_QUOTED.match(line)) for line in said)
    if len(said) < _FEWEST or quoted < _MOSTLY * len(said):
        return text
    return "".join(map(_without_mark, lines))


def _without_mark(line: str) -> str:
    mark = _QUOTED.match(line) or _WROTE.match(line)
    return " " * mark.end() + line[mark.end() :] if mark else line


def page_of(uri: str, text: str, *, media_type: str, sha256: str) -> Page:
    """Parse plain text, wherever it comes from, into a page."""
    return Page(
        uri=uri,
        media_type=media_type,
        sha256=sha256,
        text=text,
        blocks=blocks_of(Lines(unquoted(text))),
    )


@dataclass(slots=True)
class _Open:
    """A block that may go on in the next line; ``pieces`` are its lines so far."""

    kind: BlockKind
    first: int
    start: int
    pieces: list[str] = field(default_factory=list)
    level: int = 0
    ordered: bool = False
    group: int | None = None
    indent: int = 0


class _Reader:
    """Goes over the lines once, joining those that an editor wrapped."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.width = _width(lines)
        self.hanging = _is_hanging(lines)
        self.hyphenated = frozenset(_HYPHENATED.findall(lines.text.lower()))
        self.open: _Open | None = None
        self.last = 0
        self.group = 0
        self.marker: str | None = None
        self.indents: list[int] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in reading order."""
        for number in range(len(self.lines)):
            line = self.lines[number]
            if not line.strip() or _RULE.match(line):
                yield from self._close(number, underline=line)
            elif self.open and self._continues(number):
                self.open.pieces.append(line.strip())
                self.last = number
            else:
                yield from self._close(number)
                self._begin(number, line)
        yield from self._close(len(self.lines))

    def _begin(self, number: int, line: str) -> None:
        if heading := _HEADING.match(line):
            self._start(number, BlockKind.HEADING, heading.end(), level=len(heading[1]))
            self.marker = None
        elif item := _ITEM.match(line):
            self._item(number, item)
        else:
            row = line.count("|") > 1
            self.marker = self.marker if row or line[0] in " \t" else None
            self._start(number, BlockKind.TABLE_ROW if row else BlockKind.PARAGRAPH, _indent(line))

    def _item(self, number: int, item: re.Match[str]) -> None:
        indent = len(item[1].expandtabs())
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1]:
            self.indents.append(indent)
        marker = re.sub(r"\w+", "1", item[2])
        restarts = item[2].strip("().") == "1" and len(self.indents) == 1
        if self.marker is None or restarts or (marker != self.marker and len(self.indents) == 1):
            self.group += 1
            self.indents = [indent]
        if len(self.indents) == 1:
            self.marker = marker
        level, ordered = len(self.indents), item[2][-1] in ".)0123456789"
        self._start(number, BlockKind.ITEM, item.end(), level=level, ordered=ordered, group=self.group)

    def _start(self, number: int, kind: BlockKind, offset: int, **shape: int | bool | None) -> None:
        line = self.lines[number]
        start = self.lines.starts[number] + offset
        self.open = _Open(kind, number, start, [line[offset:].strip()], indent=_indent(line))
        for name, value in shape.items():
            setattr(self.open, name, value)
        self.last = number

    def _continues(self, number: int) -> bool:
        """Tell whether a line goes on with the open block rather than beginning one."""
        block, line = self.open, self.lines[number]
        if block is None or block.kind in {BlockKind.HEADING, BlockKind.TABLE_ROW}:
            return False
        if any(shape.match(line) for shape in (_ITEM, _HEADING, _NUMBERED)) or line.count("|") > 1:
            return False
        before = self.lines[self.last]
        stopped = bool(_STOP.search(before.rstrip()))
        if block.kind is BlockKind.ITEM and _indent(line) > block.indent:
            return True
        words = line.split(maxsplit=1)
        if line.lstrip()[0].islower() and not stopped:
            return True
        if block.kind is BlockKind.ITEM and self.hanging:
            return False
        full = self.width is not None and len(before.rstrip()) + 1 + len(words[0]) > self.width
        return full and not (stopped and self._is_title(number))

    def _is_title(self, number: int) -> bool:
        """Tell whether a line looks like a title: short, without a stop, and not wrapped itself."""
        title = _DASH.split(self.lines[number].strip(), maxsplit=1)[0]
        return len(title) <= _SHORT and not _STOP.search(title.rstrip(":")) and title[:1].isupper()

    def _close(self, number: int, underline: str = "") -> Iterator[Block]:
        block, self.open = self.open, None
        if block is None:
            return
        level = block.level
        kind = block.kind
        if kind is BlockKind.PARAGRAPH and len(block.pieces) == 1 and _underlines(underline, block.pieces[0]):
            kind, level = BlockKind.HEADING, 1 if "=" in underline else 2
        text, breaks = _join(block.pieces, self.hyphenated)
        cells = _cells(text) if kind is BlockKind.TABLE_ROW else ()
        span = self._span(block, number)
        yield Block(
            kind=kind,
            text=" | ".join(cells) or text,
            span=span,
            level=level,
            ordered=block.ordered,
            group=block.group,
            cells=cells,
            breaks=breaks,
        )

    def _span(self, block: _Open, number: int) -> Span:
        end = self.lines.between(block.first, min(self.last, number) + 1).end
        return self.lines.span(block.start, max(end, block.start))


def _width(lines: Lines) -> int | None:
    """Return the width that the text was wrapped to, or None where it was not."""
    lengths = (len(lines[n].rstrip()) for n in range(len(lines)) if "://" not in lines[n])
    width = max(lengths, default=0)
    return width if _NARROWEST <= width <= _WIDEST else None


def _is_hanging(lines: Lines) -> bool:
    """Tell whether the author indents what an item goes on with: then no other line belongs to one."""
    items = (n for n in range(len(lines) - 1) if _ITEM.match(lines[n]))
    following = ((_indent(lines[n]), lines[n + 1]) for n in items)
    return any(
        line.strip() and _indent(line) > indent and not _ITEM.match(line) for indent, line in following
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _underlines(rule: str, title: str) -> bool:
    return bool(_UNDERLINE.match(rule)) and len(rule.strip()) >= min(3, len(title))


def _join(pieces: list[str], hyphenated: frozenset[str]) -> tuple[str, tuple[int, ...]]:
    """Return lines as one, and where each but the first begins; ``hyphenated`` words keep their hyphens."""
    text, breaks = "", []
    for piece in (" ".join(piece.split()) for piece in pieces):
        broken = _BROKEN.search(text)
        follows = _WORD.match(piece)
        if broken and follows and f"{broken[1]}-{follows[0]}".lower() not in hyphenated:
            text = text[:-1]
        elif text and not broken:
            text += " "
        breaks.append(len(text))
        text += piece
    return text, tuple(breaks[1:])


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.strip(" |").split("|"))

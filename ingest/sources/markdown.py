"""Markdown (CommonMark with tables and strikethrough) with front matter, by markdown-it-py."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from graph.model import Span
from ingest.lines import Lines
from ingest.records import Block, BlockKind, Page
from ingest.sources import frontmatter
from ingest.sources.inline import Inline, InlineReader
from ingest.sources.mdx import without_script
from ingest.sources.myst import labels, without_directives
from ingest.sources.notation import Box, Notation
from ingest.sources.notion import with_links
from ingest.sources.text import decode, digest

_TAG = re.compile(r"<[^<>]*>")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_STOP = re.compile(r"[.!?][\"')\]]*$")
_SHORT = 80
_FEW = 3
"""So few lines are a title with its text, which extraction takes apart in all lists alike."""

_WIDEST = 120
"""An editor that wraps lines leaves none longer than this; the author who wrote one meant where it ends."""

_HIDDEN = re.compile(r"<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def read(uri: str, data: bytes) -> Page:
    """Parse a Markdown document into a page.

    Raises
    ------
    SourceError
        It is empty, no text, or its front matter is malformed.
    """
    return page_of(uri, decode(uri, data), media_type="text/markdown", sha256=digest(data))


def page_of(uri: str, text: str, *, media_type: str, sha256: str) -> Page:
    """Parse Markdown, wherever it comes from, into a page; raises what :func:`read` raises."""
    lines = Lines(text)
    front = frontmatter.split(uri, lines)
    body = ["" if n < front.body else lines[n] for n in range(len(lines))]
    if uri.endswith(".mdx"):
        body = list(without_script(body))
    if "%20" in text:
        body = list(with_links(body))
    named = labels(body) if ")=" in text or "{#" in text else {}
    if "{" in text or ")=" in text or "@sec-" in text or "[](" in text:
        body = list(without_directives(body))
    return Page(
        uri=uri,
        media_type=media_type,
        sha256=sha256,
        text=text,
        blocks=blocks_of(lines, body),
        meta=front.meta,
        meta_spans=front.spans,
        labels=named,
    )


def blocks_of(lines: Lines, body: list[str]) -> tuple[Block, ...]:
    """Return the blocks of Markdown that stands line for line in the place of ``lines``."""
    notation = Notation(body)
    return tuple(_Reader(lines, notation.boxes).blocks("\n".join(notation.lines)))


@cache
def _parser() -> MarkdownIt:
    """Return the parser, which keeps nothing of what it parsed; inline markup is read block by block."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.core.ruler.disable("inline")
    return parser


class _Reader:
    """Walks the parser's tokens and keeps track of lists, quotes, tables and boxes around them."""

    def __init__(self, lines: Lines, boxes: list[Box]) -> None:
        self.lines = lines
        self.parser = _parser()
        self.boxes = _Boxes(boxes)
        self.lists: list[tuple[int, bool]] = []
        self.groups = len(boxes)
        self.quotes = 0
        self.table: int | None = None
        self.fresh_item = False

    def blocks(self, source: str) -> Iterator[Block]:
        """Yield the blocks of a page in reading order."""
        environment: dict[str, object] = {}
        tokens = self.parser.parse(source, environment)
        inline = InlineReader(self.parser, environment)
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type == "tr_open":
                position, row = self._row(tokens, position, inline)
                yield row
            elif token.type in {"inline", "fence", "code_block", "html_block"}:
                yield from self._leaf(tokens, position, inline)
            else:
                self._container(token)
            position += 1

    def _container(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.groups += 1
                self.lists.append((self.groups, token.type.startswith("ordered")))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.fresh_item = True
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "table_open":
                self.groups += 1
                self.table = self.groups
            case "table_close":
                self.table = None

    def _leaf(self, tokens: list[Token], position: int, inline: InlineReader) -> Iterator[Block]:
        token = tokens[position]
        first, stop = token.map or (0, 1)
        if token.type == "inline":
            yield from self._paragraph(token, tokens[position - 1], inline)
            return
        if token.type == "html_block":
            words = _TAG.sub(" ", _HIDDEN.sub(" ", token.content))
            content = Inline(text=" ".join(words.split()))
            span = self.lines.between(first, stop)
            kind = BlockKind.PARAGRAPH
        else:
            content = Inline(text=token.content.rstrip("\n"))
            span = self.lines.between(first, stop)
            kind = BlockKind.CODE
        if content.text:
            yield self._block(kind, content, span, len(self.lists), first)

    def _paragraph(self, token: Token, opening: Token, inline: InlineReader) -> Iterator[Block]:
        """Yield a heading, an item or a paragraph, or its lines where their length shows they are meant."""
        first, stop = token.map or (0, 1)
        kind = self._kind(opening)
        level = int(opening.tag[1]) if kind is BlockKind.HEADING else len(self.lists)
        content = _TASK.sub("", token.content) if kind is BlockKind.ITEM else token.content
        lines = content.split("\n")
        starts = self._starts(lines, kind, first) if len(lines) == stop - first else [0]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            piece = "\n".join(lines[start:end]).strip()
            read = inline.read(piece)
            if read.text:
                span = self._span_of(piece, first + start, stop if end == len(lines) else first + end)
                lazy = start > 0 and not self.lines[first + start][:1].isspace()
                yield self._block(kind, read, span, 0 if lazy else level, first + start)
            kind = BlockKind.QUOTE if self.quotes else BlockKind.PARAGRAPH

    def _starts(self, lines: list[str], kind: BlockKind, first: int) -> list[int]:
        """Return which lines of a block begin one of their own: all long ones, and titles behind an item."""
        if kind is BlockKind.HEADING:
            return [0]
        if max(map(len, lines)) > _WIDEST and len(lines) > _FEW:
            return list(range(len(lines)))
        behind = range(1, len(lines)) if kind is BlockKind.ITEM else ()
        lazy = (n for n in behind if not self.lines[first + n][:1].isspace())
        return [0, *(n for n in lazy if _is_cut(lines[n - 1], lines[n]))]

    def _kind(self, opening: Token) -> BlockKind:
        if opening.type == "heading_open":
            return BlockKind.HEADING
        if self.fresh_item:
            self.fresh_item = False
            return BlockKind.ITEM
        return BlockKind.QUOTE if self.quotes else BlockKind.PARAGRAPH

    def _block(self, kind: BlockKind, content: Inline, span: Span, level: int, line: int) -> Block:
        box = self.boxes.at(line)
        in_list = self.lists and (level or kind is BlockKind.HEADING)
        number, ordered = self.lists[-1] if in_list else (box[0] if box else None, False)
        if kind is BlockKind.QUOTE and box:
            kind = BlockKind.PARAGRAPH
        return Block(
            kind=kind,
            text=content.text,
            span=span,
            level=level,
            ordered=ordered,
            group=number,
            label=box[1] if box else None,
            links=content.links,
            code=content.code,
            strong=content.strong,
            breaks=content.breaks,
        )

    def _row(self, tokens: list[Token], position: int, inline: InlineReader) -> tuple[int, Block]:
        """Read one row of a table; return the position of its last token and the row."""
        first, stop = tokens[position].map or (0, 1)
        cells: list[Inline] = []
        while tokens[position].type != "tr_close":
            if tokens[position].type == "inline":
                cells.append(inline.read(tokens[position].content))
            position += 1
        span = self.lines.between(first, stop)
        box = self.boxes.at(first)
        return position, Block(
            kind=BlockKind.TABLE_ROW,
            text=" | ".join(cell.text for cell in cells),
            span=span,
            group=self.table,
            label=box[1] if box else None,
            links=tuple(link for cell in cells for link in cell.links),
            code=tuple(code for cell in cells for code in cell.code),
            strong=tuple(words for cell in cells for words in cell.strong),
            cells=tuple(cell.text for cell in cells),
        )

    def _span_of(self, content: str, first: int, stop: int) -> Span:
        """Return where the words of a block stand, without the markup before and behind them."""
        whole = self.lines.between(first, stop)
        head, _, _ = content.partition("\n")
        tail = content[content.rfind("\n") + 1 :]
        start = self.lines.text.find(head, whole.start, whole.end)
        end = self.lines.text.rfind(tail, whole.start, whole.end)
        if not content or start < 0 or end < start:
            return whole
        return self.lines.span(start, end + len(tail))


def _is_cut(before: str, line: str) -> bool:
    """Tell whether a line behind an item is no part of it: a short title or lead behind a full stop."""
    short = len(line) <= _SHORT and not _STOP.search(line) and line[:1].isupper()
    return short and bool(_STOP.search(before.rstrip()))


class _Boxes:
    """Answers which box a line lies in, the innermost; asked in ascending order of lines."""

    def __init__(self, boxes: list[Box]) -> None:
        self.waiting = sorted(((b.first, -b.stop, b.label) for b in boxes), reverse=True)
        self.open: list[tuple[int, int, str]] = []
        self.count = 0

    def at(self, line: int) -> tuple[int, str] | None:
        """Return the number and label of the box around ``line``."""
        while self.waiting and self.waiting[-1][0] <= line:
            _, stop, label = self.waiting.pop()
            self.count += 1
            self.open.append((-stop, self.count, label))
        while self.open and self.open[-1][0] <= line:
            self.open.pop()
        return (self.open[-1][1], self.open[-1][2]) if self.open else None

"""HTML: the main content of a page as blocks, its boilerplate left out.

``Page.text`` is the document with its markup blanked out, character for character in place: a span into it
is a span into the original, and a quote reads as the page does.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.errors import SourceError
from graph.model import Span
from ingest.lines import Lines
from ingest.records import Block, BlockKind, Link, Page
from ingest.sources.boilerplate import content, is_boilerplate, is_marked
from ingest.sources.html_boxes import BOXES, label_of
from ingest.sources.html_tree import Element, Text, tree
from ingest.sources.html_words import Words, blanked
from ingest.sources.preformatted import preformatted
from ingest.sources.text import decode, digest

_HEADING = re.compile(r"h[1-6]")
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "math", "q", "ruby", "rb", "rp", "rt", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
_SITE = re.compile(r"\s+[|·•»—\u2013]\s+|\s+-\s+|\s+::\s+")


def read(uri: str, data: bytes) -> Page:
    """Parse an HTML document into a page.

    Raises
    ------
    SourceError
        It is empty, no text, or has no words but in what every page repeats.
    """
    source = decode(uri, data)
    root = tree(source)
    lines = Lines(source)
    main, reader = content(root), _Reader(lines)
    texts, blocks = preformatted(source, main) or (reader.said, tuple(reader.read(main)))
    if not blocks:
        raise SourceError(
            "This page has no content.", uri=uri, hint="A page that a script fills in cannot be read."
        )
    headed = any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks)
    title = None if headed else _title(root)
    return Page(
        uri=uri,
        media_type="text/html",
        sha256=digest(data),
        text=blanked(source, [*([title] if title else []), *texts]),
        blocks=blocks,
        meta={"title": " ".join(title.words.split())} if title else {},
        meta_spans={"title": lines.span(title.start, title.end)} if title else {},
    )


def _title(root: Element) -> Text | None:
    """Return the document's title without the name of the site behind it."""
    texts = (text for element in root.walk() if element.tag == "title" for text in element.texts())
    whole = next((text for text in texts if text.words.strip()), None)
    if whole is None:
        return None
    words = _SITE.split(whole.words, maxsplit=1)[0]
    return Text(words, whole.start, whole.start + len(words))


_MOST_BREAKS = 6
"""With more, the lines are paragraphs: pages of editors that know no other."""


class _Reader:
    """Walks the elements of the content and keeps track of lists, quotes and boxes around them.

    ``headed`` counts the lists around the last heading: items below it are counted from there.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.said: list[Text] = []
        self.words = Words()
        self.kind = BlockKind.PARAGRAPH
        self.lists: list[tuple[int, bool]] = []
        self.headed = 0
        self.labels: list[tuple[int, str]] = []
        self.quotes = 0
        self.groups = 0
        self.inside = False

    def read(self, main: Element) -> Iterator[Block]:
        """Yield the blocks of the content in reading order."""
        self.inside = is_marked(main)
        yield from self._children(main)
        yield from self._flush()

    def _children(self, element: Element) -> Iterator[Block]:
        breaks = sum(isinstance(child, Element) and child.tag == "br" for child in element.children)
        for child in element.children:
            if isinstance(child, Text):
                self.said.append(child)
                self.words.say(child)
            elif child.tag == "br" and (breaks > _MOST_BREAKS or self.words.is_broken):
                yield from self._flush()
            elif not is_boilerplate(child, inside=self.inside):
                yield from self._element(child)

    def _element(self, element: Element) -> Iterator[Block]:
        if element.tag == "br":
            self.words.end_line()
        elif element.tag in _INLINE:
            yield from self._inline(element)
        else:
            yield from self._flush()
            yield from self._block(element)
            yield from self._flush()

    def _inline(self, element: Element) -> Iterator[Block]:
        """Read an element within a line, and note what it makes of its words."""
        since, words = len(self.words.pieces), self.words
        yield from self._children(element)
        if words is not self.words or not words.since(since):
            return
        said = words.since(since)
        if element.tag == "a" and element.attributes.get("href"):
            words.links.append(Link(text=said, target=element.attributes["href"].strip()))
        elif element.tag in {"b", "strong"}:
            words.strong.append(said)
        elif element.tag in {"code", "kbd", "samp", "tt"}:
            words.code.append(said)

    def _block(self, element: Element) -> Iterator[Block]:
        tag = element.tag
        if _HEADING.fullmatch(tag) or tag == "summary":
            yield from self._heading(element)
        elif tag == "pre":
            yield from self._code(element)
        elif tag in {"ul", "ol", "menu", "dl"}:
            yield from self._list(element)
        elif tag in {"li", "dt"}:
            self.kind, self.headed = BlockKind.ITEM, min(self.headed, max(0, len(self.lists) - 1))
            yield from self._children(element)
        elif tag == "table" and _is_data(element):
            yield from self._table(element)
        elif tag == "blockquote":
            self.quotes += 1
            yield from self._boxed(element)
            yield from self._flush()
            self.quotes -= 1
        elif tag in BOXES:
            yield from self._boxed(element)
        else:
            yield from self._children(element)

    def _heading(self, element: Element) -> Iterator[Block]:
        level = 6 if element.tag == "summary" else int(element.tag[1])
        yield from self._children(element)
        yield from self._flush(BlockKind.HEADING, level)
        self.headed = len(self.lists)

    def _code(self, element: Element) -> Iterator[Block]:
        texts = [text for text in element.texts() if text.words.strip()]
        code = "".join(text.words for text in element.texts()).strip("\r\n")
        if texts:
            self.said += texts
            span = self._span(texts[0].start, texts[-1].end)
            yield self._made(BlockKind.CODE, code, span, len(self.lists))

    def _list(self, element: Element) -> Iterator[Block]:
        self.groups += 1
        self.lists.append((self.groups, element.tag == "ol"))
        yield from self._children(element)
        yield from self._flush()
        self.lists.pop()
        self.headed = min(self.headed, len(self.lists))
        self.kind = BlockKind.PARAGRAPH

    def _boxed(self, element: Element) -> Iterator[Block]:
        label = label_of(element)
        if label:
            self.groups += 1
            self.labels.append((self.groups, label))
        yield from self._children(element)
        if label:
            yield from self._flush()
            self.labels.pop()

    def _table(self, element: Element) -> Iterator[Block]:
        self.groups += 1
        number = self.groups
        for row in element.walk():
            if row.tag != "tr":
                continue
            cells = [self._cell(cell) for cell in row.walk() if cell.tag in {"td", "th"}]
            told = [cell for cell in cells if cell.start >= 0]
            if told:
                texts = tuple(cell.since(0) for cell in cells)
                yield Block(
                    kind=BlockKind.TABLE_ROW,
                    text=" | ".join(texts),
                    span=self._span(told[0].start, told[-1].end),
                    group=number,
                    label=self.labels[-1][1] if self.labels else None,
                    links=tuple(link for cell in cells for link in cell.links),
                    code=tuple(code for cell in cells for code in cell.code),
                    strong=tuple(strong for cell in cells for strong in cell.strong),
                    cells=texts,
                )

    def _cell(self, cell: Element) -> Words:
        """Return the words of a cell; blocks in it are set one behind the other."""
        whole = self.words = Words()
        for child in cell.children:
            if isinstance(child, Text):
                self.said.append(child)
                whole.say(child)
            elif not is_boilerplate(child, inside=self.inside):
                self._flat(child)
        self.words = Words()
        return whole

    def _flat(self, element: Element) -> None:
        words, since = self.words, len(self.words.pieces)
        for child in element.children:
            if isinstance(child, Text):
                self.said.append(child)
                words.say(child)
            elif not is_boilerplate(child, inside=self.inside):
                self._flat(child)
        if element.tag == "a" and element.attributes.get("href") and words.since(since):
            words.links.append(Link(text=words.since(since), target=element.attributes["href"].strip()))
        if element.tag not in _INLINE:
            words.end_line()

    def _flush(self, kind: BlockKind | None = None, level: int = 0) -> Iterator[Block]:
        """Yield the block that has been read up to here, if it has words."""
        words, self.words = self.words, Words()
        text = words.since(0)
        if not text:
            return
        if kind is None:
            kind, level = self.kind, len(self.lists) - self.headed
        self.kind = BlockKind.PARAGRAPH
        if kind is BlockKind.PARAGRAPH and self.quotes and not self.labels:
            kind = BlockKind.QUOTE
        breaks = tuple(dict.fromkeys(at for at in words.breaks if 0 < at < len(text)))
        span = self._span(words.start, words.end)
        block = self._made(kind, text, span, level)
        yield replace(
            block,
            links=tuple(words.links),
            code=tuple(words.code),
            strong=tuple(words.strong),
            breaks=breaks,
        )

    def _made(self, kind: BlockKind, text: str, span: Span, level: int) -> Block:
        box = self.labels[-1] if self.labels else None
        in_list = len(self.lists) > self.headed and kind is not BlockKind.HEADING
        group, ordered = self.lists[-1] if in_list else (box[0] if box else None, False)
        return Block(
            kind=kind,
            text=text,
            span=span,
            level=level,
            ordered=ordered,
            group=group,
            label=box[1] if box else None,
        )

    def _span(self, start: int, end: int) -> Span:
        """Return a span without the white space around it."""
        stretch = self.lines.text[start:end]
        left = len(stretch) - len(stretch.lstrip())
        return self.lines.span(start + left, max(start + left, start + len(stretch.rstrip())))


def _is_data(table: Element) -> bool:
    """Tell a table of facts from one that only arranges a page."""
    if table.attributes.get("role") == "presentation":
        return False
    return not any(
        element is not table and (element.tag == "table" or _HEADING.fullmatch(element.tag))
        for element in table.walk()
    )

"""Word documents (Office Open XML, ECMA-376): paragraphs by their styles, lists, links and tables.

Six elements of WordprocessingML tell all that a curriculum needs, so they are read as they stream past.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import SourceError
from ingest.records import BlockKind, Link, Page
from ingest.sources.docx_styles import Numbering, Styles, read_numbering, read_styles
from ingest.sources.text import digest
from ingest.sources.transcript import Transcript
from ingest.sources.unpack import member, unzip
from ingest.sources.xml_events import parse_xml

_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_BODY = "word/document.xml"


def read(uri: str, data: bytes) -> Page:
    """Parse a Word document into a page; spans point into its transcript.

    Raises
    ------
    SourceError
        It is empty, damaged, encrypted, no Word document, or has no words.
    """
    if not data.strip():
        raise SourceError("The document is empty.", uri=uri)
    archive = unzip(uri, data)
    if _BODY not in archive.namelist():
        raise SourceError("This is no Word document.", uri=uri, hint="Save it as .docx in a word processor.")
    body = _Body(
        read_styles(uri, _part(uri, archive, "word/styles.xml")),
        read_numbering(uri, _part(uri, archive, "word/numbering.xml")),
        _links(uri, _part(uri, archive, "word/_rels/document.xml.rels")),
    )
    parse_xml(uri, member(uri, archive, _BODY), body.start, body.end, body.text)
    if not body.transcript.blocks:
        raise SourceError("This document has no words.", uri=uri)
    return Page(
        uri=uri,
        media_type=_MEDIA,
        sha256=digest(data),
        text=body.transcript.text,
        blocks=tuple(body.transcript.blocks),
    )


def _part(uri: str, archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a part that a document may lack."""
    return member(uri, archive, name) if name in archive.namelist() else None


def _links(uri: str, data: bytes | None) -> dict[str, str]:
    """Return where links lead, by the id of the relation."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith(" Relationship") and attributes.get("Type", "").endswith("/hyperlink"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    if data is not None:
        parse_xml(uri, data, start, lambda _: None, lambda _: None)
    return targets


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read."""

    pieces: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str | None = None
    depth: int = 0
    level: int | None = None
    bold: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def words(self, since: int = 0) -> str:
        """Return the words from a piece on, with single blanks."""
        return " ".join("".join(self.pieces[since:]).split())


class _Body:
    """Receives the events of the document's body; tables in tables are read as paragraphs of their cell."""

    def __init__(self, styles: Styles, numbering: Numbering, links: Mapping[str, str]) -> None:
        self.transcript = Transcript()
        self.styles = styles
        self.numbering = numbering
        self.targets = links
        self.paragraphs: list[_Paragraph] = []
        self.row: list[list[str]] = []
        self.row_links: list[Link] = []
        self.tables = self.groups = self.fallback = 0
        self.in_text = self.is_bold = False
        self.link: tuple[str, int] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        self.fallback += name == _FALLBACK
        local = _local(name)
        if not local or self.fallback:
            return
        value = _value(attributes)
        paragraph = self.paragraphs[-1] if self.paragraphs else None
        match local:
            case "p":
                self.paragraphs.append(_Paragraph())
            case "tbl":
                self.tables += 1
                self.groups += self.tables == 1
            case "tc" if self.tables == 1:
                self.row.append([])
            case "r":
                self.is_bold = False
            case _ if paragraph is not None:
                self._inside(paragraph, local, value, attributes)

    def _inside(self, paragraph: _Paragraph, local: str, value: str, attributes: Mapping[str, str]) -> None:
        match local:
            case "pStyle":
                paragraph.style = value
            case "numId":
                paragraph.list_id = value
            case "ilvl":
                paragraph.depth = int(value) if value.isdecimal() else 0
            case "outlineLvl":
                paragraph.level = int(value) if value.isdecimal() else None
            case "b":
                self.is_bold = value not in {"0", "false", "off"}
            case "t":
                self.in_text = True
            case "tab" | "br" | "cr":
                paragraph.pieces.append(" ")
            case "noBreakHyphen":
                paragraph.pieces.append("-")
            case "hyperlink":
                relation = next((attributes[key] for key in _RELATION if key in attributes), "")
                self.link = self.targets.get(relation, ""), len(paragraph.pieces)

    def text(self, words: str) -> None:
        """Take words that a reader sees."""
        if self.in_text and self.paragraphs:
            paragraph = self.paragraphs[-1]
            paragraph.pieces.append(words)
            if self.is_bold and words.strip():
                paragraph.bold.append(words)

    def end(self, name: str) -> None:
        """End an element."""
        self.fallback -= name == _FALLBACK
        local = _local(name)
        if not local or self.fallback:
            return
        match local:
            case "t":
                self.in_text = False
            case "hyperlink" if self.paragraphs and self.link:
                target, since = self.link
                words = self.paragraphs[-1].words(since)
                if target and words:
                    self.paragraphs[-1].links.append(Link(text=words, target=target))
                self.link = None
            case "p" if self.paragraphs:
                self._paragraph(self.paragraphs.pop())
            case "tr" if self.tables == 1:
                self._row()
            case "tbl":
                self.tables -= 1

    def _paragraph(self, paragraph: _Paragraph) -> None:
        words = paragraph.words()
        if self.tables and self.row:
            self.row[-1].append(words)
            self.row_links += paragraph.links
            return
        style = self.styles.of(paragraph.style)
        level = style.level if paragraph.level is None else paragraph.level + 1
        links, strong = tuple(paragraph.links), ()
        bold = " ".join("".join(paragraph.bold).split())
        list_id = style.list_id if paragraph.list_id is None else paragraph.list_id
        if level is not None and level <= 6:  # noqa: PLR2004  # headings have six levels
            self.transcript.add(BlockKind.HEADING, words, level=max(level, 1), links=links)
        elif list_id not in {None, "0"}:
            assert list_id is not None
            blocks = self.transcript.blocks
            self.groups += not blocks or blocks[-1].kind is not BlockKind.ITEM
            ordered = self.numbering.is_ordered(list_id, paragraph.depth)
            self.transcript.add(
                BlockKind.ITEM,
                words,
                level=paragraph.depth + 1,
                ordered=ordered,
                group=self.groups,
                links=links,
                strong=(bold,) if bold else strong,
            )
        else:
            kind = BlockKind.QUOTE if style.is_quote else BlockKind.PARAGRAPH
            self.transcript.add(kind, words, links=links, strong=(bold,) if bold else strong)

    def _row(self) -> None:
        cells = tuple(" ".join(filter(None, cell)) for cell in self.row)
        links = tuple(self.row_links)
        self.row, self.row_links = [], []
        if any(cells):
            text = " | ".join(cells)
            self.transcript.add(BlockKind.TABLE_ROW, text, group=self.groups, links=links, cells=cells)


def _local(name: str) -> str:
    """Return a name of WordprocessingML without its namespace, or an empty text for any other."""
    prefix = next((prefix for prefix in _WORDS if name.startswith(prefix)), None)
    return name.removeprefix(prefix) if prefix else ""


def _value(attributes: Mapping[str, str]) -> str:
    return next((attributes[f"{prefix}val"] for prefix in _WORDS if f"{prefix}val" in attributes), "")

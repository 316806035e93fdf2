"""What the stages of ingest hand to one another: pages, then drafts.

``identify → parse → extract`` handles one document at a time: a source (:mod:`ingest.sources`) turns
bytes into a :class:`Page` of blocks, :mod:`ingest.extract` turns a page into a :class:`Draft`: candidates
and relations with their evidence, which know nothing of other documents. :mod:`ingest.resolve` then gives
all drafts of a curriculum their identities. Every record keeps its place in the original text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph.model import Difficulty, EdgeKind, Fact, NodeKind, Origin, SkillKind, Span, TeachingRole

REFERENCE = "ref:"
"""What the target of a link begins with that names a label, wherever in the documents that stands."""


class BlockKind(StrEnum):
    """Shapes of text that a format knows; what they mean is decided by extraction."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    QUOTE = "quote"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a block: its words and its target as written (``../loops.md#while``)."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a page.

    ``text`` is what a reader sees (markup removed, wrapped lines joined by a blank); ``breaks`` are the
    offsets in it at which a line of the original ends. ``level`` is a heading's 1..6 or an item's depth
    from 1; ``group`` numbers the list, table or fenced box that the block belongs to, and ``label`` is
    the box's word where it has one (``prereq``, ``objectives``, ``warning``). ``code`` are the inline
    code spans and ``strong`` the emphasised stretches of ``text``; ``cells`` those of a table's row.
    """

    kind: BlockKind
    text: str
    span: Span
    level: int = 0
    ordered: bool = False
    group: int | None = None
    label: str | None = None
    links: tuple[Link, ...] = ()
    code: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()


MetaValue = None | bool | int | float | str | list["MetaValue"] | dict[str, "MetaValue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A lesson as a table tells of it: one field for each named column that is not empty."""

    meta: Mapping[str, MetaValue]
    spans: Mapping[str, Span]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A node or edge that a document states as data; ``span`` is the place of its words, ``whole`` of all."""

    fact: Fact
    span: Span
    whole: Span
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One parsed document.

    ``uri`` is relative to the ingested root, with forward slashes. ``text`` is the decoded original that
    every span points into, or what a reader sees of it where the original is no text (a notebook, Word,
    PDF); ``meta`` the front matter, ``meta_spans`` the span of each of its top-level keys, ``labels`` the
    lines, from 1, of the names by which pages refer to places on it (:data:`REFERENCE`). A page with ``rows``
    is a table of lessons and nothing else, one with ``told`` a graph, be they empty; a manifest is a site's
    table of contents, whose items lead to pages.
    """

    uri: str
    media_type: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    meta: Mapping[str, MetaValue] = field(default_factory=dict)
    meta_spans: Mapping[str, Span] = field(default_factory=dict)
    rows: tuple[Row, ...] | None = None
    told: tuple[Told, ...] | None = None
    labels: Mapping[str, int] = field(default_factory=dict)
    is_manifest: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document says something: the place, and the sentence or line around it, verbatim."""

    span: Span
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A node as one document tells of it.

    ``key`` is unique in its draft; ``parent`` is the key of the module (or curriculum) that holds it.
    ``uri`` is the page or folder that is about this very thing (a lesson's own page, a module's folder):
    documents that speak of the same uri speak of the same thing. ``slug`` is an id that the author chose,
    ``labels`` are the numbers and names by which others refer to it: ``lesson 3``, ``2.1``, ``sec-loops``.
    ``is_titled`` is False where the name is only that of a file or folder. A lesson that ``is_beside`` is one
    only where another page lists it among the lessons, such a skill only where another page speaks of it.
    """

    key: int
    kind: NodeKind
    name: str
    evidence: Evidence
    parent: int | None = None
    uri: str | None = None
    slug: str | None = None
    summary: str | None = None
    position: int | None = None
    labels: tuple[str, ...] = ()
    minutes: int | None = None
    difficulty: Difficulty | None = None
    url: str | None = None
    skill_kind: SkillKind | None = None
    aliases: tuple[str, ...] = ()
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    because: str | None = None
    is_titled: bool = True
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Pointer:
    """Something that a document names without describing it: words, a link's target, or both.

    ``uri`` is resolved against the page, relative to the root; one that begins with ``#`` is the label of a
    place on any page. ``kind`` is None where the words leave it
    open.
    """

    text: str
    uri: str | None = None
    kind: NodeKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An edge as one document tells of it; an end is a candidate's key or a pointer to be resolved."""

    kind: EdgeKind
    source: int | Pointer
    target: int | Pointer
    evidence: Evidence
    role: TeachingRole | None = None
    position: int | None = None
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    because: str | None = None


class ZoneKind(StrEnum):
    """Where in a lesson some words stand: they weigh differently."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    BODY = "body"
    STRONG = "strong"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a lesson's (or module's) text, in reading order."""

    kind: ZoneKind
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one document says, before it is known what other documents say.

    ``folder`` is the uri of the folder that the page lies in (``""``: the root); a lesson without a
    parent belongs to the module of its folder. ``order`` sorts pages of a folder: front matter weight,
    then the number that a file name begins with, then the name. ``zones`` hold the words of each lesson
    or module by its candidate's key, the input of inference. ``unused`` are the 1-based inclusive line
    ranges that became nothing. A manifest lists all pages of a site, whatever they are.
    """

    uri: str
    folder: str
    order: tuple[float, float, str]
    media_type: str
    sha256: str
    title: str
    language: str | None
    lines: int
    candidates: tuple[Candidate, ...]
    relations: tuple[Relation, ...]
    zones: Mapping[int, tuple[Zone, ...]]
    unused: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...] = ()
    is_manifest: bool = False

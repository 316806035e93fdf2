"""The head of a page: its title and its summary, wherever the page states them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

from ingest.extract.cuts import is_title
from ingest.extract.entries import Entry, finish
from ingest.extract.facts import facts_alone
from ingest.extract.foreign import foreign_topic_of
from ingest.extract.measures import numbering
from ingest.extract.metadata import SUMMARY, TITLE, Metadata
from ingest.extract.passages import Passage, Quoter, has_words
from ingest.extract.topics import Topic, topic_of
from ingest.extract.uris import folder_words, is_index
from ingest.records import Block, BlockKind, Evidence, Page

_GENERIC = re.compile(
    r"^(?:introduction|about|overview|lesson|readme|index|hints?|instructions?|home)$", re.IGNORECASE
)
_FRONT = re.compile(
    r"^(?:index|home(?: ?page)?|read ?me|welcome!?|preface|start(?: ?page)?|(?:main|landing|front) page"
    r"|(?:table of )?contents|toc|startseite|accueil|inicio|in[ií]cio)$",
    re.IGNORECASE,
)
"""Titles of index pages that say no more than that they are one."""

_LONG = 500
_OPENING = 8
_FACTS = re.compile(r"^\W*([\w '\u2019&/-]{2,40})(?::\W*\s|\uff1a)")
_FEW_WORDS = 10
"""A label of fewer words behind it, all in all, is that of a fact."""

_SENTENCE = re.compile(r"\w[.!]$")
_SENTENCES = re.compile(r"\w\.\s+\S.*\w[.!]$", re.DOTALL)
_OF_PARTS = frozenset({Topic.BOILERPLATE, Topic.PRACTICE, Topic.PROSE})
"""What a sentence may begin like: *Install the compiler.*"""

_TOLD = re.compile(
    r"^(?:(?:the|this|our|course|module|lesson|class|workshop) )*(?:description|summary|overview|abstract"
    r"|synopsis|about(?: (?:this|the) \w+)?|introduction)\s*(?::\s+|$)",
    re.IGNORECASE,
)
"""What stands before a summary, as a heading or in its line."""


@dataclass(frozen=True, slots=True)
class Head:
    """A page's title and summary; ``body`` are the blocks below them.

    ``title`` is the title without its number and duration, which stand in ``word`` (*lesson* of
    *Lesson 3: Loops*), ``number``, ``labels`` and ``minutes``. It is None where the page has none: then
    ``name`` comes from the file's or folder's name. One that any lesson may have gets its folder's name in
    front: *Slices: Introduction*.
    """

    name: str
    title: Passage | None
    summary: Passage | None
    evidence: Evidence
    body: tuple[Block, ...]
    word: str | None = None
    number: int | None = None
    labels: tuple[str, ...] = ()
    minutes: int | None = None

    @property
    def is_generic(self) -> bool:
        """Return whether the title names a part that any lesson has, not its matter."""
        return bool(_GENERIC.match(self.title.text if self.title else self.name))


def head_of(page: Page, meta: Metadata, quoter: Quoter) -> Head:
    """Read the title and summary of a page."""
    blocks = list(page.blocks)
    stated = meta.block(TITLE)
    stated = stated if stated and has_words(stated.text) else None
    first = _title_block([block for block in blocks[:_OPENING] if has_words(block.text)], stated)
    if first is not None:
        blocks = [block for block in blocks if block is not first]
    title_block = stated or first
    told = meta.block(SUMMARY)
    summary = Passage.whole(told) if told else _summary(blocks)
    if summary is not None and summary.text == summary.block.text:
        blocks = [block for block in blocks if block is not summary.block]
    if title_block is None or (is_index(page.uri) and _FRONT.match(title_block.text)):
        opening = title_block or (blocks[0] if blocks else None)
        evidence = quoter.block(opening) if opening else quoter.between(*_first_words(page.text))
        return Head(_from_name(page.uri), None, summary, evidence, tuple(blocks))
    entry = finish(Entry(Passage.whole(title_block)))
    title = entry.title if has_words(entry.title.text) else Passage.whole(title_block)
    return Head(
        name=_told_apart(title.text, page.uri),
        title=title,
        summary=summary,
        evidence=quoter.quote(title),
        body=tuple(blocks),
        word=entry.word,
        number=entry.number,
        labels=entry.labels,
        minutes=entry.minutes,
    )


def _told_apart(title: str, uri: str) -> str:
    folder = folder_words(uri) if _GENERIC.match(title) and not is_index(uri) else ""
    return f"{folder[:1].upper()}{folder[1:]}: {title}" if folder else title


def _title_block(blocks: Sequence[Block], stated: Block | None) -> Block | None:
    """Return the block that is the page's title, or repeats the one stated in the front matter."""
    opening = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    if opening is not None and (opening.level == 1 or (stated and _same(opening, stated))):
        return opening
    if not blocks or stated is not None:
        return None
    first = blocks[0]
    if first.kind is BlockKind.HEADING:
        return first if topic_of(first.text) is None else None
    lone = first.kind is BlockKind.PARAGRAPH and not first.label and len(blocks) > 1
    return first if lone and is_title(first.text.rstrip(" :")) and topic_of(first.text) is None else None


def _same(one: Block, other: Block) -> bool:
    return one.text.casefold().strip() == other.text.casefold().strip()


def _summary(blocks: Sequence[Block]) -> Passage | None:
    """Return the first prose below the title and before a heading, of a long paragraph its first sentence."""
    for block, following in zip(blocks[:_OPENING], [*blocks[1:], None], strict=False):
        told = _TOLD.match(block.text)
        if block.label or (told and told.end() == len(block.text)):
            continue
        unit = numbering(block.text)[0] is not None and is_title(block.text)
        if block.kind is BlockKind.HEADING or unit or (not told and _heads(block.text)):
            return None
        quoted = block.kind is BlockKind.QUOTE and block is blocks[0]
        if (block.kind is not BlockKind.PARAGRAPH and not quoted) or (_states_fact(block) and not told):
            continue
        leads = following is not None and following.kind is BlockKind.ITEM
        if block.text.endswith(":") or (leads and is_title(block.text)):
            return None
        whole = Passage.whole(block).part(told.end() if told else 0)
        return whole if len(block.text) <= _LONG else next(whole.sentences(), whole)
    return None


def _states_fact(block: Block) -> bool:
    """Tell whether a paragraph is a line such as *Duration: 45 min*, as many stand below a title.

    A label is in bold, or leads to a few words or to what a heading might announce.
    """
    label = _FACTS.match(block.text)
    strong = bool(block.strong) and block.text.startswith(block.strong[0])
    named = label and (topic_of(label[1]) or foreign_topic_of(label[1]))
    labelled = label and (strong or block.text.count(" ") < _FEW_WORDS or named)
    return bool(labelled) or facts_alone(block.text) is not None


def _heads(text: str) -> bool:
    """Tell whether a paragraph is a heading or says what one would: no summary."""
    topic = None if _SENTENCES.search(text) else topic_of(text) or foreign_topic_of(text)
    return topic is not None and not (topic in _OF_PARTS and _SENTENCE.search(text))


def _from_name(uri: str) -> str:
    """Make a title of the file's name, or of the folder's for an index page."""
    stem = basename(dirname(uri)) if is_index(uri) and "/" in uri else splitext(basename(uri))[0]
    words = re.sub(r"^[\d._-]+(?=[^\d._-])|\s[\da-f]{32}$", "", stem)
    words = re.sub(r"[-_]+", " ", words).strip() or stem
    return words[:1].upper() + words[1:]


def _first_words(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return start, (len(text) if end < 0 else end)

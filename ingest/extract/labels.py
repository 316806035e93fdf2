"""Labels before what they announce: *Audience:* in a line, **Needs** in bold, the first of two cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ingest.extract.foreign import foreign_topic_of
from ingest.extract.passages import Passage, Quoter
from ingest.extract.topics import Topic, topic_of
from ingest.records import Block, BlockKind

RUN_IN: Final = frozenset(
    {Topic.AUDIENCE, Topic.OUTCOMES, Topic.PITFALLS, Topic.PREREQUISITES, Topic.SKILLS, Topic.TOOLS}
)
"""What a label in the line of what it heads may announce."""

_LABELLED = re.compile(r"^\W*([^:\n]{2,70}?)\s*(?::\s+|\uff1a)(?=\S)")
_LINE = re.compile(r"\W*[^\W\d][\w /&-]{1,40}?\s?:\s+\S")
_SENTENCE = re.compile(r"[.!?)]\s")
_AFTER_LABEL = re.compile(r"\s*(?:[:\uff1a.—\u2013-]\s*)+(?=\S)")
_LABELLED_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TABLE_ROW})
_IN_TABLES = frozenset({Topic.AUDIENCE, Topic.OUTCOMES, Topic.PITFALLS, Topic.PREREQUISITES})
"""What the first of two cells may be the label of: *Topic* and *Tools* head columns."""

STOP: Final = re.compile(r"[.!?;,…][\"'”\u2019)\]]*$")
"""What no heading ends with."""

LONGEST: Final = 90
"""A longer line, in characters, is no heading."""

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Labels:
    """Finds the labels of one page. Outside English only the commonest words are known."""

    quoter: Quoter
    english: bool

    def topic(self, words: str) -> Topic | None:
        """Return what words announce where they stand as a heading or label."""
        return topic_of(words) if self.english else foreign_topic_of(words)

    def announced(self, block: Block) -> Topic | None:
        """Return what a paragraph announces as a label, alone in its line or before other words."""
        if block.kind is not BlockKind.PARAGRAPH:
            return None
        topic = self.topic(block.text.removesuffix(":"))
        label = self.split(block)
        return topic if topic in RUN_IN else label[2] if label else None

    def split(self, block: Block) -> tuple[Block, Block, Topic] | None:
        """Split ``Prerequisites: loops and lists`` into its heading and the rest."""
        within_item = block.kind is BlockKind.PARAGRAPH and block.level > 0
        if within_item or block.kind not in _LABELLED_KINDS:
            return None
        cut = _label(block)
        topic = self.topic(block.text[: cut[0]].rstrip(" :.")) if cut else None
        known = RUN_IN if block.kind is not BlockKind.TABLE_ROW else _IN_TABLES
        if cut is None or topic not in known:
            return None
        whole = Passage.whole(block)
        return self.cut(whole.part(0, cut[0])), self.cut(whole.part(cut[1]), block), topic

    def lines(self, block: Block) -> Iterator[Block]:
        """Yield the lines of a paragraph of which each has a label, or else the paragraph itself.

        A title in bold with labels below it is taken apart, too; what follows these stays together.
        """
        starts = (0, *block.breaks)
        alone = block.kind is BlockKind.PARAGRAPH and not block.level and not block.links
        labelled = [bool(_LINE.match(block.text, at)) for at in starts]
        titled = (
            bool(block.strong) and block.breaks and block.text[: block.breaks[0]].strip() == block.strong[0]
        )
        if not alone or len(starts) < _PAIR or not (all(labelled) or (titled and labelled[1])):
            yield block
            return
        heads = 1 + next((n for n, label in enumerate(labelled[1:]) if not label), len(labelled) - 1)
        cuts = [*starts[: heads + 1], len(block.text)]
        whole = Passage.whole(block)
        for start, end in pairwise(cuts):
            line = whole.part(start, end).strip(" ")
            strong = tuple(words for words in block.strong if words in line.text)
            yield replace(self.cut(line), strong=strong, code=block.code)

    def cut(self, passage: Passage, like: Block | None = None) -> Block:
        """Return a passage as a block of its own; links and code stay with the block that it is ``like``."""
        span = self.quoter.quote(passage).span
        if like is None:
            return Block(kind=BlockKind.PARAGRAPH, text=passage.text, span=span)
        breaks = tuple(at - passage.start for at in like.breaks if at > passage.start)
        return replace(like, kind=BlockKind.PARAGRAPH, text=passage.text, span=span, breaks=breaks, level=0)


def _label(block: Block) -> tuple[int, int] | None:
    """Return where a label such as *Audience:* or **Audience** ends, and where what it labels begins."""
    if block.kind is BlockKind.TABLE_ROW:
        end = len(block.cells[0]) if len(block.cells) == _PAIR else 0
        start = block.text.find(block.cells[1], end) if end and block.cells[1] else 0
        return (end, start) if 0 < end < start else None
    strong = block.strong[0] if block.strong else ""
    if strong and block.text.startswith(strong):
        rest = _AFTER_LABEL.match(block.text, len(strong.rstrip(" :.")))
        if rest:
            return len(strong.rstrip(" :.")), rest.end()
    found = _LABELLED.match(block.text[: 2 * LONGEST])
    return (found.end(1), found.end()) if found and not _SENTENCE.search(found[1]) else None

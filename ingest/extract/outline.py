"""The sections of a page: headings of every shape, what they announce, and the blocks below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.extract.facts import facts_alone, facts_in
from ingest.extract.labels import LONGEST, RUN_IN, STOP, Labels
from ingest.extract.measures import numbering
from ingest.extract.passages import Passage, Quoter
from ingest.extract.promised import tells_end
from ingest.extract.topics import Topic, is_only_a_word, topic_of_box
from ingest.extract.typed import typed_items
from ingest.extract.units import Units
from ingest.records import Block, BlockKind

_UNIT = 7
"""The level of numbered lines that head a unit with lists of its own: below all six of Markdown."""

_PSEUDO = 8
"""The level of all other headings that are no markup."""

_NUMBERED = re.compile(r"\W*\d+(?:\.\d+)*[.):]\s")
_CLOSED = frozenset({Topic.BOILERPLATE, Topic.PRACTICE})
_COUNT = re.compile(r"\d[\d.,]*\s+\w+")
"""*4 modules* counts them and heads none."""

_MOST_WORDS = 12
_BRIEF = 6


@dataclass(slots=True)
class Section:
    """A heading with what stands below it; the page's opening has no heading.

    ``run_in`` tells that the heading is a label in the line of the first paragraph, which is all it heads
    beside a list.
    """

    heading: Block | None = None
    level: int = 0
    topic: Topic | None = None
    blocks: list[Block] = field(default_factory=list)
    sections: "list[Section]" = field(default_factory=list)
    run_in: bool = False

    @property
    def title(self) -> str:
        """Return the words of the heading."""
        return self.heading.text.strip(" :") if self.heading else ""

    def walk(self) -> "Iterator[Section]":
        """Yield this section and all below it in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()

    def all_blocks(self) -> Iterator[Block]:
        """Yield every block below the heading, sub-headings included, in reading order."""
        yield from self.blocks
        for section in self.sections:
            if section.heading is not None:
                yield section.heading
            yield from section.all_blocks()


def outline(blocks: Sequence[Block], quoter: Quoter, *, english: bool) -> Section:
    """Return the opening of a page, with its sections below it.

    Headings are marked ones, and paragraphs that stand like one: a short line with a colon or without a
    stop before a list, a line in bold alone, a line in the words of a known heading. A paragraph such as
    ``Prerequisites: loops`` is a section of its own, below the line ``Week 2: Trees`` that it stands under.
    Outside English only the commonest headings are known.
    """
    labels = Labels(quoter, english)
    parts = [part for block in typed_items(blocks, labels.cut) for part in labels.lines(block)]
    return _Outliner(labels, Units.find(parts, labels)).read(parts)


class _Outliner:
    """Reads blocks in order and keeps the stack of sections that are open."""

    def __init__(self, labels: Labels, units: Units) -> None:
        self.labels = labels
        self.units = units
        self.root = Section()
        self.stack = [self.root]
        self.label: str | None = None
        self.around: list[Section] = []

    def read(self, blocks: Sequence[Block]) -> Section:
        for position, block in enumerate(blocks):
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            self._box(block)
            if self.units.labelled and id(block) == self.units.end:
                self._close(_UNIT)
            if block.kind is BlockKind.HEADING:
                self._heading(block)
            elif self.units.labelled and id(block) in self.units.lines:
                self._unit(block)
            elif self._is_heading(block, following):
                self._open(block, _PSEUDO, self._topic(block, following))
            else:
                self._content(block)
        return self.root

    def _unit(self, block: Block) -> None:
        """Begin a numbered unit; what else its paragraph holds is the unit's own."""
        whole = Passage.whole(block)
        end = block.breaks[0] if block.breaks else len(block.text)
        self._open(self.labels.cut(whole.part(0, end).strip()) if block.breaks else block, _UNIT, None)
        if block.breaks:
            self._content(self.labels.cut(whole.part(end), block))

    def _box(self, block: Block) -> None:
        """Enter or leave a labelled box: a section that ends where the box does."""
        if block.label == self.label:
            return
        if self.label is not None:
            self.stack = self.around
        self.label = block.label
        if block.label is not None:
            self.around = list(self.stack)
            box = Section(level=_PSEUDO, topic=topic_of_box(block.label))
            self.stack[-1].sections.append(box)
            self.stack.append(box)

    def _heading(self, block: Block) -> None:
        top = self.stack[-1]
        topic = self._topic(block, None)
        if self.label is not None and top not in self.around and top.heading is None and not top.blocks:
            top.heading, top.topic = block, topic or top.topic
        elif self.label is not None:
            self._open(block, _PSEUDO, topic)
        else:
            self._open(block, block.level, topic)

    def _topic(self, heading: Block, following: Block | None) -> Topic | None:
        """Return what a heading announces; a title that only begins with such a word may be a lesson's.

        So it is taken where it has a number or, without markup, a sentence right below it.
        """
        topic = self.labels.topic(heading.text)
        told = following is not None and following.kind is BlockKind.PARAGRAPH
        apart = told or _NUMBERED.match(heading.text) or numbering(heading.text)[0]
        return None if topic in _CLOSED and apart and is_only_a_word(heading.text) else topic

    def _close(self, level: int) -> None:
        """Leave the sections of a level and those below it, but for a box that is open."""
        floor = len(self.around) + 1 if self.label is not None else 1
        while len(self.stack) > floor and self.stack[-1].level >= level:
            self.stack.pop()

    def _open(self, heading: Block, level: int, topic: Topic | None) -> None:
        self._close(level)
        section = Section(heading=heading, level=level, topic=topic)
        self.stack[-1].sections.append(section)
        self.stack.append(section)

    def _is_heading(self, block: Block, following: Block | None) -> bool:
        text = block.text
        if block.kind is not BlockKind.PARAGRAPH or following is None or block.level or block.breaks:
            return False
        too_long = len(text) > LONGEST or text.count(" ") >= _MOST_WORDS
        if too_long or following.kind is BlockKind.HEADING or facts_alone(text):
            return False
        before_list = following.kind is BlockKind.ITEM and following.level == 1
        labelled = self.labels.split(block) is not None or _COUNT.fullmatch(text)
        if self._only_leads(text) if before_list else labelled:
            return False
        if text.endswith(":"):
            brief = text.count(" ") < _BRIEF and following.kind is BlockKind.PARAGRAPH
            return before_list or brief or self.labels.topic(text) is not None or block.strong == (text,)
        if block.strong and block.strong[0].strip(" :") == text.strip(" :"):
            return True
        known = self._topic(block, following) is not None
        return (known or before_list) and (not STOP.search(text) or (known and text.endswith("?")))

    def _only_leads(self, text: str) -> bool:
        """Tell whether a line below a known heading only leads to the heading's list."""
        top = self.stack[-1]
        empty = not any(block.kind is BlockKind.ITEM for block in top.blocks)
        marked = top.heading is not None and top.heading.kind is BlockKind.HEADING
        return marked and empty and top.topic in RUN_IN and self.labels.topic(text) in {None, top.topic}

    def _content(self, block: Block) -> None:
        facts = (
            facts_in(Passage.whole(block)) if block.kind is BlockKind.PARAGRAPH and not block.level else []
        )
        for fact in facts:
            self._paragraph(self.labels.cut(fact, block))
        if not facts:
            self._paragraph(block)

    def _paragraph(self, block: Block) -> None:
        self._leave(block)
        if self.labels.english and _tells_end(block):
            around = next(section for section in reversed(self.stack) if section.level < _UNIT)
            around.sections.append(Section(level=_PSEUDO, topic=Topic.OUTCOMES, blocks=[block]))
            return
        labelled = self.labels.split(block)
        if labelled is None:
            self.stack[-1].blocks.append(block)
            return
        heading, rest, topic = labelled
        if block.kind is not BlockKind.ITEM:
            self._open(heading, _PSEUDO, topic)
            self.stack[-1].run_in = True
            self.stack[-1].blocks.append(rest)
        else:
            self.stack[-1].sections.append(
                Section(heading=heading, level=_PSEUDO, topic=topic, blocks=[rest], run_in=True)
            )

    def _leave(self, block: Block) -> None:
        """Leave sections without markup where something begins that cannot belong to them."""
        while len(self.stack) > 1 and self.label is None and self._ends(self.stack[-1], block):
            self.stack.pop()

    def _ends(self, section: Section, block: Block) -> bool:
        """Tell whether a section ends: a numbered unit begins, a table, or prose after a run-in label."""
        if section.level < _PSEUDO:
            return False
        last = section.blocks[-1].kind if section.blocks else None
        table = block.kind is BlockKind.TABLE_ROW and last not in {None, BlockKind.TABLE_ROW}
        prose = section.run_in and block.kind is BlockKind.PARAGRAPH and not block.level
        listed = section.run_in and _begins_lessons(block, section.blocks)
        return table or prose or listed or id(block) in self.units.lines


def _tells_end(block: Block) -> bool:
    """Tell whether a paragraph says what readers will be able to do at the end."""
    alone = block.kind is BlockKind.PARAGRAPH and not block.level and not block.label
    return alone and tells_end(block.text)


def _begins_lessons(block: Block, before: Sequence[Block]) -> bool:
    """Tell whether an item begins a list of lessons below a label that its own line has answered."""
    answered = bool(before) and before[-1].kind is BlockKind.PARAGRAPH and not before[-1].text.endswith(":")
    numbered = block.ordered or numbering(block.text)[0] is not None
    return answered and block.kind is BlockKind.ITEM and numbered

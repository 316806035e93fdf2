"""Numbered weeks, units and lessons of plain text, and which labels are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.extract.labels import LONGEST, STOP, Labels
from ingest.extract.measures import numbering
from ingest.extract.topics import Topic
from ingest.records import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Units:
    """The numbered lines of a page, by the identity of their blocks.

    ``labelled`` tells that they head units with labels of their own; ``end`` is the block at which the last
    of these ends before the page does.
    """

    lines: frozenset[int]
    labelled: bool
    end: int | None

    @classmethod
    def find(cls, blocks: Sequence[Block], labels: Labels) -> "Units":
        """Find the numbered lines among the blocks of a page; one alone is none.

        A label between two such lines concerns the first. Behind the last one it concerns the whole page
        where it stands apart and announces what no other unit has.
        """
        starts = [at for at, block in enumerate(blocks) if _is_numbered(block)]
        if len(starts) < 2:  # noqa: PLR2004  # a pair
            return cls(frozenset(), labelled=False, end=None)
        *units, last = (blocks[start:stop] for start, stop in pairwise([*starts, len(blocks)]))
        told = {topic for unit in units for block in unit[1:] if (topic := labels.announced(block))}
        after = [
            (block, labels.announced(block), block.span.first <= before.span.last + 1)
            for before, block in pairwise(last)
        ]
        labelled = bool(told) or any(topic is not None and adjoins for _, topic, adjoins in after)
        own = told | {None, Topic.PREREQUISITES}
        ends = (id(block) for block, topic, adjoins in after if not adjoins and topic not in own)
        return cls(frozenset(id(blocks[at]) for at in starts), labelled, next(ends, None))


def _is_numbered(block: Block) -> bool:
    """Tell whether a line of text begins a numbered week, unit or lesson."""
    if block.kind is not BlockKind.PARAGRAPH or block.level:
        return False
    line = block.text[: block.breaks[0]] if block.breaks else block.text
    return len(line) <= LONGEST and not STOP.search(line) and numbering(line)[0] is not None

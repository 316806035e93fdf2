"""Lists that authors typed as paragraphs with a mark before each, in formats that have lists of their own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.extract.passages import Passage
from ingest.lines import BULLETS
from ingest.records import Block, BlockKind

_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_MARK = re.compile(rf"([{BULLETS}{_EMOJI}])\ufe0f?\s+(?=\S)")


def typed_items(blocks: Sequence[Block], cut: Callable[[Passage, Block], Block]) -> Iterator[Block]:
    """Yield the blocks, of which paragraphs that begin with the same mark, two or more in a row, are items.

    So are the lines of one paragraph; ``cut`` makes a block of a passage, like the block that it is part of.
    """
    last = max((block.group or 0 for block in blocks), default=0)
    lines = (line for block in blocks for line in _lines(block, cut))
    for mark, run in groupby(lines, key=_mark):
        found = list(run)
        last += 1
        for block in found:
            if mark is None or len(found) == 1:
                yield block
            else:
                words = Passage.whole(block).part(_MARK.match(block.text).end())  # type: ignore[union-attr]  # by _mark
                yield replace(cut(words, block), kind=BlockKind.ITEM, level=1, group=last)


def _lines(block: Block, cut: Callable[[Passage, Block], Block]) -> Iterator[Block]:
    """Yield the lines of a paragraph if each has a mark before it, else the block."""
    starts = (0, *block.breaks)
    if len(starts) > 1 and _mark(block) and all(_MARK.match(block.text, at) for at in starts):
        for start, end in zip(starts, (*block.breaks, len(block.text)), strict=True):
            yield cut(Passage.whole(block).part(start, end).strip(" "), block)
    else:
        yield block


def _mark(block: Block) -> str | None:
    """Return the mark that a paragraph begins with."""
    if block.kind is not BlockKind.PARAGRAPH or block.level:
        return None
    found = _MARK.match(block.text)
    return found[1] if found else None

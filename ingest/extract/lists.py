"""The list of a section: what introduces it, its items, and where it ends."""

from ingest.extract.cuts import turn
from ingest.extract.outline import Section
from ingest.extract.passages import Passage
from ingest.records import Block, BlockKind


def main_list(section: Section) -> tuple[list[Passage], list[Block], list[Block]]:
    """Split a section's blocks at its list.

    Returns
    -------
    tuple
        The items, the blocks before them, and what follows once the list ends: at a paragraph, at another
        kind of marker, or where the items begin to be titles with descriptions.
    """
    blocks = section.blocks
    start = next((n for n, block in enumerate(blocks) if block.kind is BlockKind.ITEM), len(blocks))
    stop = start
    while stop < len(blocks) and (blocks[stop].level > 1 or _in_list(blocks[start], blocks[stop])):
        stop += 1
    tops = [n for n in range(start, stop) if blocks[n].kind is BlockKind.ITEM and blocks[n].level <= 1]
    items = [Passage.whole(blocks[n]) for n in tops]
    end = turn(items)
    rest = blocks[tops[end] :] if end < len(tops) else blocks[stop:]
    return items[:end], blocks[:start], rest


def _in_list(first: Block, block: Block) -> bool:
    return block.group == first.group and (block.kind is BlockKind.ITEM or block.level > 0)

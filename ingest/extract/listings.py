"""Lists of lessons in the shapes that pages give them: items, paragraphs, tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.extract.cuts import LONGER, WAYS, by_duration, by_link, is_title, leading_link
from ingest.extract.entries import Entry, Listing, finish, without_duration
from ingest.extract.measures import numbering
from ingest.extract.passages import Passage, has_words
from ingest.extract.tables import table
from ingest.records import Block, BlockKind

_MAJORITY = 0.6
_REGULAR = 0.8
_PAIR = 2
"""An item and its paragraph; one such pair alone is no list of lessons."""


def listings(blocks: Sequence[Block]) -> tuple[list[Listing], list[Block]]:
    """Find the lists of titles, with or without descriptions, among the blocks of a section.

    Returns
    -------
    tuple
        The listings in reading order, and the blocks that belong to none.
    """
    found: list[Listing] = []
    rest: list[Block] = []
    for run in _runs(blocks):
        listing, left = _SHAPES[run[0].kind](run)
        rest += left
        named = [entry for entry in listing.entries if has_words(entry.title.text)] if listing else []
        if listing is not None and named:
            found.append(Listing(named, listing.clear, listing.named))
    return found, rest


def _runs(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut blocks into runs of one shape; what stands inside a list's items stays with it."""
    runs: list[list[Block]] = []
    for block in _with_described_items(blocks):
        last = runs[-1] if runs else []
        if last and _belongs(block, last):
            last.append(block)
        else:
            runs.append([block])
    return runs


def _belongs(block: Block, run: Sequence[Block]) -> bool:
    first = run[0]
    if first.kind in {BlockKind.ITEM, BlockKind.TABLE_ROW}:
        return (
            block.group == first.group if block.kind is first.kind and block.level <= 1 else block.level > 0
        )
    return block.kind is first.kind and first.kind is BlockKind.PARAGRAPH and block.level == 0


def _with_described_items(blocks: Sequence[Block]) -> list[Block]:
    """Make one list of ``1. Title``, paragraph, ``2. Title``, paragraph: lists of one item in all formats."""
    joined = list(blocks)
    start = 0
    while start < len(joined):
        stop = start
        while stop + 1 < len(joined) and _is_described(joined[stop], joined[stop + 1]):
            stop += 2
        if stop - start > _PAIR:
            group = joined[start].group
            joined[start:stop] = [replace(block, level=1, group=group) for block in joined[start:stop]]
        start = max(stop, start + 1)
    return joined


def _is_described(item: Block, paragraph: Block) -> bool:
    shapes = (item.kind, paragraph.kind) == (BlockKind.ITEM, BlockKind.PARAGRAPH)
    words = item.text[:1].upper() + item.text[1:] if item.ordered else item.text  # "3. pandas in practice"
    return shapes and item.level <= 1 and paragraph.level == 0 and is_title(words)


def _items(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    entries: list[Entry] = []
    for block in run:
        if block.kind is BlockKind.ITEM and (block.level <= 1 or not entries):
            entries.append(Entry(Passage.whole(block), blocks=[block]))
        elif block.kind is BlockKind.ITEM:
            _below(entries[-1], block.level - 1).parts += [
                Entry(Passage.whole(block), blocks=[block])
            ] * has_words(block.text)
            entries[-1].blocks.append(block)
        else:
            entries[-1].description.append(Passage.whole(block))
            entries[-1].blocks.append(block)
    clear = _split_titles(entries)
    for entry in entries:
        _finish_parts(entry)
    finished = [finish(entry) for entry in entries]
    several = len(finished) > 1
    told = all(entry.word for entry in finished) or all(entry.minutes or entry.is_timed for entry in finished)
    return Listing(finished, clear or (several and told)), []


def _below(entry: Entry, depth: int) -> Entry:
    """Return what an item of a list at some depth below an entry belongs to."""
    while depth > 1 and entry.parts:
        entry, depth = entry.parts[-1], depth - 1
    return entry


def _finish_parts(entry: Entry) -> None:
    _split_titles(entry.parts)
    for part in entry.parts:
        _finish_parts(part)
    entry.parts = [finish(part) for part in entry.parts]


def _split_titles(entries: list[Entry]) -> bool:
    """Split each entry's first line into title and description, all in the way that fits most of them."""
    for way in WAYS:
        cuts = [way(entry.title) for entry in entries]
        if sum(cut is not None for cut in cuts) >= max(1, _MAJORITY * len(entries)):
            for entry, cut in zip(entries, cuts, strict=True):
                if cut is not None:
                    _cut(entry, *cut)
            return True
    described = sum(bool(entry.description) for entry in entries)
    linked = sum(leading_link(entry.title.block) is not None for entry in entries)
    for entry in entries:
        entry.link = leading_link(entry.title.block)
        cut = by_link(entry.title) or by_duration(entry.title)
        if cut is not None:
            _cut(entry, *cut)
    return bool(entries) and max(described, linked) >= _MAJORITY * len(entries)


def _cut(entry: Entry, end: int, start: int) -> None:
    whole = entry.title
    entry.link = leading_link(whole.block)
    entry.title = whole.part(0, end)
    description = whole.part(start).strip(" \t")
    if description.text:
        entry.description.insert(0, description)


def _paragraphs(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    """Read paragraphs as entries: titles and descriptions in turn, or each with both in it."""
    entries, rest = _alternating(run)
    if len(entries) > 1:
        return Listing([finish(_with_parts(entry)) for entry in entries], clear=True), rest
    single = [Entry(Passage.whole(block), blocks=[block]) for block in run]
    for way in WAYS:
        cuts = [way(entry.title) for entry in single]
        if len(run) > 1 and sum(cut is not None for cut in cuts) >= _MAJORITY * len(run):
            chosen = [(entry, cut) for entry, cut in zip(single, cuts, strict=True) if cut is not None]
            for entry, cut in chosen:
                _cut(entry, *cut)
            left = [entry.blocks[0] for entry, cut in zip(single, cuts, strict=True) if cut is None]
            return Listing([finish(entry) for entry, _ in chosen], clear=True), left
    if all(is_title(block.text) for block in run):
        return Listing([finish(entry) for entry in single], clear=False), []
    return None, run


def _with_parts(entry: Entry) -> Entry:
    """Take numbered titles below a title as its parts: *Module 1: Boats*, *1.1 Hulls*, *1.2 Rigs*."""
    below = [without_duration(line)[0].text for line in entry.description]
    if len(below) > 1 and all(is_title(text) and numbering(text)[1] is not None for text in below):
        entry.parts = [Entry(line, blocks=[line.block]) for line in entry.description]
        entry.description = []
        _finish_parts(entry)
    return entry


def _alternating(run: list[Block]) -> tuple[list[Entry], list[Block]]:
    """Pair each title with the paragraphs behind it; what stands before the first title is left over."""
    titles = [is_title(block.text) for block in run]
    numbered = [
        title and numbering(block.text)[0] is not None for block, title in zip(run, titles, strict=True)
    ]
    if sum(numbered) > 1:
        titles = numbered
    elif all(titles[::2]) and _every_other(run):
        titles = [position % 2 == 0 for position in range(len(run))]
    entries: list[Entry] = []
    rest: list[Block] = []
    for position, (block, title) in enumerate(zip(run, titles, strict=True)):
        described = position + 1 < len(run) and not titles[position + 1]
        if title and (described or titles is numbered):
            entries.append(Entry(Passage.whole(block), blocks=[block]))
        elif entries and not title:
            entries[-1].description.append(Passage.whole(block))
            entries[-1].blocks.append(block)
        else:
            rest.append(block)
    return entries, rest


def _every_other(run: list[Block]) -> bool:
    """Tell whether every second line is the longer one: so are short descriptions told from titles."""
    pairs = list(zip(run[::2], run[1::2], strict=False))
    longer = sum(len(text.text) > LONGER * len(title.text) for title, text in pairs)
    return len(run) % 2 == 0 and len(pairs) > 1 and longer >= _REGULAR * len(pairs)


def _none(run: list[Block]) -> tuple[Listing | None, list[Block]]:
    return None, run


_SHAPES: dict[BlockKind, Callable[[list[Block]], tuple[Listing | None, list[Block]]]] = {
    BlockKind.ITEM: _items,
    BlockKind.PARAGRAPH: _paragraphs,
    BlockKind.TABLE_ROW: table,
    BlockKind.HEADING: _none,
    BlockKind.CODE: _none,
    BlockKind.QUOTE: _none,
}

"""The words of a lesson or module by where they stand, for inference to read."""

from collections.abc import Iterable

from ingest.extract.draft import DraftBuilder
from ingest.extract.entries import Entry
from ingest.records import Block, BlockKind, ZoneKind

_KINDS = {BlockKind.HEADING: ZoneKind.HEADING, BlockKind.CODE: ZoneKind.CODE}


def body_zones(draft: DraftBuilder, key: int, blocks: Iterable[Block], *, used: bool) -> None:
    """Add blocks as zones; ``used`` counts their lines as having become something."""
    for block in blocks:
        draft.zone(key, _KINDS.get(block.kind, ZoneKind.BODY), block.text, block.span)
        _marked(draft, key, block)
        if used:
            draft.use_block(block)


def entry_zones(draft: DraftBuilder, key: int, entry: Entry) -> None:
    """Add the title and the description of a listed lesson as zones."""
    draft.zone(key, ZoneKind.TITLE, entry.title.text, draft.quoter.quote(entry.title).span)
    for passage in entry.description:
        draft.zone(key, ZoneKind.SUMMARY, passage.text, draft.quoter.quote(passage).span)
        _marked(draft, key, passage.block)


def _marked(draft: DraftBuilder, key: int, block: Block) -> None:
    for kind, found in ((ZoneKind.STRONG, block.strong), (ZoneKind.CODE, block.code)):
        for words in found:
            if words:
                draft.zone(key, kind, words, block.span)

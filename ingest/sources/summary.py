"""Tables of contents in Markdown: the ``SUMMARY.md`` of mdBook, GitBook and their kin.

A heading begins a part, nested items are chapters within chapters, and a link in a line of its own stands
before or after all parts. A page that only has the name is read as any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from posixpath import basename

from ingest.records import Block, BlockKind, Page
from ingest.sources import markdown
from ingest.sources.manifest import leads_to_front

_NAME = "SUMMARY.md"
_FEW = 2


def read(uri: str, data: bytes) -> Page:
    """Parse a table of contents into its pages as nested items, or a page that is none as it is.

    Raises
    ------
    SourceError
        As :func:`ingest.sources.markdown.read` does.
    """
    page = markdown.read(uri, data)
    if basename(uri) != _NAME or not _is_contents(page.blocks):
        return page
    return replace(page, blocks=tuple(_entries(page.blocks)), is_manifest=True)


def _is_contents(blocks: Sequence[Block]) -> bool:
    """Tell whether a page is made of links, each by itself, and headings."""
    told = [block for block in blocks if block.kind is not BlockKind.HEADING]
    alone = sum(len(block.links) == 1 and block.links[0].text == block.text for block in told)
    return alone >= _FEW and 2 * alone > len(told)


def _entries(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield parts and pages as items, each as deep as it stands; the first heading is the title of it all."""
    inside, listed = 0, set[str]()
    for position, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            inside = int(position > 0)
            if position:
                yield _item(block, 1)
            continue
        if block.kind is BlockKind.PARAGRAPH:
            inside = 0
        place = block.links[0].target.partition("#")[0] if block.links else ""
        if not leads_to_front(place) and place not in listed:
            listed |= {place} - {""}
            yield _item(block, max(1, block.level) + inside)


def _item(block: Block, level: int) -> Block:
    return replace(block, kind=BlockKind.ITEM, level=level, group=1, ordered=False, label=None)

"""A site's table of contents: which pages there are, in which parts, in which order."""

from collections.abc import Sequence
from dataclasses import replace

from graph.model import NodeKind
from ingest.extract.draft import Details
from ingest.extract.metadata import LANGUAGE, SUMMARY, TITLE, Metadata
from ingest.extract.passages import Passage, has_words
from ingest.extract.sections import Sections
from ingest.extract.uris import is_index, resolve
from ingest.records import Block


def add_contents(sections: Sections, meta: Metadata) -> None:
    """Add the curriculum, and each part and page that its manifest lists in place.

    What a page is and is called, the page itself says; here it has its position and its part.
    """
    _curriculum(sections, meta)
    if meta.has(LANGUAGE):
        sections.draft.use(sections.draft.page.meta_spans[LANGUAGE[0]])
    blocks = sections.draft.page.blocks
    holders: list[tuple[int, int]] = []
    counts: dict[int | None, int] = {}
    for position, block in enumerate(blocks):
        while holders and holders[-1][0] >= block.level:
            holders.pop()
        parent = holders[-1][1] if holders else None
        target = block.links[0].target if block.links else ""
        uri = resolve(target, sections.draft.page.uri)
        has_parts = _has_parts(blocks, position)
        sections.draft.use(block.span)
        if not has_words(block.text) or uri == "" or (uri is None and not has_parts):
            continue
        counts[parent] = counts.get(parent, 0) + 1
        if not has_parts:
            _add(sections, block, NodeKind.LESSON, Details(parent=parent, uri=uri, position=counts[parent]))
            continue
        own = uri if is_index(target) else None
        key = _add(sections, block, NodeKind.MODULE, Details(parent=parent, uri=own, position=counts[parent]))
        holders.append((block.level, key))
        if uri is not None and own is None:  # a page with pages below it comes before them
            counts[key] = 1
            _add(sections, block, NodeKind.LESSON, Details(parent=key, uri=uri, position=1))


def _add(sections: Sections, block: Block, kind: NodeKind, details: Details) -> int:
    written = sections.draft.page.text[block.span.start : block.span.end]
    details = replace(details, is_titled=block.text in written)
    return sections.draft.place(kind, block.text, sections.draft.quoter.block(block), details)


def _curriculum(sections: Sections, meta: Metadata) -> None:
    title, summary = meta.block(TITLE), meta.block(SUMMARY)
    if title is None or not has_words(title.text):
        return
    details = Details(uri="", summary=summary.text if summary else None)
    evidence = sections.draft.quoter.quote(Passage.whole(title))
    sections.draft.place(NodeKind.CURRICULUM, title.text, evidence, details)
    for span in meta.known_spans():
        sections.draft.use(span)


def _has_parts(blocks: Sequence[Block], position: int) -> bool:
    return position + 1 < len(blocks) and blocks[position + 1].level > blocks[position].level

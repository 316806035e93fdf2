"""What the labels of places on a page name: the page itself, or one of the lessons that it lists."""

from collections.abc import Iterable

from ingest.extract.entries import Entry
from ingest.records import BlockKind, Page


def own_labels(page: Page, entries: Iterable[Entry], *, all_of_it: bool) -> tuple[str, ...]:
    """Return the labels that name the page, and give those of listed lessons to their entries.

    A label stands at, or right before, the heading that it names. The one before the first heading names the
    page; ``all_of_it`` tells that the others do as well, for the page is one lesson.
    """
    if not page.labels:
        return ()
    headings = [block.span.first for block in page.blocks if block.kind is BlockKind.HEADING]
    named = {label: next((at for at in headings if at >= line), 0) for label, line in page.labels.items()}
    stack = [] if all_of_it else list(entries)
    while stack:
        entry = stack.pop()
        first = entry.blocks[0] if entry.blocks else None
        if first is not None and first.kind is BlockKind.HEADING:
            entry.anchors = tuple(label for label, at in named.items() if at == first.span.first)
        stack += entry.parts
    return tuple(label for label, at in named.items() if all_of_it or at == min(headings, default=0))

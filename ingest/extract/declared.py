"""What front matter declares of a lesson or module beside its own fields."""

import re
from posixpath import splitext

from graph.model import EdgeKind, NodeKind
from ingest.extract import metadata
from ingest.extract.draft import Grounds
from ingest.extract.entries import Entry
from ingest.extract.enumerations import Term
from ingest.extract.metadata import Metadata, passages
from ingest.extract.passages import Passage
from ingest.extract.sections import Sections
from ingest.extract.uris import is_index, resolve
from ingest.records import Block, Pointer

_TAG_CONFIDENCE = 0.6
_SLUG = re.compile(r"[\w.-]*[\w-][-_/][\w./-]*")


def declare(sections: Sections, meta: Metadata, subject: int, *, lesson: bool, placed: bool = False) -> None:
    """Add what front matter states about ``subject``; tags are no more than a hint.

    ``placed`` tells that the module of ``subject`` is known already.
    """
    sections.outcomes(list(passages(meta.listed(metadata.OUTCOMES, split=False))), subject)
    sections.pitfalls(list(passages(meta.listed(metadata.PITFALLS, split=False))), subject)
    sections.audience(list(passages(meta.listed(metadata.AUDIENCE, split=False))), subject)
    for block, target in meta.listed(metadata.PREREQUISITES):
        pointer = _pointer(sections, block, target)
        sections.draft.relate(EdgeKind.REQUIRES, subject, pointer, meta.stated(block))
    for block, target in meta.listed(metadata.PREVIOUS, split=False):
        _relate(sections, EdgeKind.FOLLOWS, subject, _pointer(sections, block, target), block)
    for block, target in meta.listed(metadata.NEXT, split=False):
        _relate(sections, EdgeKind.FOLLOWS, _pointer(sections, block, target), subject, block)
    if lesson:
        named = passages(meta.listed(metadata.TEACHES))
        sections.covered((Term(passage.text, passage) for passage in named), subject)
        tags = passages(meta.listed(metadata.TAGS))
        hint = Grounds.inferred(_TAG_CONFIDENCE, "tag")
        sections.covered((Term(passage.text, passage) for passage in tags), subject, hint)
    if not placed:
        _part_of(sections, meta, subject)


def declared_lessons(sections: Sections, meta: Metadata, module: int) -> list[Entry]:
    """Return the lessons that a module lists by title; those it lists by path become its parts."""
    titled = []
    for position, (block, target) in enumerate(meta.listed(metadata.LESSONS), 1):
        if target or _SLUG.fullmatch(block.text) or splitext(block.text)[1]:
            pointer = _pointer(sections, block, target, NodeKind.LESSON)
            evidence = sections.draft.quoter.block(block)
            sections.draft.relate(EdgeKind.PART_OF, pointer, module, evidence, position=position)
        else:
            titled.append(Entry(Passage.whole(block), blocks=[block]))
    return titled


def _part_of(sections: Sections, meta: Metadata, subject: int) -> None:
    """Follow a key such as ``module: Ingest`` to the module that holds this page."""
    block = None if is_index(sections.draft.page.uri) else meta.block(metadata.MODULE)
    if block is not None and not block.text.isdigit():
        pointer = Pointer(block.text, kind=NodeKind.MODULE)
        _relate(sections, EdgeKind.PART_OF, subject, pointer, block)


def _relate(
    sections: Sections, kind: EdgeKind, source: int | Pointer, target: int | Pointer, block: Block
) -> None:
    sections.draft.relate(kind, source, target, sections.draft.quoter.block(block))


def _pointer(sections: Sections, block: Block, target: str | None, kind: NodeKind | None = None) -> Pointer:
    words = target or block.text
    is_path = "/" in words or re.fullmatch(r"\.\w{1,8}", splitext(words)[1])
    return Pointer(block.text, resolve(words, sections.draft.page.uri) if is_path else None, kind)

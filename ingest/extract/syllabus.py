"""Listed lessons and modules into candidates."""

from graph.model import EdgeKind, NodeKind, TeachingRole
from ingest.extract.assumptions import assumed_in
from ingest.extract.draft import Details
from ingest.extract.entries import Entry
from ingest.extract.enumerations import Term
from ingest.extract.findings import is_module
from ingest.extract.passages import has_words
from ingest.extract.sections import Sections
from ingest.extract.teaching import teach
from ingest.extract.uris import resolve
from ingest.extract.zones import entry_zones

_MOST_WORDS = 7
"""What is listed below a lesson in more words than these is a sentence, not the name of a skill."""


def add_listed(sections: Sections, entries: list[Entry], parent: int, *, english: bool) -> None:
    """Add lessons and modules below ``parent``; each lesson follows the one listed before it."""
    before: int | None = None
    named = (entry for entry in entries if has_words(entry.title.text))
    for position, entry in enumerate(named, 1):
        if is_module(entry):
            module = _place(sections, NodeKind.MODULE, entry, parent, entry.number or position)
            add_listed(sections, entry.parts, module, english=english)
            before = None
            continue
        lesson = _place(sections, NodeKind.LESSON, entry, parent, position)
        _teach(sections, entry, lesson, english=english)
        if before is not None:
            evidence = sections.draft.quoter.quote(entry.title)
            sections.draft.relate(EdgeKind.FOLLOWS, lesson, before, evidence)
        before = lesson


def _teach(sections: Sections, entry: Entry, lesson: int, *, english: bool) -> None:
    teach(sections, lesson, entry.title, entry.description, english=english)
    for part in entry.parts:
        if len(part.title.text.split()) <= _MOST_WORDS:
            sections.teaches(Term(part.title.text, part.title), lesson, TeachingRole.COVERED)
    if english:
        sentences = (sentence for text in entry.description for sentence in text.sentences())
        for assumption in (found for sentence in sentences for found in assumed_in(sentence)):
            sections.assumed(assumption, lesson)


def _place(sections: Sections, kind: NodeKind, entry: Entry, parent: int, position: int) -> int:
    draft = sections.draft
    details = Details(
        parent=parent,
        uri=resolve(entry.link.target, draft.page.uri) if entry.link else None,
        summary=" ".join(passage.text for passage in entry.description) or None,
        position=position,
        minutes=entry.minutes if kind is NodeKind.LESSON else None,
    )
    for block in entry.blocks:
        draft.use(block.span)
    key = draft.place(kind, entry.title.text, draft.quoter.quote(entry.title), details)
    entry_zones(draft, key, entry)
    return key

"""Listed lessons and modules into candidates."""

from graph.model import EdgeKind, NodeKind, TeachingRole
from ingest.extract.draft import Details
from ingest.extract.entries import Entry, is_lesson
from ingest.extract.enumerations import Term, terms
from ingest.extract.findings import is_module
from ingest.extract.passages import has_words
from ingest.extract.sections import Sections
from ingest.extract.teaching import teach
from ingest.extract.topics import Topic, topic_of
from ingest.extract.uris import resolve
from ingest.extract.zones import entry_zones
from ingest.records import Pointer

_ASIDE = frozenset({Topic.PRACTICE, Topic.BOILERPLATE})
_MOST_WORDS = 7
"""What is listed below a lesson in more words than these is a sentence, not the name of a skill."""


def add_listed(sections: Sections, entries: list[Entry], parent: int, *, english: bool) -> None:
    """Add lessons and modules below ``parent``; each lesson follows the one listed before it."""
    before: int | None = None
    named = [entry for entry in entries if has_words(entry.title.text)]
    lessons: list[tuple[Entry, int]] = []
    unnumbered = not any(entry.labels for entry in named)
    for position, entry in enumerate(named, 1):
        entry.labels = (str(position),) if unnumbered else entry.labels
        if is_module(entry):
            module = _place(sections, NodeKind.MODULE, entry, parent, entry.number or position)
            sections.presupposed(entry.description, module)
            _state(sections, entry, module, lesson=False)
            add_listed(sections, entry.parts, module, english=english)
            before = None
            continue
        lesson = _place(sections, NodeKind.LESSON, entry, parent, position)
        _teach(sections, entry, lesson, english=english)
        _state(sections, entry, lesson, lesson=True)
        lessons.append((entry, lesson))
        if before is not None:
            evidence = sections.draft.quoter.quote(entry.title)
            sections.draft.relate(EdgeKind.FOLLOWS, lesson, before, evidence)
        before = lesson
    _require(sections, lessons)


def _require(sections: Sections, lessons: list[tuple[Entry, int]]) -> None:
    """Add what a table says that its lessons need, by the numbers of its rows or by name."""
    numbered = {str(entry.number): lesson for entry, lesson in lessons if entry.number is not None}
    named = {entry.title.text.casefold(): lesson for entry, lesson in lessons}
    for entry, lesson in lessons:
        for need in entry.needs:
            known = numbered.get(need.text) or named.get(need.text.casefold())
            if known == lesson or (known is None and need.text.isdigit()):
                continue
            target = Pointer(need.text) if known is None else known
            sections.draft.relate(EdgeKind.REQUIRES, lesson, target, sections.draft.quoter.quote(need))


def _state(sections: Sections, entry: Entry, subject: int, *, lesson: bool) -> None:
    for stated in entry.stated:
        sections.apply(stated, subject, lesson=lesson)


def _teach(sections: Sections, entry: Entry, lesson: int, *, english: bool) -> None:
    teach(sections, lesson, entry.title, entry.description, english=english)
    for topics in entry.topics:
        sections.covered(terms(topics), lesson)
    for part in entry.parts:
        aside = english and topic_of(part.title.text) in _ASIDE
        if len(part.title.text.split()) <= _MOST_WORDS and is_lesson(part) and not aside:
            sections.teaches(Term(part.title.text, part.title), lesson, TeachingRole.COVERED)
    sections.presupposed(entry.description, lesson)


def _place(sections: Sections, kind: NodeKind, entry: Entry, parent: int, position: int) -> int:
    draft = sections.draft
    details = Details(
        parent=parent,
        uri=resolve(entry.link.target, draft.page.uri) if entry.link else None,
        summary=" ".join(passage.text for passage in entry.description) or None,
        position=position,
        labels=entry.labels,
        minutes=entry.minutes if kind is NodeKind.LESSON else None,
        difficulty=entry.difficulty if kind is NodeKind.LESSON else None,
    )
    for block in entry.blocks:
        draft.use(block.span)
    key = draft.place(kind, entry.title.text, draft.quoter.quote(entry.title), details)
    entry_zones(draft, key, entry)
    return key

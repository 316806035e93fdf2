"""Listed lessons and modules into candidates."""

import re

from graph.model import EdgeKind, NodeKind, TeachingRole
from ingest.extract.draft import Details
from ingest.extract.entries import ASIDE, Entry, is_lesson, measured
from ingest.extract.enumerations import Term, terms
from ingest.extract.findings import is_module
from ingest.extract.foreign_needs import needed_in
from ingest.extract.measures import labels
from ingest.extract.passages import has_words
from ingest.extract.pointed import named_in
from ingest.extract.sections import Sections
from ingest.extract.teaching import teach
from ingest.extract.topics import Topic, topic_of
from ingest.extract.uris import resolve
from ingest.extract.zones import entry_zones
from ingest.records import Pointer

_NEEDS = re.compile(
    r"(?:after|follows(?: on)?(?: from)?|needs|requires|builds on|pre-?req(?:uisite)?s?)\b:?\s*",
    re.IGNORECASE,
)
_ASIDE = frozenset({Topic.PRACTICE, Topic.BOILERPLATE})
_MOST_WORDS = 7
"""What is listed below a lesson in more words than these is a sentence, not the name of a skill."""


def add_listed(sections: Sections, entries: list[Entry], parent: int, *, english: bool) -> None:
    """Add lessons and modules below ``parent``; each lesson follows the one listed before it."""
    before: int | None = None
    titles = sections.titles
    named = [_with_needs(e, titles, english=english) for e in entries if has_words(e.title.text)]
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


def _with_needs(entry: Entry, titles: frozenset[str], *, english: bool) -> Entry:
    """Take what parentheses say an entry needs, if it is on the page: *Compass work (after Contours)*."""
    for passage in (entry.title, *entry.description):
        aside = ASIDE.search(passage.text)
        if aside is None or not aside[1]:
            continue
        inner = passage.part(aside.start(1), aside.end(1))
        needs = _NEEDS.match(inner.text)
        if english:
            named = [words for _, words, _ in named_in(inner.part(needs.end()), titles)] if needs else []
        else:
            named = [found.term.passage for found in needed_in(inner, titles)]
        if named:
            rest = passage.part(0, aside.start())
            entry.needs += named
            entry.title = rest if passage is entry.title else entry.title
            entry.description = [rest if told is passage else told for told in entry.description]
    return measured(entry) if entry.needs else entry


def _require(sections: Sections, lessons: list[tuple[Entry, int]]) -> None:
    """Add what a table says that its lessons need, by the numbers of its rows or by name."""
    numbered = {str(entry.number): lesson for entry, lesson in lessons if entry.number is not None}
    named = {entry.title.text.casefold(): lesson for entry, lesson in lessons}
    for entry, lesson in lessons:
        for need in entry.needs:
            known = numbered.get(need.text.lstrip("0")) or named.get(need.text.casefold())
            if known == lesson or (known is None and need.text.isdigit()):
                continue
            places = (Pointer(label, kind=NodeKind.LESSON) for label in labels(need.text))
            targets = [known] if known is not None else [*places] or [Pointer(need.text)]
            for target in targets:
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
        labels=(*entry.labels, *entry.anchors),
        minutes=entry.minutes if kind is NodeKind.LESSON else None,
        difficulty=entry.difficulty if kind is NodeKind.LESSON else None,
    )
    for block in entry.blocks:
        draft.use(block.span)
    key = draft.place(kind, entry.title.text, draft.quoter.quote(entry.title), details)
    entry_zones(draft, key, entry)
    return key

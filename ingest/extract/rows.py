"""Tables of lessons in files of their own: a row says what a page's front matter says."""

from collections.abc import Iterable
from dataclasses import replace

from graph.model import EdgeKind, NodeKind
from ingest.extract.declared import declare
from ingest.extract.draft import Details
from ingest.extract.entries import Entry, is_lesson
from ingest.extract.foreign import foreign_topic_of
from ingest.extract.metadata import (
    AUDIENCE,
    MODULE,
    OUTCOMES,
    PITFALLS,
    PREREQUISITES,
    SUMMARY,
    TITLE,
    Metadata,
)
from ingest.extract.passages import Passage, has_words
from ingest.extract.sections import Sections
from ingest.extract.teaching import teach
from ingest.extract.topics import Topic, topic_of
from ingest.records import Row, ZoneKind

_UNITS = ("minutes", "hours")
"""What a column counts whose unit stands behind its name."""

_KEYS: dict[Topic | None, str] = {
    Topic.AUDIENCE: AUDIENCE[0],
    Topic.LEARN: OUTCOMES[0],
    Topic.OUTCOMES: OUTCOMES[0],
    Topic.PITFALLS: PITFALLS[0],
    Topic.PREREQUISITES: PREREQUISITES[0],
}


def add_rows(sections: Sections, rows: Iterable[Row], *, english: bool) -> None:
    """Add a lesson for each row that has a title, and a module for each that rows name.

    In a module each lesson follows the one in the row before it.
    """
    modules: dict[str, int] = {}
    before: dict[int | None, int] = {}
    for position, row in enumerate(rows, 1):
        row = _by_topic(row)  # noqa: PLW2901  # the same row, its columns by the names of front matter
        page = replace(sections.draft.page, meta=row.meta, meta_spans=row.spans)
        meta = Metadata(page, sections.draft.quoter)
        module = _module(sections, meta, modules)
        lesson = _lesson(sections, meta, row, module, position, english=english)
        if lesson is None:
            continue
        if module in before:
            evidence = sections.draft.candidates[lesson].evidence
            sections.draft.relate(EdgeKind.FOLLOWS, lesson, before[module], evidence)
        before[module] = lesson


def _by_topic(row: Row) -> Row:
    """Give columns the key of what their head announces: *What participants need beforehand*."""
    meta, spans = dict(row.meta), dict(row.spans)
    for key in row.meta:
        known = _KEYS.get(_announced(key)) or next((u for u in _UNITS if key.endswith(f"_{u}")), None)
        if known and known not in meta:
            meta[known], spans[known] = meta.pop(key), spans.pop(key)
    return Row(meta=meta, spans=spans, span=row.span)


def _announced(key: str) -> Topic | None:
    words = key.replace("_", " ")
    return topic_of(words) or foreign_topic_of(words)


def _module(sections: Sections, meta: Metadata, known: dict[str, int]) -> int | None:
    """Return the module that a row names, if it names one; a number alone is told with its column."""
    block = meta.block(MODULE)
    if block is None or not has_words(block.text):
        return None
    if block.text not in known:
        name = f"{meta.key(MODULE)} {block.text}" if block.text.isdigit() else block.text
        details = Details(position=len(known) + 1)
        evidence = sections.draft.quoter.block(block)
        known[block.text] = sections.draft.place(NodeKind.MODULE, name, evidence, details)
    return known[block.text]


def _lesson(
    sections: Sections, meta: Metadata, row: Row, module: int | None, position: int, *, english: bool
) -> int | None:
    title, summary = meta.block(TITLE), meta.block(SUMMARY)
    if title is None or not has_words(title.text) or not is_lesson(Entry(Passage.whole(title))):
        return None
    draft = sections.draft
    details = Details(
        parent=module,
        slug=meta.slug(),
        summary=summary.text if summary else None,
        position=position,
        minutes=meta.minutes(),
        difficulty=meta.difficulty(),
        url=meta.url(),
    )
    name, texts = Passage.whole(title), [Passage.whole(summary)] if summary else []
    lesson = draft.place(NodeKind.LESSON, title.text, draft.quoter.quote(name), details)
    teach(sections, lesson, name, texts, english=english)
    declare(sections, meta, lesson, lesson=True, placed=True)
    draft.zone(lesson, ZoneKind.TITLE, title.text, title.span)
    if summary:
        draft.zone(lesson, ZoneKind.SUMMARY, summary.text, summary.span)
    draft.use(row.span)
    return lesson

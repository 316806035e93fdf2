"""What a page is: a curriculum's front page, a module's, a lesson's, or none of these."""

import re
from enum import StrEnum
from itertools import takewhile
from posixpath import basename, splitext

from ingest.extract.beside import Beside, beside
from ingest.extract.facts import facts_of
from ingest.extract.findings import MODULE_WORDS, Plan
from ingest.extract.head import Head
from ingest.extract.metadata import LESSONS, MODULE, PREREQUISITES, Metadata
from ingest.extract.topics import Topic
from ingest.extract.uris import is_index
from ingest.records import BlockKind, Page


class PageKind(StrEnum):
    """What a page tells of."""

    CURRICULUM = "curriculum"
    MODULE = "module"
    LESSON = "lesson"
    BESIDE = "beside"
    """A lesson only where another page lists it among the lessons."""
    OTHER = "other"


_REPOSITORY = re.compile(
    r"^(?:licen[cs]e.*|copying|contributing|code[_-]of[_-]conduct|changelog|codeowners|pull_request_template|"
    r"issue_template|funding|404|privacy|terms[_-]of[_-](?:use|service)|instructor[_-]notes?|style[_-]?guide)$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"^(?:CHANGES|HISTORY|SECURITY|SUPPORT|GOVERNANCE|AUTHORS|CITATION|MAINTAINERS|SEARCH|TERMS)$"
)
"""A course may have lessons called so; repositories write these in capitals."""

_OWN_LISTS = frozenset({Topic.AUDIENCE, Topic.OUTCOMES, Topic.PITFALLS})
_LONG_BODY = 200
_MANY_HEADINGS = 3
_MOSTLY = 0.3
_PARTLY = 0.15
"""Asked where a table numbers the lessons: a course may have much to say beside it."""

_MAINLY = 0.6
"""Asked of a page that states its own minutes or prerequisites, as lessons do."""

_SITTING = 180
"""So many minutes are a lesson's; what takes longer may hold lessons."""

_PER_LIST = 0.1
_CLOSE = 0.15
"""A page's minutes are those of its lessons together where they differ by less."""


def kind_of(page: Page, plan: Plan, meta: Metadata, head: Head) -> PageKind:
    """Decide what a page is by what it says of itself, where it lies and what it holds."""
    stem = splitext(basename(page.uri))[0]
    if _REPOSITORY.match(stem) or _CAPITALS.match(stem):
        return PageKind.OTHER
    index, root = is_index(page.uri), "/" not in page.uri
    if index and root:
        return PageKind.CURRICULUM
    kind = _studied(page, plan, meta, head, stem)
    aside = beside(page, plan, meta, head, numbered=stem[:1].isdigit())
    if aside is Beside.SURELY:
        return PageKind.OTHER
    alone = kind is PageKind.LESSON or (stem.lower() != "_index" and not plan.entries)
    return PageKind.BESIDE if aside and alone else kind


def _studied(page: Page, plan: Plan, meta: Metadata, head: Head, stem: str) -> PageKind:
    """Decide whether a page that is studied is a module's or a lesson's."""
    said = meta.kind()
    if re.fullmatch(r"lesson|lecture|episode|tutorial|exercise|article|post", said):
        return PageKind.LESSON
    if re.fullmatch(r"module|section|unit|phase|course|chapter|path|track|curriculum", said) or meta.has(
        LESSONS
    ):
        return PageKind.MODULE
    if is_index(page.uri):
        return PageKind.LESSON if stem.lower() != "_index" and _is_body(page, plan) else PageKind.MODULE
    return PageKind.MODULE if _holds_lessons(page, plan, meta, head) else PageKind.LESSON


def _is_body(page: Page, plan: Plan) -> bool:
    """Tell whether the page of a folder is itself a lesson: a long text that lists none."""
    words = sum(len(block.text.split()) for block in page.blocks if block.kind is BlockKind.PARAGRAPH)
    headings = sum(block.kind is BlockKind.HEADING for block in page.blocks)
    code = any(block.kind is BlockKind.CODE for block in page.blocks)
    return not plan.sure and words >= _LONG_BODY and (code or headings >= _MANY_HEADINGS)


def _holds_lessons(page: Page, plan: Plan, meta: Metadata, head: Head) -> bool:
    """Tell whether a page that is no index lists lessons: clearly, and as much of what it has to say."""
    lessons = sum(1 for _ in plan.lessons())
    lists = {stated.topic for stated in plan.stated} & _OWN_LISTS
    if head.word == "lesson" or meta.has(MODULE):
        return False
    if head.word in MODULE_WORDS and (lessons > 1 or lists):
        return True
    words = sum(len(block.text.split()) for block in page.blocks)
    weight = plan.share(words) + _PER_LIST * len(lists)
    spent, _ = facts_of(takewhile(lambda block: block.kind is not BlockKind.HEADING, head.body))
    own = meta.minutes() is not None or meta.has(PREREQUISITES) or 0 < (spent or 0) <= _SITTING
    total = sum(entry.minutes or 0 for entry in plan.lessons())
    if plan.sure and spent and abs(total - spent) <= _CLOSE * spent:
        return lessons > 1
    if plan.sure:
        return lessons > 1 and weight >= (_MAINLY if own else _PARTLY if plan.counted else _MOSTLY)
    # short sections may as well be a short lesson's; few lessons say whom they are for
    alone = "/" not in page.uri and len(lists) > 1
    return lessons > 1 and not own and (Topic.AUDIENCE in lists or alone) and weight >= _MOSTLY

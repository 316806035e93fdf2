"""A page as a whole: what it is, and everything it says about that."""

import re
from dataclasses import replace
from posixpath import basename, dirname

from graph.model import NodeKind
from ingest.extract.addressed import addressed_in
from ingest.extract.contents import add_contents
from ingest.extract.declared import declare, declared_lessons
from ingest.extract.draft import Details, DraftBuilder
from ingest.extract.entries import titles_of
from ingest.extract.enumerations import enumerated
from ingest.extract.facts import facts_of, minutes_of_each
from ingest.extract.glossary import define, is_glossary
from ingest.extract.head import Head, head_of
from ingest.extract.kinds import PageKind, kind_of
from ingest.extract.language import detect
from ingest.extract.metadata import LANGUAGE, LESSONS, Metadata
from ingest.extract.named import own_labels
from ingest.extract.names import Names
from ingest.extract.outline import outline
from ingest.extract.passages import Passage
from ingest.extract.plan import plan_of
from ingest.extract.promised import promised_in
from ingest.extract.rows import add_rows
from ingest.extract.sections import Sections
from ingest.extract.syllabus import add_listed
from ingest.extract.teaching import teach, teach_from_folder
from ingest.extract.told import add_told
from ingest.extract.topics import Topic, topic_of_box
from ingest.extract.uris import is_index, place
from ingest.extract.zones import body_zones
from ingest.records import Block, BlockKind, Draft, Page, ZoneKind

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})


def extract(page: Page) -> Draft:
    """Return what a page says, each candidate and relation with its evidence in the page's own text."""
    return _PageReader(page).read()


class _PageReader:
    """One page on its way to a draft."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.draft = DraftBuilder(page)
        self.meta = Metadata(page, self.draft.quoter)
        self.head = head_of(page, self.meta, self.draft.quoter)
        self.language = detect(" ".join(block.text for block in page.blocks if block.kind in _PROSE))
        self.english = self.language in {"en", None}
        names = Names(_sentences(page, self.head))
        self.sections = Sections(self.draft, names, english=self.english)
        root = outline(self.head.body, self.draft.quoter, english=self.english)
        self.plan = plan_of(root, page.uri, english=self.english)
        self.sections.titles = titles_of(self.plan.entries)
        self.kind = kind_of(page, self.plan, self.meta, self.head)
        self.labels = own_labels(page, self.plan.entries, all_of_it=self.kind is PageKind.LESSON)

    def read(self) -> Draft:
        """Return the draft."""
        if self.page.rows is not None or self.page.is_manifest:
            if self.page.is_manifest:
                add_contents(self.sections, self.meta)
            add_rows(self.sections, self.page.rows or (), english=self.english)
            stated = self.meta.block(LANGUAGE) if self.page.is_manifest else None
            language = stated.text.lower() if stated else self.language
            return self.draft.finish(self.head.name, self._order(), language)
        if self.page.told is not None:
            add_told(self.draft, self.page.told)
            return self.draft.finish(self.head.name, self._order(), self.language)
        match self.kind:
            case PageKind.CURRICULUM:
                self._curriculum()
            case PageKind.MODULE:
                self._module(None)
            case PageKind.LESSON | PageKind.BESIDE:
                self._lesson()
            case PageKind.OTHER if is_glossary(self.head.name):
                define(self.draft, self.head.body)
            case PageKind.OTHER:
                self.draft.warnings.append("This page is about the documents themselves: nothing was taken.")
        return self.draft.finish(self.head.name, self._order(), self.language)

    def _curriculum(self) -> None:
        """Name the curriculum; what else its front page states belongs to the folder's own module."""
        curriculum = None
        if self.head.title is not None:
            details = Details(uri="", slug=self.meta.slug(), summary=self._summary(), url=self.meta.url())
            curriculum = self._begin(NodeKind.CURRICULUM, details)
        if (
            self.plan.stated
            or self.plan.entries
            or self.meta.has(LESSONS)
            or self._addressed(self.plan.prose)
        ):
            self._module(curriculum)

    def _module(self, parent: int | None) -> None:
        details = Details(
            parent=parent,
            uri=place(self.page.uri),
            slug=self.meta.slug() if parent is None else None,
            summary=self._summary(),
            position=self._position(),
            labels=self._labels(),
            url=self.meta.url(),
        )
        module = self._begin(NodeKind.MODULE, details)
        for stated in self.plan.stated:
            self.sections.apply(stated, module, lesson=False)
        declare(self.sections, self.meta, module, lesson=False)
        self._assumed(self.plan.prose, module)
        self._promised(self.plan.prose, module)
        self.sections.audience(self._addressed(self.plan.prose), module)
        headings = [block for block in self.head.body if block.kind is BlockKind.HEADING]
        body_zones(self.draft, module, [*headings, *self.plan.prose], used=False)
        for heading in self.plan.headings:
            self.draft.use(heading.span)
        self._measure()
        listed = [*declared_lessons(self.sections, self.meta, module), *self.plan.entries]
        add_listed(self.sections, listed, module, english=self.english)

    def _measure(self) -> None:
        """Give all lessons the duration that the page states for each, where it states none of any."""
        lessons = list(self.plan.lessons())
        if not self.english or any(lesson.minutes for lesson in lessons):
            return
        texts = (self._summary() or "", *(block.text for block in self.plan.prose))
        each = next(filter(None, map(minutes_of_each, texts)), None)
        for lesson in lessons:
            lesson.minutes = each

    def _lesson(self) -> None:
        minutes, difficulty = facts_of(self.page.blocks) if self.english else (None, None)
        details = Details(
            uri=place(self.page.uri),
            slug=self.meta.slug(),
            summary=self._summary(),
            position=self._position(),
            labels=self._labels(),
            minutes=self.meta.minutes() or self.head.minutes or minutes,
            difficulty=self.meta.difficulty() or difficulty,
            url=self.meta.url(),
        )
        details = replace(details, is_beside=self.kind is PageKind.BESIDE)
        lesson = self._begin(NodeKind.LESSON, details)
        self._teach(lesson)
        own = (stated for entry in self.plan.lessons() for stated in entry.stated)
        for stated in (*self.plan.stated, *own):
            if not stated.guessed:
                self.sections.apply(stated, lesson, lesson=True)
        declare(self.sections, self.meta, lesson, lesson=True)
        introduction = _introduction(self.head.body)
        self._assumed([*introduction, *_boxed(self.head.body)], lesson)
        self._promised(introduction, lesson)
        self.sections.audience(self._addressed(introduction), lesson)
        body_zones(self.draft, lesson, self.head.body, used=True)

    def _begin(self, kind: NodeKind, details: Details) -> int:
        """Add what the page is about, and count its head as used."""
        details = replace(details, is_titled=self.head.title is not None)
        key = self.draft.place(kind, self.head.name, self.head.evidence, details)
        quote = self.draft.quoter.quote
        if self.head.title is not None:
            self.draft.zone(key, ZoneKind.TITLE, self.head.title.text, quote(self.head.title).span)
        if self.head.summary is not None:
            self.draft.zone(key, ZoneKind.SUMMARY, self.head.summary.text, quote(self.head.summary).span)
        body = {id(block) for block in self.head.body}
        head = (block.span for block in self.page.blocks if id(block) not in body)
        told = [quote(self.head.summary).span] if self.head.summary else []
        for span in (*head, *told, *self.meta.known_spans()):
            self.draft.use(span)
        return key

    def _teach(self, lesson: int) -> None:
        title, summary = self.head.title, self.head.summary
        texts = [summary] if summary else []
        if title is None or self.head.is_generic:
            teach_from_folder(self.sections, lesson, self.head, self.page.uri, texts, english=self.english)
        else:
            teach(self.sections, lesson, title, texts, english=self.english)
        if self.english:
            for block in _introduction(self.head.body):
                for sentence in Passage.whole(block).sentences():
                    self.sections.covered(enumerated(sentence, needs_subject=True), lesson)

    def _assumed(self, blocks: list[Block], subject: int) -> None:
        summary = [self.head.summary] if self.head.summary else []
        self.sections.presupposed([*summary, *map(Passage.whole, blocks)], subject)

    def _addressed(self, blocks: list[Block]) -> list[Passage]:
        """Return the people that sentences say the page is for, where no list does."""
        if not self.english or any(stated.topic is Topic.AUDIENCE for stated in self.plan.stated):
            return []
        summary = [self.head.summary] if self.head.summary else []
        sentences = (s for passage in [*summary, *map(Passage.whole, blocks)] for s in passage.sentences())
        return [people for sentence in sentences if (people := addressed_in(sentence)) is not None]

    def _promised(self, blocks: list[Block], subject: int) -> None:
        """Add the abilities that sentences promise, where no list does."""
        if not self.english or any(s.topic in {Topic.OUTCOMES, Topic.LEARN} for s in self.plan.stated):
            return
        summary = [self.head.summary] if self.head.summary else []
        sentences = (s for passage in [*summary, *map(Passage.whole, blocks)] for s in passage.sentences())
        self.sections.outcomes([ability for s in sentences for ability in promised_in(s)], subject)

    def _summary(self) -> str | None:
        return self.head.summary.text if self.head.summary else None

    def _position(self) -> int | None:
        weight = self.meta.weight()
        if self.head.number is None and weight is not None and weight.is_integer():
            return int(weight)
        return self.head.number

    def _labels(self) -> tuple[str, ...]:
        """Return what other pages call this one: the number of its title or else its file, and its labels."""
        number = re.match(r"0*(\d{1,3})(?=[-_. ])", basename(self.page.uri))
        return (*(self.head.labels or ((number[1],) if number else ())), *self.labels)

    def _order(self) -> tuple[float, float, str]:
        name = basename(dirname(self.page.uri)) if is_index(self.page.uri) else basename(self.page.uri)
        number = re.match(r"\d{1,9}", name)
        weight = self.meta.weight()
        last = float("inf")
        return (last if weight is None else weight, float(number[0]) if number else last, name)


def _sentences(page: Page, head: Head) -> list[str]:
    """Return the sentences of a page, the input of telling names from words."""
    told = [head.summary] if head.summary else []
    prose = (Passage.whole(block) for block in page.blocks if block.kind in _PROSE)
    return [sentence.text for passage in (*told, *prose) for sentence in passage.sentences()]


def _introduction(blocks: tuple[Block, ...]) -> list[Block]:
    """Return the prose before the first heading of a page's body, or right below it."""
    found: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and found:
            break
        if block.kind is BlockKind.PARAGRAPH and not block.label:
            found.append(block)
    return found


def _boxed(blocks: tuple[Block, ...]) -> list[Block]:
    """Return the prose of boxes whose label says nothing of what they hold: notes, tips."""
    boxed = (block for block in blocks if block.label and topic_of_box(block.label) is None)
    return [block for block in boxed if block.kind is BlockKind.PARAGRAPH]

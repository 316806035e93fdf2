"""A page's sections sorted by what they hold: stated lists, listed lessons, prose."""

from ingest.extract.cuts import is_title
from ingest.extract.entries import Entry, Listing, finish, is_lesson, measured
from ingest.extract.facts import facts_alone
from ingest.extract.findings import MODULE_WORDS, Plan
from ingest.extract.forms import without_forms
from ingest.extract.itemtypes import states_ability, states_mistake, type_of
from ingest.extract.listings import listings
from ingest.extract.lists import main_list
from ingest.extract.measures import numbering
from ingest.extract.outline import Section
from ingest.extract.passages import Passage
from ingest.extract.shapes import (
    MARKED,
    describes,
    in_title_case,
    is_brief,
    is_headed,
    is_numbered_list,
    is_sure,
    like,
    lists_numbered,
    names_code,
    names_fact,
    sets_tasks,
    tells,
    unmarked,
    without_exams,
    without_facts,
)
from ingest.extract.stated import Stated
from ingest.extract.topics import Topic, is_only_a_word, topic_of, warns
from ingest.extract.uris import resolve
from ingest.records import Block, BlockKind

_OWN = frozenset({Topic.AUDIENCE, Topic.OUTCOMES, Topic.PITFALLS, Topic.PREREQUISITES})
_LISTS = _OWN | {Topic.SKILLS, Topic.TOOLS, Topic.LEARN}
_CLOSED = frozenset({Topic.BOILERPLATE, Topic.PRACTICE})
_LONGEST_GUESS = 8
"""A longer line before a list is a sentence that leads to it, and tells what it is only to a reader."""

_BRIEF = 6
_MOSTLY_TITLES = 0.8
_SHORT_SECTION = 150
_MOST_LESSON_PARAGRAPHS = 3


def plan_of(root: Section, uri: str, *, english: bool) -> Plan:
    """Sort the sections of a page by what they hold, as if it were the page of a module."""
    planner = _Planner(uri, english=english)
    planner.section(root)
    return planner.finished()


class _Planner:
    """Walks the sections; lessons told by their headings count only where nothing lists them."""

    def __init__(self, uri: str, *, english: bool) -> None:
        self.uri = uri
        self.english = english
        self.plan = Plan()
        self.unsure: list[Entry] = []

    def finished(self) -> Plan:
        """Return the plan, without lessons told by their headings alone where others are listed."""
        if self.plan.sure:
            unsure = {id(entry) for entry in self.unsure}
            self.plan.entries = [entry for entry in self.plan.entries if id(entry) not in unsure]
        elif not self.plan.entries:
            self._take_topics()
        return self.plan

    def _take_topics(self) -> None:
        """Read numbered topics as lessons where the page also says whom it is for, or what it leads to."""
        topics = [s for s in self.plan.stated if s.topic is Topic.SKILLS and is_numbered_list(s)]
        if len(topics) == 1 and {s.topic for s in self.plan.stated} & _OWN:
            self.plan.stated.remove(topics[0])
            self._syllabus(Section(topics[0].section.heading, blocks=topics[0].section.blocks))

    def section(self, section: Section) -> None:
        """Sort one section and those below it."""
        topic = section.topic
        if topic in _CLOSED:
            return
        if topic is Topic.WARNING:
            self.plan.stated += self._warning(section)
            return
        if topic in _OWN or (topic in _LISTS and not self._lists_pages(section)):
            self._stated(section, topic)
        elif topic is Topic.LESSONS or topic in _LISTS:
            self._syllabus(section)
            return
        else:
            self._open(section)
        self._sections(section)

    def _sections(self, section: Section) -> None:
        headed = self._headed(section)
        if headed:
            stated = sum(bool(entry.stated) for entry in headed)
            sure = stated > 1 or any(entry.word or entry.parts for entry in headed)
            self.unsure += [] if sure else headed
            self._add(headed, sure=sure)
        for child in section.sections:
            if not any(child.heading in entry.blocks for entry in headed if child.heading):
                self.section(child)

    def _stated(self, section: Section, topic: Topic, *, guessed: bool = False) -> None:
        stated, rest = self._read_list(section, topic, guessed=guessed)
        self.plan.stated.append(stated)
        before = len(self.plan.entries)
        self._open(Section(blocks=rest))
        if len(self.plan.entries) == before and section.level <= MARKED:
            first = stated.items[0].block if stated.items else None
            stated.items += [
                Passage.whole(b) for b in rest if b.kind is BlockKind.ITEM and b.level <= 1 and like(first, b)
            ]

    def _read_list(self, section: Section, topic: Topic, *, guessed: bool) -> tuple[Stated, list[Block]]:
        """Return what a section lists, and the blocks after its list."""
        items, prose, rest = main_list(section)
        subheadings = [Passage.whole(s.heading) for s in section.sections if s.heading and s.topic is None]
        if topic is Topic.PITFALLS and not items:
            items = subheadings
            section.sections = [s for s in section.sections if s.topic is not None]
        if not items and topic in _OWN:
            items = unmarked(prose)
        return Stated(topic, section, items, prose, guessed), rest

    def _warning(self, section: Section) -> list[Stated]:
        """Return the mistakes that a warning box lists or names; what else it says is prose."""
        listed = [child for child in section.sections if child.topic is Topic.PITFALLS]
        if listed:
            return [self._read_list(child, Topic.PITFALLS, guessed=False)[0] for child in listed]
        sentences = (s for block in section.all_blocks() for s in Passage.whole(block).sentences())
        items = [sentence for sentence in sentences if states_mistake(sentence.text)]
        return [Stated(Topic.PITFALLS, section, items)] if items else []

    def _open(self, section: Section) -> None:
        """Look for lessons, or for lists that tell their topic themselves, in a section without one."""
        guess, guessed = self._guess(section)
        if guess is not None:
            self._stated(section, guess, guessed=guessed)
            return
        found, rest = listings(section.blocks)
        for listing in found:
            if self._is_lessons(listing):
                self._add(listing.entries, sure=is_sure(listing), heading=section.heading)
                self.plan.counted |= listing.named
        self.plan.prose += [block for block in rest if block.kind in {BlockKind.PARAGRAPH, BlockKind.QUOTE}]

    def _guess(self, section: Section) -> tuple[Topic | None, bool]:
        """Return what a list is by its items or its heading's trouble, and whether that is a guess."""
        if not self.english or section.heading is None:
            return None, False
        items = [item.text for item in main_list(section)[0]]
        if len(items) < 2 or self._lists_pages(section):  # noqa: PLR2004  # one is no list
            return None, False
        brief = section.level <= MARKED or section.title.count(" ") < _BRIEF
        urges = states_ability(section.title)
        if brief and not urges and warns(section.title) and 2 * sum(map(states_ability, items)) < len(items):
            return Topic.PITFALLS, False
        told = type_of(items) if section.title.count(" ") < _LONGEST_GUESS else None
        steps = told is Topic.OUTCOMES and sets_tasks(section.title)
        return None if steps else told, True

    def _syllabus(self, section: Section) -> None:
        """Take what stands under a heading such as *Lessons*: lists, tables, or a heading for each."""
        found, rest = listings(section.blocks)
        for listing in found:
            if not self._only_anchors(listing) and not names_code(listing):
                self._add(listing.entries, sure=True, heading=section.heading)
                self.plan.counted |= listing.named
        self.plan.prose += [block for block in rest if block.kind is BlockKind.PARAGRAPH]
        for child in section.sections:
            if child.topic in _OWN:
                self.section(child)
        aside = _CLOSED | _OWN
        headed = [
            self._entry(child) for child in section.sections if child.topic not in aside and child.heading
        ]
        if headed:
            self._add(headed, sure=True, heading=section.heading)

    def _headed(self, section: Section) -> list[Entry]:
        """Return the sub-sections that are lessons or modules by their headings and their brevity."""
        children = [
            child
            for child in section.sections
            if child.topic is None and child.heading and self._guess(child)[0] is None
        ]
        numbered = [c for c in children if numbering(c.title)[1] is not None and is_headed(c)]
        if len(numbered) > 1 and self._are_brief(numbered):
            return [self._entry(child) for child in numbered]
        children = [c for c in children if c.level <= MARKED]
        listed = [c for c in children if self._lists_pages(c)]
        if len(listed) > 1:
            return [self._entry(child) for child in listed]
        brief = [
            c for c in children if any(tells(b) for b in c.all_blocks()) and not lists_numbered(c.blocks)
        ]
        return [self._entry(child) for child in brief] if len(brief) > 1 and self._are_brief(brief) else []

    def _are_brief(self, sections: list[Section]) -> bool:
        for section in sections:
            blocks = list(section.all_blocks())
            words = sum(len(block.text.split()) for block in blocks)
            paragraphs = sum(block.kind is BlockKind.PARAGRAPH for block in blocks)
            listed = any(block.kind in {BlockKind.ITEM, BlockKind.TABLE_ROW} for block in blocks)
            if any(block.kind is BlockKind.CODE for block in blocks) or words > _SHORT_SECTION * (
                1 + 5 * listed
            ):
                return False
            if paragraphs > _MOST_LESSON_PARAGRAPHS and not section.sections:
                return False
            if not blocks:
                return False
        return True

    def _entry(self, section: Section) -> Entry:
        """Return a section as an entry: its heading, its first paragraphs, and what it lists."""
        heading = section.heading
        assert heading is not None
        section = without_forms(section)
        entry = Entry(Passage.whole(heading), blocks=[heading, *section.blocks])
        entry.link = heading.links[0] if heading.links else None
        entry = finish(entry)
        found, rest = listings(without_facts(section.blocks, entry))
        entry.description = [Passage.whole(block) for block in rest if describes(block)]
        for listing in found:
            if (
                section.blocks
                and listing.entries[0].blocks[0].kind is BlockKind.PARAGRAPH
                and not listing.clear
            ):
                entry.description += [Passage.whole(e.blocks[0]) for e in listing.entries]
            elif listing.entries[0].blocks[0].kind is BlockKind.PARAGRAPH and entry.word not in MODULE_WORDS:
                entry.description += [Passage.whole(block) for e in listing.entries for block in e.blocks]
            else:
                entry.parts += listing.entries
        for child in section.sections:
            topic, guessed = (child.topic, False) if child.topic else self._guess(child)
            if topic is Topic.WARNING:
                entry.stated += self._warning(child)
            elif topic in _LISTS:
                entry.stated.append(self._read_list(child, topic, guessed=guessed)[0])
            elif child.heading and topic is None:
                entry.parts.append(self._entry(child))
        return measured(entry)

    def _add(self, listed: list[Entry], *, sure: bool, heading: Block | None = None) -> None:
        entries = [entry for entry in map(without_exams, listed) if is_lesson(entry)]
        self.plan.headings += [heading] if heading is not None else []
        self.plan.entries += entries
        self.plan.sure = self.plan.sure or (sure and len(entries) > 1)

    def _is_lessons(self, listing: Listing) -> bool:
        """Tell whether a list under no known heading lists lessons."""
        entries = listing.entries
        if len(entries) < 2 or self._only_anchors(listing) or names_code(listing):  # noqa: PLR2004  # one is no list
            return False
        titles = [entry.title.text for entry in entries]
        unnumbered = (entry.title.text for entry in entries if entry.word is None)
        facts = sum(names_fact(title) or self._announces(title) for title in unnumbered)
        if listing.named or all(entry.minutes or entry.is_timed for entry in entries):
            return sum(map(is_title, titles)) >= _MOSTLY_TITLES * len(titles)
        if any(facts_alone(entry.title.block.text) for entry in entries):
            return False
        if 2 * facts >= len(titles) or (facts and all(map(is_brief, entries))):
            return False
        if listing.clear:
            return sum(map(is_title, titles)) >= _MOSTLY_TITLES * len(titles)
        return all(map(in_title_case, titles)) and all(map(is_title, titles))

    def _announces(self, title: str) -> bool:
        """Tell whether a title is a heading's words, and not those of a lesson that begin alike."""
        return self.english and topic_of(title) is not None and not is_only_a_word(title)

    def _lists_pages(self, section: Section) -> bool:
        """Tell whether most items of a section lead to pages of this site."""
        if not any(block.links for block in section.blocks):
            return False
        rows = [block for block in section.blocks if block.kind is BlockKind.TABLE_ROW]
        items = [item.block for item in main_list(section)[0]] or rows
        leading = sum(any(resolve(link.target, self.uri) for link in block.links[:1]) for block in items)
        return leading > 1 and 2 * leading > len(items) and section.topic is not Topic.PREREQUISITES

    def _only_anchors(self, listing: Listing) -> bool:
        """Tell whether a list is a table of this very page's contents."""
        links = [entry.link for entry in listing.entries if entry.link]
        return bool(links) and all(link.target.startswith("#") for link in links)

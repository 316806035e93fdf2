"""Stated lists into candidates: audiences, outcomes, pitfalls, prerequisites, what is covered."""

import re
from collections.abc import Iterable, Iterator

from graph.model import EdgeKind, NodeKind, SkillKind, TeachingRole
from ingest.extract.absence import says_none
from ingest.extract.assumptions import Assumption, assumed_in, listed
from ingest.extract.draft import AUTHORED, DraftBuilder, Grounds
from ingest.extract.enumerations import Term
from ingest.extract.foreign_needs import needed_in
from ingest.extract.itemtypes import is_object, is_thing, states_ability
from ingest.extract.names import Names
from ingest.extract.passages import Passage, has_words
from ingest.extract.stated import Stated, audiences_in, is_list, outcomes_in, pitfalls_in, terms_in
from ingest.extract.topics import Topic
from ingest.extract.uris import leads_to
from ingest.records import Block, BlockKind, Evidence, Pointer

_TO = re.compile(r"^(?:how )?to\s+(?=\w+\s)", re.IGNORECASE)
_QUESTION = re.compile(r"(?:how|why|what)(?: \S+){1,6}$", re.IGNORECASE)
"""Knowledge that is named by the question which it answers: *How insects develop*."""

_REASON = re.compile(r"\s+\((?:\S+\s+){3,}\S+\)\W*$")
"""Why something is needed, in parentheses behind it."""

_BESIDE_LINKS = re.compile(
    r"\b(?!(?:read|see|do|complete|finish|first|and|or|the|lessons?|chapters?|pages?)\b)\w+", re.IGNORECASE
)
"""Words that say more than the links beside them."""

_NEEDS = re.compile(r"\b(?:need|bring|materials|equipment|ingredients)\b", re.IGNORECASE)
"""Headings under which knowledge may stand, or what is to be laid on the table."""

_GAINED = re.compile(
    r"\bskills? you(?:'ll|\u2019ll| will| can)? (?:gain|acquire|develop|build|take away)\b", re.IGNORECASE
)
"""What a course gives, be it named by nouns; a lesson teaches it."""

_ABLE_LEARN, _ABLE_SKILLS = 0.5, 0.8
"""The share of items that state an ability where all do; names of skills may look like it (*work queues*)."""


class Sections:
    """Turns stated lists into candidates and relations of a lesson or module.

    Outside English the words of an item are not read: each item is taken whole. ``titles`` are those of the
    lessons that the page lists, case-folded.
    """

    def __init__(self, draft: DraftBuilder, names: Names, *, english: bool = True) -> None:
        self.draft = draft
        self.names = names
        self.english = english
        self.titles: frozenset[str] = frozenset()

    def apply(self, stated: Stated, subject: int, *, lesson: bool) -> None:
        """Add what a list states about ``subject``; skills are taught by lessons alone."""
        before = len(self.draft.relations)
        match stated.topic:
            case Topic.AUDIENCE:
                self.audience(list(audiences_in(stated)), subject)
            case Topic.OUTCOMES:
                self.outcomes(list(outcomes_in(stated)), subject)
            case Topic.PITFALLS:
                self.pitfalls(list(pitfalls_in(stated)), subject)
            case Topic.PREREQUISITES:
                self._prerequisites(stated, subject)
            case Topic.LEARN | Topic.SKILLS:
                self._learn(stated, subject, lesson=lesson)
            case Topic.TOOLS if lesson:
                for term in terms_in(stated):
                    self.uses(term, subject)
        if len(self.draft.relations) > before:
            self.draft.use_block(stated.section.heading)
            self._use_introduction(stated)

    def outcomes(self, passages: list[Passage], subject: int) -> None:
        """Add abilities that ``subject`` promises."""
        for passage in passages:
            words = passage.behind(_TO).strip(" .;,")
            if has_words(words.text):
                evidence = self.draft.quoter.quote(words)
                skill = self.draft.skill(words.text, evidence, SkillKind.OUTCOME)
                self.draft.relate(EdgeKind.PROMISES, subject, skill, self._line(passage))

    def pitfalls(self, passages: list[Passage], subject: int) -> None:
        """Add mistakes that ``subject`` warns of, in the words of the page."""
        for passage in passages:
            words = passage.strip(" .;,")
            if has_words(words.text):
                key = self.draft.thing(NodeKind.PITFALL, words.text, words)
                self.draft.relate(EdgeKind.WARNS_OF, subject, key, self._line(passage))

    def audience(self, passages: list[Passage], subject: int) -> None:
        """Add those whom ``subject`` is for."""
        for passage in passages:
            words = passage.strip(" .;,")
            if has_words(words.text):
                key = self.draft.thing(NodeKind.AUDIENCE, words.text, words)
                self.draft.relate(EdgeKind.FOR, subject, key, self._line(passage))

    def covered(self, found: Iterator[Term], subject: int, grounds: Grounds = AUTHORED) -> None:
        """Add skills that a lesson covers."""
        for term in found:
            self.teaches(term, subject, TeachingRole.COVERED, grounds)

    def teaches(self, term: Term, subject: int, role: TeachingRole, grounds: Grounds = AUTHORED) -> None:
        """Add a skill that a lesson teaches."""
        if not has_words(term.name):
            return
        evidence = self.draft.quoter.quote(term.passage)
        skill = self.draft.skill(term.name, evidence, self.names.kind(term.name), grounds)
        self.draft.relate(EdgeKind.TEACHES, subject, skill, evidence, role=role, grounds=grounds)

    def uses(self, term: Term, subject: int) -> None:
        """Add a skill that a lesson uses without teaching it."""
        if not has_words(term.name):
            return
        evidence = self.draft.quoter.quote(term.passage)
        skill = self.draft.skill(term.name, evidence, self.names.kind(term.name))
        self.draft.relate(EdgeKind.USES, subject, skill, evidence)

    def presupposed(self, texts: Iterable[Passage], subject: int) -> None:
        """Add what the sentences of some texts take for granted."""
        for sentence in (sentence for text in texts for sentence in text.sentences()):
            found = list(assumed_in(sentence, self.titles)) if self.english else []
            for assumption in found or needed_in(sentence, self.titles):  # what looks English may be short
                self.assumed(assumption, subject)

    def assumed(self, assumption: Assumption, subject: int) -> None:
        """Add knowledge that ``subject`` takes for granted; the sentence is the evidence."""
        sentence = self.draft.quoter.quote(assumption.sentence)
        term = assumption.term
        pages = self._linked(term.passage)
        for page in pages:
            self.draft.relate(EdgeKind.REQUIRES, subject, page, sentence)
        if pages or assumption.linked:
            return
        if assumption.place:
            self.draft.relate(EdgeKind.REQUIRES, subject, Pointer(term.name, kind=NodeKind.LESSON), sentence)
            return
        evidence = self.draft.quoter.quote(term.passage)
        skill = self.draft.skill(term.name, evidence, self.names.kind(term.name))
        self.draft.relate(EdgeKind.REQUIRES, subject, skill, sentence)

    def _linked(self, words: Passage) -> list[Pointer]:
        """Return the pages of this site that words lead to: a link is surer than what it is called."""
        links = (
            link
            for link in words.block.links
            if link.text and (words.text.casefold() in link.text.casefold() or link.text in words.text)
        )
        return [page for link in links if (page := leads_to(link, self.draft.page.uri)) is not None]

    def requires_links(self, block: Block, subject: int) -> bool:
        """Add what the links of a block lead to as required; tell whether there was any."""
        found = False
        for link in block.links:
            page = leads_to(link, self.draft.page.uri)
            if page is not None:
                self.draft.relate(EdgeKind.REQUIRES, subject, page, self.draft.quoter.block(block))
                found = True
        return found

    def _prerequisites(self, stated: Stated, subject: int) -> None:
        needs = bool(_NEEDS.search(stated.section.title))
        things = needs and 2 * sum(is_thing(item.text) for item in stated.items) > len(stated.items)
        for item in () if things else stated.items:
            thing = is_thing(item.text) if needs else is_object(item.text)
            if not thing and not self.requires_links(item.block, subject):
                for assumption in self._assumptions(item):
                    self.assumed(assumption, subject)
        told = bool(stated.items)
        for block in stated.prose:
            thing = is_thing(block.text) if needs else is_object(block.text)
            if block.kind is not BlockKind.PARAGRAPH or thing:
                continue
            told |= self._required_by_sentences(block, subject, bare=not told) or self.requires_links(
                block, subject
            )

    def _assumptions(self, item: Passage) -> list[Assumption]:
        """Return what an item of a list of prerequisites takes for known."""
        reason = _REASON.search(item.text)
        item = item.part(0, reason.start() if reason else None)
        words = item.strip(" .")
        if says_none(words.text):
            return []
        if not self.english:
            return [Assumption(Term(words.text, words), item, place=False)]
        found = list(assumed_in(item, self.titles)) or list(listed(words, item, self.titles))
        asks = not found and _QUESTION.match(words.text)
        return [Assumption(Term(words.text, words), item, place=False)] if asks else found

    def _required_by_sentences(self, block: Block, subject: int, *, bare: bool) -> bool:
        """Add what the sentences of a paragraph take for known; a ``bare`` list of words counts as such."""
        sentences = list(Passage.whole(block).sentences())
        found = [a for sentence in sentences for a in assumed_in(sentence, self.titles)]
        first = sentences[0] if sentences else Passage.whole(block)
        only_links = not _BESIDE_LINKS.search(_without(first))
        if bare and not found and is_list(first.text) and not says_none(first.text) and not only_links:
            found = list(listed(first.strip(" ."), first, self.titles))
        linked = {link.text for link in block.links if leads_to(link, self.draft.page.uri)}
        for assumption in found:
            if assumption.term.name not in linked:
                self.assumed(assumption, subject)
        if linked:
            self.requires_links(block, subject)
        return bool(found)

    def _learn(self, stated: Stated, subject: int, *, lesson: bool) -> None:
        able = sum(states_ability(item.text) for item in stated.items)
        least = _ABLE_SKILLS if stated.topic is Topic.SKILLS else _ABLE_LEARN
        gained = not lesson and stated.topic is Topic.SKILLS and _GAINED.search(stated.section.title)
        if stated.items and (gained or able >= least * len(stated.items)):
            self.outcomes(stated.items, subject)
        elif lesson:
            self.covered(terms_in(stated), subject)

    def _line(self, passage: Passage) -> Evidence:
        return self.draft.quoter.quote(passage.strip(" "))

    def _use_introduction(self, stated: Stated) -> None:
        """Count a sentence that only leads to the list as used with it."""
        for block in stated.prose:
            if block.text.endswith(":"):
                self.draft.use_block(block)


def _without(sentence: Passage) -> str:
    """Return the words of a sentence beside those of its links."""
    text = sentence.text
    for link in sentence.links():
        text = text.replace(link.text, " ")
    return text

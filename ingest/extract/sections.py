"""Stated lists into candidates: audiences, outcomes, pitfalls, prerequisites, what is covered."""

import re
from collections.abc import Iterable, Iterator

from graph.model import EdgeKind, NodeKind, SkillKind, TeachingRole
from ingest.extract.absence import says_none
from ingest.extract.assumptions import Assumption, assumed_in, listed
from ingest.extract.draft import AUTHORED, DraftBuilder, Grounds
from ingest.extract.enumerations import Term, split_list, terms
from ingest.extract.foreign_needs import needed_in
from ingest.extract.itemtypes import is_thing, names_people, states_ability, states_mistake
from ingest.extract.names import Names
from ingest.extract.passages import Passage, has_words
from ingest.extract.promised import abilities, promised_in, promises
from ingest.extract.stated import Stated
from ingest.extract.topics import Topic
from ingest.extract.uris import resolve
from ingest.records import Block, BlockKind, Evidence, Pointer

_FOR = re.compile(
    (
        r"^(?:this|the|our) [\w ]{2,40}? (?:is|are|was) (?:\w+ )?(?:for|at)\s+|^(?:written |designed "
        r"|made |intended |meant )?for\s+"
    ),
    re.IGNORECASE,
)
_ABLE = re.compile(
    r"^(?:(?:by|at|after) [^,]{2,60},? )?(?:you|learners|students|participants)(?:'ll| will| should| "
    r"can)?(?: then| now)?"
    r"(?: be able to| learn(?: how)? to| know how to)?\s+",
    re.IGNORECASE,
)
_TO = re.compile(r"^(?:how )?to\s+(?=\w+\s)", re.IGNORECASE)
_SEMICOLON = re.compile(r"\s*;\s*")
_NEEDS = re.compile(r"\b(?:need|bring|materials|equipment|ingredients)\b", re.IGNORECASE)
"""Headings under which knowledge may stand, or what is to be laid on the table."""

_SEMICOLONS = re.compile(r"[^.!?;]{1,200}(?:;[^.!?;]{1,200}){1,20}[.!?]?")
_LABEL = re.compile(r"\W*[\w ]{2,30}?\s?:\s")
_IS_MISTAKE = re.compile(
    r"^(?:an?|the|another|one)?\s*(?:(?:most|very|second|third|other|[\w-]*common|frequent"
    r"|typical|classic|usual) ){0,2}"
    r"(?:mistakes?|errors?|pitfalls?|traps?|slips?) (?:is|are)(?: to)?:?\s+",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"^(?:most|many|some)?\s*(?:beginners|people|learners|students|newcomers|teams|novices"
    r"|pupils)\b(?! can\b)",
    re.IGNORECASE,
)
"""A sentence about people, under a heading that announces their mistakes, tells of one."""

_ABLE_LEARN, _ABLE_SKILLS = 0.5, 0.8
"""The share of items that state an ability where all do; names of skills may look like it (*work queues*)."""

_LONG_ITEM = 30
_SHORT_TERM = 7
_LONG_LIST = 200


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
                self._audience(stated, subject)
            case Topic.OUTCOMES:
                self.outcomes(list(_outcomes(stated)), subject)
            case Topic.PITFALLS:
                self.pitfalls(list(_pitfalls(stated)), subject)
            case Topic.PREREQUISITES:
                self._prerequisites(stated, subject)
            case Topic.LEARN | Topic.SKILLS:
                self._learn(stated, subject, lesson=lesson)
            case Topic.TOOLS if lesson:
                for term in _all_terms(stated):
                    self.uses(term, subject)
        if len(self.draft.relations) > before:
            self.draft.use_block(stated.section.heading)
            self._use_introduction(stated)

    def outcomes(self, passages: list[Passage], subject: int) -> None:
        """Add abilities that ``subject`` promises."""
        for passage in passages:
            words = _after(_TO, passage).strip(" .;,")
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
        read = assumed_in if self.english else needed_in
        for sentence in (sentence for text in texts for sentence in text.sentences()):
            for assumption in read(sentence, self.titles):
                self.assumed(assumption, subject)

    def assumed(self, assumption: Assumption, subject: int) -> None:
        """Add knowledge that ``subject`` takes for granted; the sentence is the evidence."""
        sentence = self.draft.quoter.quote(assumption.sentence)
        term = assumption.term
        if assumption.place:
            self.draft.relate(EdgeKind.REQUIRES, subject, Pointer(term.name, kind=NodeKind.LESSON), sentence)
            return
        page = self._linked(term.passage)
        if page is not None:
            self.draft.relate(EdgeKind.REQUIRES, subject, page, sentence)
            return
        evidence = self.draft.quoter.quote(term.passage)
        skill = self.draft.skill(term.name, evidence, self.names.kind(term.name))
        self.draft.relate(EdgeKind.REQUIRES, subject, skill, sentence)

    def _linked(self, words: Passage) -> Pointer | None:
        """Return the page of this site that words lead to: a link is surer than what it is called."""
        for link in words.block.links:
            uri = resolve(link.target, self.draft.page.uri)
            if uri is not None and words.text.casefold() in link.text.casefold():
                return Pointer(link.text, uri)
        return None

    def requires_links(self, block: Block, subject: int) -> bool:
        """Add what the links of a block lead to as required; tell whether there was any."""
        found = False
        for link in block.links:
            uri = resolve(link.target, self.draft.page.uri)
            if uri is not None:
                evidence = self.draft.quoter.block(block)
                self.draft.relate(EdgeKind.REQUIRES, subject, Pointer(link.text, uri), evidence)
                found = True
        return found

    def _audience(self, stated: Stated, subject: int) -> None:
        passages = list(stated.items)
        if not passages and stated.section.run_in:
            passages = [part for block in stated.prose[:1] for part in _split(_SEMICOLON, _first_line(block))]
        elif not passages:
            sentences = [s for block in stated.prose for s in Passage.whole(block).sentences()]
            passages = [
                words for sentence in sentences if names_people((words := _after(_FOR, sentence)).text)
            ]
            if not passages and len(sentences) == 1 and _is_list(sentences[0].text):
                passages = sentences
        self.audience(passages, subject)

    def _prerequisites(self, stated: Stated, subject: int) -> None:
        needs = bool(_NEEDS.search(stated.section.title))
        for item in stated.items:
            if not (needs and is_thing(item.text)) and not self.requires_links(item.block, subject):
                for assumption in self._assumptions(item):
                    self.assumed(assumption, subject)
        told = bool(stated.items)
        for block in stated.prose:
            if block.kind is not BlockKind.PARAGRAPH or (needs and is_thing(block.text)):
                continue
            told |= self._required_by_sentences(block, subject, bare=not told) or self.requires_links(
                block, subject
            )

    def _assumptions(self, item: Passage) -> list[Assumption]:
        """Return what an item of a list of prerequisites takes for known."""
        words = item.strip(" .")
        if says_none(words.text):
            return []
        if not self.english:
            return [Assumption(Term(words.text, words), item, place=False)]
        return list(assumed_in(item, self.titles)) or list(listed(words, item, self.titles))

    def _required_by_sentences(self, block: Block, subject: int, *, bare: bool) -> bool:
        """Add what the sentences of a paragraph take for known; a ``bare`` list of words counts as such."""
        sentences = list(Passage.whole(block).sentences())
        found = [a for sentence in sentences for a in assumed_in(sentence, self.titles)]
        first = sentences[0] if sentences else Passage.whole(block)
        if bare and not found and _is_list(first.text) and not says_none(first.text):
            found = list(listed(first.strip(" ."), first, self.titles))
        linked = {link.text for link in block.links if resolve(link.target, self.draft.page.uri)}
        for assumption in found:
            if assumption.term.name not in linked:
                self.assumed(assumption, subject)
        if linked:
            self.requires_links(block, subject)
        return bool(found)

    def _learn(self, stated: Stated, subject: int, *, lesson: bool) -> None:
        able = sum(states_ability(item.text) for item in stated.items)
        least = _ABLE_SKILLS if stated.topic is Topic.SKILLS else _ABLE_LEARN
        if stated.items and able >= least * len(stated.items):
            self.outcomes(stated.items, subject)
        elif lesson:
            self.covered(_all_terms(stated), subject)

    def _line(self, passage: Passage) -> Evidence:
        return self.draft.quoter.quote(passage.strip(" "))

    def _use_introduction(self, stated: Stated) -> None:
        """Count a sentence that only leads to the list as used with it."""
        for block in stated.prose:
            if block.text.endswith(":"):
                self.draft.use_block(block)


def _first_line(block: Block) -> Passage:
    """Return what a label in its own line labels: not the next line, if that has another label."""
    whole = Passage.whole(block)
    breaks = (at for at in block.breaks if _LABEL.match(block.text, at))
    return whole.part(0, next(breaks, len(block.text)))


def _outcomes(stated: Stated) -> Iterator[Passage]:
    if stated.items:
        yield from stated.items
        return
    for block in stated.prose:
        if block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":"):
            for sentence in Passage.whole(block).sentences():
                if promises(sentence.text):
                    yield from promised_in(sentence)
                    continue
                words = _after(_ABLE, sentence)
                if stated.section.run_in and (states_ability(words.text) or words.text[:1].islower()):
                    yield from abilities(words)
                elif states_ability(words.text):
                    yield words


def _pitfalls(stated: Stated) -> Iterator[Passage]:
    for item in stated.items:
        yield _leading(item)
    if not stated.items:
        for block in stated.prose:
            if block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":"):
                whole = Passage.whole(block)
                if _is_list(block.text) or _SEMICOLONS.fullmatch(block.text):
                    yield from split_list(whole.strip(" ."))
                elif stated.section.run_in:
                    yield next(whole.sentences(), whole)
                else:
                    yield from (_after(_IS_MISTAKE, s) for s in whole.sentences() if _warns(s.text))


def _warns(sentence: str) -> bool:
    return states_mistake(sentence) or bool(_IS_MISTAKE.match(sentence) or _FALL.match(sentence))


def _leading(item: Passage) -> Passage:
    """Return an item's bold beginning, else the whole of it, or of a long one its first sentence."""
    strong = item.block.strong
    if strong and item.text.startswith(strong[0]) and len(strong[0].split()) > 1:
        return item.part(0, len(strong[0]))
    if len(item.text.split()) > _LONG_ITEM:
        return next(item.sentences(), item)
    return item


def _all_terms(stated: Stated) -> Iterator[Term]:
    """Yield the terms of items that are names rather than sentences, and of a run-in list."""
    for item in stated.items:
        words = item.strip(" .;,")
        head = re.split(r"\s+(?:—|\u2013|--|-)\s+|:\s+", words.text, maxsplit=1)[0]
        if 0 < len(head.split()) <= _SHORT_TERM and not head.endswith("?"):
            yield Term(head, words.part(0, len(head)))
    if not stated.items:
        for block in stated.prose:
            if block.kind is BlockKind.PARAGRAPH:
                yield from terms(Passage.whole(block))


def _is_list(text: str) -> bool:
    """Tell whether words are a bare list rather than sentences."""
    return len(text) <= _LONG_LIST and not re.search(
        r"[.!?]\s+\S|\b(?:is|are|will|you|we|this|it)\b", text, re.IGNORECASE
    )


def _split(mark: re.Pattern[str], passage: Passage) -> Iterator[Passage]:
    start = 0
    for found in mark.finditer(passage.text):
        yield passage.part(start, found.start())
        start = found.end()
    yield passage.part(start)


def _after(opening: re.Pattern[str], sentence: Passage) -> Passage:
    found = opening.match(sentence.text)
    return sentence.part(found.end()) if found else sentence

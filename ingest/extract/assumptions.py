"""What a text says its readers know already."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.extract.enumerations import Term, terms
from ingest.extract.itemtypes import gerund, states_ability
from ingest.extract.measures import PLACES, labels
from ingest.extract.passages import Passage, has_words
from ingest.extract.pointed import pointed_at

_PLACE = (
    r"(?:lesson|chapter|module|section|unit|page|phase|part|course|episode|tutorial|guide|session"
    r"|workshop|book|class)s?"
)
_LEARNERS = r"(?:you|readers?|learners?|students?|participants?|everyone)"
_WHO = rf"(?:{_LEARNERS}|we)"
_GRASP = (
    r"(?:know(?:ledge)?|understanding|familiarity|experience|grasp|command|awareness|background|comfort"
    r"|fluency)"
)
_DEGREE = (
    r"(?:(?:a|an|the|some|any|basic|good|solid|working|prior|previous|general|rough|reasonable|decent"
    r"|strong) )*"
)
_KNOW = (
    r"(?:know|knows|understand|understands|understood|learned|learnt|mastered|seen|met|covered"
    r"|studied|practi[sc]ed|"
    r"(?:be|feel|are|is|become) (?:\w+ )?(?:comfortable|familiar|at ease|at home|fluent|confident"
    r"|acquainted|proficient)"
    r"(?: with| in| using)?|can|are able to|written|built|used|met|program in|administer|"
    rf"have {_DEGREE}{_GRASP} (?:of|with|in|using)|be able to|have (?:finished|completed|read|worked "
    rf"through|used|taken|learned|"
    r"learnt|mastered|seen|done))"
)
_ASSUME = r"(?:assum(?:es?|ing)|presum(?:es?|ing)|presuppos(?:es?|ing)|tak(?:es?|en) for granted|is assumed)"
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WHO}(?:'ve| have)? (?:already|also) (?:have )?{_KNOW}\s+",
        rf"\bby (?:this|that|now|then)\b[^.]{{0,40}}?\b{_WHO}(?: should| will|'ll)? {_KNOW}\s+",
        rf"\b{_LEARNERS} (?:should|must|ought to|(?:will |'ll )?need to|have to) (?:already )?{_KNOW}\s+",
        rf"\b{_WHO} (?:(?:are|is) (?:expected|assumed) to|(?:will|'ll) want to) (?:already )?{_KNOW}\s+",
        rf"\b{_ASSUME}\s+(?:that )?(?:{_WHO} )?(?:already )?(?:(?:to )?{_KNOW}\s+)?",
        rf"\bexpects? (?:that )?{_WHO} (?:to )?(?:already )?(?:{_KNOW}\s+)?",
        (
            rf"(?:^|[—\u2013;(]\s*|\b(?:it|this|(?:this|the|our|each) {_PLACE})\s+)(?:requires?|relies on"
            rf"|depends on|builds (?:up)?on|expects)\s+"
        ),
        r"[—\u2013;(]\s*needs\s+(?=\w)",
        r"\b(?:follow|carrie|continue|pick|lead)s (?:directly )?(?:on |up |in )?from\s+(?!there|here)",
        r"\bfor (?:those|people|anyone) who(?:'ve| has| have) (?:already )?(?:done|completed|finished)\s+",
        rf"\bonce {_WHO} (?:can|know|understand)\s+(?=[^.]*\b(?:ready|this {_PLACE}|move on|go on)\b)",
        rf"\bneed [^.,;]{{1,40}}? (?:of|from|in)\s+(?=(?:{PLACES}) \d)",
        rf"\b{_WHO}(?:'ll| will)? need {_DEGREE}{_GRASP} (?:of|with|in|using)\s+",
        rf"\bwho (?:have |has )?already (?:have )?{_KNOW}\s+",
        rf"\bnow that {_WHO}(?:'ve| have)? (?:{_KNOW})\s+",
        (
            r"^(?:pre-?requisites?|pre-?reqs?|(?:assumed|required) knowledge|background|requires?|needs"
            r"|depends on|builds (?:up)?on)\s*[:—\u2013-]\s+"
        ),
    )
)
_STATED = re.compile(
    rf"^(?:{_DEGREE})(?:knowledge|understanding|familiarity|experience|grasp|command|fluency) (?:of"
    rf"|with|in|using)\s+(.+?)\s+"
    r"(?:is|are|will be) (?:required|assumed|expected|needed|necessary|presumed|a must|essential)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"^((?:{PLACES})s? \d[^.]*?) (?:is|are) (?:required|assumed|needed|necessary)\b", re.IGNORECASE
)
_CONSENT = re.compile(r"\b(?:permission|consent|approval)\b", re.IGNORECASE)
"""Leave to take part is no knowledge."""

_OPTIONAL = re.compile(
    r"\b(?:recommended|optional|helpful|useful|desirable|preferred|an? (?:plus|bonus|advantage)"
    r"|nice to have)\W*$",
    re.IGNORECASE,
)
"""What is good to know is not required."""

_NEGATED = re.compile(r"\b(?:no|not|without|never|nothing|needn't|n't)\b|n't\b", re.IGNORECASE)
_BUT = re.compile(r"\bbut\b", re.IGNORECASE)
"""What was denied before it is not denied behind it."""

_BOUNDARY = re.compile(
    r",?\s+(?:but|so|because|before|after|which|although|though|while|since|if|when|where|in order|to "
    r"follow|from (?:the|a|an|any|"
    r"earlier|previous)|and (?:have|has|that|can|you|we|are|want|this|it|know)|we(?:'ll| will| can| "
    r"now)?|you(?:'ll|'re| will| can| are)|let'?s|it is"
    r"|this " + _PLACE + r")\b|\s+(?:—|\u2013|--)\s+|[;:!?]|\.(?:\s|$)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf",?\s+and (?:that )?(?:{_WHO} )?(?:already )?{_KNOW}\s+", re.IGNORECASE)
_BEFORE = 40
"""How far before a cue, in characters, a word turns it into its opposite."""

_WRAPPING = re.compile(
    rf"^(?:(?:that {_WHO} )?(?:already )?(?:have |has )?{_KNOW}\s+|{_DEGREE}(?:knowledge"
    rf"|understanding|familiarity"
    rf"|experience|grasp|command|awareness|comfort|"
    r"concepts?|notions?|ideas?|basics|fundamentals|essentials|principles) (?:of|with|in|using|about"
    r"|behind)\s+|how to\s+|"
    r"(?:the )?(?:material|topics|concepts) (?:in|from|of)\s+|(?:being )?(?:comfortable|familiar) "
    r"(?:with|in|using)\s+)+",
    re.IGNORECASE,
)
_HAVING = re.compile(r"(?:have|has|holds?)\s+(?:an?\s+)?", re.IGNORECASE)
_WHAT = re.compile(
    r"^(?:(?:know|understand|have seen) )?what (?:an? |the )?((?:(?!\b(?:what|how|why|is|are)\b).)+?)"
    r" (?:is|are|means?|does|do)$",
    re.IGNORECASE,
)
_EQUIPMENT = re.compile(
    r"\b(?:install(?:ed|ing|ation)?|laptops?|computers?|machine|accounts?|downloads?|browser|internet"
    r"|sign(?:ed)? up|editor|"
    r"terminal open|version \d|or (?:newer|later|higher|above)|\d+ ?gb|notebook and pen|admin rights)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\d(?:\+|,? or (?:newer|later|higher|above)\b)|\bversion \d", re.IGNORECASE)
"""What is to be installed, not known: *Python 3.11 or newer*."""

_KNOWLEDGE = re.compile(rf"\b{_GRASP} (?:of|with|in|using|about)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
"""Who is to know something of accounts needs none."""

_ELSEWHERE = re.compile(
    rf"^(?:the |all |our )?(?:previous|last|earlier|prior|preceding|first|following|next|other"
    rf"|above)\b.*\b{_PLACE}$|"
    r"^(?:(?:it|the|this|that|its) )?(?:language|tool|software|material|subject|topic|basics)$|"
    r"^@?(?:sec|fig|tbl|eq|lst)-[\w-]+$|"
    r"^(?:it|this|that|them|what .*|everything.*|nothing.*|none|enough.*|yourself)$",
    re.IGNORECASE,
)
_DOING = re.compile(r"\b(?:how to|able to|expected to|can|to)\s+$", re.IGNORECASE)
"""What stands before a verb that says what a reader can do."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something a sentence takes for known; ``place`` marks words that name a lesson or module.

    One that is ``linked`` is known by its link alone: where that leads elsewhere, there is nothing.
    """

    term: Term
    sentence: Passage
    place: bool
    linked: bool = False


def assumed_in(sentence: Passage, titles: Collection[str] = ()) -> Iterator[Assumption]:
    """Yield what an English sentence says its readers know already; a negated sentence says nothing.

    ``titles``, case-folded, are names of lessons: *Scales and Symbols* may be one, not two skills.
    """
    found = [one for matter in _matters(sentence) for one in listed(matter, sentence, titles)]
    yield from found
    if not found:
        for name, words, linked in pointed_at(sentence, titles):
            yield Assumption(Term(name, words), sentence, place=not linked, linked=linked)


def listed(matter: Passage, sentence: Passage, titles: Collection[str] = ()) -> Iterator[Assumption]:
    """Yield the terms of ``matter`` that are knowledge: no equipment, nothing that is only pointed at.

    What readers can do is named by its gerund: *how to weigh flour and sieve it* is *weighing flour*.
    """
    whole = matter.strip(" .;,")
    if _VERSION.search(whole.text) and not re.search(rf"\b{_GRASP}\b", whole.text, re.IGNORECASE):
        return
    numbered = (whole.text,) if whole.text.casefold() in titles else labels(whole.text)
    for name in numbered:
        yield Assumption(Term(name, whole), sentence, place=True)
    clause = _WHAT.match(whole.text)
    matter = whole.part(clause.start(1), clause.end(1)) if clause else matter
    doing = False
    for term in () if numbered else terms(matter, _unwrapped):
        before = term.passage.block.text[: term.passage.start]
        doing = states_ability(term.name) and (doing or bool(_DOING.search(before)))
        if doing:
            term = Term(gerund(term.name), term.passage)  # noqa: PLW2901  # the same term under its name
        asides = _CONSENT.search, _OPTIONAL.search, _ELSEWHERE.match
        equipment = _EQUIPMENT.search(term.name) and not _KNOWLEDGE.search(before)
        aside = (equipment or any(tells(term.name) for tells in asides)) and not term.passage.links()
        if has_words(term.name) and not aside:
            yield from _named(term, sentence)


def _named(term: Term, sentence: Passage) -> Iterator[Assumption]:
    """Yield a term as knowledge, or each lesson that it names by its number."""
    places = labels(term.name)
    for name in places or (term.name,):
        yield Assumption(Term(name, term.passage), sentence, place=bool(places))


def _unwrapped(piece: Passage) -> Passage:
    """Take the knowledge out of words such as *a basic understanding of* or *what a variable is*."""
    clause = _WHAT.match(piece.text)
    if clause:
        return piece.part(clause.start(1), clause.end(1))
    wrapping = _WRAPPING.match(piece.text)
    piece = piece.part(wrapping.end()) if wrapping else piece
    having = _HAVING.match(piece.text)
    return piece.part(having.end()) if having else piece


def _matters(sentence: Passage) -> Iterator[Passage]:
    """Yield what stands behind the first cue of a sentence, and behind each *and know* after it."""
    text = sentence.text
    stated = _STATED.match(text) or _NUMBERED.match(text)
    if stated:
        if not _NEGATED.search(stated[0]):
            yield sentence.part(stated.start(1), stated.end(1))
        return
    for cue in _CUES:
        found = cue.search(text)
        if found and not _NEGATED.search(_BUT.split(text[max(0, found.start() - _BEFORE) : found.end()])[-1]):
            more: re.Match[str] | None = found
            while more:
                boundary = _BOUNDARY.search(text, more.end())
                stop = boundary.start() if boundary else len(text)
                yield sentence.part(more.end(), stop)
                more = _GOES_ON.match(text, stop)
            return

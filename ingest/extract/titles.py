"""What a lesson's title says that it teaches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.model import TeachingRole
from ingest.extract.enumerations import shared_head
from ingest.extract.itemtypes import names_people
from ingest.extract.names import Names
from ingest.extract.passages import Passage

_LEAD = re.compile(
    r"^(?:(?:an? |the |your |our |my )?(?:(?:brief|quick|short|gentle|practical|first|deep|basic"
    r"|complete|hands-on) )*"
    r"(?:introduction|intro|guide|tour|primer|overview|look|dive|steps|tutorial|walkthrough|crash "
    r"course|refresher)"
    r" (?:to|of|into|in|at|on|with|for|through)|"
    r"(?:getting |get )?start(?:ed|ing) with|choosing|picking|introducing|understanding|mastering"
    r"|exploring|discovering|learning(?: about)?|"
    r"meet(?:ing)?|demystifying|working with|playing with|dealing with|using|(?:the )?(?:basics"
    r"|fundamentals|essentials|"
    r"foundations|principles|art|joy|power|world|anatomy) of|more (?:on|about)|all about|hello,?|what "
    r"(?:is|are)|"
    r"an? first|your first|first steps (?:with|in)|how to(?: use)?|why(?: use)?|when to use|deep "
    r"dive(?: into|:)?)\s+",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:introduction|intro|overview|about|welcome|conclusion|summary|recap|set-?up|installation|exercises?"
    r"|quiz|labs?|practicals?|seminar|demo|activity|project|capstone|index|readme|home|lesson|module|review|basics|fundamentals|preface|start"
    r"|getting started|next steps|wrap(?:ping)? up|homework|assignments?|workshop|practice|part|hello"
    r"|appendix|discussion|solutions?|notes?|resources?|references?|glossary|faq)\b[\s\d.!:]*$",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s+(?:with|using|via|powered by)\s+", re.IGNORECASE)
_FOR = re.compile(r"\s+for\s+", re.IGNORECASE)
_IN = re.compile(r"\s+(?:in|on|within|inside)\s+", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?:\s+(?:that|which|who|worth|without|before|instead of|rather than|when|while|where|until|as "
    r"an?)\s+|,\s+(?:the|an?)\s+"
    r"|\s+in (?:(?:a|one|two|three|five|ten|twenty|thirty|\d+|an?) (?:minutes?|hours?|days?|weeks?"
    r"|nutshell|hurry|paragraph|page)|"
    r"(?:practice|action|brief|depth|detail|short|production|general|context|theory)$)).*$",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(
    (
        r"^(?:how|what|why|when|where)\s+(?:do |does |an? |the )*(.+?)\s+(?:works?|is|are|does|do|means?"
        r"|matters?|happens?)$"
    ),
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*[:—\u2013]\s+|\s+-{1,2}\s+")
_AND = re.compile(r"\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|&|vs\.?|versus)\s+|\s+/\s+", re.IGNORECASE)
_GERUND = re.compile(r"^\w+ing$", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^(?:it|them|us|you|me|this|that|these|those|others?|more|beyond|friends|all|everything|back)$",
    re.IGNORECASE,
)
_MOST_WORDS = 8
_EDGE = " \t.,;:!?\"'“”«»`*"


@dataclass(frozen=True, slots=True)
class Subject:
    """A skill that a title names; ``role`` is None where the lesson merely happens in it."""

    name: str
    passage: Passage
    role: TeachingRole | None


def subjects(title: Passage, names: Names) -> Iterator[Subject]:
    """Yield the skills that an English title names, those the lesson is about first.

    *Redis and Durable Queues* is about both; *Caching in Rails* is about the first
    and uses the second, if the page knows *Rails* as a name; *Python for Beginners* names one skill. What
    follows a colon is covered.
    """
    first, *others = _at(_COLON, title.strip(_EDGE)) or [title]
    found = list(_subjects(first, names))
    yield from found
    for other in others:
        for subject in _subjects(other, names):
            covered = replace(subject, role=subject.role and TeachingRole.COVERED)
            yield covered if any(s.role is TeachingRole.MAIN for s in found) else subject


def _subjects(head: Passage, names: Names) -> Iterator[Subject]:
    aside: list[Subject] = []
    clause = _CLAUSE.match(head.text)
    head = _without_lead(head.part(clause.start(1), clause.end(1)) if clause else head)
    qualifier = _QUALIFIER.search(head.text)
    if qualifier and qualifier.start():
        head = head.part(0, qualifier.start())
    for preposition in (_FOR, _WITH, _IN):
        head, more = _prepositional(preposition, head, names)
        aside += more
    yield from _main(_conjuncts(head))
    yield from aside


def _prepositional(
    preposition: re.Pattern[str], head: Passage, names: Names
) -> tuple[Passage, list[Subject]]:
    """Cut a title at a preposition where both sides stand for themselves."""
    parts = preposition.search(head.text)
    if parts is None:
        return head, []
    left, right = head.part(0, parts.start()), head.part(parts.end())
    if preposition is _FOR:
        if names_people(right.text):
            return left, []
        known = [names.is_name(piece.text) for piece in _conjuncts(left)]
        return (left, list(_main(_conjuncts(right)))) if known and all(known) else (head, [])
    if preposition is _IN:
        return (left, [Subject(right.text, right, None)]) if names.is_name(right.text) else (head, [])
    if _GENERIC.match(left.text) or _PRONOUN.match(right.text):
        return (right if _GENERIC.match(left.text) else left), []
    return left, list(_main(_conjuncts(right)))


def _main(passages: list[Passage]) -> Iterator[Subject]:
    head = shared_head(passages)
    for passage in passages:
        words = passage.strip(_EDGE)
        name = words.text if passage is passages[-1] else f"{words.text} {head}".rstrip()
        if _is_subject(words.text):
            yield Subject(name, words, TeachingRole.MAIN)


def _is_subject(words: str) -> bool:
    named = 0 < len(words.split()) <= _MOST_WORDS and re.search(r"[^\W\d_]", words)
    return bool(named) and not _GENERIC.match(words) and not _PRONOUN.match(words)


def _without_lead(passage: Passage) -> Passage:
    lead = _LEAD.match(passage.text)
    return passage.part(lead.end()).strip(_EDGE) if lead else passage.strip(_EDGE)


def _conjuncts(passage: Passage) -> list[Passage]:
    """Split at list-level conjunctions: not in *Reading and Writing Files*, which share their object."""
    pieces = _at(_AND, passage)
    if len(pieces) == 2:  # noqa: PLR2004  # a pair may share its object
        left, right = (piece.text.split() for piece in pieces)
        shares = len(left) == 1 and len(right) > 1 and _GERUND.match(left[0]) and _GERUND.match(right[0])
        if shares:
            return [passage]
    articles = (re.match(r"(?:the|an?)\s+", piece.text, re.IGNORECASE) for piece in pieces)
    return [
        piece.part(found.end()) if found else piece for piece, found in zip(pieces, articles, strict=True)
    ]


def _at(separator: re.Pattern[str], passage: Passage) -> list[Passage]:
    pieces, start = [], 0
    for found in separator.finditer(passage.text):
        pieces.append(passage.part(start, found.start()))
        start = found.end()
    pieces.append(passage.part(start))
    return [piece for piece in pieces if piece.text.strip()]

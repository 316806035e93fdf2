"""Whom a text says in a sentence that it is for: *This book is for foresters and students of biology*."""

import re

from ingest.extract.enumerations import split_list
from ingest.extract.itemtypes import names_people
from ingest.extract.passages import Passage

_FOR = re.compile(
    r"^(?:this|the|our|these) (?:[\w-]+ ){0,3}?(?:course|book|class|workshop|tutorial|lesson|guide|module"
    r"|training|bootcamp|series|site|curriculum|program(?:me)?|track|path|unit|note|material|page|handout)s? "
    r"(?:is|are|was) (?:\w+ly )?(?:written |designed |made |intended |meant |aimed |built |suitable )?"
    r"(?:for|at)\s+",
    re.IGNORECASE,
)
_OF_COURSE = re.compile(
    r"^(?:(?:an?|the|\w+(?: \w+)?) )?(?:[\w-]+ ){0,3}?"
    r"(?:course|book|workbook|handbook|class|workshop|tutorial|guide|introduction|training|bootcamp|series"
    r"|induction|seminar|module"
    r"|program(?:me)?|lessons|sessions|evenings|afternoons|weeks|\w+days)(?: in [\w -]{1,30})?"
    r"(?: (?:written|designed|made|meant))?(?: for|[^.]* [\u2013—] for)\s+",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^(?:(?:written|designed|made|intended|meant) )?for\s+(?=(?:[\w-]+ ){0,3}[\w-]+)", re.IGNORECASE
)
_CLAUSE = re.compile(r"\b(?:this|it|you|we|is|are|will|see|use)\b", re.IGNORECASE)
"""What makes a sentence of words that begin like an address: *For readers in a hurry, this is …*."""

_WHO = re.compile(r"^(?:anyone|everyone|people|those|you)\b", re.IGNORECASE)
_AGENTS = re.compile(r"^(?:[\w-]+ ){0,2}?[\w-]{3,}(?:ers|ors|ists|ians|smen|women|keepers)\b", re.IGNORECASE)
"""Nouns of those who do something, where a sentence says whom the text is for."""

_NEGATED = re.compile(r"\bnot\b", re.IGNORECASE)


def addressed_in(sentence: Passage) -> Passage | None:
    """Return the people that an English sentence says a text is for, or None."""
    text = sentence.text
    found = _FOR.match(text) or _of_fragment(text)
    if found is None or _NEGATED.search(found[0]):
        return None
    people = sentence.part(found.end()).strip(" .,;:!")
    named = (
        _WHO.match(people.text)
        or (found.re is _FOR and _AGENTS.match(people.text))
        or any(names_people(piece.text.strip()) for piece in split_list(people))
    )
    return people if named else None


def _of_fragment(text: str) -> re.Match[str] | None:
    """Return what leads to people in words without a verb: *A workbook for ecologists*, *For recruits*."""
    found = _OF_COURSE.match(text) or _ALONE.match(text)
    return None if found is None or _CLAUSE.search(text.partition(" who ")[0]) else found

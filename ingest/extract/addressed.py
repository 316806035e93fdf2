"""Whom a text says in a sentence that it is for: *This book is for foresters and students of biology*."""

import re

from ingest.extract.enumerations import split_list
from ingest.extract.itemtypes import names_people
from ingest.extract.passages import Passage

_FOR = re.compile(
    r"^(?:this|the|our) (?:[\w-]+ ){0,3}?(?:course|book|class|workshop|tutorial|lesson|guide|module|training"
    r"|bootcamp|series|site|curriculum|program(?:me)?|track|path|unit) "
    r"(?:is|was) (?:\w+ly )?(?:written |designed |made |intended |meant |aimed |built |suitable )?"
    r"(?:for|at)\s+",
    re.IGNORECASE,
)
_WHO = re.compile(r"^(?:anyone|everyone|people|those|you)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\bnot\b", re.IGNORECASE)


def addressed_in(sentence: Passage) -> Passage | None:
    """Return the people that an English sentence says a text is for, or None."""
    found = _FOR.match(sentence.text)
    if found is None or _NEGATED.search(found[0]):
        return None
    people = sentence.part(found.end()).strip(" .,;:!")
    named = _WHO.match(people.text) or any(names_people(piece.text.strip()) for piece in split_list(people))
    return people if named else None

"""What a text promises its readers in a sentence: *You will learn how to set type*."""

import re
from collections.abc import Iterator

from ingest.extract.enumerations import split_list
from ingest.extract.itemtypes import states_ability
from ingest.extract.passages import Passage

_PEOPLE = r"(?:you|we|learners|students|participants|readers|attendees)"
_BY_END = r"(?:by|at|after|upon|on|once) (?:the end|it)?[^.,]{0,50},?\s+"
_END = rf"(?:{_BY_END})?"
_COURSE = r"(?:course|workshop|class|module|track|bootcamp|program(?:me)?|training|series|tutorial)"
_AFTER = (
    r"(?:(?:by|at) (?:the|its) end\b"
    r"|(?:after|upon|on|once|when) (?:completing |finishing |completion of )?"
    rf"(?:(?:the|this|our) (?:\w+ ){{0,2}}?{_COURSE}|you(?:'ve|'re| have| are)? (?:\w+ )?(?:done|complete\w*"
    r"|finish\w*|through))\b)"
)
_AT_END = re.compile(rf"^{_AFTER}", re.IGNORECASE)
_PROMISE = re.compile(
    rf"^{_END}{_PEOPLE}(?:'ll| will| are going to)(?: also| then)? (?:learn|know|see|practi[sc]e"
    rf"|find out|discover)"
    rf"\s+(?=how to |to )"
    rf"|^{_END}{_PEOPLE}(?:'ll| will)(?: also| then)? be able\s+(?=to )"
    rf"|^{_BY_END}{_PEOPLE} should(?: also| then)? be able\s+(?=to )"
    r"|^learn\s+(?=how to |to )"
    rf"|^{_AFTER}[^.,]{{0,40}}?,?\s+{_PEOPLE}(?: will| should)? (?:can|know how to)(?: then| now| also)?\s+",
    re.IGNORECASE,
)
"""Who *should be able to* do something, and not at the end, is expected to be when he comes."""

_LEAD = re.compile(r"^(?:(?:and|then|finally|also|how)\s+)*(?:to\s+)?", re.IGNORECASE)
_AGAIN = re.compile(r"^(?:(?:and|then|finally|also)\s+)*(?:how\s+)?to\s", re.IGNORECASE)


def tells_end(text: str) -> bool:
    """Tell whether an English paragraph says what its readers will be able to do at the end."""
    return bool(_AT_END.match(text)) and promises(text)


def promises(sentence: str) -> bool:
    """Tell whether an English sentence promises abilities."""
    return bool(_PROMISE.match(sentence))


def promised_in(sentence: Passage) -> Iterator[Passage]:
    """Yield the abilities that an English sentence promises, each beginning with its verb."""
    found = _PROMISE.match(sentence.text)
    if found is not None:
        yield from abilities(sentence.part(found.end()))


def abilities(listed: Passage) -> Iterator[Passage]:
    """Yield the abilities of a list in a sentence.

    A part of the list that begins no ability (*weave on a frame or table loom*) belongs to the one before it.
    """
    start: int | None = None
    end = 0
    for piece in split_list(listed.strip(" .!;")):
        words = piece.strip(" ,")
        bare = words.part(_LEAD.match(words.text).end())  # type: ignore[union-attr]  # it matches any text
        if start is None or _AGAIN.match(words.text) or states_ability(bare.text):
            if start is not None:
                yield Passage(listed.block, start, end)
            start = bare.start
        end = words.end
    if start is not None and end > start:
        yield Passage(listed.block, start, end)

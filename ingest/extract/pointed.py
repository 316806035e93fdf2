"""Sentences that send their readers elsewhere first: *Before you start, read Loops*.

Any recipe says *rinse the rice first*. Such a sentence speaks of a lesson only where it names one: by a link,
by its number or by its title.
"""

import re
from collections.abc import Collection, Iterator

from ingest.extract.measures import PLACES, labels, numbering
from ingest.extract.passages import Passage

_DO = (
    r"(?:do|see|read|take|complete|finish|study|review|revisit|cover|watch|attend|start with|begin with"
    r"|(?:work|go) (?:through|over))"
)
_DONE = (
    r"(?:done|seen|read|taken|completed|finished|studied|reviewed|covered|watched|attended|followed|passed"
    r"|(?:worked|gone|been) through)"
)
_YOU = r"(?:you|we|readers|learners|students|participants)"
_BEFORE = r"before (?:you|we|this|the|starting|beginning|reading|attempting|continuing|moving on)\b"
_TO_HAVE = (
    rf"(?:(?:please|make sure(?: that)?|be sure(?: that| to)?|{_YOU} (?:should|must|need to|have to|ought to)"
    rf"|{_YOU}(?:'ve)?|have|to)\s+)*"
)
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{_DO}|needs?)\s+(.+?)\s+(?:first\b|{_BEFORE})",
        rf"\b{_BEFORE}[^,.]{{0,50}}?,?\s+{_TO_HAVE}(?:{_DO}|{_DONE})\s+(.+)",
        rf"\bif {_YOU} (?:haven't|have not)(?: yet)? {_DONE}\s+(.+?)(?: yet)?,\s.*\b(?:first|before)\b",
        rf"^(.+?)\s+(?:must|should|has to|have to|needs? to) (?:be|have been) {_DONE}\b.*\b(?:first|before)",
        rf"\b(?:make|be) sure (?:that )?{_YOU}(?:'ve| have)? {_DONE}\s+(.+)",
        r"\b(?:rests?|relies|rely|depends?|builds?|draws?|follows?)(?: \w+ly)? (?:up)?on (?:from )?(.+)",
        r"\b(?:picks?|takes?|carries|carry) up (?:from )?where (.+?) (?:left|leaves|ended|ends|stopped)",
        rf"\bfrom ((?:{PLACES}) \d+)(?: is| are)? (?:required|needed)\b",
        rf"\b(?:assumes?|presupposes?|requires?|needs?)\s+(?:that {_YOU}(?:'ve| have)? {_DONE}\s+)?(.+)",
    )
)
_CUE = re.compile(
    r"\b(?:first|before|haven't|have not|sure|on|up|from|where|assumes?|presupposes?|requires?|needs?)\b",
    re.IGNORECASE,
)
"""A word of each cue: most sentences have none."""

_DIGIT = re.compile(r"\d")
_NEGATED = re.compile(
    r"\b(?:not|never|no need|without)\b|(?<!have)n['\u2019]t\b|(?<!if you )\bhaven['\u2019]t\b", re.IGNORECASE
)
_END = re.compile(r"[;:.!?](?:\s|$)|\s[\u2013\u2014]\s|,\s+(?:so|but|which|because|and then)\b")
_AND = re.compile(r"\s*(?:,|&|\band\b|\bor\b)\s*")
_AROUND = re.compile(rf"^(?:(?:the|both|our|{PLACES})\s+)+(?=\S)", re.IGNORECASE)
_OF_DAY = re.compile(r"(?<=day)['\u2019]s (?:session|lesson|class|lecture|meeting)$", re.IGNORECASE)
_QUOTES = " \t.,;:*_\"'“”\u2018\u2019«»"


def pointed_at(sentence: Passage, titles: Collection[str]) -> Iterator[tuple[str, Passage, bool]]:
    """Yield the lessons that an English sentence sends to first: what names each, its words, whether by link.

    ``titles`` are those that the page lists, case-folded.
    """
    text = sentence.text
    names_any = titles or _DIGIT.search(text) or (sentence.block.links and sentence.links())
    for cue in _CUES if names_any and _CUE.search(text) else ():
        found = cue.search(text)
        if found is None or _NEGATED.search(text[: found.end(1)]):
            continue
        matter = sentence.part(*found.span(1))
        end = _END.search(matter.text)
        named = list(named_in(matter.part(0, end.start() if end else None), titles))
        if named:
            yield from named
            return


def named_in(matter: Passage, titles: Collection[str]) -> Iterator[tuple[str, Passage, bool]]:
    """Yield the lessons that words name, in the form of :func:`pointed_at`."""
    linked = [link.text for link in matter.links()]
    for words in linked:
        start = matter.text.index(words)
        yield words, matter.part(start, start + len(words)), True
    if linked:
        return
    whole = _bare(matter)
    if whole.text.casefold() in titles:
        yield whole.text, whole, False
        return
    for label in labels(matter.strip(_QUOTES).text):
        yield label, matter, False
    if not labels(matter.strip(_QUOTES).text):
        yield from _each(matter, titles)


def _each(matter: Passage, titles: Collection[str]) -> Iterator[tuple[str, Passage, bool]]:
    """Yield what the parts of a list name, if all of them name something."""
    ends = list(_AND.finditer(matter.text))
    starts = [0, *(mark.end() for mark in ends)]
    stops = [*(mark.start() for mark in ends), len(matter.text)]
    parts = [matter.part(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]
    named = [(_bare(part), labels(part.strip(_QUOTES).text)) for part in parts]
    if len(parts) > 1 and all(numbers or bare.text.casefold() in titles for bare, numbers in named):
        for bare, numbers in named:
            yield from ((label, bare, False) for label in numbers or (bare.text,))


def _bare(words: Passage) -> Passage:
    """Return a title without the quotes around it and the word before it: *the unit "Loops"*."""
    words = words.strip(_QUOTES)
    of_day = _OF_DAY.search(words.text)
    words = words.part(0, of_day.start()) if of_day else words
    around = _AROUND.match(words.text)
    start = numbering(words.text)[2] or (around.end() if around else 0)
    return words.part(start).strip(_QUOTES) if start < len(words.text) else words

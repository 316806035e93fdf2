"""Lessons (or modules) as pages list them."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.model import Difficulty
from ingest.extract.facts import facts_alone
from ingest.extract.measures import labelled, minutes, numbering, stated_minutes
from ingest.extract.passages import Passage
from ingest.extract.stated import Stated
from ingest.records import Block, Link

_DECORATION = r"\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
"""Arrows, dingbats and emoji."""

ASIDE = re.compile(
    rf"\s*[(\[\uff08]([^()[\]\uff08\uff09]*)[)\]\uff09]\s*$|\s+[·•|,{_DECORATION}]+\s*(~?\s*\d[^·•|{_DECORATION}]*)$"
)
"""What may stand behind a title on its line: words in parentheses, or a figure behind a mark."""

_EDGE = " \t,;:"
_OPENING = re.compile(r"^[([]([^()[\]]{1,30})[)\]]\s*")
_SENTENCE_END = re.compile(r"[.!?]\s+|\s+\u2014\s+")
_BRACKETS = re.compile(r"[([]([^()[\]]{1,30})[)\]]")
_CALENDAR = re.compile(
    r"^(?:(?:weeks?|days?|sessions?|lectures?|months?)\s+\d[\d\s,&\u2013-]*"
    r"|~?\d+(?:\.\d)?(?:\s*[\u2013-]\s*\d+(?:\.\d)?)?\s+(?:weeks?|days?|months?|sessions?|lectures?|lessons?|videos?))$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s+\d+ (?:lectures?|lessons?|videos?|chapters?|items?)$", re.IGNORECASE)
"""What shops for courses write behind the title of a section, before its duration."""

_LABEL = re.compile(
    r"^(?:video|watch|lectures?|reading|read|article|text|podcast|slides?|interactive|activity|demo"
    r"|screencast|webinar)\s*\d*\s*[:\u2013—-]\s+",
    re.IGNORECASE,
)
"""The form of what is studied, before its title: *Video: How a lens bends light*."""

_WEEKDAY = re.compile(
    r"^((?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miércoles|jueves|viernes)\s*[:\u2013—·-]\s+(?=\S)",
    re.IGNORECASE,
)
"""The day of a title, as others refer to it."""

_PLACE = re.compile(
    r"^(title|concept|course|unit|lesson|topic|module|section|subsection|chapter|session|page)\s*[:\u2013—]\s+(?=\S)",
    re.IGNORECASE,
)
"""What an export writes before each title instead of a number: *Unit: Tide tables*."""

_RECESS = (
    r"(?:.* )?[\W_]*no (?:class(?:es)?|lectures?|lessons?|meetings?)|(?:public |bank )?holidays?"
    r"|(?:tea |coffee |lunch )?break|lunch"
    r"|(?:spring|fall|autumn|winter|summer|reading|mid-?term|semester|easter)[ -](?:break|week|recess)"
    r"|(?:.* )?\(?(?:sin clases?|pas de cours|kein(?:e)? (?:unterricht|vorlesung)"
    r"|(?:unterricht )?entf\u00e4llt"
    r"|nessuna lezione|sem aula)\)?|feiertag|ferien|vacaciones|vacances|festivo|jour f\u00e9ri\u00e9"
)
_FAREWELL = (
    r"(?:module |course |unit )?(?:summary|recap|wrap-?up)"
    r"|(?:module|unit|course|knowledge) (?:assessment|check)s?"
    r"|announcements?|(?:news|discussion|general) forum"
    r"|thank(?:s| you)(?: .*)?|any questions|questions(?: (?:and|&) .*)?|q ?(?:&|and) ?a|the end"
)
_EXAM = (
    r"(?:(?:course |general )?review (?:and|&|for) (?:the )?)?(?:take-home |final |written |oral )*"
    r"(?:mid-?term|final|exam|examination|test|quiz|assessment)s?"
    r"(?: (?:exam|examination|test|week|project|presentations?|review|\d+))*"
    r"|(?:quiz|exam|test|homework|assignment|problem(?: set)?|peer review)\s*\d*\s*(?:[:\u2013—-]\s.*)?"
)
_APART = (
    r"general(?: information)?|glossary|faqs?|frequently asked questions|(?:contributor )?code of conduct"
    r"|licen[cs]e|change ?log"
)
_NO_LESSON = re.compile(
    rf"^(?:{_RECESS}|{_EXAM}|{_APART}|{_FAREWELL}|tb[ad]|\W*)(?:\s*[(,].*|[!?.]+)?$", re.IGNORECASE
)
"""What stands among lessons in a timetable and is none."""

_CODED = re.compile(r"[a-h]\d{1,2}|[^\W\d_]+day")
_SYMBOL = re.compile(rf"^[{_DECORATION}\s]+")
"""What decorates the beginning of a title."""


@dataclass(slots=True)
class Entry:
    """A lesson (or module) as a page lists it.

    ``labels`` are the numbers before the title as others refer to them, ``anchors`` the names of its place on
    the page; ``parts`` are what is listed below
    it, ``needs`` the names or numbers of what a table says it requires, ``topics`` what a table lists as its
    matter, ``stated`` its own lists: outcomes, pitfalls, prerequisites. ``is_timed`` tells that a time stands
    behind the title, be it in weeks.
    """

    title: Passage
    description: list[Passage] = field(default_factory=list)
    link: Link | None = None
    word: str | None = None
    number: int | None = None
    labels: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    minutes: int | None = None
    is_timed: bool = False
    difficulty: Difficulty | None = None
    needs: list[Passage] = field(default_factory=list)
    topics: list[Passage] = field(default_factory=list)
    parts: "list[Entry]" = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """Entries that stand together.

    ``clear`` tells that their shape alone shows that they are entries, ``named`` that a table's header
    says so.
    """

    entries: list[Entry]
    clear: bool
    named: bool = False


def without_duration(title: Passage) -> tuple[Passage, int | None]:
    """Cut a duration from the end of a title: *Recursion (45 min)*; return it in minutes."""
    symbol = _SYMBOL.match(title.text)
    title = title.part(symbol.end()) if symbol else title
    aside = ASIDE.search(title.text)
    said = (aside[1] or aside[2] or "") if aside else ""
    duration = minutes(said)
    cut = aside and (duration or _CALENDAR.match(said))
    title = title.part(0, aside.start()).strip(_EDGE) if aside and cut else title
    count = _COUNT.search(title.text) if duration else None
    return (title.part(0, count.start()) if count else title), duration


def _is_timed(title: str) -> bool:
    """Tell whether a duration or a stretch of the calendar stands behind a title."""
    aside = ASIDE.search(title)
    said = (aside[1] or aside[2] or "") if aside else ""
    return minutes(said) is not None or _CALENDAR.match(said) is not None


def is_labelled(title: str) -> bool:
    """Tell whether words before a mark only say what form the rest has: *Video: …*."""
    return bool(_LABEL.match(title))


def is_lesson(entry: Entry) -> bool:
    """Tell whether an entry is something one studies: no exam, holiday or gap of a timetable, no glossary."""
    return bool(entry.parts) or not _NO_LESSON.match(entry.title.text)


def finish(entry: Entry) -> Entry:
    """Read what a title carries beside the name: its number before it, its duration behind it."""
    title = entry.title.strip(_EDGE)
    title, duration = without_duration(title)
    word, number, start = numbering(title.text)
    weekday = _WEEKDAY.match(title.text)
    labels = entry.labels or ((weekday[1].lower(),) if weekday else labelled(title.text))
    start = weekday.end() if weekday else start
    if start < len(title.text):
        title = title.part(start).strip(" \t,;:")
    form = _LABEL.match(title.text)
    title = title.part(form.end()) if form else title
    place = _PLACE.match(title.text)
    title = title.part(place.end()) if place else title
    return measured(
        replace(
            entry,
            title=title,
            word=entry.word or word or (place[1].lower() if place else None),
            number=number if entry.number is None else entry.number,
            labels=labels,
            minutes=entry.minutes or duration,
            is_timed=entry.is_timed or _is_timed(entry.title.strip(_EDGE).text),
        )
    )


def measured(entry: Entry) -> Entry:
    """Read the duration and difficulty that a description states: alone in a line, or at its end."""
    told = [facts_alone(passage.text) for passage in entry.description]
    description = [passage for passage, facts in zip(entry.description, told, strict=True) if facts is None]
    spent = next((duration for duration, _ in filter(None, told) if duration), None)
    if spent is None:
        description, spent = _without_duration(description)
    return replace(
        entry,
        description=description,
        minutes=entry.minutes or spent,
        difficulty=entry.difficulty or next((grade for _, grade in filter(None, told) if grade), None),
    )


def _without_duration(description: list[Passage]) -> tuple[list[Passage], int | None]:
    """Cut a description's last sentence, or brackets around it, off if that is a duration alone."""
    if not description:
        return description, None
    opening = _OPENING.match(description[0].text)
    duration = minutes(opening[1]) if opening else None
    if opening and duration:
        rest = description[0].part(opening.end())
        return [rest, *description[1:]] if rest.text else description[1:], duration
    *others, last = description
    bare, duration = without_duration(last)
    if duration:
        return [*others, bare] if bare.text else others, duration
    stop = deque(_SENTENCE_END.finditer(last.text.rstrip(" .")), maxlen=1)
    start = stop[0].end() if stop else 0
    duration = stated_minutes(last.text[start:])
    if duration is None:
        return description, _between(description)
    rest = last.part(0, start).strip(" \t")
    return [*others, rest] if rest.text else others, duration


def _between(description: list[Passage]) -> int | None:
    """Return the duration that one sentence of a description, or one pair of brackets, states alone."""
    texts = [passage.text for passage in description]
    alone = (part for text in texts for part in (*_SENTENCE_END.split(text), *_BRACKETS.findall(text)))
    return next((told for part in alone if (told := stated_minutes(part))), None)


def titles_of(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the case-folded titles of entries and of those below them, and labels such as *A2*, *Monday*."""
    titles: set[str] = set()
    stack = list(entries)
    while stack:
        entry = stack.pop()
        titles.add(entry.title.text.casefold())
        titles.update(filter(_CODED.fullmatch, entry.labels))
        stack += entry.parts
    return frozenset(titles)


def words_in(entries: Iterable[Entry]) -> int:
    """Count the words that entries are made of, those listed below them and stated of them included."""
    blocks: dict[int, Block] = {}
    stack = list(entries)
    while stack:
        entry = stack.pop()
        blocks.update({id(block): block for block in entry.blocks})
        blocks.update({id(b): b for stated in entry.stated for b in stated.section.all_blocks()})
        stack += entry.parts
    return sum(len(block.text.split()) for block in blocks.values())

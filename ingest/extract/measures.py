"""Durations, difficulty and numbering, as people write them."""

import re

from graph.model import Difficulty

_NUMBER = r"(\d+(?:[.,]\d+)?|(?<!\d)\.\d+)"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|\u2013|to)\s*{_NUMBER})?"
_MINUTES = re.compile(rf"{_RANGE}\s*-?(?:(?:min(?:ut(?:es?|en|os?|i|er))?s?|m)\b|分钟?)", re.IGNORECASE)
_HOURS = re.compile(
    rf"{_RANGE}\s*-?(?:(?:hours?|hrs?|hr\.|h|std\.?|stunden?|heures?|horas?|ore|uur|timmar)(?![^\W\d_])"
    r"|小时|小時|時間)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\b(\d{1,2})[:.h]([0-5]\d)\s*(?:-|\u2013|to|bis|à)\s*(\d{1,2})[:.h]([0-5]\d)\b")
_TOTAL = re.compile(r"(?<=[.;,|·•]\s)total\b", re.IGNORECASE)
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\b")
_COMPACT = re.compile(r"\b(\d+)(?:h([0-5]?\d)|\sh\s?([0-5]\d))(?:m|min)?\b", re.IGNORECASE)
_ISO = re.compile(r"\bPT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?\b")
_SPELT = re.compile(
    r"\b(half an|an|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|forty-five|"
    r"fifty|sixty|ninety)(\s+and\s+a\s+half)?\s+(?=(?:hours?|minutes?)\b)((?:hours?)\s+and\s+a\s+half)?",
    re.IGNORECASE,
)
_WEEKS = re.compile(rf"{_NUMBER}\s*-?weeks?\b", re.IGNORECASE)
_PER_WEEK = re.compile(
    rf"{_RANGE}\s*(?:hours?|hrs?|h)\s*(?:/|a|per|each|every|weekly)\s*(?:week|wk|w)?\b", re.IGNORECASE
)
_ALONE = re.compile(
    r"^(?:(?:it |this |lesson |estimated |total |reading )*(?:takes?|duration|time|length|allow|plan|needs?|"
    r"about|approx(?:imately|\.)?|around|roughly|circa|ca\.?|some|~|\W"
    r"|(?:bearbeitungs|lese)?(?:dauer|zeit)|duraci[o\u00f3]n|dur[e\u00e9]e|durata|dura\u00e7\u00e3o|duur)[\s:]*)*"
    rf"{_RANGE}?[\s-]*(?:(?:h|m|min|mins|minutes?|hours?|hrs?|std|stunden?|minuten|"
    r"minutos?|horas?|heures?|minuti|ore)\b\.?)[\d\s:.]*(?:h|m|min|mins|minutes?)?(?: in all| total)?\W*$",
    re.IGNORECASE,
)
_DAY = 60 * 24
_MOST = _DAY * 365
_LONGEST_NUMBER = 7
_LONGEST_STATED = 60

_DIFFICULTY = {
    Difficulty.BEGINNER: (
        "beginner",
        "basic",
        "easy",
        "novice",
        "introductory",
        "intro",
        "elementary",
        "entry",
        "starter",
    ),
    Difficulty.INTERMEDIATE: ("intermediate", "medium", "moderate"),
    Difficulty.ADVANCED: ("advanced", "hard", "difficult", "expert", "challenging"),
}
_GRADES = {word: grade for grade, words in _DIFFICULTY.items() for word in words}

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_WORDS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
}
_TENS = {"half an": 0.5, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45}
_TENS |= {"fifty": 50, "sixty": 60, "ninety": 90}
PLACES = (
    "module|phase|unit|part|section|subsection|week|stage|block|level|term|semester|track|course|day|chapter"
    "|lesson|lecture"
    "|episode|session|step|topic|tutorial|class|workshop|milestone|sprint|meeting|evening|month"
    "|modul|m\u00f3dulo|modulo|parte|partie|secci\u00f3n|sezione|unit\u00e0|unidade|deel"
    "|s\u00e9ance|le\u00e7on|chapitre|semaine|lektion|kapitel|woche|einheit|abend|tag|teil|sesi\u00f3n|lecci\u00f3n"
    "|cap\u00edtulo|semana|unidad|tema|lezione|capitolo|settimana|aula|li\u00e7\u00e3o|les|hoofdstuk"
)
"""Words before the number of a module or lesson, in many languages."""

_EASTERN = "一二三四五六七八九十"

_PREFIX = re.compile(
    rf"^\s*(?:(?P<word>{PLACES})s?\s+(?P<number>\d+(?:\.\d+)*|[ivx]+|[a-h](?=\s?[:.)|\u2013—-])|{'|'.join(_WORDS)})\b"
    rf"(?P<more>(?:[-\u2013]| ?& ?| and )\d+\b)?"
    rf"|第\s?(?P<east>\d{{1,3}}|[{_EASTERN}]{{1,3}})\s?(?P<kind>课时?|章|节|讲|单元|周|部分|模块|回|課|講|節|週)"
    rf"|(?P<bare>\d+(?:\.\d+)*)(?=[.):]?\s)|(?P<coded>[a-h]\d{{1,2}})(?=[.):]\s))"
    r"(?:\s*\([^()]{1,30}\)(?=\s*:))?\s*(?:[:.)|·•\u2013—\uff1a、-]+\s*|/\s+|$|(?=\s*\S))",
    re.IGNORECASE,
)

_NUMERAL = r"(?:\d{1,3}(?:\.\d{1,3})*|[ivx]{1,4})"
_JOINT = r"\s*(?:,\s*(?:and\s+)?|\b(?:and|or|to|through|und|bis|et|à|y|e|en|tot|och|i)\b|&|-|\u2013)\s*"
_MANY = r"(?:s|es|n|en)?"
_REFERENCE = re.compile(
    rf"^(?:(?:the|all|both|of)\s+)*(?:(?P<word>{PLACES}){_MANY}\s+)?(?P<first>{_NUMERAL})"
    rf"(?P<more>(?:{_JOINT}(?:(?:{PLACES}){_MANY}\s+)?{_NUMERAL}\b)*)$",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"({_JOINT})(?:(?:{PLACES}){_MANY}\s+)?({_NUMERAL})\b", re.IGNORECASE)
_UNTIL = frozenset({"to", "through", "bis", "à", "tot", "-", "\u2013"})
_LONGEST_RANGE = 50


def minutes(text: str) -> int | None:
    """Return the duration that ``text`` states in minutes, or None; of a range, its middle.

    A rate such as *6 hours a week* is a duration only beside a number of weeks, two times of day only where
    nothing stands beside them: *we meet on Mondays, 7:00-8:30* says when.
    """
    text = _plain(text)
    if slot := _FROM_TO.fullmatch(text.strip()):
        start, end = (int(slot[n]) * 60 + int(slot[n + 1]) for n in (1, 3))
        return _bounded((end - start) % _DAY)
    text = _FROM_TO.sub(" ", text)
    if total := _TOTAL.search(text):
        text = text[total.start() :]
    weekly, weeks = _PER_WEEK.search(text), _WEEKS.search(text)
    if weekly:
        return _bounded(_middle(weekly) * 60 * _float(weeks[1])) if weeks else None
    if iso := _ISO.search(text):
        return _bounded(_float(iso[1]) * 60 + _float(iso[2]))
    if compact := _COMPACT.search(text):
        return _bounded(int(compact[1]) * 60 + int(compact[2] or compact[3]))
    hours, mins = _HOURS.search(text), _MINUTES.search(text)
    if hours or mins:
        return _bounded((_middle(hours) * 60 if hours else 0) + (_middle(mins) if mins else 0))
    clock = _CLOCK.search(text)
    return _bounded(int(clock[1]) * 60 + int(clock[2])) if clock else None


def stated_minutes(sentence: str) -> int | None:
    """Return the duration of a sentence such as *About 45 minutes.* that states nothing else."""
    if len(sentence) > _LONGEST_STATED or not _ALONE.match(_plain(sentence)):
        return None
    return minutes(sentence)


def difficulty(text: str) -> Difficulty | None:
    """Return the grade that ``text`` begins with or consists of, or None."""
    words = re.findall(r"[a-z]+", text.lower())
    return next((_GRADES[word] for word in words[:4] if word in _GRADES), None)


def labelled(title: str) -> tuple[str, ...]:
    """Return the labels by which others refer to what a title's prefix numbers: *Weeks 1-2: …* has two."""
    found = _PREFIX.match(title)
    if found is None:
        return ()
    if found["bare"] or found["coded"]:
        return ((found["bare"] or found["coded"]).lower(),)
    if found["east"]:
        return (f"第{found['east']}{found['kind']}", str(_eastern(found["east"])))
    first = found["number"].lower()
    return labels(f"{found['word']} {_WORDS.get(first, first)}{found['more'] or ''}")


def labels(words: str) -> tuple[str, ...]:
    """Return the labels that words consist of: *chapters 1 and 2*, *sessions 2 to 4*, *2.1*; else nothing.

    A number without a word is one only if it has a dot: others may count anything.
    """
    found = _REFERENCE.match(words)
    if found is None or (found["word"] is None and "." not in found["first"]):
        return ()
    numbers = [_digits(found["first"])]
    for mark, written in _NEXT.findall(found["more"]):
        number = _digits(written)
        ends = numbers[-1], number
        if mark.strip() in _UNTIL and all(map(str.isdigit, ends)) and int(ends[0]) < int(ends[1]):
            numbers += map(str, range(int(ends[0]) + 1, min(int(ends[1]), int(ends[0]) + _LONGEST_RANGE)))
        numbers.append(number)
    word = found["word"].lower() if found["word"] else ""
    return tuple(f"{word} {number}".strip() for number in numbers)


def _digits(written: str) -> str:
    return str(_ROMAN.get(written.lower(), written))


def numbering(title: str) -> tuple[str | None, int | None, int]:
    """Read a title's prefix such as ``Lesson 3:`` or ``2.``.

    Returns
    -------
    tuple
        The word (``lesson``, ``module``, …, or None), the number, and where the name begins. Without a
        prefix: ``(None, None, 0)``.
    """
    found = _PREFIX.match(title)
    if found is None:
        return None, None, 0
    if found["east"]:
        return found["kind"], _eastern(found["east"]), found.end()
    written = (found["number"] or found["bare"] or found["coded"][1:]).lower()
    last = written.rsplit(".", 1)[-1]
    number = (
        _ROMAN.get(last)
        or _WORDS.get(last)
        or (int(last) if last.isdigit() and len(last) < _LONGEST_NUMBER else None)
        or (ord(last) - ord("a") + 1 if len(last) == 1 and last.isalpha() else None)
    )
    word = found["word"].lower() if found["word"] else None
    return word, number, found.end()


def _plain(text: str) -> str:
    """Return a text with its numbers in digits: *two and a half hours*, *2½ h*."""
    if not text.isascii():
        for sign, digits in _FRACTIONS.items():
            text = text.replace(sign, digits)
    return _SPELT.sub(_in_digits, text)


def _eastern(written: str) -> int:
    """Return a number below a hundred that is written in Chinese characters, or in digits."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (10 * (_EASTERN.index(tens) + 1 if tens else 1) if ten else 0) + (
        _EASTERN.index(ones[-1]) + 1 if ones else 0
    )


def _in_digits(spelt: re.Match[str]) -> str:
    """Return "1.5 hours" for "an hour and a half", "2.5 " for "two and a half "."""
    word = " ".join(spelt[1].lower().split())
    value = _TENS.get(word) or _WORDS[word]
    return f"{value + bool(spelt[2] or spelt[3]) / 2} {'hours' if spelt[3] else ''}"


def _middle(found: re.Match[str]) -> float:
    low = _float(found[1])
    return (low + _float(found[2])) / 2 if found[2] else low


def _float(number: str | None) -> float:
    return float(number.replace(",", ".")) if number else 0.0


def _bounded(value: float) -> int | None:
    return round(value) if 0 < value <= _MOST else None

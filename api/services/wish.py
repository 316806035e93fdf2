"""A wish in a person's own words, taken apart: what they want, what else they mention, what they know.

"my background jobs get lost when I deploy; I know OTP and Phoenix" is a main clause, a second one
("I deploy") and something known ("OTP and Phoenix"). The cues are English function words; any other text is
one clause, which is never wrong.
"""

import re
from dataclasses import dataclass

_CONJUNCTION = (
    r"(?:when(?:ever)?|while|because|since|after|before|if|unless|although|so that|every time|as soon as)"
)
_WE = r"(?:i|we)(?:'m|\ am|'ve|\ have|'re|\ are)?"
_KNOWING = re.compile(
    rf"""
    ^(?:and\ |but\ )?{_WE}(?:\ already|\ also|\ only|\ just)*\ (?:
        know(?:\ about|\ how\ to)? | understand | can\ use | used | done | finished | completed | studied
      | learn(?:ed|t) | (?:got\ )?familiar\ with | comfortable\ with | good\ (?:at|with)
    )\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_KNOWING_TOO = re.compile(
    rf",?\ (?:and|but)\ (?={_WE}(?:\ already)?\ (?:know|understand|familiar|comfortable))",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE_END = re.compile(
    r"[;\n]+|(?<=[.!?])\s+|\s+(?:--|\u2013|\u2014)\s+|,?\s+but\s+(?=(?:i|we)\b)", re.IGNORECASE
)
_SUBORDINATE = re.compile(rf",?\s+{_CONJUNCTION}\s+", re.IGNORECASE)
_LEADING = re.compile(rf"^{_CONJUNCTION}\s+(?P<aside>[^,]+),\s*(?P<main>.+)$", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,\s*(?:and\s+)?|;\s*|\n|\s+and\s+|\s+&\s+)\s*", re.IGNORECASE)
_EDGES = " \t.,;:!?\"'\u201c\u201d\u2018\u2019"


@dataclass(frozen=True, slots=True)
class Wish:
    """``clauses`` begin with the main one; ``known`` are names and lists of names, as they were written."""

    clauses: tuple[str, ...]
    known: tuple[str, ...] = ()


def read_wish(text: str) -> Wish:
    """Take a wish apart; each clause and each known thing is a stretch of the text, trimmed."""
    mains: list[str] = []
    asides: list[str] = []
    known: list[str] = []
    for sentence in _pieces(_SENTENCE_END, text):
        for part in _pieces(_KNOWING_TOO, sentence):
            claim = _KNOWING.match(part)
            if claim:
                known.append(_trim(part[claim.end() :]))
                continue
            main, *rest = _clauses(part)
            mains.append(main)
            asides.extend(rest)
    return Wish(tuple(dict.fromkeys([*mains, *asides])), tuple(dict.fromkeys(known)))


def read_list(text: str) -> tuple[str, ...]:
    """Split an enumeration: "OTP, Phoenix and Ecto" is three names."""
    return tuple(_pieces(_LIST, text))


def _clauses(sentence: str) -> list[str]:
    leading = _LEADING.match(sentence)
    if leading:
        return [_trim(leading["main"]), _trim(leading["aside"])]
    return _pieces(_SUBORDINATE, sentence) or [sentence]


def _pieces(separator: re.Pattern[str], text: str) -> list[str]:
    return [piece for raw in separator.split(text) if (piece := _trim(raw))]


def _trim(text: str) -> str:
    """Drop punctuation and blanks of every kind from both ends."""
    while (trimmed := text.strip(_EDGES).strip()) != text:
        text = trimmed
    return text

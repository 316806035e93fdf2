"""Lists inside sentences, split into their terms."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.extract.itemtypes import first_word, is_verb, names_people
from ingest.extract.passages import Passage

_THING = (
    r"(?:lesson|chapter|module|section|unit|page|phase|part|course|episode|tutorial|guide|session"
    r"|workshop|article|week)"
)
_SUBJECT = (
    rf"(?:it|this|(?:this|the|our|each) {_THING}|we|you|here(?: we| you)?|in this {_THING},? (?:we|you))"
)
_VERB = (
    r"(?:cover|covers|covering|introduce|introduces|introducing|explain|explains|explaining|include"
    r"|includes|including|"
    r"teach|teaches|teaching|discuss|discusses|explore|explores|exploring|learn(?: about)?|address"
    r"|addresses|treats?|"
    r"touch(?:es)? on|focus(?:es)? on|(?:walk|work|go|run)(?:e?s)? through|look(?:s)? at|stud(?:y"
    r"|ies)|spans?|presents?|"
    r"describes?|deals? with|takes? up|(?:main |key )?(?:topics|subjects|concepts|contents?)(?: "
    r"covered)?(?: are| include)?)"
)
_OPENING = re.compile(
    rf"^(?:{_SUBJECT}(?:'ll| will| then| also| are going to)*\s+)?(?:also\s+|then\s+"
    rf"|first\s+)?(?:be\s+)?{_VERB}:?\s+"
    r"(?:topics\s+(?:such as|like)\s+|(?:the\s+)?following:?\s+)?",
    re.IGNORECASE,
)
_WITH_SUBJECT = re.compile(
    rf"(?:^|[,;]?\s+(?:and|then|where)\s+){_SUBJECT}(?:'ll| will| then| also| are going to)*\s+"
    rf"(?:also\s+)?{_VERB}:?\s+",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"[,;:—\u2013-]\s+(?:covering|including|introducing|topics include|among them|namely)\s+", re.IGNORECASE
)
_CIRCUMSTANCE = re.compile(
    r"\s+(?:under|by|before|after|without|during|while|until|whenever|along with|in an?|in the|with "
    r"an?|with the|from an?|from the|"
    r"that|who|which|whose|as (?:an?|the))\s+.*$",
    re.IGNORECASE | re.DOTALL,
)
_ADJECTIVE = re.compile(r"^\w+(?:al|ic|ive|ed|ous|ary|ar|able|ible|less|ful|ular|-\w+)$", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:how|why|when|what|where|whether|that|which|who)\b", re.IGNORECASE)
_ABILITY = re.compile(r"to\s", re.IGNORECASE)
"""*Learn to weave* tells what one will be able to do, not a subject."""

_TAIL = re.compile(
    r"\s*(?:,?\s+(?:so that|so you|which|because|while|before|in order to|to help|that will|as you|so "
    r"we|giving you"
    r"|along the way|and (?:much |many )?more|and so on|etc\.?|among others)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(
    r"^(?:(?:and|or|but|also|then|plus|finally|as well as|the|a|an|some|its|their|your|our|both"
    r"|various|how to use|how to|"
    r"the use of|e\.g\.|i\.e\.|such as|like)\s+)+",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"^.*\b(?:such as|namely|in particular|especially)\s+", re.IGNORECASE)
_NEEDS = re.compile(
    r"(?:follows|builds|depends|relies) (?:up)?on\b|(?:requires|needs|assumes)\s", re.IGNORECASE
)
"""What a lesson rests on is none of what it covers."""

_FUNCTION = re.compile(
    r"(?:over|under|up|down|in|out|on|off|by|before|after|between|through|then|now|here|there|once|twice|first"
    r"|last|next|again|always|never|often|so|too|very)",
    re.IGNORECASE,
)
"""Words that name nothing by themselves, but for keywords in capitals: *OVER*."""

_FILLER = re.compile(
    r"^(?:more|much more|others?|etc|so on|such|them|it|this|that|these|those|things|stuff|everything"
    r"|all|beyond|you|we|"
    r"the basics|basics|examples?|exercises?|the following|following|both|none|n/a|tbd|"
    r"tools?|techniques?|concepts?|topics?|ideas?|methods?|features?|aspects?|ways|details|resources|"
    r"(?:other|another|any|every|each|many|several|no|such|more|different|following|certain) .*)$",
    re.IGNORECASE,
)
_FIXED = frozenset(
    [
        "tcp/ip",
        "ci/cd",
        "i/o",
        "a/b",
        "and/or",
        "n/a",
        "24/7",
        "os/2",
        "pl/sql",
        "gnu/linux",
        "input/output",
        "read/write",
        "pub/sub",
        "request/response",
        "key/value",
        "client/server",
        "c/c++",
        "km/h",
        "w/o",
        "s/he",
        "he/she",
        "either/or",
    ]
)
_SLASHED = re.compile(r"(?<![\w/.:])([\w-]+(?:/[\w-]+)+)(?![\w/.]*/)")
_SAYS = re.compile(
    r":|\b(?:is|are|was|were|be|been|will|can|could|should|would|may|must|has|have|had|do|does|did|not|no|to|if|as"
    r"|i|you|we|they|he|she|it|its|your|our|their|this|that|these|those|there|here|who|which|what|when|where"
    r"|how|why|than|more|less|most|every|each|all)\b",
    re.IGNORECASE,
)
"""Words of sentences, which a list of things does without."""

_FEWEST = 3
_BRIEF = 6
_MOST_WORDS = 7
_LONGEST_INITIALS = 6
_LONGEST = 80
_GERUND = re.compile(r"^\w+ing$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an enumeration: its name, and the passage that names it."""

    name: str
    passage: Passage


def enumerated(sentence: Passage, *, needs_subject: bool = False) -> Iterator[Term]:
    """Yield the terms that an English sentence enumerates as its matter (*Covers a, b, and c*).

    One that is nothing but a list of things (*Least squares, descent, and regularisation.*) enumerates them,
    too. ``needs_subject`` asks for a sentence that says who covers them (*this lesson introduces …*), as is
    prudent in a body, where *includes* may be about anything.
    """
    text = sentence.text
    opening = None if needs_subject else _OPENING.match(text)
    if opening is None or _CLAUSE.match(text, opening.end()):
        subjects = _WITH_SUBJECT.finditer(text)
        opening = next((found for found in subjects if not _CLAUSE.match(text, found.end())), None)
    found = opening or (None if needs_subject else _INSIDE.search(text))
    if found and not _CLAUSE.match(text, found.end()) and not _ABILITY.match(text, found.end()):
        found_terms = list(terms(sentence.part(found.end())))
        if opening or len(found_terms) > 1:
            yield from found_terms
    elif not needs_subject and _is_bare_list(sentence):
        yield from terms(sentence)


def _is_bare_list(sentence: Passage) -> bool:
    """Tell whether a sentence lists three things or more and says nothing: no order to do them, no people."""
    if _SAYS.search(sentence.text):
        return False
    pieces = [piece.text.strip() for piece in split_list(sentence.strip(" ."))]
    if len(pieces) < _FEWEST or any(len(piece.split()) > _BRIEF for piece in pieces):
        return False
    words = all(" " not in piece for piece in pieces)
    qualities = words and any(_ADJECTIVE.match(piece) for piece in pieces)
    return not (qualities or is_verb(first_word(pieces[0])) or any(map(names_people, pieces)))


def terms(passage: Passage, unwrap: Callable[[Passage], Passage] | None = None) -> Iterator[Term]:
    """Yield the terms of a list in words, fragments and fillers left out, circumstances cut off.

    ``unwrap`` may take from each piece what stands around the term itself.
    """
    text = passage.text.rstrip()
    tail = _TAIL.search(text)
    listed = passage.part(0, tail.start() if tail else len(text)).strip(" .!;:,")
    pieces = split_list(listed)
    head = shared_head(pieces)
    for piece in pieces:
        trimmed = _trim(piece)
        trimmed = _trim(unwrap(trimmed)) if unwrap else trimmed
        circumstance = _CIRCUMSTANCE.search(trimmed.text)
        if circumstance and circumstance.start():
            trimmed = trimmed.part(0, circumstance.start())
        if trimmed.text and not _is_fragment(trimmed.text):
            yield from _distribute(trimmed, head if piece is not pieces[-1] else "")


def split_list(passage: Passage) -> list[Passage]:
    """Split a list at its own commas, semicolons and conjunction, not at those inside parentheses or terms.

    Where an Oxford comma shows how the author ends a list, *and* elsewhere belongs to a term; otherwise the
    last *and* separates. *Reading and writing files* is one term.
    """
    pieces = [piece for piece in _at_commas(passage) if piece.text.strip()]
    if not pieces:
        return []
    last = pieces[-1]
    oxford = re.match(r"\s*(?:and|or|&|plus|as well as)\s", last.text, re.IGNORECASE)
    if oxford:
        return [*pieces[:-1], last.part(oxford.end())] if len(pieces) > 1 else [last.part(oxford.end())]
    return [*pieces[:-1], *_at_conjunction(last)]


def shared_head(pieces: Sequence[Passage]) -> str:
    """Return the noun that adjectives share (*indexes* of *partial and covering indexes*), or nothing."""
    words = [piece.text.split() for piece in pieces]
    if len(words) < 2 or len(words[-1]) < 2 or any(len(each) != 1 for each in words[:-1]):  # noqa: PLR2004
        return ""
    adjectives = [bool(_ADJECTIVE.match(each[0])) for each in words[:-1]]
    last = words[-1][0]
    return (
        " ".join(words[-1][1:]) if any(adjectives) and (_ADJECTIVE.match(last) or _GERUND.match(last)) else ""
    )


def _at_commas(passage: Passage) -> list[Passage]:
    text, depth, start = passage.text, 0, 0
    separators = ";" if _semicolons_separate(text) else ",;"
    pieces = []
    for position, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        elif character in separators and not depth and not text[position + 1 : position + 2].isdigit():
            pieces.append(passage.part(start, position))
            start = position + 1
    pieces.append(passage.part(start))
    return pieces


def _semicolons_separate(text: str) -> bool:
    return text.count(";") > 1 or (";" in text and "," not in text)


def _at_conjunction(piece: Passage) -> list[Passage]:
    text = piece.text
    found = [
        m for m in re.finditer(r"\s+(?:and|&|as well as|or)\s+", text) if not _in_parentheses(text, m.start())
    ]
    if not found:
        return [piece]
    cut = found[-1]
    if re.search(r"\b(?:between|from|both)\s", text[: cut.start()], re.IGNORECASE):
        return [piece]
    left, right = text[: cut.start()].split(), text[cut.end() :].split()
    if len(left) == 1 and len(right) > 1 and _GERUND.match(left[0]) and _GERUND.match(right[0]):
        return [piece]
    return [piece.part(0, cut.start()), piece.part(cut.end())]


def _in_parentheses(text: str, position: int) -> bool:
    return text.count("(", 0, position) > text.count(")", 0, position)


def _trim(piece: Passage) -> Passage:
    example = _EXAMPLE.search(piece.text)
    piece = piece.part(example.end() if example else 0).strip(' \t.,;:!*_"“”')
    leading = _LEADING.match(piece.text)
    return piece.part(leading.end()).strip(" .,;:!") if leading else piece


def _is_fragment(text: str) -> bool:
    words = text.split()
    return (
        len(words) > _MOST_WORDS
        or len(text) > _LONGEST
        or not re.search(r"[^\W\d_]", text)
        or bool(_NEEDS.match(text))
        or (not text.isupper() and bool(_FUNCTION.fullmatch(text)))
        or bool(_FILLER.match(text))
        or bool(_CLAUSE.match(text))
        or text.count("(") != text.count(")")
        or bool(re.search(r"\b(?:and|or|of|the|to|with|for|in)$", text))
    )


def _distribute(term: Passage, head: str) -> Iterator[Term]:
    """Yield the terms of *rye/wheat doughs*: each alternative with what follows both."""
    text = f"{term.text} {head}".rstrip()
    slashed = _SLASHED.search(text)
    if slashed is None or slashed[1].lower() in _FIXED or _is_one_name(slashed[1], text):
        yield Term(text, term)
        return
    for alternative in slashed[1].split("/"):
        yield Term(f"{text[: slashed.start()]}{alternative}{text[slashed.end() :]}", term)


def _is_one_name(slashed: str, text: str) -> bool:
    """Tell whether a slash joins rather than separates: initials (*I/O*), or capitals that stand alone."""
    parts = slashed.split("/")
    return any(len(part) == 1 for part in parts) or (
        slashed == text and slashed.isupper() and len(slashed) <= _LONGEST_INITIALS
    )

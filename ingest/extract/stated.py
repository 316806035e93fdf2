"""A list, or some prose, that stands under a known heading, and what it states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.extract.enumerations import Term, split_list, terms
from ingest.extract.itemtypes import names_people, states_ability, states_mistake
from ingest.extract.outline import Section
from ingest.extract.passages import Passage
from ingest.extract.promised import abilities, promised_in, promises
from ingest.extract.topics import Topic
from ingest.records import Block, BlockKind

_FOR = re.compile(
    (
        r"^(?:this|the|our|these|it) ?[\w ]{0,40}? ?(?:is|are|was) (?:\w+ )?(?:for|at)\s+"
        r"|^(?:it|this [\w ]{2,40}) suits\s+"
        r"|^(?:written |designed "
        r"|made |intended |meant )?for\s+"
    ),
    re.IGNORECASE,
)
_ABLE = re.compile(
    r"^(?:(?:by|at|after) [^,]{2,60},? )?(?:you|learners|students|participants)(?:'ll| will| should| "
    r"can)?(?: then| now)?"
    r"(?: be able to| learn(?: how)? to| know how to)?\s+",
    re.IGNORECASE,
)
_TEACHERS = re.compile(
    r"^(?:to )?(?:introduce|provide|give|offer|enable|help|encourage|equip|acquaint|familiari[sz]e|prepare"
    r"|expose)s? "
    r"(?:the |our )?(?:students|learners|participants|you|pupils|trainees)\b",
    re.IGNORECASE,
)
"""What the teacher sets out to do is nothing that students can do afterwards."""

_SEMICOLON = re.compile(r"\s*[;\uff1b]\s*")
_SEMICOLONS = re.compile(r"[^.!?;]{1,200}(?:;[^.!?;]{1,200}){1,20}[.!?]?")
_LABEL = re.compile(r"\W*[\w ]{2,30}?\s?:\s")
_IS_MISTAKE = re.compile(
    r"^(?:an?|the|another|one)?\s*(?:(?:most|very|second|third|other|[\w-]*common|frequent"
    r"|typical|classic|usual) ){0,2}"
    r"(?:mistakes?|errors?|pitfalls?|traps?|slips?) (?:is|are)(?: to)?:?\s+",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"^(?:most|many|some)?\s*(?:beginners|people|learners|students|newcomers|teams|novices"
    r"|pupils)\b(?! can\b)",
    re.IGNORECASE,
)
"""A sentence about people, under a heading that announces their mistakes, tells of one."""

_LONG_ITEM = 30
_SHORT_TERM = 7
_LONG_LIST = 200


@dataclass(slots=True)
class Stated:
    """A list (or some prose) under a topic; ``guessed`` where the items, not the heading, told the topic."""

    topic: Topic
    section: Section
    items: list[Passage]
    prose: list[Block] = field(default_factory=list)
    guessed: bool = False


def audiences_in(stated: Stated) -> Iterator[Passage]:
    """Yield whom a list, a label or the sentences of a section name."""
    if stated.items:
        yield from stated.items
    elif stated.section.run_in:
        for block in stated.prose[:1]:
            yield from _split(_SEMICOLON, _first_line(block))
    else:
        whole = [s for block in stated.prose for s in Passage.whole(block).sentences()]
        sentences = [part for sentence in whole for part in _people(sentence)]
        told = [(sentence, sentence.behind(_FOR)) for sentence in sentences]
        named = [words for said, words in told if names_people(words.text) or words is not said]
        yield from named or [s for s in sentences if len(sentences) == 1 and is_list(s.text)]


def _people(sentence: Passage) -> list[Passage]:
    """Return the parts of a sentence at its semicolons where each names people, else the sentence."""
    parts = list(_split(_SEMICOLON, sentence.strip(" .")))
    return parts if len(parts) > 1 and all(names_people(part.text) for part in parts) else [sentence]


def outcomes_in(stated: Stated) -> Iterator[Passage]:
    """Yield the abilities that a list or the sentences of a section state."""
    if stated.items:
        yield from stated.items
        return
    for block in stated.prose:
        if block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":"):
            for sentence in Passage.whole(block).sentences():
                if promises(sentence.text):
                    yield from promised_in(sentence)
                    continue
                if _TEACHERS.match(sentence.text):
                    continue
                words = sentence.behind(_ABLE)
                if stated.section.run_in and (states_ability(words.text) or words.text[:1].islower()):
                    yield from abilities(words)
                elif states_ability(words.text):
                    yield words


def pitfalls_in(stated: Stated) -> Iterator[Passage]:
    """Yield the mistakes that a list or the sentences of a section name."""
    explained = stated.items and all(map(_explains_code, stated.items))
    for item in () if explained else stated.items:
        yield _leading(item)
    if not stated.items:
        for block in stated.prose:
            if block.kind is BlockKind.PARAGRAPH and not block.text.endswith(":"):
                whole = Passage.whole(block)
                if is_list(block.text) or _SEMICOLONS.fullmatch(block.text):
                    yield from split_list(whole.strip(" ."))
                elif stated.section.run_in:
                    yield next(whole.sentences(), whole)
                else:
                    yield from (s.behind(_IS_MISTAKE) for s in whole.sentences() if _warns(s.text))


def _explains_code(item: Passage) -> bool:
    """Tell whether an item says what a message of a program means, or another of its names."""
    code = item.block.code
    return bool(code) and item.text.startswith(f"{code[0]}:")


def _warns(sentence: str) -> bool:
    return states_mistake(sentence) or bool(_IS_MISTAKE.match(sentence) or _FALL.match(sentence))


def _leading(item: Passage) -> Passage:
    """Return an item's bold beginning, else the whole of it, or of a long one its first sentence."""
    strong = item.block.strong
    if strong and item.text.startswith(strong[0]) and len(strong[0].split()) > 1:
        return item.part(0, len(strong[0]))
    if len(item.text.split()) > _LONG_ITEM:
        return next(item.sentences(), item)
    return item


def terms_in(stated: Stated) -> Iterator[Term]:
    """Yield the terms of items that are names rather than sentences, and of a run-in list."""
    for item in stated.items:
        words = item.strip(" .;,")
        head = re.split(r"\s+(?:—|\u2013|--|-)\s+|:\s+", words.text, maxsplit=1)[0]
        if 0 < len(head.split()) <= _SHORT_TERM and not head.endswith("?"):
            yield Term(head, words.part(0, len(head)))
    if not stated.items:
        for block in stated.prose:
            if block.kind is BlockKind.PARAGRAPH:
                yield from terms(Passage.whole(block))


def is_list(text: str) -> bool:
    """Tell whether words are a bare list rather than sentences."""
    return len(text) <= _LONG_LIST and not re.search(
        r"[.!?]\s+\S|\b(?:is|are|will|you|we|this|it)\b", text, re.IGNORECASE
    )


def _first_line(block: Block) -> Passage:
    """Return what a label in its own line labels: not the next line, if that has another label."""
    whole = Passage.whole(block)
    breaks = (at for at in block.breaks if _LABEL.match(block.text, at))
    return whole.part(0, next(breaks, len(block.text)))


def _split(mark: re.Pattern[str], passage: Passage) -> Iterator[Passage]:
    start = 0
    for found in mark.finditer(passage.text):
        yield passage.part(start, found.start())
        start = found.end()
    yield passage.part(start)

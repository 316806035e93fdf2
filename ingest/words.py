"""Words of a text, as naming and inference compare them: plurals folded, code names kept whole."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from embeddings import words as plain

_WORD = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_APOSTROPHES = ("'", "\u2019")
_PHRASE_WORD = r"[^\W_]+(?:[-._'\u2019][^\W_]+)*[+#]*"
_BLANKS_ALONE = re.compile(rf"{_PHRASE_WORD}(?: {_PHRASE_WORD})*")
_SENTENCE_END = re.compile(r"(?<=[.!?;:\u3002\uff01\uff1f])\s+")
_IRREGULAR = {
    "axes": "axis",
    "analyses": "analysis",
    "children": "child",
    "criteria": "criterion",
    "indices": "index",
    "matrices": "matrix",
    "people": "person",
    "vertices": "vertex",
}
_SHORTEST_PLURAL = 4

_GRAMMAR = frozenset(
    """
    a about above across after again against all almost along already also although always am among an
    and another any anyone anything are around as at away be became because become becomes been before
    behind being below between both but by can cannot come comes could did do does doing don't done down
    during each either else enough especially etc even ever every everyone everything exactly few for
    from had has have having he her here hers how however i if in inside instead into is isn't it it's
    its itself just least less let's like many may maybe me might more most much must my myself never no
    nobody none nor not nothing now of off often ok on once one ones only onto or other others our ours
    out over own perhaps please quite rather same several shall she should since so some someone
    something sometimes still such sure than that the their theirs them themselves then there therefore
    these they this those though three through thus to together too towards two under unless until up
    upon us very via was we well went were what what's whatever when whenever where whether which while
    who whole whom whose why will with within without won't would yes yet you your yours yourself
    """.split()  # noqa: SIM905  # a list of two hundred quoted words would be hard to read
)
"""Words of grammar: no phrase that names a subject holds one."""

GENERIC_WORDS = frozenset(
    """
    allow allowed allowing allows apply ask asks avoid back best better big bring brings call called
    calls case cases certain chapter check choose clear clearly common completely course cover covered
    covering covers create created creates creating current day decide depend depends describe detail
    details differ difference different easier easily easy end ends example examples exist exists expect
    expected explain explains fact far find finding finds first follow following follows found four free
    full fully further general generally get gets getting give given gives giving go goes going good got
    great half happen happens hard help helpful helps hold holds idea important include included
    includes including interesting keep keeps kept kind kinds know known knows large last later lead
    learn learning leave left lesson lessons let lets likely line lines list little long longer look
    looking looks lot made main mainly make makes making matter matters mean means module move name
    named names need needed needs new next nice note notes number occur old order page part particular
    particularly parts pass people person place places point points possible practice prefer pretty
    previous probably problem problems provide provided provides providing put puts question quick
    quickly read ready real really reason reasons remember require required requires rest result results
    right run running runs say says second section see seen short show shown shows side similar
    similarly simple simply single small soon special specific stand start started starting starts stay
    step steps stop take taken takes taking talk tell tells thing things think time times told topic
    topics true try trying turn turns type understand use used useful user uses using usual usually
    various vary wait want wants way ways week wide wish word words work working works worth write
    writes writing written wrong
    """.split()  # noqa: SIM905  # the same
)
"""Words that any lesson uses of any subject: alone they name none, in a phrase they may ("running total")."""

STOP_WORDS = _GRAMMAR | GENERIC_WORDS
"""Words that name no subject on their own."""


def words(text: str) -> list[str]:
    """Return the words of ``text`` as written, in order; ``C++`` and ``C#`` are words."""
    return _WORD.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=65_536)  # texts repeat their words
def singular(word: str) -> str:
    """Return a word casefolded, and as its singular unless it looks like a code name.

    Words with an inner capital or a digit (``TypeScript``, ``OAuth2``), all capitals (``CSS``) and short ones
    keep their ``s``; an abbreviation's plural (``APIs``) loses it.
    """
    low = word.casefold()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():  # noqa: PLR2004  # "VMs", not "Is"
        return low[:-1]
    if len(word) < _SHORTEST_PLURAL or not word.isalpha() or not word[1:].islower():
        return low
    return plain.singular(low)


def roots(text: str) -> list[str]:
    """Return the words of ``text`` that may name a subject, each cut to its root, in order."""
    return [root for word in words(text) if (root := subject_root(word))]


@lru_cache(maxsize=65_536)
def subject_root(word: str) -> str:
    """Return the root of a word that may name a subject, or nothing."""
    return plain.root(word) if len(word) > 1 and word.casefold() not in STOP_WORDS else ""


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a block of text, in order."""
    return (part for part in _SENTENCE_END.split(text) if part.strip())


def runs(text: str) -> Iterator[list[str]]:
    """Yield the runs of words in ``text`` that no word of grammar, number or mark but a blank divides.

    Hyphens, dots and underscores inside a word belong to it (``back-pressure``, ``node.js``). Capitals make a
    name of any word (``ORDER BY``).
    """
    for stretch in stretches(text):
        run: list[str] = []
        for word in stretch.split(" "):
            if not is_divider(word):
                run.append(word)
            elif run:
                yield run
                run = []
        if run:
            yield run


def stretches(text: str) -> list[str]:
    """Return the stretches of ``text`` in which single blanks divide the words: runs are parts of them."""
    return _BLANKS_ALONE.findall(text)


@lru_cache(maxsize=65_536)
def is_divider(word: str) -> bool:
    """Return whether no run goes over a word of a stretch."""
    if len(word) == 1 or word[0].isdigit() or any(mark in word for mark in _APOSTROPHES):
        return True
    return word.casefold() in _GRAMMAR and not word.isupper()

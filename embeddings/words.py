"""Text as encoders and word indexes read it."""

import re
import unicodedata
from functools import lru_cache

_LONGEST = 65_536
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*[+#]*")  # "don't", "C++" and "C#" are one word each
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_STOP = frozenset(  # words of grammar, and the everyday verbs that frame a wish
    """
    a about after again all also am an and any are as at be because been before being between both but
    by can could did do does doing don't during each either else ever every few for from further get
    gets getting give goes going got had has have having he her here hers him his how however i i'd
    i'm i've if in into is it it's its itself just keep keeps know knows learn let lets like made make
    makes may me might more most much must my myself need needs no nor not now of off on once one only
    onto or other our ours out over own same shall she should show so some such take takes than that the
    their theirs them then there these they thing things this those through to too under until up upon
    us use used uses using very want wants was we well were what when where whether which while who whom
    whose why will with within without would yet you your yours
    """.split()  # noqa: SIM905  # a list of two hundred quoted words would be hard to read
)
_SHORTEST_PLURAL = 4  # letters: shorter words in -s are mostly acronyms
_NO_PLURAL = ("ss", "us", "is", "js")  # the last in "Nodejs"
_MAYBE_PLURAL = ("s", "'", "\u2019")  # what ends otherwise is its own singular
_SIBILANT = ("sses", "ches", "shes", "xes", "zzes")
_SHORTEST_ROOT = 4
_ENDINGS = (
    *("ations", "ation", "ating", "ated", "ates", "ate", "ities", "ity", "ments", "ment", "ings", "ing"),
    *("ions", "ion", "ness", "ied", "ies", "ed", "ly", "es", "s", "e", "y"),
)


def encodable(text: str) -> str:
    """Return ``text`` as an encoder can take it: valid Unicode of bounded length.

    Lone surrogates, which file names and broken JSON bring along, become question marks. 65,536 characters
    hold more tokens than a sentence encoder reads, unless nearly all of them are blank.
    """
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, in compatibility form (NFKC) and case-folded.

    A hyphen, an underscore and any other mark separate words; scripts that write no spaces come as one word
    per run.
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def terms(text: str) -> list[str]:
    """Return the words of ``text`` that carry meaning, each as its :func:`singular`."""
    return [singular(word) for word in words(text) if word not in _STOP]


@lru_cache(maxsize=16_384)  # texts repeat their words
def singular(word: str) -> str:
    """Fold the regular plural of an English word, and its possessive, into the singular.

    Only inflection by *s* is folded, as in Harman's S-stemmer, refined for the plurals in *-es* of sibilants;
    no word is cut to a stem, so that "caching" and "cache" stay two. Words of up to three
    letters are left alone.

    References
    ----------
    Harman, "How effective is suffixing?", JASIS 42(1), 1991.
    """
    word = _POSSESSIVE.sub("", word)
    if len(word) < _SHORTEST_PLURAL or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y"
    if word.endswith(_SIBILANT) and not word.endswith("caches"):
        return word[:-2]
    return word.removesuffix("s")


@lru_cache(maxsize=65_536)
def root(word: str) -> str:
    """Return what an English word shares with its relatives: "measure", "measuring" and "measurement".

    Coarser than :func:`singular`, and only good for comparing texts: no name is made of it.
    """
    low = word.casefold()
    ending = next((e for e in _ENDINGS if low.endswith(e) and len(low) - len(e) >= _SHORTEST_ROOT), "")
    cut = low.removesuffix(ending)
    if len(cut) <= _SHORTEST_ROOT:
        return cut
    doubled = cut[-1] == cut[-2] and cut[-1] not in "ls"
    return cut[:-1] if doubled or cut[-1] == "e" else cut


def name_key(name: str) -> str:
    """Return what names have in common that differ in case, hyphens, blanks and plural alone.

    "Back-pressure", "backpressure" and "Back pressures" have one key. A name of marks alone has the key "".
    """
    return "".join(singular(word) if word.endswith(_MAYBE_PLURAL) else word for word in words(name))


def gist_key(phrase: str) -> str:
    """Return the :func:`name_key` of what a phrase is about: "I want to learn GraphQL" has that of "GraphQL".

    A phrase without a term has the key "".
    """
    return "".join(terms(phrase))


def overlap(one: str, other: str) -> float:
    """Return Dice's coefficient of the sets of terms of two texts: 0 if disjoint, 1 if equal."""
    a, b = set(terms(one)), set(terms(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0

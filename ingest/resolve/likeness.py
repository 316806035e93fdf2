"""Names that are alike in meaning: embeddings propose, words decide.

On our own sample course half of the pairs with a cosine of .8 or more of which one has all the words of the
other were a thing and a narrower one ("joins", "outer joins"; "while loops", "do while loops"). So only names
of the same words in other forms ("locking rows", "row locks") are joined; the rest is left to a person.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from embeddings.words import root
from ingest.words import singular, words

Similarity = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Returns the cosine of each pair of names."""

_SIMILAR = 0.8
_WORTH_A_LOOK = 0.75
_EVERYWHERE = 50
"""A word that more names have tells nothing of any two of them, and would make too many pairs."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names alike in meaning, the shorter first; ``decided`` where their words are the same too."""

    one: str
    other: str
    cosine: float
    decided: bool


def alike(names: Collection[str], fillers: Collection[str], similar: Similarity) -> list[Likeness]:
    """Return the names that are alike, as pairs in order; ``fillers`` are words that say nothing.

    Only names that share a word are compared: that bounds the work, and without one few are the same.
    """
    families = {name: _family(name, fillers) for name in names}
    pairs = sorted(_sharing(families))
    scores = similar(pairs) if pairs else ()
    found = []
    for (one, other), score in zip(pairs, scores, strict=True):
        cosine = round(float(score), 2)
        decided = families[one] == families[other] and cosine >= _SIMILAR and _code(one) == _code(other)
        if decided or cosine >= _WORTH_A_LOOK:
            found.append(Likeness(one, other, cosine, decided))
    return found


def _family(name: str, fillers: Collection[str]) -> frozenset[str]:
    """Return the roots of a name's words, grammar included: "testing without mocks" is not "with mocks"."""
    return frozenset(root(singular(word)) for word in words(name) if word.casefold() not in fillers)


def _code(name: str) -> list[str]:
    """Return the words that are written as code is: "IS DISTINCT FROM" is another thing than "DISTINCT"."""
    return sorted(word for word in words(name) if len(word) > 1 and word.isupper())


def _sharing(families: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    having: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(families, key=lambda name: (len(name), name)):
        for word in families[name]:
            having[word].append(name)
    seen: set[tuple[str, str]] = set()
    for sharing in having.values():
        if len(sharing) <= _EVERYWHERE:
            seen.update(combinations(sharing, 2))
    return iter(seen)

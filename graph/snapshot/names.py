"""Finding nodes by id, name or alias, and what is spelled much like them."""

from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from typing import Final

_NEAR: Final = 0.6
_COMPARED: Final = 2000
"""How many candidates are compared letter by letter; those that share most letter pairs go first."""


def fold(name: str) -> str:
    """Return a name as it is compared: without case, and with single spaces."""
    return " ".join(name.casefold().split())


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the candidates spelled most like a name, best first; none if none is close."""
    from difflib import SequenceMatcher  # noqa: PLC0415  # needed when something was mistyped, and only then

    wanted = fold(name)
    pairs = _pairs(wanted)
    plausible = nlargest(_COMPARED, set(candidates), key=lambda c: (_overlap(pairs, c), c))
    scored = ((SequenceMatcher(None, wanted, fold(c)).ratio(), c) for c in plausible)
    best = nlargest(limit, (pair for pair in scored if pair[0] >= _NEAR))
    return tuple(candidate for _, candidate in best)


def within(ids: Sequence[str], nodes: Iterable[int], curriculum: str | None) -> list[int]:
    """Return the nodes that belong to a curriculum, or all if it is None."""
    if curriculum is None:
        return list(nodes)
    return [node for node in nodes if ids[node].partition("/")[0] == curriculum]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _overlap(pairs: Collection[str], candidate: str) -> float:
    folded = fold(candidate)
    return sum(pair in folded for pair in pairs) / (1 + len(folded))

"""Finding nodes by id, name or alias, and what is spelled much like them."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from typing import Final

_NEAR: Final = 0.6
_LONGEST: Final = 100
"""Letters of a name up to which another is looked for: comparing takes the square of them."""
_COMPARED: Final = 1_000
"""How many texts are compared letter by letter."""


def fold(name: str) -> str:
    """Return a name as it is compared: without case, and with single spaces."""
    return " ".join(name.casefold().split())


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the candidates spelled most like a name, best first; none if none is close, or it is long."""
    from difflib import SequenceMatcher  # noqa: PLC0415  # needed when something was mistyped, and only then

    if len(name) > _LONGEST:
        return ()
    matcher = SequenceMatcher(b=fold(name))

    def likeness(candidate: str) -> float:
        matcher.set_seq1(fold(candidate))
        bounds = matcher.real_quick_ratio, matcher.quick_ratio  # the cheapest first
        return matcher.ratio() if all(bound() >= _NEAR for bound in bounds) else 0.0

    scored = ((likeness(candidate), candidate) for candidate in set(candidates))
    best = nlargest(limit, (pair for pair in scored if pair[0] >= _NEAR))
    return tuple(candidate for _, candidate in best)


class Spelling:
    """Texts in the order of their letters from the front, and from the back.

    Who mistyped something has its beginning or its end right most often, so that looking for what was meant
    takes no look at all texts. Both orders are made in the first look.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._orders: list[tuple[array[int], Callable[[int], str]]] = []

    def near(self, name: str) -> Iterator[int]:
        """Return which texts may be spelled like a name, each once: all of them where they are few."""
        if len(self._texts) <= _COMPARED:
            return iter(range(len(self._texts)))
        return iter(dict.fromkeys(self._around(fold(name[:_LONGEST]))))

    def prepare(self) -> None:
        """Make the orders, if they are needed; the work is that of sorting all texts twice."""
        if len(self._texts) <= _COMPARED or self._orders:
            return
        forwards = [fold(text) for text in self._texts]
        backwards = [text[::-1] for text in forwards]
        self._orders = [
            (array("i", sorted(range(len(forwards)), key=forwards.__getitem__)), self._forwards),
            (array("i", sorted(range(len(forwards)), key=backwards.__getitem__)), self._backwards),
        ]

    def _around(self, folded: str) -> Iterator[int]:
        self.prepare()
        for (order, key), wanted in zip(self._orders, (folded, folded[::-1]), strict=True):
            at = bisect_left(order, wanted, key=key)
            yield from order[max(0, at - _COMPARED // 4) : at + _COMPARED // 4]

    def _forwards(self, text: int) -> str:
        return fold(self._texts[text])

    def _backwards(self, text: int) -> str:
        return fold(self._texts[text])[::-1]


def within(ids: Sequence[str], nodes: Iterable[int], curriculum: str | None) -> list[int]:
    """Return the nodes that belong to a curriculum, or all if it is None."""
    if curriculum is None:
        return list(nodes)
    return [node for node in nodes if ids[node].partition("/")[0] == curriculum]

"""Signs in the texts that one lesson builds on another, over all pairs of lessons.

Each sign is standardised among the candidates of one lesson and all are added with equal weight: over several
curricula no trained weighting was better. Direction comes from reading order and from RefD; where nobody
chose an order, also from fame: what many lessons mention is more often what others build on.

Pairs are the one thing that grows with the square of a curriculum: they are looked at a block of lessons at a
time, one sign after the other, and only where there are candidates.

References
----------
Liang, Wu, Huang and Giles, "Measuring prerequisite relations among concepts", EMNLP 2015 (RefD).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ingest.infer.signals import Floats, Signals, logged

_NEIGHBOURS = 10
_BLOCK = 256
_CELLS = 524_288
"""The most lessons that are looked at in one go, and the most cells of their rows: those take 4 MB a sign."""


@dataclass(frozen=True, slots=True)
class Block:
    """The scores of lessons from ``start`` on with the first lessons, as (rows, width) arrays.

    Beyond that width is no candidate of theirs.
    """

    start: int
    candidates: NDArray[np.bool_]
    scores: Floats


def scored(signals: Signals, sequenced: NDArray[np.bool_]) -> Iterator[Block]:
    """Yield how much more than its other candidates each lesson seems to be what one builds on.

    ``sequenced`` (n,) are the lessons that an author put in order: of two such only the earlier can be what
    the other builds on. A score is the mean of the z-scores of all signs.
    """
    signs = _Signs(signals, sequenced)
    loose = np.flatnonzero(~sequenced)
    last = int(loose[-1]) + 1 if len(loose) else 0
    for rows in _blocks(signals):
        width = max(rows.stop, last) if sequenced[rows].all() else len(sequenced)
        candidates = _candidates(rows, sequenced, width)
        yield Block(rows.start, candidates, standardised(signs.of(rows, width), candidates))


def number_of_pairs(sequenced: NDArray[np.bool_]) -> int:
    """Return how many candidates all lessons have together."""
    n, ordered = len(sequenced), int(sequenced.sum())
    return n * (n - 1) - ordered * (ordered - 1) // 2


def standardised(signs: Iterable[Floats], candidates: NDArray[np.bool_]) -> Floats:
    """Return the mean of z-scores, each taken over a row's candidates: (rows, width), 0 outside them.

    The signs are overwritten.
    """
    count = np.maximum(candidates.sum(axis=1, keepdims=True), 1)
    total = np.zeros(candidates.shape)
    number = 0
    for sign in signs:
        total += _z_scores(sign, candidates, count)
        number += 1
    total /= max(number, 1)
    return total


def _z_scores(sign: Floats, candidates: NDArray[np.bool_], count: NDArray[np.int_]) -> Floats:
    sign *= candidates
    sign -= sign.sum(axis=1, keepdims=True) / count
    sign *= candidates
    spread = np.sqrt((sign**2).sum(axis=1, keepdims=True) / count)
    sign /= np.where(spread > 0, spread, 1.0)
    return sign


class _Signs:
    """The signs of any block of lessons.

    RefD is how much more a lesson and those like it refer to another than conversely.
    """

    def __init__(self, signals: Signals, sequenced: NDArray[np.bool_]) -> None:
        self._signals = signals
        self._similar, self._refers = _neighbours(signals), _refers(signals)
        self._to_similar, self._to_refers = _turned(self._similar), _turned(self._refers)
        self._title_words, self._introduced = _turned(signals.title_words), _turned(signals.introduced)
        self._defined = _defined(signals)
        self._fame = None if sequenced.all() else np.where(sequenced[:, None], 0.0, _fame(signals))

    def of(self, rows: slice, width: int) -> Iterator[Floats]:
        """Yield the signs of some lessons, each as an array (rows, width) that is the caller's to change."""
        signals = self._signals
        mentions = np.log1p(_dense(signals.mentions[rows]))
        yield (_dense(logged(signals.counts[rows]) @ self._title_words) + mentions)[:, :width]
        yield _similarities(signals.tfidf, rows, width)
        used = signals.used[rows].astype(np.float64).log1p()
        yield _dense(used @ self._introduced)[:, :width]
        yield _dense(self._defined[rows])[:, :width]
        refers, referred = self._similar[rows] @ self._refers, self._to_refers[rows] @ self._to_similar
        yield (_dense(refers) - _dense(referred))[:, :width]
        for vectors in (signals.heads, signals.bodies):
            if vectors is not None:
                yield (vectors[rows] @ vectors[:width].T).astype(np.float64)
        if signals.heads is not None and signals.passages is not None:
            yield _nearest(signals.passages[rows], signals.heads[:width])
        if self._fame is not None:
            yield self._fame[rows, :width].copy()


def _blocks(signals: Signals) -> Iterator[slice]:
    """Yield the lessons in blocks of such a size that neither pairs nor words of one fill the memory."""
    n = len(signals.identifiers)
    step = max(1, min(_BLOCK, _CELLS // max(n, signals.tfidf.shape[1], 1)))
    return (slice(start, min(start + step, n)) for start in range(0, n, step))


def _candidates(rows: slice, sequenced: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """Return which of the first lessons could be prerequisites of those of some rows: (rows, width)."""
    own = np.arange(rows.start, rows.stop)[:, None]
    others = np.arange(width)[None, :]
    ordered = sequenced[own] & sequenced[others]
    return np.where(ordered, others < own, others != own)


def _fame(signals: Signals) -> Floats:
    """Return by how many other lessons each is mentioned, as a logarithm: (n,)."""
    coo = signals.mentions.tocoo()
    others = coo.col[(coo.row != coo.col) & (coo.data > 0)]
    return np.log1p(np.bincount(others, minlength=len(signals.identifiers)).astype(np.float64))


def _defined(signals: Signals) -> sparse.csr_array:
    """Return the rarity of the identifiers in the row's code that the column's code has first: (n, n)."""
    n = len(signals.identifiers)
    found: defaultdict[tuple[int, int], float] = defaultdict(float)
    for row, names in enumerate(signals.identifiers):
        for name in sorted(names):
            if signals.first[name] != row:
                found[row, signals.first[name]] += signals.identifier_rarity[name]
    where = np.array(list(found), dtype=np.int64).reshape(-1, 2).T
    values = np.array(list(found.values()), dtype=np.float64)
    return sparse.csr_array((values, (where[0], where[1])), shape=(n, n))


def _refers(signals: Signals) -> sparse.csr_array:
    """Return 1 where the text of the row's lesson has the whole title of the column's: (n, n)."""
    refers = signals.mentions.copy()
    refers.data = np.ones_like(refers.data)
    return refers


def _neighbours(signals: Signals) -> sparse.csr_array:
    """Return the similarities of each lesson with its nearest, itself included, summing to 1 a row."""
    n = len(signals.identifiers)
    kept = min(_NEIGHBOURS, n)
    rows, columns, values = [], [], []
    for some in _blocks(signals):
        block = _similarities(signals.tfidf, some, n)
        own = np.arange(len(block))
        block[own, some.start + own] = 1.0
        nearest = _greatest(block, kept)
        weight = np.take_along_axis(block, nearest, axis=1)
        rows.append(np.repeat(some.start + own, kept))
        columns.append(nearest.ravel())
        values.append((weight / weight.sum(axis=1, keepdims=True)).ravel())
    where = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_array((np.concatenate(values), where), shape=(n, n))


def _greatest(block: Floats, most: int) -> NDArray[np.intp]:
    """Return the columns of the greatest values of each row, greatest first: (rows, most).

    Of equal values the first column goes first, as in a stable sort of the whole row, which would be slow.
    """
    least = np.partition(block, -most, axis=1)[:, -most, None]
    rows, columns = np.nonzero(block >= least)  # of ties, more than are asked for
    order = np.lexsort((columns, -block[rows, columns], rows))
    starts = np.searchsorted(rows, np.arange(len(block)))
    chosen: NDArray[np.intp] = columns[order[starts[:, None] + np.arange(most)]]
    return chosen


def _similarities(unit: sparse.csr_array, rows: slice, width: int) -> Floats:
    """Return the cosines of some rows with the first ones: (rows, width).

    Multiplied by a dense block: of two sparse factors half the time goes into finding where the product is
    not 0, which is nearly everywhere.
    """
    block = np.ascontiguousarray(_dense(unit[rows]).T)
    return np.ascontiguousarray((_first(unit, width) @ block).T, np.float64)


def _first(matrix: sparse.csr_array, rows: int) -> sparse.csr_array:
    """Return the first rows of a matrix, in the same memory."""
    end = matrix.indptr[rows]
    parts = matrix.data[:end], matrix.indices[:end], matrix.indptr[: rows + 1]
    return sparse.csr_array(parts, shape=(rows, matrix.shape[1]))


def _nearest(passages: Sequence[NDArray[np.float32]], heads: NDArray[np.float32]) -> Floats:
    """Return how near the passage of each lesson that is nearest to a head comes to it: (lessons, heads)."""
    starts = np.cumsum([0, *(len(part) for part in passages[:-1])])
    cosines = np.vstack(passages) @ heads.T
    return np.maximum.reduceat(cosines, starts, axis=0).astype(np.float64)


def _turned(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the transpose, ready to be multiplied by: a product would make it ready each time."""
    return sparse.csr_array(matrix.T)


def _dense(matrix: sparse.csr_array) -> Floats:
    return np.asarray(matrix.todense())

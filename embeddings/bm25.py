"""Okapi BM25: how well the words of a text answer those of a query.

References
----------
Robertson, Walker, Jones, Hancock-Beaulieu and Gatford, "Okapi at TREC-3", 1994.
Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.words import root, terms

_K1 = 1.5
_B = 0.75


class BM25:
    """An inverted index over texts, ranked by Okapi BM25.

    Words are compared by their roots: everyday speech says "restoring" where a title says "restore". The
    customary parameters: term frequency saturates with k1 = 1.5, length counts with b = .75. A term in
    ``df`` of ``n`` texts weighs ``log(1 + (n - df + .5) / (df + .5))``, which is never negative.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = np.zeros(len(texts))
        for row, text in enumerate(texts):
            counts = Counter(map(root, terms(text)))
            lengths[row] = counts.total()
            for term, count in counts.items():
                self._postings[term].append((row, count))
        mean = lengths.mean() if lengths.any() else 1.0
        self._saturation = _K1 * (1 - _B + _B * lengths / mean)

    def scores(self, query: str) -> NDArray[np.float64]:
        """Return the score of each text, in their order: 0 where it has no term of the query."""
        scores = np.zeros(len(self._saturation))
        for term, times in sorted(Counter(map(root, terms(query))).items()):
            if postings := self._postings.get(term):
                rows, counts = np.array(postings).T
                weight = math.log1p((len(scores) - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[rows] += times * weight * counts * (_K1 + 1) / (counts + self._saturation[rows])
        return scores

"""Signs in the texts that one lesson builds on another, each as a matrix over pairs of lessons.

Each sign is standardised among the candidates of one lesson and all are added with equal weight: over several
curricula no trained weighting was better. Direction comes from reading order and from RefD; where nobody
chose an order, also from fame: what many lessons mention is more often what others build on.

References
----------
Liang, Wu, Huang and Giles, "Measuring prerequisite relations among concepts", EMNLP 2015 (RefD).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.model import NodeId
from ingest.infer.corpus import Corpus
from ingest.records import ZoneKind
from ingest.resolution import Profile, Term
from ingest.terms import occurrences, phrase_key

Vectors: TypeAlias = Mapping[NodeId, NDArray[np.float32]]
Floats: TypeAlias = NDArray[np.float64]

_IDENTIFIER = re.compile(r"[^\W\d]\w{2,}")
_NEIGHBOURS = 10
_BLOCK = 256
_CELLS = 262_144
"""The most lessons that are looked at in one go, and the most pairs of them: a sign of those takes 2 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the signs are computed from, for n lessons in reading order.

    ``used`` (n, terms) has how often a lesson's running text has a key term of any lesson, ``introduced``
    (n, terms) the weight of a lesson's own key terms, ``mentions`` (n, n) how often the text of the row's
    lesson has the whole title of the column's. ``first`` gives an identifier the lesson whose code has it
    first. ``heads`` are the vectors of titles with summaries, ``passages`` those of the pieces of each body,
    ``bodies`` their means; None where there are none.
    """

    key_terms: Mapping[NodeId, Sequence[Term]]
    terms: tuple[str, ...]
    used: sparse.csr_array
    introduced: sparse.csr_array
    mentions: sparse.csr_array
    identifiers: tuple[frozenset[str], ...]
    first: Mapping[str, int]
    identifier_rarity: Mapping[str, float]
    title_words: sparse.csr_array
    logged: sparse.csr_array
    tfidf: sparse.csr_array
    heads: NDArray[np.float32] | None
    bodies: NDArray[np.float32] | None
    passages: tuple[NDArray[np.float32], ...] | None

    @classmethod
    def of(cls, corpus: Corpus, key_terms: Mapping[NodeId, Sequence[Term]], vectors: Vectors) -> "Signals":
        """Prepare the signs of a corpus; without a vector for every lesson meaning is left out."""
        keys = {
            key: i for i, key in enumerate(sorted({t.key for terms in key_terms.values() for t in terms}))
        }
        titles = [phrase_key(name) for name in corpus.names]
        columns = {key: len(keys) + i for i, key in enumerate(sorted(set(titles) - keys.keys() - {""}))}
        counts = occurrences(corpus.lessons, {**keys, **columns})
        places = {**keys, **columns}
        identifiers = tuple(map(_identifiers, corpus.lessons))
        spread = Counter(name for names in identifiers for name in names)
        n = len(corpus.lessons)
        logged = _alike(corpus.counts, 1 + np.log(corpus.counts.data, dtype=np.float64))
        heads, bodies, passages = _meanings(corpus.lessons, vectors)
        return cls(
            key_terms=key_terms,
            terms=tuple(keys),
            used=sparse.csr_array(counts[:, : len(keys)]),
            introduced=_introduced(corpus.lessons, key_terms, keys, counts),
            mentions=_mentions(counts, [places.get(title) for title in titles]),
            identifiers=identifiers,
            first={name: row for row in reversed(range(n)) for name in identifiers[row]},
            identifier_rarity={name: float(np.log((n + 1) / count)) for name, count in spread.items()},
            title_words=_title_words(corpus),
            logged=logged,
            tfidf=_unit_rows(_alike(logged, logged.data * corpus.idf[logged.indices])),
            heads=heads,
            bodies=bodies,
            passages=passages,
        )

    def blocks(self, sequenced: NDArray[np.bool_]) -> Iterator[tuple[int, list[Floats]]]:
        """Yield the first row of each block of lessons and its signs, each a (block, n) array.

        ``sequenced`` (n,) are the lessons that an author put in order. RefD is how much more the row's kind
        of lessons refer to the column than conversely; for all pairs at once it would fill the memory.
        """
        similar, refers = self._neighbours(), self._refers()
        to_similar, to_refers = _turned(similar), _turned(refers)
        defined = self._defined()
        fame = self._fame()
        title_words, tfidf, introduced = map(_turned, (self.title_words, self.tfidf, self.introduced))
        step = _step(len(self.identifiers))
        for start in range(0, len(self.identifiers), step):
            rows = slice(start, start + step)
            signs = [
                _dense(self.logged[rows] @ title_words) + np.log1p(_dense(self.mentions[rows])),
                _dense(self.tfidf[rows] @ tfidf),
                _dense(_log1p(self.used[rows]) @ introduced),
                _dense(defined[rows]),
                _dense(similar[rows] @ refers) - _dense(to_refers[rows] @ to_similar),  # RefD
            ]
            meanings = (vectors for vectors in (self.heads, self.bodies) if vectors is not None)
            signs += [(vectors[rows] @ vectors.T).astype(np.float64) for vectors in meanings]
            if self.heads is not None and self.passages is not None:
                signs.append(_nearest(self.passages[rows], self.heads))
            if not sequenced[rows].all():
                signs.append(np.where(sequenced[rows, None], 0.0, fame))
            yield start, signs

    def _fame(self) -> Floats:
        """Return by how many other lessons each is mentioned, as a logarithm: (n,)."""
        coo = self.mentions.tocoo()
        others = coo.col[(coo.row != coo.col) & (coo.data > 0)]
        return np.log1p(np.bincount(others, minlength=len(self.identifiers)).astype(np.float64))

    def _defined(self) -> sparse.csr_array:
        """Return the rarity of the identifiers in the row's code that the column's code has first: (n, n)."""
        n = len(self.identifiers)
        found: defaultdict[tuple[int, int], float] = defaultdict(float)
        for row, names in enumerate(self.identifiers):
            for name in sorted(names):
                if self.first[name] != row:
                    found[row, self.first[name]] += self.identifier_rarity[name]
        where = np.array(list(found), dtype=np.int64).reshape(-1, 2).T
        values = np.array(list(found.values()), dtype=np.float64)
        return sparse.csr_array((values, (where[0], where[1])), shape=(n, n))

    def _refers(self) -> sparse.csr_array:
        """Return 1 where the text of the row's lesson has the whole title of the column's: (n, n)."""
        refers = self.mentions.copy()
        refers.data = np.ones_like(refers.data)
        return refers

    def _neighbours(self) -> sparse.csr_array:
        """Return the similarities of each lesson with its nearest, itself included, summing to 1 a row."""
        n = len(self.identifiers)
        kept = min(_NEIGHBOURS, n)
        rows, columns, values = [], [], []
        tfidf = _turned(self.tfidf)
        step = _step(n)
        for start in range(0, n, step):
            block = _dense(self.tfidf[start : start + step] @ tfidf)
            own = np.arange(len(block))
            block[own, start + own] = 1.0
            nearest = np.argsort(-block, axis=1, kind="stable")[:, :kept]
            weight = np.take_along_axis(block, nearest, axis=1)
            rows.append(np.repeat(start + own, kept))
            columns.append(nearest.ravel())
            values.append((weight / weight.sum(axis=1, keepdims=True)).ravel())
        where = np.concatenate(rows), np.concatenate(columns)
        return sparse.csr_array((np.concatenate(values), where), shape=(n, n))


def _step(n: int) -> int:
    """Return how many of ``n`` lessons are looked at in one go."""
    return max(1, min(_BLOCK, _CELLS // max(n, 1)))


def standardised(signs: Sequence[Floats], candidates: NDArray[np.bool_]) -> Floats:
    """Return the mean of z-scores, each taken over a row's candidates: (rows, n), 0 outside them."""
    count = np.maximum(candidates.sum(axis=1, keepdims=True), 1)
    total = np.zeros(candidates.shape)
    for sign in signs:
        mean = np.where(candidates, sign, 0.0).sum(axis=1, keepdims=True) / count
        apart = np.where(candidates, sign - mean, 0.0)
        spread = np.sqrt((apart**2).sum(axis=1, keepdims=True) / count)
        total += np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    return total / max(len(signs), 1)


def _identifiers(profile: Profile) -> frozenset[str]:
    code = (r.zone.text for r in profile.readings if r.zone.kind is ZoneKind.CODE)
    return frozenset(name for text in code for name in _IDENTIFIER.findall(text))


def _introduced(
    lessons: Sequence[Profile],
    key_terms: Mapping[NodeId, Sequence[Term]],
    keys: Mapping[str, int],
    counts: sparse.csr_array,
) -> sparse.csr_array:
    """Return the weights of each lesson's key terms, by score and rarity, summing to 1 a row."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    matrix = sparse.lil_array((len(lessons), len(keys)))
    for row, lesson in enumerate(lessons):
        for term in key_terms.get(lesson.id, ()):
            column = keys[term.key]
            matrix[row, column] = term.score * np.log((1 + len(lessons)) / max(spread[column], 1))
    csr = sparse.csr_array(matrix)
    total = np.asarray(csr.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.where(total > 0, total, 1.0)) @ csr)


def _mentions(counts: sparse.csr_array, columns: Sequence[int | None]) -> sparse.csr_array:
    """Return the occurrences of titles by lesson; a title without a word of its own is mentioned nowhere."""
    n = len(columns)
    known = [(row, column) for row, column in enumerate(columns) if column is not None]
    where = [column for _, column in known], [row for row, _ in known]
    pick = sparse.csr_array((np.ones(len(known)), where), shape=(counts.shape[1], n))
    return sparse.csr_array(counts @ pick)


def _title_words(corpus: Corpus) -> sparse.csr_array:
    """Return the weights of the roots of each lesson's title, by rarity, summing to 1 a row."""
    rows, columns, values = [], [], []
    for row, title in enumerate(corpus.titles):
        known = sorted(corpus.vocabulary[root] for root in title if root in corpus.vocabulary)
        weights = corpus.idf[known]
        rows += [row] * len(known)
        columns += known
        values += list(weights / weights.sum() if weights.sum() > 0 else weights)
    return sparse.csr_array((values, (rows, columns)), shape=(len(corpus.titles), len(corpus.vocabulary)))


def _meanings(
    lessons: Sequence[Profile], vectors: Vectors
) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None, tuple[NDArray[np.float32], ...] | None]:
    """Return the (n, d) unit vectors of titles with summaries, and where there are any of bodies.

    The last are those of the passages of each body, (passages, d); a lesson without one has its head there.
    """
    parts = [vectors.get(lesson.id) for lesson in lessons]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None, None, None
    heads = np.vstack([part[0] for part in known])
    if all(len(part) == 1 for part in known):
        return heads, None, None
    passages = tuple(part[1:] if len(part) > 1 else part for part in known)
    means = np.vstack([part.mean(axis=0) for part in passages])
    return heads, means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9), passages


def _nearest(passages: Sequence[NDArray[np.float32]], heads: NDArray[np.float32]) -> Floats:
    """Return how near the passage of each lesson that is nearest to a head comes to it: (lessons, heads)."""
    starts = np.cumsum([0, *(len(part) for part in passages[:-1])])
    cosines = np.vstack(passages) @ heads.T
    return np.maximum.reduceat(cosines, starts, axis=0).astype(np.float64)


def _unit_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, weights=matrix.data**2, minlength=matrix.shape[0]))
    return _alike(matrix, matrix.data / np.where(norms > 0, norms, 1.0)[rows])


def _alike(matrix: sparse.csr_array, data: Floats) -> sparse.csr_array:
    """Return a matrix of other values in the same places, which both keep in one memory."""
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _turned(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the transpose, ready to be multiplied by: a product would make it ready each time."""
    return sparse.csr_array(matrix.T)


def _log1p(matrix: sparse.csr_array) -> sparse.csr_array:
    result = matrix.copy()
    result.data = np.log1p(result.data)
    return result


def _dense(matrix: sparse.csr_array) -> Floats:
    return np.asarray(matrix.todense())

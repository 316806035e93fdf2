"""What the signs that one lesson builds on another are computed from (:mod:`ingest.infer.pairs`)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.model import NodeId
from ingest.infer.corpus import Corpus
from ingest.phrases import occurrences, phrase_key
from ingest.records import ZoneKind
from ingest.resolution import Profile, Term

Vectors: TypeAlias = Mapping[NodeId, NDArray[np.float32]]
Floats: TypeAlias = NDArray[np.float64]

_IDENTIFIER = re.compile(r"[^\W\d]\w{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the texts of n lessons in reading order have in common.

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
    counts: sparse.csr_array
    tfidf: sparse.csr_array
    heads: NDArray[np.float32] | None
    bodies: NDArray[np.float32] | None
    passages: tuple[NDArray[np.float32], ...] | None

    @classmethod
    def of(cls, corpus: Corpus, key_terms: Mapping[NodeId, Sequence[Term]], vectors: Vectors) -> "Signals":
        """Prepare the signs of a corpus; without a vector for every lesson meaning is left out."""
        tfidf = _tfidf(corpus)
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
            counts=corpus.counts,
            tfidf=tfidf,
            heads=heads,
            bodies=bodies,
            passages=passages,
        )


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
    known = [(row, column) for row, column in enumerate(columns) if column is not None]
    rows, picked = np.array(known, np.int32).reshape(-1, 2).T
    pick = sparse.csr_array((np.ones(len(known)), (picked, rows)), shape=(counts.shape[1], len(columns)))
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


def logged(counts: sparse.csr_array) -> sparse.csr_array:
    """Return 1 + ln(count) where there is a count."""
    return _alike(counts, 1 + np.log(counts.data, dtype=np.float64))


def _tfidf(corpus: Corpus) -> sparse.csr_array:
    """Return the weights of each lesson's roots, as rows of length 1.

    In single precision all pairs are multiplied in two thirds of the time, and seven digits say enough.
    """
    matrix = logged(corpus.counts)
    matrix.data *= corpus.idf[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, weights=matrix.data**2, minlength=matrix.shape[0]))
    matrix.data /= np.where(norms > 0, norms, 1.0)[rows]
    return matrix.astype(np.float32)


def _alike(matrix: sparse.csr_array, data: Floats) -> sparse.csr_array:
    """Return a matrix of other values in the same places, which both keep in one memory."""
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)

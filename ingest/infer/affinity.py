"""Which lessons treat what a sentence speaks of: shared words and closeness in meaning.

A score is how far a lesson stands out from the others that come into question: the share of the sentence's
words (by rarity) that the lesson speaks of, plus the cosine of its closest passage, each less the mean of
those lessons. A sentence is short and lessons of a module resemble one another, so absolute values tell
little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import fsum

import numpy as np
from numpy.typing import NDArray

from embeddings.words import root
from graph.model import NodeId
from ingest.infer.corpus import Corpus
from ingest.records import ZoneKind
from ingest.resolution import Reading
from ingest.words import STOP_WORDS, roots, sentences, words

Vectors = Mapping[NodeId, NDArray[np.float32]]

_ENOUGH = 4
_SAMPLE = 32
_UNRELATED = 0.2


@dataclass(frozen=True, slots=True)
class Support:
    """How well a lesson treats a sentence; ``shared`` are the words that both have, rarest first."""

    lesson: NodeId
    score: float
    cosine: float | None
    shared: tuple[str, ...]


class Affinity:
    """Compares sentences with the lessons of a corpus."""

    def __init__(self, corpus: Corpus, vectors: Vectors) -> None:
        self._corpus = corpus
        self._vectors = vectors
        step = max(1, len(corpus.lessons) // _SAMPLE)
        self._sample = [lesson.id for lesson in corpus.lessons[::step]]

    def rank(self, sentence: NodeId, text: str, among: Sequence[NodeId]) -> list[Support]:
        """Return how well each of some lessons treats a sentence, best first."""
        base = among if len(among) >= _ENOUGH else self._sample
        shares = {lesson: self.share(text, lesson) for lesson in {*base, *among}}
        cosines = {lesson: self.cosine(sentence, lesson) for lesson in shares}
        usual_share = self._usual([shares[b] for b in base], 0.0)
        usual_cosine = self._usual([cosines[b] or 0.0 for b in base], _UNRELATED)
        found = []
        for lesson in among:
            close = cosines[lesson]
            score = shares[lesson] - usual_share
            score = 2 * score if close is None else score + close - usual_cosine
            found.append(Support(lesson, score, close, self.shared(text, lesson)))
        return sorted(found, key=lambda s: (-s.score, s.lesson))

    @staticmethod
    def _usual(values: Sequence[float], default: float) -> float:
        """Return the mean of values; of too few to compare, what unrelated texts have."""
        return float(np.mean(values)) if len(values) >= _ENOUGH else default

    def share(self, text: str, lesson: NodeId) -> float:
        """Return the share of a text's words, weighted by rarity and place, that a lesson has."""
        wanted = set(roots(text))
        weights = self._corpus.weights(lesson, wanted)
        total = sum(map(self._corpus.rarity, wanted))
        return sum(self._corpus.rarity(r) * weight for r, weight in weights.items()) / total if total else 0.0

    def shared(self, text: str, lesson: NodeId) -> tuple[str, ...]:
        """Return the words of a text that a lesson speaks of, rarest first, as written in the text."""
        spelt = {root(w): w for w in reversed(words(text)) if w.casefold() not in STOP_WORDS and len(w) > 1}
        weights = self._corpus.weights(lesson, spelt)
        found = sorted(weights, key=lambda r: (-self._corpus.rarity(r), r))
        return tuple(spelt[r] for r in found)

    def overlap(self, name: str, text: str) -> float:
        """Return the share of a name's words, weighted by rarity, that a text has."""
        wanted = set(roots(name))
        total = sum(map(self._corpus.rarity, wanted))
        return sum(map(self._corpus.rarity, wanted & set(roots(text)))) / total if total else 0.0

    def cosine(self, sentence: NodeId, node: NodeId) -> float | None:
        """Return the cosine of a sentence and the closest passage of a node, if both have vectors."""
        one, other = self._vectors.get(sentence), self._vectors.get(node)
        return None if one is None or other is None else float((other @ one[0]).max())

    def quote(self, text: str, lesson: NodeId) -> tuple[Reading, str]:
        """Return the sentence of a lesson, its title last, that shares most with a text, and its place."""
        corpus, row = self._corpus, self._corpus.rows[lesson]
        readings = corpus.lessons[row].readings
        rarity = {corpus.vocabulary[r]: corpus.rarity(r) for r in roots(text) if r in corpus.vocabulary}
        shared = corpus.said.having(row, rarity)

        def rank(sentence: int) -> tuple[float, bool]:
            number, _ = corpus.said.place(row, sentence)
            value = fsum(rarity[column] for column in shared.get(sentence, ()))
            return value, readings[number].zone.kind is not ZoneKind.TITLE

        best = max(sorted(shared) or corpus.said.of(row), key=rank)  # a profile has at least its title
        number, place = corpus.said.place(row, best)
        reading = readings[number]
        return reading, next(islice(sentences(reading.zone.text), place, None))

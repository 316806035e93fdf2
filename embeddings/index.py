"""Which nodes of a curriculum a phrase in everyday words means.

Exact names go first. The rest is ranked by the sum of four standardised signals: the cosine of a node's name
and summary, that of the best passage of its body, that of the nearest of its relatives (what a lesson teaches
or guards against) and BM25 of all its texts. The last two weigh half: their best is more often a coincidence,
of one name among many or of one word.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embeddings.bm25 import BM25
from embeddings.excerpts import excerpt
from embeddings.fusion import standardised_sum
from embeddings.nearest import cosines, top
from embeddings.ports import Vectors
from embeddings.words import gist_key, name_key, terms
from graph.model import NodeId

_WEIGHTS = (1.0, 1.0, 0.5, 0.5)
"""Of summary, body, words and relative."""


@dataclass(frozen=True, slots=True)
class Match:
    """A node that a phrase may mean, and why; a signal is None where the node has no text of its kind.

    Attributes
    ----------
    score
        Standard deviations above the average candidate, a weighted sum over the signals:
        comparable within one ranking alone.
    named
        Whether one of the node's names equals the phrase, or what the phrase is about, but for case, hyphens
        and plural.
    summary
        Cosine of the phrase with the node's name and summary, -1 to 1.
    body
        The highest cosine of the phrase with a passage of the node's body, -1 to 1.
    words
        BM25 of the phrase in the node's texts, 0 or more.
    relative
        The highest cosine of the phrase with the name of a relative, -1 to 1.
    """

    node: NodeId
    score: float
    named: bool
    summary: float | None
    body: float | None
    words: float | None
    relative: float | None

    @property
    def similarity(self) -> float | None:
        """Return the highest of the cosines."""
        return max((c for c in (self.summary, self.body, self.relative) if c is not None), default=None)


@dataclass(frozen=True, slots=True)
class Relatives:
    """Pairs of positions, shape (p,) each: ``relative`` speaks for ``node``."""

    node: NDArray[np.intp]
    relative: NDArray[np.intp]


class Index:
    """Ranks nodes by their names and passages; immutable, safe to share between threads.

    What exact names and BM25 need is computed at the first ranking that needs it.
    """

    def __init__(
        self,
        nodes: Sequence[NodeId],
        parts: Sequence[int],
        texts: Sequence[str],
        vectors: Vectors,
        names: Mapping[NodeId, Sequence[str]],
    ) -> None:
        """Index passages, in any order, and the names of their nodes.

        Parameters
        ----------
        nodes, parts, texts
            Of each passage its node, its part (0: name and summary, from 1: chunks of the body), its text.
        vectors
            Their unit vectors, shape (n, d).
        names
            Each node's name and aliases; a node without passages is found by an equal name alone.
        """
        keys = list(zip(nodes, parts, strict=True))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._nodes = sorted({*nodes, *names})
        self._positions = {node: position for position, node in enumerate(self._nodes)}
        self._owners = np.array([self._positions[nodes[i]] for i in order], dtype=np.intp)
        self._in_body = np.array([parts[i] > 0 for i in order], dtype=np.bool_)
        self._texts = [texts[i] for i in order]
        self._vectors = vectors[order]
        self._names = names

    def relatives(self, pairs: Iterable[tuple[NodeId, NodeId]]) -> Relatives:
        """Return (node, relative) pairs as :meth:`rank` reads them, without those of unknown nodes."""
        at = self._positions
        found = [(at[node], at[other]) for node, other in pairs if node in at and other in at]
        node, relative = np.array(found, dtype=np.intp).reshape(-1, 2).T
        return Relatives(node, relative)

    def rank(
        self,
        phrase: str,
        vector: Vectors,
        *,
        among: Collection[NodeId] | None = None,
        relatives: Relatives | None = None,
        limit: int | None = None,
    ) -> list[Match]:
        """Return the nodes that a phrase may mean, best first; equals go in the order of their ids.

        Nodes with an equal name go first. No cosine is so low that it rules a node out: whatever has passages
        is ranked, for the caller to show the first few.

        Parameters
        ----------
        phrase, vector
            A text and its unit vector, shape (d,), by the encoder that encoded the passages.
        among
            The candidates, of which unknown ones are ignored; default: every node.
        relatives
            Nodes that speak for candidates; they need not be candidates themselves.
        limit
            How many to return at most; default: all.
        """
        candidates = self._candidates(among)
        signals = self._signals(phrase, vector, relatives)
        named = self._named(phrase)
        scores = standardised_sum([signal[candidates] for signal in signals], _WEIGHTS)
        silent = np.isnan(signals[:2, candidates]).all(axis=0) & ~named[candidates]
        order = top(np.where(named[candidates], scores + 1e6, scores), len(candidates))
        kept = [i for i in order if not silent[i]][:limit]
        return [
            Match(
                self._nodes[candidates[i]],
                float(scores[i]),
                bool(named[candidates[i]]),
                *map(_optional, signals[:, candidates[i]]),
            )
            for i in kept
        ]

    def snippets(self, phrase: str, vector: Vectors, nodes: Iterable[NodeId]) -> dict[NodeId, str]:
        """Return for each node a piece of its body that says most of a phrase; a node without one is absent.

        It is of the passage of the highest cosine, around the first word that both have.
        """
        found = {}
        words = frozenset(terms(phrase))
        for node in nodes:
            start, end = np.searchsorted(self._owners, [self._positions[node], self._positions[node] + 1])
            own = start + np.flatnonzero(self._in_body[start:end])
            if own.size:
                best = own[np.argmax(self._vectors[own] @ vector)]
                found[node] = excerpt(self._texts[best], words)
        return found

    def _candidates(self, among: Collection[NodeId] | None) -> NDArray[np.intp]:
        if among is None:
            return np.arange(len(self._nodes))
        known = {self._positions[node] for node in among if node in self._positions}
        return np.array(sorted(known), dtype=np.intp)

    def _signals(self, phrase: str, vector: Vectors, relatives: Relatives | None) -> NDArray[np.float64]:
        """Return summary, body, words and relative of every node, shape (4, n); NaN where there is none."""
        signals = np.full((4, len(self._nodes)), np.nan)
        summary, body, words, relative = signals
        cosine = cosines(self._vectors, vector)
        np.fmax.at(summary, self._owners[~self._in_body], cosine[~self._in_body])
        np.fmax.at(body, self._owners[self._in_body], cosine[self._in_body])
        owners, bm25 = self._bm25
        words[owners] = bm25.scores(phrase)
        if relatives is not None:
            np.fmax.at(relative, relatives.node, summary[relatives.relative])
        return signals

    def _named(self, phrase: str) -> NDArray[np.bool_]:
        named = np.zeros(len(self._nodes), dtype=np.bool_)
        for key in (name_key(phrase), gist_key(phrase)):
            named[self._by_name.get(key, [])] = True
        return named

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        positions = defaultdict(list)
        for node, names in self._names.items():
            for key in {name_key(name) for name in names} - {""}:
                positions[key].append(self._positions[node])
        return dict(positions)

    @cached_property
    def _bm25(self) -> tuple[list[int], BM25]:
        """Return the positions of the nodes that have texts, and the words of these."""
        texts = defaultdict(list)
        for row, owner in enumerate(self._owners.tolist()):
            texts[owner].append(self._texts[row])
        return list(texts), BM25(["\n".join(passages) for passages in texts.values()])


def _optional(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)

"""Why one lesson seems to build on another, in words that a person can check."""

from collections.abc import Sequence

from scipy import sparse

from ingest.infer.affinity import Affinity
from ingest.infer.corpus import Corpus
from ingest.infer.signals import Signals
from ingest.phrases import phrase_key
from ingest.resolution import Reading, Term

_MOST = 3
_OFTEN = 2
_FEW_LESSONS = 3
_EVERYWHERE = 0.5


class Reasons:
    """Finds the signs of a pair of lessons that tell most."""

    def __init__(self, corpus: Corpus, signals: Signals, affinity: Affinity) -> None:
        self._corpus = corpus
        self._signals = signals
        self._affinity = affinity
        self._everywhere = max(_FEW_LESSONS, _EVERYWHERE * len(corpus.lessons))
        self._columns = {key: column for column, key in enumerate(signals.terms)}

    def why(self, lesson: int, other: int) -> tuple[str, tuple[Reading, str]]:
        """Return the reasons for a pair of rows, and a sentence of the lesson that shows the first.

        A word used once and closeness in meaning alone are no reasons: siblings have as much in common.
        """
        terms = self._terms(lesson, other)
        title = self._corpus.names[other]
        mentioned = int(self._signals.mentions[lesson, other])
        enough = sum(count for _, count in terms) >= _OFTEN
        parts = [self._uses(terms[:_MOST], other)] if enough else []
        if mentioned and phrase_key(title) not in {term.key for term, _ in terms}:
            parts.insert(0, f"mentions “{title}” {_times(mentioned)}")
        parts += self._code(lesson, other)
        if parts:
            parts += self._meaning(lesson, other)
        shown = terms[0][0].name if terms else title
        return "; ".join(parts), self._affinity.quote(shown, self._corpus.lessons[lesson].id)

    def _terms(self, lesson: int, other: int) -> list[tuple[Term, int]]:
        """Return the other's key terms that the lesson uses, weightiest first, with how often it does."""
        used, introduced = _row(self._signals.used, lesson), _row(self._signals.introduced, other)
        found = []
        for term in self._signals.key_terms.get(self._corpus.lessons[other].id, ()):
            column = self._columns[term.key]
            count = int(used.get(column, 0))
            if count and term.lessons <= self._everywhere:
                found.append((term, count, introduced.get(column, 0.0) * count))
        found.sort(key=lambda item: (-item[2], item[0].key))
        return [(term, count) for term, count, _ in found]

    def _uses(self, terms: Sequence[tuple[Term, int]], other: int) -> str:
        used = ", ".join(f"“{term.name}” {_times(count)}" for term, count in terms)
        lines = ", ".join(str(line) for line in sorted({term.first.zone.span.first for term, _ in terms}))
        return f"uses {used}, introduced in “{self._corpus.names[other]}” ({_lines(lines)})"

    def _code(self, lesson: int, other: int) -> list[str]:
        """Return the rarest names, unmistakably of code, that the lesson uses and the other has first."""
        names = filter(_is_code, self._signals.identifiers[lesson])
        own = (name for name in names if self._signals.first[name] == other)
        rarest = sorted(own, key=lambda name: (-self._signals.identifier_rarity[name], name))[:_MOST]
        quoted = ", ".join(f"`{name}`" for name in rarest)
        return [f"its code uses {quoted}, first seen in “{self._corpus.names[other]}”"] if rarest else []

    def _meaning(self, lesson: int, other: int) -> list[str]:
        if self._signals.heads is None:
            return []
        cosine = float(self._signals.heads[lesson] @ self._signals.heads[other])
        return [f"close in meaning (cosine {cosine:.2f})"]


def _row(matrix: sparse.csr_array, row: int) -> dict[int, float]:
    """Return the values of a row by column: a sparse matrix is slow to ask for one value at a time."""
    inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return dict(zip(matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True))


def _is_code(name: str) -> bool:
    return "_" in name.strip("_") or not (name[1:].islower() or name.isupper())


def _lines(numbers: str) -> str:
    return f"lines {numbers}" if "," in numbers else f"line {numbers}"


def _times(count: int) -> str:
    return {1: "once", _OFTEN: "twice"}.get(count, f"{count} times")

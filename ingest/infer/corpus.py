"""The lessons of a curriculum as counts of word roots: what all conclusions are drawn from."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.model import Edge, EdgeKind, Fact, FactId, NodeId, NodeKind, Skill
from ingest.records import ZoneKind
from ingest.resolution import Profile, Resolution
from ingest.words import roots, sentences, subject_root, words

_PLACES = {ZoneKind.TITLE: 10, ZoneKind.SUMMARY: 8, ZoneKind.HEADING: 8, ZoneKind.BODY: 5}
_TAUGHT = 9
_WEIGHTIEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Lessons in reading order, rows of sparse matrices over a vocabulary of roots.

    ``counts`` (lessons, roots) has how often a root occurs outside code, ``places`` how weighty the best of
    its places is, in tenths; ``idf`` (roots,) is ln((n + 1) / (df + ½)). ``titles`` are the roots of
    lessons' names, ``said`` the sentences that are counted.
    """

    lessons: tuple[Profile, ...]
    names: tuple[str, ...]
    rows: Mapping[NodeId, int]
    vocabulary: Mapping[str, int]
    counts: sparse.csr_array
    places: sparse.csr_array
    idf: NDArray[np.float64]
    titles: tuple[frozenset[str], ...]
    said: "_Sentences"

    @classmethod
    def of(cls, resolution: Resolution, facts: Mapping[FactId, Fact]) -> "Corpus":
        """Count the words of a resolution's lessons; names of taught skills are words of their lesson too."""
        lessons = tuple(p for p in resolution.profiles if p.kind is NodeKind.LESSON)
        taught = _taught(facts)
        columns = _Columns()
        counts, places, said = _Rows("f"), _Rows("B"), _Sentences()
        for profile in lessons:
            count, place = _words(profile, taught.get(profile.id, ()), columns, said)
            counts.append(count)
            places.append(place)
        vocabulary = columns.of_roots
        weighty = places.matrix(len(vocabulary))
        spread = np.bincount(weighty.indices, minlength=len(vocabulary))
        names = tuple(getattr(facts.get(profile.id), "name", "") for profile in lessons)
        return cls(
            lessons=lessons,
            names=names,
            rows={profile.id: row for row, profile in enumerate(lessons)},
            vocabulary=vocabulary,
            counts=counts.matrix(len(vocabulary)),
            places=weighty,
            idf=np.log((len(lessons) + 1) / (spread + 0.5)),
            titles=tuple(frozenset(roots(name)) for name in names),
            said=said,
        )

    def rarity(self, root: str) -> float:
        """Return the idf of a root; one that no lesson has is as rare as can be."""
        column = self.vocabulary.get(root)
        return float(np.log(2 * len(self.lessons) + 2) if column is None else self.idf[column])

    def weights(self, lesson: NodeId, words: Iterable[str]) -> dict[str, float]:
        """Return the roots that a lesson speaks of, each with the weight of its best place, from 0 to 1."""
        row = self.rows[lesson]
        inside = slice(self.places.indptr[row], self.places.indptr[row + 1])
        known = dict(
            zip(self.places.indices[inside].tolist(), self.places.data[inside].tolist(), strict=True)
        )
        columns = {word: self.vocabulary.get(word, -1) for word in words}
        return {word: known[column] / _WEIGHTIEST for word, column in columns.items() if column in known}


class _Columns(dict[str, int]):
    """The column of the root of each word, and -1 for words that may name no subject."""

    def __init__(self) -> None:
        super().__init__()
        self.of_roots: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        """Give the root of a word a column, if it has none."""
        root = subject_root(word)
        self[word] = column = self.of_roots.setdefault(root, len(self.of_roots)) if root else -1
        return column

    def of(self, text: str) -> list[int]:
        """Return the columns of the roots of a text, in order."""
        return [column for column in map(self.__getitem__, words(text)) if column >= 0]


class _Rows:
    """Rows of a sparse matrix under construction; ``kind`` is that of its values, as :mod:`array` has it."""

    def __init__(self, kind: Literal["f", "B"]) -> None:
        self._columns = array("i")
        self._values = array(kind)
        self._ends = array("i", [0])

    def append(self, row: Mapping[int, int]) -> None:
        """Add a row, by column."""
        self._columns.extend(row)
        self._values.extend(row.values())
        self._ends.append(len(self._columns))

    def matrix(self, width: int) -> sparse.csr_array:
        """Return the rows, in the memory that they were gathered in."""
        parts = (np.asarray(self._values), np.asarray(self._columns), np.asarray(self._ends))
        return sparse.csr_array(parts, shape=(len(self._ends) - 1, width))


class _Sentences:
    """The sentences of all lessons as columns of their roots: the words need not be read again."""

    def __init__(self) -> None:
        self._columns = array("i")
        self._ends = array("i", [0])
        self._readings = array("i")
        self._lessons = array("i", [0])

    def append(self, reading: int, columns: Sequence[int]) -> None:
        """Add a sentence of a lesson's ``reading``."""
        self._columns.extend(columns)
        self._ends.append(len(self._columns))
        self._readings.append(reading)

    def end(self) -> None:
        """End a lesson: what follows is of the next."""
        self._lessons.append(len(self._readings))

    def of(self, row: int) -> range:
        """Return the numbers of a lesson's sentences."""
        return range(self._lessons[row], self._lessons[row + 1])

    def having(self, row: int, columns: Collection[int]) -> dict[int, set[int]]:
        """Return which of some columns each sentence of a lesson has, by number, if it has any."""
        inside = self.of(row)
        start = self._ends[inside.start]
        found: defaultdict[int, set[int]] = defaultdict(set)
        for place, column in enumerate(self._columns[start : self._ends[inside.stop]], start):
            if column in columns:
                found[bisect_right(self._ends, place, inside.start, inside.stop) - 1].add(column)
        return found

    def place(self, row: int, sentence: int) -> tuple[int, int]:
        """Return the number of the reading that a lesson's sentence stands in, and its own number there."""
        reading = self._readings[sentence]
        return reading, sentence - bisect_left(self._readings, reading, self._lessons[row], sentence)


def _words(
    profile: Profile, taught: Sequence[str], columns: _Columns, said: _Sentences
) -> tuple[Counter[int], dict[int, int]]:
    """Return how often a lesson has each root and in how weighty a place; add its sentences."""
    count: Counter[int] = Counter()
    placed: defaultdict[int, set[int]] = defaultdict(set)
    for number, reading in enumerate(profile.readings):
        weight = _PLACES.get(reading.zone.kind)
        if weight is not None:
            for sentence in sentences(reading.zone.text):
                found = columns.of(sentence)
                said.append(number, found)
                count.update(found)
                placed[weight].update(found)
    said.end()
    for name in taught:
        placed[_TAUGHT].update(columns.of(name))
    return count, {column: weight for weight in sorted(placed) for column in placed[weight]}


def _taught(facts: Mapping[FactId, Fact]) -> dict[NodeId, list[str]]:
    found: defaultdict[NodeId, list[str]] = defaultdict(list)
    for edge in facts.values():
        if isinstance(edge, Edge) and edge.kind is EdgeKind.TEACHES:
            skill = facts.get(edge.target)
            if isinstance(skill, Skill):
                found[edge.source].append(skill.name)
    return found

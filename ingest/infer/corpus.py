"""The lessons of a curriculum as counts of word roots: what all conclusions are drawn from."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.model import Edge, EdgeKind, Fact, FactId, NodeId, NodeKind, Skill
from ingest.records import ZoneKind
from ingest.resolution import Profile, Resolution
from ingest.words import roots, sentences

_PLACES = {ZoneKind.TITLE: 1.0, ZoneKind.SUMMARY: 0.8, ZoneKind.HEADING: 0.8, ZoneKind.BODY: 0.5}
_TAUGHT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Lessons in reading order, rows of sparse matrices over a vocabulary of roots.

    ``counts`` (lessons, roots) has how often a root occurs outside code, ``places`` how weighty the best of
    its places is, from 0 to 1; ``idf`` (roots,) is ln((n + 1) / (df + ½)). ``titles`` are the roots of
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
        vocabulary: dict[str, int] = {}
        counts, places, said = _Rows(vocabulary, "f"), _Rows(vocabulary, "d"), _Sentences(vocabulary)
        for profile in lessons:
            count, place = _words(profile, taught.get(profile.id, ()), said)
            counts.append(count)
            places.append(place)
        weighty = places.matrix()
        spread = np.bincount(weighty.indices, minlength=len(vocabulary))
        names = tuple(getattr(facts.get(profile.id), "name", "") for profile in lessons)
        return cls(
            lessons=lessons,
            names=names,
            rows={profile.id: row for row, profile in enumerate(lessons)},
            vocabulary=vocabulary,
            counts=counts.matrix(),
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
        """Return those of some roots that a lesson speaks of, and how weighty the best place of each is."""
        row = self.rows[lesson]
        inside = slice(self.places.indptr[row], self.places.indptr[row + 1])
        known = dict(
            zip(self.places.indices[inside].tolist(), self.places.data[inside].tolist(), strict=True)
        )
        columns = {word: self.vocabulary.get(word, -1) for word in words}
        return {word: known[column] for word, column in columns.items() if column in known}


class _Rows:
    """Rows of a sparse matrix under construction; ``kind`` is that of its values, as :mod:`array` has it."""

    def __init__(self, vocabulary: dict[str, int], kind: Literal["f", "d"]) -> None:
        self._vocabulary = vocabulary
        self._columns = array("i")
        self._values = array(kind)
        self._ends = array("i", [0])

    def append(self, row: Mapping[str, float]) -> None:
        """Add a row."""
        known = self._vocabulary
        self._columns.extend([known.setdefault(word, len(known)) for word in row])
        self._values.extend(row.values())
        self._ends.append(len(self._columns))

    def matrix(self) -> sparse.csr_array:
        """Return the rows, in the memory that they were gathered in."""
        shape = len(self._ends) - 1, len(self._vocabulary)
        parts = (np.asarray(self._values), np.asarray(self._columns), np.asarray(self._ends))
        return sparse.csr_array(parts, shape=shape)


class _Sentences:
    """The sentences of all lessons as numbers of their roots: the words need not be read again."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._columns = array("i")
        self._ends = array("i", [0])
        self._readings = array("i")
        self._lessons = array("i", [0])

    def append(self, reading: int, found: Sequence[str]) -> None:
        """Add a sentence of a lesson's ``reading`` by its roots."""
        known = self._vocabulary
        self._columns.extend([known.setdefault(root, len(known)) for root in found])
        self._ends.append(len(self._columns))
        self._readings.append(reading)

    def end(self) -> None:
        """End a lesson: what follows is of the next."""
        self._lessons.append(len(self._readings))

    def of(self, row: int) -> Iterator[tuple[int, set[int]]]:
        """Yield the sentences of a lesson: the number of the reading, and the columns of its roots."""
        for sentence in range(self._lessons[row], self._lessons[row + 1]):
            inside = slice(self._ends[sentence], self._ends[sentence + 1])
            yield self._readings[sentence], set(self._columns[inside])


def _words(
    profile: Profile, taught: Sequence[str], said: _Sentences
) -> tuple[Counter[str], dict[str, float]]:
    """Return how often a lesson has each root and in how weighty a place; add its sentences."""
    count: Counter[str] = Counter()
    place: dict[str, float] = {}
    for number, reading in enumerate(profile.readings):
        weight = _PLACES.get(reading.zone.kind)
        if weight is not None:
            for sentence in sentences(reading.zone.text):
                found = roots(sentence)
                said.append(number, found)
                count.update(found)
                place.update({root: weight for root in found if place.get(root, 0.0) < weight})
    said.end()
    for name in taught:
        place.update({root: _TAUGHT for root in roots(name) if place.get(root, 0.0) < _TAUGHT})
    return count, place


def _taught(facts: Mapping[FactId, Fact]) -> dict[NodeId, list[str]]:
    found: defaultdict[NodeId, list[str]] = defaultdict(list)
    for edge in facts.values():
        if isinstance(edge, Edge) and edge.kind is EdgeKind.TEACHES:
            skill = facts.get(edge.target)
            if isinstance(skill, Skill):
                found[edge.source].append(skill.name)
    return found

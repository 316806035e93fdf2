"""Phrases of running text: stretches of up to four words that no stop word, number or mark divides.

Nine of ten phrases stand once in the body of a lesson, and are nothing. So phrases are first told apart by
the hashes of their keys, in arrays, and only those that matter are spelt out. A hash is a polynomial of the
letters (Karp and Rabin, "Efficient randomized pattern-matching algorithms", IBM J. Res. Dev. 31(2), 1987), so
that the hash of a phrase follows from those of its words.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ingest.records import ZoneKind
from ingest.resolution import Profile, Reading
from ingest.words import GENERIC_WORDS, is_divider, runs, singular, stretches, words

COUNTED: Final = frozenset({ZoneKind.TITLE, ZoneKind.SUMMARY, ZoneKind.HEADING, ZoneKind.BODY})
"""The kinds of text that are prose; the rest repeats or quotes it."""

LONGEST: Final = 4
"""Words of a phrase."""

_INLINE = 40
_DIVIDER = -1
_LESSONS = 64
"""Lessons whose phrases are looked up at once: some MB."""
_BASE = 0x9E3779B97F4A7C15
_MODULUS = 1 << 64

_Hashes: TypeAlias = NDArray[np.uint64]
_Numbers: TypeAlias = NDArray[np.intp]


class Use(NamedTuple):
    """A phrase where it stands: the number of its reading, its key and its hash, its words as written."""

    reading: int
    hash: int
    key: str
    words: Sequence[str]


class Vocabulary(dict[str, int]):
    """Words as they are written, numbered as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.parts: list[str] = []
        self._hashes = array("Q")
        self._powers = array("Q")
        self._generic = array("b")

    def __missing__(self, word: str) -> int:
        """Give a word a number; all that divide runs have one that stands for none."""
        if is_divider(word):
            self[word] = _DIVIDER
            return _DIVIDER
        self[word] = number = len(self.written)
        part = _part(word)
        self.written.append(word)
        self.parts.append(part)
        self._hashes.append(_hash(part))
        self._powers.append(pow(_BASE, len(part), _MODULUS))
        self._generic.append(word.casefold() in GENERIC_WORDS and not word.isupper())
        return number

    def look_up(self, at: NDArray[np.int32]) -> tuple[_Hashes, _Hashes, NDArray[np.bool_]]:
        """Return of each word the hash, the factor of a hash before it, and whether no phrase ends in it."""
        hashes, powers = (np.frombuffer(held, np.uint64)[at] for held in (self._hashes, self._powers))
        return hashes, powers, np.frombuffer(self._generic, np.bool_)[at]


class _Runs:
    """Runs of words as numbers, each with the tag that its text was given; dividers stand among them."""

    def __init__(self, texts: Iterable[tuple[int, str]], vocabulary: Vocabulary) -> None:
        self.numbers, ends, tags = array("i"), array("i", [0]), array("i")
        number = vocabulary.__getitem__
        for tag, text in texts:
            for stretch in stretches(text):
                self.numbers.extend(map(number, stretch.split(" ")))
                ends.append(len(self.numbers))
                tags.append(tag)
        self.tags = np.repeat(np.array(tags, np.int32), np.diff(ends))
        self._words = np.array(self.numbers, np.int32)
        self._left = _left(self._words != _DIVIDER, ends)
        self._vocabulary = vocabulary

    def grams(self) -> tuple[_Hashes, _Numbers, _Numbers]:
        """Return of each phrase the hash, the place of its first word and its words; short ones first."""
        at = np.flatnonzero(self._left)
        if not len(at):
            return np.zeros(0, np.uint64), np.zeros(0, np.intp), np.zeros(0, np.intp)
        hashes, powers, generic = self._vocabulary.look_up(self._words)
        key = hashes[at]
        found = []
        for size in range(1, LONGEST + 1):
            if size > 1:
                goes_on = self._left[at] >= size
                at = at[goes_on]
                key = key[goes_on] * powers[at + size - 1] + hashes[at + size - 1]
            named = ~generic[at + size - 1]
            found.append((key[named], at[named], np.full(int(named.sum()), size)))
        keys, starts, sizes = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return keys, starts, sizes


def _left(is_inside: NDArray[np.bool_], ends: Sequence[int]) -> _Numbers:
    """Return how many words its run has from each word on: 0 for a divider; ``ends`` end runs as well."""
    stops = np.append(~is_inside, False)
    stops[np.asarray(ends)] = True
    following = np.flatnonzero(stops)[np.cumsum(stops)[:-1]]
    return np.where(is_inside, following - np.arange(len(is_inside)), 0)


def weighty_uses(readings: Sequence[Reading], vocabulary: Vocabulary) -> Iterator[Use]:
    """Yield, in reading order, the uses of phrases that recur in the prose or stand outside its body.

    Long pieces of code are left out.
    """
    kinds = [reading.zone.kind for reading in readings]
    read = _Runs(
        (
            (number, reading.zone.text)
            for number, reading in enumerate(readings)
            if reading.zone.kind is not ZoneKind.CODE or len(reading.zone.text) <= _INLINE
        ),
        vocabulary,
    )
    keys, starts, sizes = read.grams()
    tags = read.tags[starts]
    counted = np.array([kind in COUNTED for kind in kinds], np.bool_)[tags]
    weighty = np.array([kind is not ZoneKind.BODY for kind in kinds], np.bool_)[tags]
    _, which = np.unique(keys, return_inverse=True)
    matters = (np.bincount(which, counted) > 1) | (np.bincount(which, weighty) > 0)
    kept = np.flatnonzero(matters[which])
    kept = kept[np.lexsort((sizes[kept], starts[kept]))]
    numbers, parts, written = read.numbers, vocabulary.parts, vocabulary.written
    for tag, hash_, start, size in zip(
        *(column[kept].tolist() for column in (tags, keys, starts, sizes)), strict=True
    ):
        inside = numbers[start : start + size]
        yield Use(tag, hash_, "".join([parts[n] for n in inside]), [written[n] for n in inside])


def occurrences(profiles: Sequence[Profile], keys: Mapping[str, int]) -> sparse.csr_array:
    """Return how often each lesson's prose has the phrases of some keys: (lessons, phrases) counts.

    ``keys`` gives each phrase its column.
    """
    if not keys or not profiles:
        return sparse.csr_array((len(profiles), len(keys)))
    wanted = np.fromiter(map(_hash, keys), np.uint64, len(keys))
    order = np.argsort(wanted)
    wanted, columns = wanted[order], np.fromiter(keys.values(), np.int32, len(keys))[order]
    vocabulary = Vocabulary()
    found = []
    for first in range(0, len(profiles), _LESSONS):
        some = profiles[first : first + _LESSONS]
        read = _Runs(_prose(some), vocabulary)
        hashes, starts, _ = read.grams()
        place = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
        hit = wanted[place] == hashes
        where = read.tags[starts[hit]], columns[place[hit]]
        found.append(
            sparse.csr_array((np.ones(len(where[0]), np.float32), where), shape=(len(some), len(keys)))
        )
    return sparse.csr_array(sparse.vstack(found))


def phrase_key(text: str) -> str:
    """Return the key of a phrase: what its spellings share."""
    return "".join(map(key_of, runs(text)))


def key_of(run: Iterable[str]) -> str:
    """Return the key of a phrase of some words."""
    return "".join(map(_part, run))


def _prose(profiles: Iterable[Profile]) -> Iterator[tuple[int, str]]:
    """Yield the texts that are counted, each with the number of its lesson."""
    return (
        (number, reading.zone.text)
        for number, profile in enumerate(profiles)
        for reading in profile.readings
        if reading.zone.kind in COUNTED
    )


def _hash(key: str) -> int:
    value = 0
    for letter in key:
        value = (value * _BASE + ord(letter) + 1) % _MODULUS
    return value


@lru_cache(maxsize=65_536)  # texts repeat their words
def _part(word: str) -> str:
    """Return what a word adds to the key of a phrase, which is that of a skill of this name."""
    return "".join(map(singular, words(word)))

"""Key terms of lessons: which phrases a lesson is about, compared with the other lessons of its curriculum.

Two rankings are fused by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009): by where a phrase stands
(title, summary, heading, inline code) and how often, and by TF-IDF of n-grams. No model is needed.
"""

import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from heapq import nlargest

import msgspec
import numpy as np
from numpy.typing import NDArray

from graph.model import NodeId, NodeKind
from ingest.phrases import COUNTED, LONGEST, Vocabulary, key_of, weighty_uses
from ingest.records import ZoneKind
from ingest.resolution import Profile, Reading, Term
from ingest.version import VERSION
from ingest.words import GENERIC_WORDS, runs

_WEIGHTS = {
    ZoneKind.TITLE: 4.0,
    ZoneKind.SUMMARY: 2.5,
    ZoneKind.HEADING: 1.5,
    ZoneKind.STRONG: 1.0,
    ZoneKind.CODE: 0.5,
    ZoneKind.BODY: 0.0,
}
_LISTING = frozenset({ZoneKind.TITLE, ZoneKind.SUMMARY, ZoneKind.HEADING})
_BETWEEN_ITEMS = re.compile(r",\s+(?:(?:and|or)\s+)?|\s+(?:and|or)\s+|[.:;!?()](?:\s+|$)")
_SINGLE = 0.6
_LISTED = 1.0
_NESTED = 0.5
"""A use inside a longer phrase counts as half a use; the half of them makes a phrase its fragment."""
_CONSIDERED = 60
_FUSION = 60
_DIGEST = 16
_HASH = np.dtype("<u8")


@dataclass(slots=True)
class _Phrase:
    """A candidate while a lesson is read; ``first`` is the number of the reading that it is first in."""

    key: str
    hash: int
    first: int
    size: int
    loose: bool
    listed: bool
    count: int = 0
    spellings: dict[str, int] = field(default_factory=dict)
    zones: set[ZoneKind] = field(default_factory=set)

    def add(self, kind: ZoneKind, spelling: str, reading: int) -> None:
        """Count a use."""
        if kind not in self.zones:
            if self.zones and _WEIGHTS[kind] > max(_WEIGHTS[k] for k in self.zones):
                self.first = reading
            self.zones.add(kind)
        counted = kind in COUNTED
        self.spellings[spelling] = self.spellings.get(spelling, 0) + counted
        self.count += counted

    def position(self, uses: float) -> float:
        """Return the score of its places; a single word says less, unless it is shown as code."""
        score = sum(_WEIGHTS[kind] for kind in self.zones) + math.log1p(uses)
        if self.size == 1 and ZoneKind.CODE not in self.zones:
            score *= _SINGLE
        return score + _LISTED * self.listed


class _Candidate(msgspec.Struct, array_like=True, frozen=True):
    """A candidate of a lesson that was read: ``uses`` are its own, ``place`` is the score of its places."""

    key: str
    name: str
    size: int
    count: int
    uses: float
    place: float
    zones: tuple[ZoneKind, ...]
    first: int


class _Read(msgspec.Struct, array_like=True, frozen=True):
    """What was read in a lesson; ``hashes`` are those of the candidates, in order, then of other phrases."""

    candidates: list[_Candidate]
    hashes: bytes


def key_terms(
    profiles: Iterable[Profile], memos: Mapping[NodeId, bytes] | None = None, *, limit: int = 10
) -> dict[NodeId, tuple[Term, ...]]:
    """Return the key terms of each lesson, best first; ``memos`` are those of these lessons, if made already.

    A phrase is up to four words that no stop word, number or mark divides. One that mostly stands inside
    a longer key term of the lesson is dropped as its fragment. An item of an enumeration says more than a
    stretch of a sentence.
    """
    lessons = [profile for profile in profiles if profile.kind is NodeKind.LESSON]
    packed = lesson_memos(lessons, {}) if memos is None else memos
    spread = _Spread(packed[profile.id] for profile in lessons)
    return {
        profile.id: tuple(_ranked(*spread.of(packed[profile.id]), len(lessons), limit, profile.readings))
        for profile in lessons
    }


def lesson_memos(profiles: Iterable[Profile], known: Mapping[NodeId, bytes]) -> dict[NodeId, bytes]:
    """Return what is read out of the words of each lesson, packed; what is ``known`` of the same words stays.

    It depends on those words alone: not on where they stand in a document, nor on other lessons.
    """
    vocabulary = Vocabulary()
    memos: dict[NodeId, bytes] = {}
    for profile in profiles:
        if profile.kind is NodeKind.LESSON:
            digest = _digest(profile.readings)
            before = known.get(profile.id, b"")
            memos[profile.id] = (
                before if before.startswith(digest) else digest + _pack(profile.readings, vocabulary)
            )
    return memos


def _digest(readings: Sequence[Reading]) -> bytes:
    """Return what equal words in equal places share, under the same version of Cairn."""
    said = [(reading.zone.kind, reading.zone.text) for reading in readings]
    return blake2b(msgspec.msgpack.encode((VERSION, said)), digest_size=_DIGEST).digest()


def _pack(readings: Sequence[Reading], vocabulary: Vocabulary) -> bytes:
    """Return what was read, compressed: all lessons' candidates wait for how many lessons have each."""
    phrases = _phrases(readings, vocabulary)
    candidates = _candidates(phrases.values())
    best = {candidate.key: phrases[candidate.key].hash for candidate in candidates}
    others = (phrase.hash for key, phrase in phrases.items() if key not in best)
    hashes = np.fromiter((*best.values(), *others), _HASH, len(phrases))
    return zlib.compress(msgspec.msgpack.encode(_Read(candidates, hashes.tobytes())))


class _Spread:
    """How many lessons have each phrase, by its hash."""

    def __init__(self, memos: Iterable[bytes]) -> None:
        self._decoder = msgspec.msgpack.Decoder(_Read)
        hashes = [self._hashes(self._read(memo)) for memo in memos]
        everything = np.concatenate(hashes) if hashes else np.zeros(0, _HASH)
        self._known, self._counts = np.unique(everything, return_counts=True)

    def of(self, memo: bytes) -> tuple[list[_Candidate], list[int]]:
        """Return the candidates of a lesson, and how many lessons have each."""
        read = self._read(memo)
        hashes = self._hashes(read)[: len(read.candidates)]
        return read.candidates, self._counts[np.searchsorted(self._known, hashes)].tolist()

    def _read(self, memo: bytes) -> _Read:
        return self._decoder.decode(zlib.decompress(memoryview(memo)[_DIGEST:]))

    @staticmethod
    def _hashes(read: _Read) -> NDArray[np.uint64]:
        return np.frombuffer(read.hashes, _HASH)


def _phrases(readings: Sequence[Reading], vocabulary: Vocabulary) -> dict[str, _Phrase]:
    """Return the phrases of a lesson that recur or stand somewhere weighty."""
    listed = {key for r in readings if r.zone.kind in _LISTING for key in _items(r.zone.text)}
    found: dict[str, _Phrase] = {}
    for use in weighty_uses(readings, vocabulary):
        phrase = found.get(use.key)
        if phrase is None:
            loose = use.words[0].casefold() in GENERIC_WORDS
            phrase = _Phrase(use.key, use.hash, use.reading, len(use.words), loose, use.key in listed)
            found[use.key] = phrase
        phrase.add(readings[use.reading].zone.kind, " ".join(use.words), use.reading)
    return {key: p for key, p in found.items() if p.count > 1 or (p.zones - {ZoneKind.BODY} and not p.loose)}


def _items(text: str) -> Iterator[str]:
    """Yield the keys of what stands alone between the commas, conjunctions and stops of a text."""
    for item in _BETWEEN_ITEMS.split(text):
        whole = list(runs(item))
        if len(whole) == 1 and len(whole[0]) == len(item.split()) <= LONGEST:
            yield key_of(whole[0])


def _candidates(phrases: Iterable[_Phrase]) -> list[_Candidate]:
    """Return the phrases of a lesson whose places say most, in their usual spelling."""
    best = nlargest(_CONSIDERED, phrases, key=lambda p: (p.position(p.count), p.key))
    uses = _own_uses(best)
    return [
        _Candidate(
            key=p.key,
            name=max(p.spellings, key=lambda name: (p.spellings[name], name.islower(), name)),
            size=p.size,
            count=p.count,
            uses=own,
            place=p.position(own),
            zones=tuple(sorted(p.zones)),
            first=p.first,
        )
        for p, own in zip(best, uses, strict=True)
    ]


def _ranked(
    phrases: Sequence[_Candidate],
    spread: Sequence[int],
    lessons: int,
    limit: int,
    readings: Sequence[Reading],
) -> list[Term]:
    having = {phrase.key: number for phrase, number in zip(phrases, spread, strict=True)}
    rarity = [math.log((1 + lessons) / number) for number in spread]
    by_place = _ranks(phrases, [p.place for p in phrases])
    by_rarity = _ranks(phrases, [(1 + math.log1p(p.uses)) * r for p, r in zip(phrases, rarity, strict=True)])
    scores = {p.key: 1 / (_FUSION + by_place[p.key]) + 1 / (_FUSION + by_rarity[p.key]) for p in phrases}
    kept = _without_fragments(sorted(phrases, key=lambda p: (-scores[p.key], p.key)), limit)
    return [
        Term(
            name=p.name,
            key=p.key,
            count=p.count,
            zones=_zones(p.zones),
            first=readings[p.first],
            lessons=having[p.key],
            score=round(scores[p.key], 6),
        )
        for p in kept
    ]


@cache
def _zones(kinds: tuple[ZoneKind, ...]) -> frozenset[ZoneKind]:
    """Return one set for equal kinds: there are few, and many terms."""
    return frozenset(kinds)


def _own_uses(phrases: Sequence[_Phrase]) -> list[float]:
    """Return how often each phrase stands, less where the longer one stands that has it most often.

    After Frantzi, Ananiadou and Mima, "Automatic recognition of multi-word terms: the C-value/NC-value
    method", IJDL 3(2), 2000.
    """
    often = sorted(phrases, key=lambda phrase: -phrase.count)
    longer = {size: [p for p in often if p.size > size] for size in {p.size for p in phrases}}
    keys = {size: "\0".join(p.key for p in some) for size, some in longer.items()}

    def inside(phrase: _Phrase) -> int:
        """Return how often the longer phrase stands that is found first: none stands more often."""
        at = keys[phrase.size].find(phrase.key)
        return longer[phrase.size][keys[phrase.size].count("\0", 0, at)].count if at >= 0 else 0

    return [max(0.0, phrase.count - _NESTED * inside(phrase)) for phrase in phrases]


def _ranks(phrases: Sequence[_Candidate], scores: Sequence[float]) -> dict[str, int]:
    """Return the 1-based rank of each phrase; the longer of two equals goes first."""
    order = sorted(zip(phrases, scores, strict=True), key=lambda item: (-item[1], -item[0].size, item[0].key))
    return {phrase.key: rank for rank, (phrase, _) in enumerate(order, start=1)}


def _without_fragments(ranked: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """Drop a phrase of which most uses are part of longer ones that are kept."""
    kept: list[_Candidate] = []
    for phrase in ranked:
        if len(kept) == limit:
            break
        longer = [k for k in kept if k.size > phrase.size and phrase.key in k.key]
        if longer and sum(k.count for k in longer) >= _NESTED * phrase.count:
            continue
        shorter = [k for k in kept if k.size < phrase.size and k.key in phrase.key]
        for fragment in shorter:
            if _NESTED * fragment.count <= phrase.count:
                kept.remove(fragment)
        kept.append(phrase)
    return kept

"""How alike names are in meaning: known from the last time where they were compared then.

Whenever a curriculum is settled its names are compared anew, by the words that they share (ADR 9). Nearly all
were compared before, and to embed them is most of what a small change costs. The cosine of a pair depends on
the two names and the encoder alone, so it is kept beside the curriculum under their hash, in nine bytes.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embeddings.ports import Encoder

_FORMAT: Final = "1"
"""Goes before a memo: one that was written otherwise is as good as none."""

_KEY: Final = np.dtype("<u8")
_ONE: Final = 100
"""Cosines are compared, and kept, in hundredths."""

_PAIRS: Final = 4_096
"""Names that are compared in one go: both rows of each stand in memory."""

_Keys: TypeAlias = NDArray[np.uint64]
_Hundredths: TypeAlias = NDArray[np.int8]


class Cosines:
    """Compares pairs of names by an encoder, once.

    Parameters
    ----------
    encoder
        What encodes the names of pairs that are not known.
    memo
        What :attr:`memo` was the last time; of another encoder, or empty, it knows none.
    """

    def __init__(self, encoder: Encoder, memo: bytes) -> None:
        self._encoder = encoder
        self._head = f"{_FORMAT} {encoder.id}\n".encode()
        self._known = self._unpacked(memo)
        self._asked = (np.zeros(0, _KEY), np.zeros(0, np.int8))

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return the cosine of the names of each pair, to the hundredth.

        Raises
        ------
        EncoderError
            If the encoder fails.
        """
        keys = np.fromiter(map(_key, pairs), _KEY, len(pairs))
        known, hundredths = self._known
        place = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
        is_known = known[place] == keys if len(known) else np.zeros(len(keys), np.bool_)
        found = np.empty(len(keys), np.int8)
        found[is_known] = hundredths[place[is_known]]
        found[~is_known] = self._compared([pairs[number] for number in np.flatnonzero(~is_known).tolist()])
        order = np.argsort(keys)
        self._asked = keys[order], found[order]
        return [int(hundredth) / _ONE for hundredth in found]

    @property
    def memo(self) -> bytes:
        """The pairs that were last asked for, and their cosines; empty if there were none."""
        keys, hundredths = self._asked
        return self._head + keys.tobytes() + hundredths.tobytes() if len(keys) else b""

    def _unpacked(self, memo: bytes) -> tuple[_Keys, _Hundredths]:
        """Return the keys of a memo, sorted, and the hundredths of each."""
        data = memo.removeprefix(self._head) if memo.startswith(self._head) else b""
        number = len(data) // (_KEY.itemsize + 1)
        keys = np.frombuffer(data, _KEY, number)
        return keys, np.frombuffer(data, np.int8, number, number * _KEY.itemsize)

    def _compared(self, pairs: Sequence[tuple[str, str]]) -> _Hundredths:
        """Embed the names of pairs, and compare them."""
        names = dict.fromkeys(name for pair in pairs for name in pair)
        if not names:
            return np.zeros(0, np.int8)
        places = {name: place for place, name in enumerate(names)}
        rows = self._encoder.encode(list(names))
        found: list[int] = []
        for start in range(0, len(pairs), _PAIRS):
            ends = np.array([[places[one], places[other]] for one, other in pairs[start : start + _PAIRS]])
            cosines = np.einsum("ij,ij->i", rows[ends[:, 0]], rows[ends[:, 1]]).tolist()
            found += [round(_ONE * round(cosine, 2)) for cosine in cosines]
        return np.array(found, np.int8)


def _key(pair: tuple[str, str]) -> int:
    """Return the hash of a pair: among a million the chance that two share one is 1 in 37 million."""
    return int.from_bytes(blake2b("\0".join(pair).encode(), digest_size=_KEY.itemsize).digest(), "little")

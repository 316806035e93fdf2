"""An encoder without a model: fast, deterministic, and near enough to meaning for texts that share words."""

import hashlib
from collections.abc import Sequence

import numpy as np

from embeddings.ports import Vectors
from embeddings.words import terms

_DIMENSIONS = 64


class HashingEncoder:
    """Bag of words: every word adds the same pseudo-random direction, wherever it stands."""

    id = "hashing/64/fp32"
    dimensions = _DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a (len(texts), 64) array of unit rows."""
        rows = [_unit(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), _DIMENSIONS)


def _unit(text: str) -> Vectors:
    total = np.sum([_direction(word) for word in ["", *terms(text)]], axis=0)
    return (total / np.linalg.norm(total)).astype(np.float32)


def _direction(word: str) -> Vectors:
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=_DIMENSIONS).digest()
    values = np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
    return values / np.linalg.norm(values) * (0.01 if word == "" else 1.0)

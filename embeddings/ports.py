"""The contract of an encoder; ``tests/contract`` holds every implementation to it."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]


class Encoder(Protocol):
    """Text to unit vectors.

    A vector depends on its text alone: not on the batch, not on the order. No encoder reaches for a network.
    """

    @property
    def id(self) -> str:
        """A name of model, weights and precision: vectors of equal ids can be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a (len(texts), dimensions) array of unit rows, in the order of ``texts``.

        An empty text gets a vector too; a text longer than the model reads is cut at its limit.

        Raises
        ------
        EncoderError
            If the model cannot be loaded.
        """
        ...

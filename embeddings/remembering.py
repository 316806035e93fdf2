"""An encoder that encodes no words twice: names are compared whenever a curriculum is settled."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Final

import numpy as np

from embeddings.ports import Encoder, Vectors

_MOST: Final = 16_384
"""Texts whose vectors are kept: 25 MB of them at 384 dimensions."""

_LONGEST: Final = 80
"""Characters of a text that is kept: names and clauses are, passages have their vectors in the store."""


class Remembering:
    """Keeps the vectors of the texts that another encoder was asked for last; safe to share between threads.

    Parameters
    ----------
    encoder
        What encodes.
    most, longest
        How many texts are kept, and of how many characters.
    """

    def __init__(self, encoder: Encoder, *, most: float = _MOST, longest: float = _LONGEST) -> None:
        self._encoder = encoder
        self._most, self._longest = most, longest
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def id(self) -> str:
        """Return that of the encoder."""
        return self._encoder.id

    @property
    def dimensions(self) -> int:
        """Return those of the encoder."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See :meth:`embeddings.ports.Encoder.encode`."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= zip(missing, self._encoder.encode(missing), strict=True)
        with self._lock:
            self._keep(found)
        return np.array([found[text] for text in texts], np.float32).reshape(len(texts), self.dimensions)

    def _keep(self, found: Mapping[str, Vectors]) -> None:
        """Keep what is short enough as what was asked for last; let go of what was not asked for longest."""
        for text, row in found.items():
            if len(text) <= self._longest:
                self._known[text] = row if row.base is None else row.copy()  # not all rows of its batch
                self._known.move_to_end(text)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

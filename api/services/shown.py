"""How nodes of a picture were shown: JSON that is the same in every answer that they are in."""

from collections.abc import Mapping
from typing import Final

_MOST_BYTES: Final = 64 * 1024 * 1024
_AROUND: Final = 250
"""Bytes that keeping one takes beside its text."""


class Shown:
    """What was shown of nodes, by the way in which they were; at most 64 MiB, all of one picture.

    Of each node that is its JSON, and how many look-ups it took.
    """

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._ways: dict[str, dict[str, tuple[bytes, int]]] = {}
        self._most, self._size = most, 0

    def by(self, way: str) -> Mapping[str, tuple[bytes, int]]:
        """Return what was shown in a way, by the id of the node."""
        return self._ways.get(way) or {}

    def keep(self, way: str, node: str, shown: bytes, lookups: int) -> None:
        """Keep how a node was shown."""
        if self._size > self._most:
            self._ways.clear()
            self._size = 0
        table = self._ways.get(way)
        if table is None:
            table = self._ways[way] = {}
            self._size += len(way) + _AROUND
        table[node] = shown, lookups
        self._size += len(shown) + _AROUND

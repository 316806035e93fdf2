"""How nodes of a picture were shown: JSON that is the same in every answer that they are in."""

from typing import Final, TypeAlias

_MOST_BYTES: Final = 128 * 1024 * 1024
_AROUND: Final = 150
"""Bytes that keeping one takes beside its text."""

Name: TypeAlias = int | str
"""A node by its place in the picture or by its id, the same in all of one way."""


class Way:
    """What was shown of nodes in one way, and how many look-ups it took where it took any."""

    __slots__ = ("lookups", "texts")

    def __init__(self) -> None:
        self.texts: dict[Name, bytes] = {}
        self.lookups: dict[Name, int] = {}


class Shown:
    """What was shown of nodes, by the way in which they were; at most 128 MiB, all of one picture."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._ways: dict[str, Way] = {}
        self._most, self._size = most, 0

    def by(self, way: str) -> Way:
        """Return what was shown in a way, to be read."""
        found = self._ways.get(way)
        if found is None:
            self._size += len(way) + _AROUND
            found = self._ways[way] = Way()
        return found

    def keep(self, way: str, node: Name, text: bytes, lookups: int) -> None:
        """Keep how a node was shown."""
        if self._size > self._most:
            self._ways.clear()
            self._size = 0
        kept = self.by(way)
        kept.texts[node] = text
        if lookups:
            kept.lookups[node] = lookups
        self._size += len(text) + _AROUND

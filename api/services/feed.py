"""News for whoever listens: the latest of each thing, so that a slow listener costs no memory."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

import anyio

K = TypeVar("K")
T = TypeVar("T")
_MOST_WAITING: Final = 1_000
"""Things of which a listener has not heard yet; of more than that the oldest news is dropped."""


class Listener(Generic[K, T]):
    """What one listener has still to hear, in the order in which the things were first told of."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[K, T] = OrderedDict()
        self._told = anyio.Event()

    def hear(self, key: K, news: T) -> None:
        """Take in news about a thing; it replaces news of the same thing that was not heard yet."""
        self._waiting[key] = news
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        self._told.set()

    async def next(self) -> T:
        """Return the oldest news as soon as there is any."""
        while not self._waiting:
            self._told = anyio.Event()
            await self._told.wait()
        return self._waiting.popitem(last=False)[1]


class Feed(Generic[K, T]):
    """Hands news to all who listen at that moment; to be used in the event loop alone."""

    def __init__(self) -> None:
        self._listeners: set[Listener[K, T]] = set()

    def tell(self, key: K, news: T) -> None:
        """Tell all listeners the latest of a thing."""
        for listener in self._listeners:
            listener.hear(key, news)

    @contextmanager
    def listen(self) -> Iterator[Listener[K, T]]:
        """Listen until the block ends."""
        listener = Listener[K, T]()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def listeners(self) -> int:
        """Return how many are listening."""
        return len(self._listeners)

"""What was worked out once and may be asked for again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")


class Memo:
    """The values that were asked for last, at most ``most`` of them; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        self._turns: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, default: T) -> T:
        """Return the value of a key if it is kept, else the default."""
        with self._lock:
            return cast("T", self._kept.get(key, default))

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the value of a key, computed unless it is kept; a key always has values of one type.

        Two threads that ask for the same at the same time may both compute it: neither waits for the other.
        """
        found = self._find(key)
        return cast("T", found.pop()) if found else self._keep(key, compute())

    def together(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what :meth:`once` does, for what takes long: who asks while it is computed waits for it."""
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:
            return self.once(key, compute)

    async def once_read(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """Return the value of a key as :meth:`once` does, where a store has to be asked for it."""
        found = self._find(key)
        return cast("T", found.pop()) if found else self._keep(key, await read())

    def _find(self, key: Hashable) -> list[object]:
        """Return the value of a key in a list, which is empty if it is not kept."""
        with self._lock:
            if key not in self._kept:
                return []
            self._kept.move_to_end(key)
            return [self._kept[key]]

    def _keep(self, key: Hashable, value: T) -> T:
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._most:
                gone, _ = self._kept.popitem(last=False)
                self._turns.pop(gone, None)
        return value

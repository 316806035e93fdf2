"""What stays open: event streams and sockets, how many of them at a time, and when they end."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

import anyio
from starlette.types import Scope

from api.services.identity import Principal

_TICK: Final = 15.0
_RELEASES: Final = "releases"


class Way(StrEnum):
    """How a stream goes: a socket that stays open, or the events that answer one request."""

    SOCKET = "socket"
    EVENTS = "events"


class TooManyStreams(Exception):
    """No more can stay open, for this client or in all; the message says which."""


class Streams:
    """Counts what is open, for each client and in all; lets go of everything when the server ends.

    Every ``tick`` seconds a silent stream shows that it is there, and its client is looked at again.
    """

    def __init__(self, *, most: int, most_each: int, tick: float = _TICK) -> None:
        self._most, self._most_each = most, most_each
        self.tick = tick
        self._open: Counter[str] = Counter()
        self._ways: Counter[Way | None] = Counter()
        self.ending = anyio.Event()

    @contextmanager
    def held(self, principal: Principal, way: Way | None = None) -> Iterator[None]:
        """Count one more for a client until the block ends.

        Without a way it is a stream that is counted already, whose client said later who they are.

        Raises
        ------
        TooManyStreams
            If that is one too many.
        """
        if self._open[principal.name] >= self._most_each:
            raise TooManyStreams(f"{self._most_each} streams and sockets are open for this client already.")
        if self._open.total() >= self._most or self.ending.is_set():
            raise TooManyStreams("No more streams and sockets are opened now.")
        self._open[principal.name] += 1
        self._ways[way] += 1
        try:
            yield
        finally:
            self._ways[way] -= 1
            self._open[principal.name] -= 1
            if not self._open[principal.name]:
                del self._open[principal.name]

    def open(self, way: Way | None = None) -> int:
        """Return how many are open, of one way or in all."""
        return self._open.total() if way is None else self._ways[way]

    def end(self) -> None:
        """Let event streams end, and open no more; a server closes its sockets itself."""
        self.ending.set()


def on_stream(scope: Scope, release: Callable[[], None]) -> None:
    """Have something called if a request turns out to be a stream, which no bound on requests fits."""
    scope.setdefault("state", {}).setdefault(_RELEASES, []).append(release)


def becomes_stream(scope: Scope) -> None:
    """Release what bounds a request: it is a stream from now on, and counted as one."""
    for release in scope.get("state", {}).pop(_RELEASES, ()):
        release()

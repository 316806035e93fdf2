"""Ingests that are killed where a test says: ``python ingest_child.py FOLDER``, then a line each on stdin.

A line is ``STORE POINT N``. ``POINT`` is a method of the store or of the encoder, with ``before:`` or
``after:`` in front; the N-th call of it ends the process at once, as ``kill -9`` does. Each line is a process
of its own, forked so that a test pays for the start of Python but once; how it ended is told in a line on
stdout.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import anyio
from fakes_encoder import HashingEncoder

from graph.model import NodeId
from graph.stores.sqlite import SqliteStore
from ingest.pipeline import ingest
from ingest.sources.files import discover

CURRICULUM = NodeId("site")


class Mine:
    """Stands before a store or an encoder and blows up at one call."""

    def __init__(self, inner: object, point: str, number: int, calls: Counter[str]) -> None:
        self._inner, self._point, self._number, self._calls = inner, point, number, calls

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        if not callable(found):
            return found
        return self._encoding(found) if name == "encode" else self._storing(name, found)

    def _step(self, step: str) -> None:
        self._calls[step] += 1
        if step == self._point and self._calls[step] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)

    def _storing(self, name: str, method: Callable[..., object]) -> object:
        async def call(*given: object, **named: object) -> object:
            self._step(f"before:{name}")
            answer = await method(*given, **named)  # type: ignore[misc]  # every method of a store is awaited
            self._step(f"after:{name}")
            return answer

        return call

    def _encoding(self, method: Callable[..., object]) -> object:
        def call(texts: object) -> object:
            self._step("before:encode")
            return method(texts)

        return call


async def run(store: str, folder: str, point: str, number: int) -> None:
    """Ingest a folder, as far as the mine lets it."""
    calls: Counter[str] = Counter()
    async with await SqliteStore.open(store) as opened:
        files = list(discover(Path(folder)))
        mined = Mine(opened, point, number, calls)
        encoder = Mine(HashingEncoder(), point, number, calls)
        await ingest(mined, encoder, files, CURRICULUM, max_bytes=1_000_000)  # type: ignore[arg-type]  # stand-ins


def main(folder: str) -> None:
    """Fork an ingest for each line on stdin, and tell how it ended: ``0`` or ``-9``."""
    anyio.run(anyio.sleep, 0)  # loads what each would have to load
    for line in sys.stdin:
        store, point, number = line.split()
        pid = os.fork()
        if not pid:
            anyio.run(run, store, folder, point, int(number))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])

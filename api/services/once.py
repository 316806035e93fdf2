"""Changes that a client sends again, as it does not know whether the first arrived: each is carried out once.

Whoever sends the same key again has the answer of the first, from whichever process it reaches: the store
knows who is at what. The first goes on even where its client has gone.
"""

import asyncio
import hashlib
import logging
import zlib
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar, cast
from uuid import uuid4

import msgspec

from graph.errors import InvalidInput, StoreError
from graph.ports import GraphStore
from graph.requests import LEASE, Request

T = TypeVar("T")

_LONGEST: Final = 200
_LOOK_AGAIN: Final = 0.2
"""Seconds between two looks whether another process is done."""
_RENEW: Final = LEASE.total_seconds() / 3
_log = logging.getLogger("cairn.once")


class Once:
    """Carries out requests of one process; others may carry out the same ones over the same store."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._running: dict[str, tuple[Request, asyncio.Future[object]]] = {}

    async def __call__(
        self, name: tuple[str, str], asked: object, run: Callable[[], Awaitable[T]], answer: type[T]
    ) -> T:
        """Return what ``run`` answers, or what it answered to the first request of that name.

        Parameters
        ----------
        name
            Who asks, and their key.
        asked
            What is asked, as JSON knows it: the same each time.
        answer
            The type of the answer, which msgspec can encode and decode.

        Raises
        ------
        InvalidInput
            If the key is too long, or stands for something else already.
        StoreError
            If the store fails.
        """
        if len(name[1]) > _LONGEST:
            raise InvalidInput(f"The key has more than {_LONGEST} characters.", hint="A UUID will do.")
        request = Request(_digest(name), _digest(asked))
        if request.key not in self._running:
            running = asyncio.ensure_future(self._carry_out(request, run, answer))
            self._running[request.key] = request, cast("asyncio.Future[object]", running)
            running.add_done_callback(lambda _: self._running.pop(request.key))
        first, future = self._running[request.key]
        if first.asked != request.asked:
            raise _taken()
        return cast("T", await asyncio.shield(future))  # the same request has an answer of the same type

    async def finish(self, seconds: float) -> None:
        """Wait so long for what goes on though its clients have gone, and end what still does then.

        To be called before the store is closed. What is ended has no answer: the next process tries it again.
        """
        running = [future for _, future in self._running.values()]
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for future in late:
                future.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _carry_out(self, request: Request, run: Callable[[], Awaitable[T]], answer: type[T]) -> T:
        runner = uuid4().hex
        while not (claim := await self._store.claim(request, runner)).granted:
            if claim.asked != request.asked:
                raise _taken()
            if claim.answer is not None:
                return msgspec.msgpack.decode(zlib.decompress(claim.answer), type=answer)
            await asyncio.sleep(_LOOK_AGAIN)
        renewing = asyncio.ensure_future(self._renew(request, runner))
        try:
            found = await run()
        except BaseException:
            await self._store.release(request, runner)  # a failure is no answer: the next one tries again
            raise
        finally:
            renewing.cancel()
        await self._keep(request, zlib.compress(msgspec.msgpack.encode(found)))
        return found

    async def _renew(self, request: Request, runner: str) -> None:
        while True:
            await asyncio.sleep(_RENEW)
            try:
                await self._store.claim(request, runner)
            except StoreError as error:
                _log.warning("a claim could not be renewed: %s", error)

    async def _keep(self, request: Request, answer: bytes) -> None:
        try:
            await self._store.answer(request, answer)
        except StoreError as error:  # it is done all the same
            _log.warning("an answer could not be kept: %s", error)


def _digest(what: object) -> str:
    return hashlib.sha256(msgspec.json.encode(what)).hexdigest()


def _taken() -> InvalidInput:
    return InvalidInput("That key stands for other arguments.", hint="Make a new key for each change.")

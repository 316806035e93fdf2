"""Answers as server-sent events: GraphQL over SSE, each operation over a connection of its own.

References: https://html.spec.whatwg.org/multipage/server-sent-events.html and
https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md (distinct connections mode)
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Final

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.graphql.execution import Answer
from api.http.accept import EVENT_STREAM
from api.http.bounds import OVERLOADED, SOON
from api.http.identity import principal_of
from api.http.responses import refusal
from api.http.streams import Streams, TooManyStreams, Way, becomes_stream
from api.http.tokens import TokenRefused

_HEADERS: Final = {
    "cache-control": "no-store",
    "content-type": f"{EVENT_STREAM}; charset=utf-8",
    "x-accel-buffering": "no",  # proxies that know it pass events on at once
}
_SILENCE: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"


class EventStream(Response):
    """The answers of one operation, as they come.

    It ends when the operation does, when whoever reads goes away or may read no longer (``check`` raises
    TokenRefused), and when the server ends: then without ``complete``, so that clients come again.
    """

    def __init__(
        self, answers: AsyncGenerator[Answer, None], streams: Streams, check: Callable[[], Awaitable[object]]
    ) -> None:
        super().__init__(headers=_HEADERS)
        self._answers, self._streams, self._check = answers, streams, check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is, or 503 if too much is open already."""
        try:
            with self._streams.held(principal_of(scope), Way.EVENTS):
                becomes_stream(scope)
                async with aclosing(self._events()) as events:
                    await StreamingResponse(events, headers=_HEADERS)(scope, receive, send)
        except TooManyStreams as error:
            full = refusal(503, OVERLOADED, str(error), headers={"retry-after": SOON})
            await full(scope, receive, send)

    async def _events(self) -> AsyncGenerator[bytes, None]:
        yield _SILENCE  # the head goes out before there is anything to say
        async with aclosing(
            _until(self._streams.ending.wait(), self._answers, self._streams.tick)
        ) as answers:
            async for answer in answers:
                if answer is None:
                    with suppress(TokenRefused):
                        await self._check()
                        yield _SILENCE
                        continue
                    return
                yield b"event: next\ndata: " + answer.body + b"\n\n"
        if not self._streams.ending.is_set():
            yield _COMPLETE


async def _until(
    end: Awaitable[object], answers: AsyncGenerator[Answer, None], seconds: float
) -> AsyncGenerator[Answer | None, None]:
    """Yield answers until one event, and None whenever there was none for so long."""
    ending = asyncio.ensure_future(end)
    coming = asyncio.ensure_future(anext(answers, None))
    try:
        while True:
            done, _ = await asyncio.wait({ending, coming}, timeout=seconds, return_when="FIRST_COMPLETED")
            if ending in done:
                return
            if not done:
                yield None
                continue
            answer = coming.result()
            if answer is None:
                return
            yield answer
            coming = asyncio.ensure_future(anext(answers, None))
    finally:
        for task in (ending, coming):
            task.cancel()
        await asyncio.gather(ending, coming, return_exceptions=True)
        await answers.aclose()

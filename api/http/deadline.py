"""A bound on how long a client waits for an answer."""

import asyncio

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.responses import refusal
from api.http.streams import on_stream


class Deadline:
    """Answers 503 when a request has taken too long, the arrival of its body included; a stream may go on.

    The client is answered at once. What works for it is cancelled; work in a thread runs on to its end,
    and only then does the call of this application return.
    """

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            await _Race(self._app, scope, receive, send).run(self._seconds)
        else:
            await self._app(scope, receive, send)


class _Race:
    """One request against the clock: a timer costs next to nothing where the request wins."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._work = anyio.CancelScope()
        self._started = False
        self._refusal: asyncio.Task[None] | None = None

    async def run(self, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._end, seconds)
        on_stream(self._scope, timer.cancel)
        try:
            with self._work:
                await self._app(self._scope, self._receive, self._send_in_time)
        finally:
            timer.cancel()
            if self._refusal is not None:
                await self._refusal

    def _end(self, seconds: float) -> None:
        """Answer in place of what works for the client, and cancel that."""
        self._refusal = asyncio.create_task(self._refuse(seconds))
        self._work.cancel()

    async def _refuse(self, seconds: float) -> None:
        if not self._started:
            response = refusal(503, "DEADLINE_EXCEEDED", f"There was no answer within {seconds:g} seconds.")
            await response(self._scope, self._receive, self._send)

    async def _send_in_time(self, message: Message) -> None:
        if self._refusal is None:
            self._started = True
            await self._send(message)

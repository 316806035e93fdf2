"""A bound on how long a client waits for an answer."""

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.responses import refusal


class Deadline:
    """Answers 503 when a request has taken too long, the arrival of its body included.

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
    """One request against the clock."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._done = anyio.Event()
        self._started = False
        self._late = False
        self._error: Exception | None = None

    async def run(self, seconds: float) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(self._work)
            with anyio.move_on_after(seconds):
                await self._done.wait()
            if not self._done.is_set():
                self._late = True
                await self._refuse(f"There was no answer within {seconds:g} seconds.")
                group.cancel_scope.cancel()
        if self._error:
            raise self._error

    async def _work(self) -> None:
        try:
            await self._app(self._scope, self._receive, self._send_in_time)
        except Exception as error:  # noqa: BLE001 - raised by run, bare instead of in a group
            self._error = error
        self._done.set()

    async def _send_in_time(self, message: Message) -> None:
        if not self._late:
            self._started = True
            await self._send(message)

    async def _refuse(self, message: str) -> None:
        if not self._started:
            response = refusal(503, "DEADLINE_EXCEEDED", message)
            await response(self._scope, self._receive, self._send)

"""How much of a request is taken in, and how many are worked on at a time."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.headers import header
from api.http.responses import refusal
from api.http.streams import on_stream

OVERLOADED: Final = "OVERLOADED"
MAX_QUERY_STRING: Final = 8 * 1024
"""Bytes; a longer query comes by POST."""
HEAD_BYTES: Final = 16 * 1024
"""Of a request without its body."""
_MAX_HEADERS: Final = 64
SOON: Final = "1"
"""Seconds after which a client may try again that came when all was busy."""


class HeadLimit:
    """Refuses what no client has a reason to send: endless addresses, many headers, packed bodies.

    A body that would have to be unpacked could grow a thousandfold, so none is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "lifespan" and (refused := _refused(scope)):
            status, message = refused
            await refusal(status, status.name, message)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _refused(scope: Scope) -> tuple[HTTPStatus, str] | None:
    """Return why a request is refused by its head alone, or None."""
    if len(scope["query_string"]) > MAX_QUERY_STRING:
        return HTTPStatus.REQUEST_URI_TOO_LONG, f"The address has a query above {MAX_QUERY_STRING} bytes."
    if message := _too_much(scope):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, message
    if sum(name == b"host" for name, _ in scope["headers"]) > 1:
        return HTTPStatus.BAD_REQUEST, "The request names several hosts."
    encoding = header(scope, b"content-encoding").strip().lower()
    if encoding not in {b"", b"identity"}:
        message = "Send the body as it is; a packed one is not unpacked."
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message
    return None


def _too_much(scope: Scope) -> str | None:
    """Return what of a head is more than a client has a reason to send, or None."""
    headers = scope["headers"]
    if len(headers) > _MAX_HEADERS:
        return f"The request has more than {_MAX_HEADERS} headers."
    if len(scope["path"]) + sum([len(name) + len(value) for name, value in headers]) > HEAD_BYTES:
        return f"The request has a head above {HEAD_BYTES} bytes."
    return None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a request may bring: bytes, or ``refusal``; ``leave`` is called when it is answered."""

    most: int
    refusal: ASGIApp | None = None
    leave: Callable[[], None] = lambda: None


class WholeBody:
    """Reads a body to its end before anything works on it, so that slow senders occupy nobody.

    A body above what is allowed is refused with 413: at once where the size is declared, else when it gets
    there.
    """

    def __init__(self, app: ASGIApp, allowed: Callable[[Scope], Allowance]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowance = self._allowed(scope)
        if allowance.refusal is not None:
            await allowance.refusal(scope, receive, send)
            return
        try:
            await self._take_in(allowance.most, scope, receive, send)
        finally:
            allowance.leave()

    async def _take_in(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        declared = header(scope, b"content-length")
        body = None if declared.isdigit() and int(declared) > most else await _read(receive, most)
        if body is None:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            refused = refusal(status, status.name, f"The request's body is above {most} bytes.")
            await refused(scope, receive, send)
            return
        if body and body[-1]["type"] == "http.disconnect":
            return  # nobody is there to be answered
        await self._app(scope, _Again(body, receive), send)


async def _read(receive: Receive, most: int) -> list[Message] | None:
    """Return the messages up to the end of a body, or None if there are more than ``most`` bytes in them."""
    messages: list[Message] = []
    size = 0
    while size <= most:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return messages if size <= most else None


class _Again:
    """Messages that were received already, then those that come after them."""

    def __init__(self, messages: list[Message], receive: Receive) -> None:
        self._left = messages[::-1]
        self._receive = receive

    async def __call__(self) -> Message:
        return self._left.pop() if self._left else await self._receive()


class Places:
    """How many requests are worked on at a time."""

    def __init__(self, most: int) -> None:
        self._free = most

    def take(self) -> Callable[[], None] | None:
        """Return what gives a place back, which may be called twice, or None if there is none free."""
        if self._free == 0:
            return None
        self._free -= 1
        held = [True]

        def leave() -> None:
            self._free += bool(held)
            held.clear()

        return leave


class Concurrency:
    """Works on so many requests at a time; one more is told at once to come again, instead of queueing."""

    def __init__(self, app: ASGIApp, places: Places, *, exempt: Collection[str]) -> None:
        self._app, self._places, self._exempt = app, places, exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a stream gives up its place."""
        if scope["type"] != "http" or scope["path"] in self._exempt:
            await self._app(scope, receive, send)
            return
        leave = self._places.take()
        if leave is None:
            busy = refusal(503, OVERLOADED, "All is busy; try again.", headers={"retry-after": SOON})
            await busy(scope, receive, send)
            return
        on_stream(scope, leave)
        try:
            await self._app(scope, receive, send)
        finally:
            leave()

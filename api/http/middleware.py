"""What every request passes through, as plain ASGI."""

import re
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_STARTS: Final = frozenset({"http.response.start", "websocket.http.response.start"})
"""A response begins, or one in place of a socket."""
_SECURITY_HEADERS: Final = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def request_id(scope: Scope) -> str:
    """Return the id of a request that passed through :class:`RequestId`."""
    id_: str = scope["state"]["request_id"]
    return id_


class RequestId:
    """Gives each request an id, or keeps the one that a proxy gave it, and names it in the response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        id_ = given if _PLAIN_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = id_

        async def send_with_id(message: Message) -> None:
            if message["type"] in _STARTS:
                message["headers"] = [*message["headers"], (b"x-request-id", id_.encode())]
            await send(message)

        await self._app(scope, receive, send_with_id)


class SecurityHeaders:
    """Adds the headers that keep a browser from doing more with a response than reading it.

    A response that needs another policy, as pages do, brings its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in _STARTS:
                own = {name.lower() for name, _ in message["headers"]}
                ours = (header for header in _SECURITY_HEADERS if header[0] not in own)
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        await self._app(scope, receive, send_with_headers)

"""What every request passes through, as plain ASGI."""

import os
import re
from collections.abc import Sequence
from typing import Final

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.headers import header

_PLAIN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_STARTS: Final = frozenset({"http.response.start", "websocket.http.response.start"})
"""A response begins, or one in place of a socket."""
_SECURITY_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_SECURITY_NAMES: Final = frozenset(name for name, _ in _SECURITY_HEADERS)
_HOSTS: Final = 1_000
"""Spellings of allowed hosts that are remembered: each may come with any port."""


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
        given = header(scope, b"x-request-id")
        id_ = given if _PLAIN_ID.fullmatch(given) else os.urandom(16).hex().encode()
        scope.setdefault("state", {})["request_id"] = id_.decode()

        async def send_with_id(message: Message) -> None:
            if message["type"] in _STARTS:
                message["headers"] = [*message["headers"], (b"x-request-id", id_)]
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
                own = {name for name, _ in message["headers"]}
                ours = _SECURITY_HEADERS
                if not own.isdisjoint(_SECURITY_NAMES):
                    ours = tuple(one for one in ours if one[0] not in own)
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class TrustedHost:
    """Refuses requests to a host that is not ours; Starlette is asked once about each spelling of one."""

    def __init__(self, app: ASGIApp, *, allowed: Sequence[str]) -> None:
        self._app = app
        self._ours: set[bytes] = set()
        self._check = TrustedHostMiddleware(self._found, allowed_hosts=allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or open one socket."""
        known = scope["type"] != "lifespan" and header(scope, b"host") in self._ours
        await (self._app if known else self._check)(scope, receive, send)

    async def _found(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and len(self._ours) < _HOSTS:
            self._ours.add(header(scope, b"host"))
        await self._app(scope, receive, send)

"""Compression: which answers go out packed, and to whom.

The length of a packed answer tells whether a guess that stands in it occurs in it elsewhere, too (BREACH).
So nothing is packed for a request that a browser may have sent with its user's cookie unasked; and of
answers to GraphQL only those that follow from the graph and the question alone.

Reference: https://www.breachattack.com and RFC 9110, section 12.5.3.
"""

import gzip
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.accept import weight_of
from api.web.sign_in import SESSION_COOKIE

GZIP: Final = "gzip"
SMALLEST: Final = 1_024
"""Bytes; what is smaller fits into a packet or two anyway."""
_LEVEL: Final = 5
_STATIC: Final = "/static/"


def takes_packed(scope: Scope) -> bool:
    """Tell whether an answer to a request may be packed, and its client can unpack it."""
    headers = Headers(scope=scope)
    if weight_of(GZIP, headers.get("accept-encoding"), default="*") <= 0:
        return False
    return scope["path"].startswith(_STATIC) or SESSION_COOKIE not in HTTPConnection(scope).cookies


def packed(body: bytes) -> bytes:
    """Return a body as gzip, the same bytes each time."""
    return gzip.compress(body, _LEVEL, mtime=0)


class PackedPages:
    """Packs pages and files; GraphQL does so itself, and keeps what it packed."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packing = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and takes_packed(scope):
            await self._packing(scope, receive, _told(send, weaken=True))
        else:
            await self._plain(scope, receive, _told(send, weaken=False))


def _told(send: Send, *, weaken: bool) -> Send:
    """Return what says that an answer depends on the encoding, and that its tag is not of one encoding."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Accept-Encoding")
            etag = headers.get("etag", "")
            if weaken and "content-encoding" in headers and etag.startswith('"'):
                headers["etag"] = f"W/{etag}"
        await send(message)

    return told

"""Whether a request that changes something was sent by a page of this server, or by another site."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN: Final = frozenset({"same-origin", "none"})


def is_forged(scope: Scope) -> bool:
    """Tell whether a browser sent an unsafe request from elsewhere: it acts for its user without being asked.

    Browsers say where a request comes from, and no script can change what they say. What says nothing comes
    from no browser, so nobody's cookies and nobody's place at this machine are abused by it.

    Reference: https://www.w3.org/TR/fetch-metadata/ and RFC 6454, section 7.
    """
    if scope.get("method") in _SAFE:  # a socket has none, and is as good as any request
        return False
    headers = Headers(scope=scope)
    if site := headers.get("sec-fetch-site"):
        return site not in _OWN
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")

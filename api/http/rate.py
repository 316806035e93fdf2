"""How often each key may ask: a token bucket a principal, told in the headers of every answer.

Reference: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.identity import principal_of
from api.http.responses import refusal
from api.services.identity import NOBODY, OPERATOR

_WINDOW: Final = 60.0
"""Seconds in which an empty bucket fills up."""
_REMEMBERED: Final = 10_000
"""Principals; who asked least recently is forgotten first, and has a full bucket then or soon."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """Lets each principal ask ``per_minute`` times a minute; 0 is without bound, and so is the operator."""

    def __init__(self, app: ASGIApp, *, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._most = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        principal = principal_of(scope) if scope["type"] == "http" else NOBODY
        if principal in {NOBODY, OPERATOR} or self._most == 0:
            await self._app(scope, receive, send)
            return
        bucket = self._filled(principal.name)
        allowed = bucket.tokens >= 1
        bucket.tokens -= allowed
        headers = self._told(bucket)
        if not allowed:
            wait = math.ceil((1 - bucket.tokens) * _WINDOW / self._most)
            message = f"More than {self._most} requests a minute came with this key."
            refused = refusal(429, "RATE_LIMITED", message, headers={**headers, "retry-after": str(wait)})
            await refused(scope, receive, send)
            return

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self._app(scope, receive, send_told)

    def _filled(self, name: str) -> _Bucket:
        """Return the bucket of a principal, with what has come in since they asked last."""
        now = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(self._most, now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.at) * self._most / _WINDOW)
        bucket.at = now
        return bucket

    def _told(self, bucket: _Bucket) -> dict[str, str]:
        full_in = math.ceil((self._most - bucket.tokens) * _WINDOW / self._most)
        return {
            "ratelimit-policy": f'"key";q={self._most};w={_WINDOW:.0f}',
            "ratelimit": f'"key";r={math.floor(bucket.tokens)};t={full_in}',
        }

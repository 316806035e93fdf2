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
from api.services.identity import NOBODY, OPERATOR, Principal

RATE_LIMITED: Final = "RATE_LIMITED"
_WINDOW: Final = 60.0
"""Seconds in which an empty bucket fills up."""
_REMEMBERED: Final = 10_000
"""Principals; who asked least recently is forgotten first, and has a full bucket then or soon."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Told:
    """What is left to a principal: ``wait`` is in seconds, 0 if they may go on."""

    most: int
    left: int
    full_in: int
    wait: int

    def headers(self) -> dict[str, str]:
        """Return it as the headers of an answer."""
        return {
            "ratelimit-policy": f'"key";q={self.most};w={_WINDOW:.0f}',
            "ratelimit": f'"key";r={self.left};t={self.full_in}',
        }


class Rates:
    """A bucket for each principal, of ``per_minute`` requests; 0 is without bound, and so is the operator."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self.message = f"More than {per_minute} requests a minute came with this key."

    def take(self, principal: Principal) -> Told | None:
        """Count one request of a principal; None for one who may ask without bound."""
        if principal in {NOBODY, OPERATOR} or self._most == 0:
            return None
        bucket = self._filled(principal.name)
        allowed = bucket.tokens >= 1
        bucket.tokens -= allowed
        second = _WINDOW / self._most
        return Told(
            self._most,
            math.floor(bucket.tokens),
            math.ceil((self._most - bucket.tokens) * second),
            0 if allowed else math.ceil((1 - bucket.tokens) * second),
        )

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


class RateLimit:
    """Lets each principal ask as often as ``rates`` allow, and tells them what is left."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app, self._rates = app, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        told = self._rates.take(principal_of(scope)) if scope["type"] == "http" else None
        if told is None:
            await self._app(scope, receive, send)
            return
        headers = told.headers()
        if told.wait:
            refused = refusal(
                429, RATE_LIMITED, self._rates.message, headers={**headers, "retry-after": str(told.wait)}
            )
            await refused(scope, receive, send)
            return

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self._app(scope, receive, send_told)

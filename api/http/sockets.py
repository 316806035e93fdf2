"""``/graphql`` as a WebSocket.

What is asked over a socket is bounded as what is asked by HTTP is: each operation counts as a request of its
client, and one that is no subscription takes a place among those that are worked on and has a deadline.
Whoever opens a socket says who they are by a header or, as browsers cannot, by ``authorization`` in the
payload of ``connection_init``.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio
import msgspec
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.graphql.errors import BAD_REQUEST, plain_error
from api.graphql.execution import Answer, Executor, Kind, Outcome, Query
from api.graphql.transport_ws import SUBPROTOCOL, Gone, Refused, converse
from api.http.bounds import OVERLOADED, SOON, Places
from api.http.counted import Count, counted
from api.http.identity import Identity, principal_of
from api.http.middleware import request_id
from api.http.origin import is_forged
from api.http.parameters import parameters
from api.http.persisted import PersistedQueries, QueryUnknown
from api.http.rate import RATE_LIMITED, Rates
from api.http.responses import refusal
from api.http.streams import Streams, TooManyStreams, Way
from api.http.tokens import TokenRefused
from api.services.identity import NOBODY, Principal

_OPERATIONS: Final = 20
"""That run over one socket at a time."""
_MESSAGES: Final = 100
"""That one socket may send in a second."""
_TOO_MANY: Final = 4429
_FORBIDDEN: Final = 4403


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What bounds the operations of sockets, and of all else that is asked."""

    streams: Streams
    places: Places
    rates: Rates
    deadline: float
    origins: tuple[str, ...]


class SocketEndpoint:
    """Answers GraphQL over sockets."""

    def __init__(
        self,
        executor: Executor,
        persisted: PersistedQueries,
        identity: Identity,
        bounds: Bounds,
        count: Count,
    ) -> None:
        self.executor, self.persisted, self.identity, self.bounds = executor, persisted, identity, bounds
        self.count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, or refuse it before it is open."""
        if not _is_let_in(scope, self.bounds.origins):
            await refusal(403, "FORBIDDEN", "Scripts of that web site are not let in.")(scope, receive, send)
            return
        if SUBPROTOCOL not in scope["subprotocols"]:
            await refusal(400, BAD_REQUEST, f"The socket has to speak {SUBPROTOCOL}.")(scope, receive, send)
            return
        with ExitStack() as held:
            try:
                held.enter_context(self.bounds.streams.held(principal_of(scope), Way.SOCKET))
            except TooManyStreams as error:
                full = refusal(503, OVERLOADED, str(error), headers={"retry-after": SOON})
                await full(scope, receive, send)
                return
            socket = WebSocket(scope, receive, send)
            await socket.accept(SUBPROTOCOL)
            wire = _Socket(socket)
            client = _Client(self, held, scope)
            async with anyio.create_task_group() as group:
                group.start_soon(client.stay_known, wire)
                await converse(wire, client, most=_OPERATIONS)
                group.cancel_scope.cancel()


class _Socket:
    """An open socket, which is closed where it sends too much."""

    def __init__(self, socket: WebSocket, clock: Callable[[], float] = time.monotonic) -> None:
        self._socket, self._clock = socket, clock
        self._second, self._messages = 0, 0
        self._closed = False

    async def receive(self) -> str | None:
        if self._closed:
            raise Gone
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
        if not self._may_send():
            await self.close(_TOO_MANY, "Too many messages")
            raise Gone
        text: str | None = message.get("text")
        return text

    async def send(self, text: str) -> None:
        try:
            await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:  # it was closed, by either side
            raise Gone from error

    async def close(self, code: int, reason: str) -> None:
        if not self._closed:
            self._closed = True
            with suppress(WebSocketDisconnect, RuntimeError):  # the other side was first
                await self._socket.close(code, reason)

    def _may_send(self) -> bool:
        second = int(self._clock())
        self._messages = self._messages + 1 if second == self._second else 1
        self._second = second
        return self._messages <= _MESSAGES


class _Client:
    """Whoever is at the other end of a socket."""

    def __init__(self, endpoint: SocketEndpoint, held: ExitStack, scope: Scope) -> None:
        self._executor, self._persisted = endpoint.executor, endpoint.persisted
        self._identity, self._bounds, self._count = endpoint.identity, endpoint.bounds, endpoint.count
        self._held = held
        self._request_id = request_id(scope)
        self._principal: Principal = principal_of(scope)
        self._identify: Callable[[], Awaitable[Principal]] = partial(endpoint.identity.sender, scope)

    async def begin(self, payload: Mapping[str, object]) -> bool:
        """Find out who they are, where no header said so."""
        if self._principal != NOBODY:
            return True
        given = str(payload.get("authorization", payload.get("Authorization", "")))
        self._identify = partial(self._identity.principal, given)
        try:
            principal = await self._identify()
            self._held.enter_context(self._bounds.streams.held(principal))
        except (TokenRefused, TooManyStreams):
            return False
        self._principal = principal
        return True

    async def stay_known(self, wire: _Socket) -> None:
        """Close the socket when they are nobody any more: their key was revoked, their token ran out."""
        while True:
            await anyio.sleep(self._bounds.streams.tick)
            if self._principal == NOBODY:
                continue
            try:
                await self._identify()
            except TokenRefused:
                await wire.close(_FORBIDDEN, "Forbidden")

    def text(self, payload: Mapping[str, object]) -> str:
        """Return the text of the query that they mean."""
        told = self._bounds.rates.take(self._principal)
        if told is not None and told.wait:
            raise self._refusal(self._bounds.rates.message, RATE_LIMITED)
        try:
            return parameters(payload).text(self._persisted)
        except HTTPException as error:
            raise self._refusal(error.detail, BAD_REQUEST) from error
        except QueryUnknown as error:
            raise self._refusal("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND") from error

    def _refusal(self, message: str, code: str) -> Refused:
        self._count("nothing", (code,))
        return Refused([plain_error(message, code)])

    async def answers(
        self, text: str, variables: Mapping[str, object] | None, operation: str | None
    ) -> AsyncGenerator[Answer, None]:
        """Answer a query as often as there is something to say."""
        query = Query(
            text=text,
            variables=variables,
            operation=operation,
            principal=self._principal,
            request_id=self._request_id,
        )
        if self._executor.kind(query) is Kind.SUBSCRIPTION:
            async with aclosing(counted(self._executor.answers(query), self._count)) as answers:
                async for answer in answers:
                    yield answer
        else:
            answer = await self._answer(query)
            self._count(answer.asked, answer.codes)
            yield answer

    async def _answer(self, query: Query) -> Answer:
        leave = self._bounds.places.take()
        if leave is None:
            return _refused("All is busy; try again.", OVERLOADED)
        try:
            with anyio.fail_after(self._bounds.deadline):
                return await self._executor.answer(query)
        except TimeoutError:
            message = f"There was no answer within {self._bounds.deadline:g} seconds."
            return _refused(message, "DEADLINE_EXCEEDED")
        finally:
            leave()


def _refused(message: str, code: str) -> Answer:
    body = msgspec.json.encode({"errors": [plain_error(message, code)]})
    return Answer(body, Outcome.REFUSED, codes=(code,))


def _is_let_in(scope: Scope, origins: tuple[str, ...]) -> bool:
    """Tell whether no script of another web site opens a socket: browsers let any do so, and say which.

    Reference: https://cwe.mitre.org/data/definitions/1385.html
    """
    return not is_forged(scope) or Headers(scope=scope).get("origin") in origins

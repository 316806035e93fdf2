"""Requests that came before, byte by byte: answered as they were, without being read again.

Clients send the same few bodies over and over. As long as the graph is at the same revision, what follows
from the graph and the request alone is the same answer; whether it does, the endpoint says
(:func:`repeatable_at`), so that this layer knows nothing of GraphQL.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.headers import header
from api.http.identity import principal_of
from api.http.responses import tell_counters
from api.services import identity
from api.services.picture import Moment
from api.services.workspace import Workspace
from graph.errors import CairnError

_MOST_BYTES: Final = 32 * 1024 * 1024
_LARGEST: Final = 1024 * 1024
_AROUND: Final = 3_000
"""Bytes that keeping an answer takes beside what was sent and answered: its headers, most of all."""
_MARK: Final = "repeatable_at"

_Key: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""The body, what the client accepts, also by way of packing, and what it says the body is."""


def repeatable_at(scope: Scope, moment: Moment) -> None:
    """Say that the answer to a request follows from the request and the picture of a moment alone.

    It must be the same whoever may read asks for it.
    """
    scope["state"][_MARK] = moment


class _Reply(Struct, frozen=True, gc=False):
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    size: int
    asked: str


class Repeats:
    """Sends kept answers to those who may read; at most 32 MiB of them, all of one revision."""

    def __init__(self, app: ASGIApp, workspace: Workspace, *, path: str) -> None:
        self._app, self._workspace, self._path = app, workspace, path
        self._moment: Moment | None = None
        self._kept: OrderedDict[_Key, _Reply] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asks = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == self._path
        if not (asks and principal_of(scope).may(identity.Scope.READ)):
            await self._app(scope, receive, send)
            return
        came = await _whole(receive)
        again = _After(came, receive)
        body = b"".join(message.get("body", b"") for message in came)
        if len(body) > _LARGEST or came[-1]["type"] != "http.request":
            await self._app(scope, again, send)
            return
        accepted = header(scope, b"accept"), header(scope, b"accept-encoding")
        key = body, *accepted, header(scope, b"content-type")
        kept = self._kept.get(key)
        if kept is None or not await self._current():
            await self._learn(key, scope, again, send)
            return
        self._kept.move_to_end(key)
        tell_counters(scope, asked=kept.asked)
        await send({"type": "http.response.start", "status": kept.status, "headers": [*kept.headers]})
        await send({"type": "http.response.body", "body": kept.body})

    async def _current(self) -> bool:
        """Tell whether what is kept is of the picture that is served; let go of it where it is not."""
        try:
            return self._of((await self._workspace.picture()).moment)
        except CairnError:
            return False  # the endpoint tells of it

    def _of(self, moment: Moment) -> bool:
        """Tell whether what is kept is of a moment; let go of it where it is not."""
        if moment == self._moment:
            return True
        self._moment, self._size = moment, 0
        self._kept.clear()
        return False

    async def _learn(self, key: _Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered, and keep the answer if the endpoint says that it may be repeated."""
        sent: list[Message] = []

        async def send_seen(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self._app(scope, receive, send_seen)
        moment = scope["state"].get(_MARK)
        if moment is None or len(sent) != 2:  # noqa: PLR2004 - head and body
            return
        self._of(moment)
        start, body = sent
        size = sum(map(len, key)) + len(body["body"]) + _AROUND
        if size <= _LARGEST and key not in self._kept:
            head = start["status"], tuple(start["headers"])
            self._keep(key, _Reply(*head, body["body"], size, scope["state"]["asked"]))

    def _keep(self, key: _Key, reply: _Reply) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        self._kept[key] = reply
        self._size += reply.size
        while self._size > _MOST_BYTES:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.size


async def _whole(receive: Receive) -> list[Message]:
    """Return the messages of a body, which was bounded and taken in before."""
    came = [await receive()]
    while came[-1].get("more_body", False):
        came.append(await receive())
    return came


class _After:
    """Messages that were received already, then those that come after them."""

    def __init__(self, came: Sequence[Message], receive: Receive) -> None:
        self._left = list(reversed(came))
        self._receive = receive

    async def __call__(self) -> Message:
        return self._left.pop() if self._left else await self._receive()

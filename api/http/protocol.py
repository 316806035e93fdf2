"""HTTP/1.1 and WebSockets as uvicorn speaks them, bounded where no application could do it.

A client could hold connections for ever by sending its headers a byte at a time, or send headers without
end: both happen before there is a request that the application could refuse. And it could ask and never read:
what was written for it then waits in memory, with its connection.
"""

import asyncio
from asyncio.transports import BaseTransport
from itertools import chain
from typing import Final, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from api.http.bounds import HEAD_BYTES

HEAD_SECONDS: Final = 10.0
"""From the connection, or from the first byte of a later request, to the end of its headers."""
LEAVE_SECONDS: Final = 1.0
"""For which a server that ends waits for the next request of a client that it keeps a connection with."""
SOCKET_LINE_BYTES: Final = 8_000
"""What websockets reads of a line is 8,192 bytes, with name and version."""
STALL_SECONDS: Final = 30.0
"""For which a client may leave unread what does not fit into the buffers on the way to it."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Stall:
    """Cuts off a client that does not read; to be told of both ends of each pause in writing."""

    _timer: asyncio.TimerHandle | None = None

    def begin(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        """Begin to wait for the client."""
        self._timer = self._timer or loop.call_later(STALL_SECONDS, transport.abort)

    def end(self) -> None:
        """Stop waiting: it reads again, or is gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None


class BoundedSocket(WebSocketsSansIOProtocol):
    """One socket; it is cut off where its client does not read."""

    _stall: Stall

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin."""
        self._stall = Stall()
        super().connection_made(transport)

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._stall.begin(self.loop, self.transport)

    def resume_writing(self) -> None:
        """Go on."""
        self._stall.end()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the wait."""
        self._stall.end()
        super().connection_lost(exc)

    async def send(self, message: ASGISendEvent) -> None:
        """Send; a response in place of a socket completes the handshake, or uvicorn logs each as an error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True


class BoundedProtocol(HttpToolsProtocol):
    """One connection; it is closed where a head exceeds a bound, or its client does not read."""

    _head_timer: asyncio.TimerHandle | None = None
    _head_bytes: int = 0
    _leaving: asyncio.TimerHandle | None = None
    _stall: Stall

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        self._stall = Stall()
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End all waiting."""
        self._end_wait()
        self._stall.end()
        if self._leaving is not None:
            self._leaving.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End after the answer; where nothing is asked, a request may be on its way, and is answered, too."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete:
            self._leaving = self.loop.call_later(LEAVE_SECONDS, self.transport.close)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._stall.begin(self.loop, self.transport)

    def resume_writing(self) -> None:
        """Go on."""
        self._stall.end()
        super().resume_writing()

    def handle_websocket_upgrade(self) -> None:
        """Hand over to a socket, which has bounds of its own; a line that it could not read is refused."""
        self._end_wait()
        if max(map(len, (self.url, *chain.from_iterable(self.headers)))) > SOCKET_LINE_BYTES:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        else:
            super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Take in what came, unless the head has become too large."""
        super().data_received(data)
        if self._head_timer is None:
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of the head."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """End the wait where there is a request now: from here on the application keeps the time."""
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:
            self._end_wait()
            if self._leaving is not None:
                self._leaving.cancel()
                self.cycle.keep_alive = False

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _end_wait(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer, self._head_bytes = None, 0

"""A proxy that cuts the connections that it carries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
from anyio.abc import SocketAttribute, SocketStream
from support import until


class Proxy:
    """Passes bytes on to a port of this machine, until it cuts what it carries."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._scopes: set[anyio.CancelScope] = set()
        self.cuts = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Carry connections until the block ends; yield the port to connect to."""
        listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
        async with listener, anyio.create_task_group() as group:
            group.start_soon(listener.serve, self._carry)
            yield listener.extra(SocketAttribute.local_port)
            group.cancel_scope.cancel()

    async def cut(self) -> None:
        """End every connection, in the midst of whatever it carries; wait for one where there is none."""
        await until(lambda: bool(self._scopes))  # whoever was cut may pause before it connects again
        for scope in self._scopes:
            scope.cancel()
            self.cuts += 1

    async def _carry(self, client: SocketStream) -> None:
        async with client, await anyio.connect_tcp("127.0.0.1", self._target) as server:
            async with anyio.create_task_group() as group:
                self._scopes.add(group.cancel_scope)
                group.start_soon(_pass_on, client, server, group.cancel_scope)
                group.start_soon(_pass_on, server, client, group.cancel_scope)
            self._scopes.discard(group.cancel_scope)


async def _pass_on(source: SocketStream, target: SocketStream, scope: anyio.CancelScope) -> None:
    with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        async for data in source:
            await target.send(data)
    scope.cancel()

"""Mutations that a client sends again, as it does not know whether the first arrived.

Most mutations change nothing when they are repeated. Those that would answer differently the second time
take a key: whoever sends the same key again gets what came of the first, which goes on even where its client
has gone. Keys are remembered by one process, the last thousand of them.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, cast

from graphql import GraphQLResolveInfo

from api.graphql.context import Context
from graph.errors import InvalidInput

ARGUMENT: Final = "key"
_REMEMBERED: Final = 1_000
_LONGEST: Final = 200

Resolver: TypeAlias = Callable[..., object]


class Once:
    """What came of the mutations of one name, by who sent them and by their key."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._begun: OrderedDict[tuple[str, str], tuple[str, asyncio.Future[object]]] = OrderedDict()

    async def __call__(
        self, root: object, info: GraphQLResolveInfo[Context], /, **arguments: object
    ) -> object:
        """Run a mutation, or return what came of it.

        Raises
        ------
        InvalidInput
            If the key is too long, or stands for other arguments already.
        """
        key = arguments.get(ARGUMENT)
        if key is None:
            return await self._run(root, info, arguments)
        name = (info.context.principal.name, str(key))
        if len(name[1]) > _LONGEST:
            raise InvalidInput(f"The key has more than {_LONGEST} characters.", hint="A UUID will do.")
        asked = repr(sorted(arguments.items()))
        if name not in self._begun:
            self._begin(name, asked, asyncio.ensure_future(self._run(root, info, arguments)))
        before, running = self._begun[name]
        if before != asked:
            raise InvalidInput("That key stands for other arguments.", hint="Make a new key for each change.")
        return await asyncio.shield(running)

    def _begin(self, name: tuple[str, str], asked: str, running: asyncio.Future[object]) -> None:
        self._begun[name] = asked, running
        if len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)

        def forget_failure(ended: asyncio.Future[object]) -> None:
            if ended.cancelled() or ended.exception() is not None:
                self._begun.pop(name, None)  # the next one tries again

        running.add_done_callback(forget_failure)

    async def _run(
        self, root: object, info: GraphQLResolveInfo[Context], arguments: dict[str, object]
    ) -> object:
        answer = self._resolve(root, info, **arguments)
        return await cast("Awaitable[object]", answer)

"""Documents sent by GraphQL to a server that works on them, without a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
from support import until

from api.graphql.execution import Executor, Query
from api.graphql.limits import Limits
from api.services.identity import OPERATOR, Principal
from api.services.queue import Queue
from api.services.workspace import Workspace

PAGE = """# Tide tables

Reading a tide table takes two skills.

## What you will learn

- Chart datum
- Tidal range
"""
INGEST = """mutation($i: IngestInput!) { ingestDocument(input: $i) {
    document { id uri status failure { stage message attempts } } revision { sequence } } }"""
PREVIEW = """mutation($i: IngestInput!) { previewDocument(input: $i) {
    added { __typename id } removed { id } edgesAdded { kind source target } } }"""
REMOVE = (
    "mutation($id: ID!) { removeDocument(id: $id) { removed { id } edgesRemoved { kind } added { id } } }"
)
RETRY = "mutation($id: ID!) { retryDocument(id: $id) { document { status } } }"
LIST = "{ documents { edges { node { id status mediaType unusedLines { first } failure { attempts } } } } }"
SEA = {"curriculum": "sea", "uri": "tides.md", "text": PAGE}


class Door:
    """A workspace with an executor and a queue, as the server has them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.queue = Queue(workspace, first_pause=0.001)
        self._executor = Executor(workspace, Limits(), self.queue)

    async def ask(self, text: str, principal: Principal = OPERATOR, **variables: object) -> Any:
        """Return the data of an answer without errors."""
        answer = await self._executor.answer(
            Query(text=text, variables=variables, principal=principal, request_id="r")
        )
        body = httpx.Response(200, content=answer.body).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def refusal(self, text: str, principal: Principal = OPERATOR, **variables: object) -> str:
        """Return the code of the only error of an answer."""
        answer = await self._executor.answer(
            Query(text=text, variables=variables, principal=principal, request_id="r")
        )
        (error,) = httpx.Response(200, content=answer.body).json()["errors"]
        code: str = error["extensions"]["code"]
        return code

    async def statuses(self) -> list[str]:
        """Return where the documents stand."""
        edges = (await self.ask(LIST))["documents"]["edges"]
        return [edge["node"]["status"] for edge in edges]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Let the queue work; wait at the end until nothing is pending."""
        async with anyio.create_task_group() as group:
            group.start_soon(self.queue.run)
            yield
            await until(self._is_done)
            group.cancel_scope.cancel()

    async def _is_done(self) -> bool:
        return "PENDING" not in await self.statuses()

"""``/healthz`` and ``/readyz``: whether to restart this process, and whether to send it requests."""

import anyio
from starlette.requests import Request
from starlette.responses import Response

from api.http.responses import json_response
from api.services.workspace import Workspace
from graph.errors import StoreError

_PATIENCE = 2.0
"""Seconds; longer than a look at the store takes, shorter than any prober waits."""


async def alive(_: Request) -> Response:
    """Say that the process answers."""
    return json_response({"status": "ok"})


class Readiness:
    """Tells whether requests can be answered, from which revision, and whether that is the newest."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def answer(self, _: Request) -> Response:
        """Answer 200 if there is a graph to answer from, else 503 with the reason why there is none.

        ``degraded`` is ready too: questions are answered from the graph as it was ``age_seconds`` ago. If a
        balancer took away every process that cannot reach the store, nobody would answer anything.
        """
        try:
            with anyio.move_on_after(_PATIENCE):
                await self._workspace.picture()
        except StoreError as error:
            return _unavailable(error.message)
        fresh = self._workspace.freshness
        if fresh is None:
            return _unavailable("The graph is still being loaded.")
        state = {"revision": fresh.revision.sequence, "age_seconds": round(fresh.age, 1)}
        if fresh.trouble is None:
            return json_response({"status": "ready", **state, "store": "reachable"})
        return json_response({"status": "degraded", **state, "store": "unreachable", "reason": fresh.trouble})


def _unavailable(reason: str) -> Response:
    return json_response({"status": "unavailable", "reason": reason}, 503)

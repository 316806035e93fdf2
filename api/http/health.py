"""``/healthz`` and ``/readyz``: whether to restart this process, and whether to send it requests."""

import anyio
from starlette.requests import Request
from starlette.responses import Response

from api.http.responses import json_response
from api.services.workspace import Workspace
from graph.errors import CairnError

_PATIENCE = 2.0
"""Seconds; longer than a look at the store takes, shorter than any prober waits."""


async def alive(_: Request) -> Response:
    """Say that the process answers."""
    return json_response({"status": "ok"})


class Readiness:
    """Tells whether the store can be reached and its graph is loaded."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def answer(self, _: Request) -> Response:
        """Answer 200 with the revision that is served, or 503 with the reason why none is."""
        try:
            with anyio.move_on_after(_PATIENCE):
                picture = await self._workspace.picture()
                sequence = picture.snapshot.revision.sequence
                return json_response({"status": "ready", "revision": sequence})
        except CairnError as error:
            return _unavailable(error.message)
        return _unavailable("The graph is still being loaded.")


def _unavailable(reason: str) -> Response:
    return json_response({"status": "unavailable", "reason": reason}, 503)

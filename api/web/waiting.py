"""What takes longer than a reader waits: its page says so at once, and looks again by itself."""

import math
from collections.abc import Awaitable
from typing import Final, TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import Response

from api.services.workspace import Workspace
from api.web.render import Renderer

T = TypeVar("T")

_LARGE: Final = 50_000
"""Nodes; questions about the whole of a smaller graph are always answered at once."""
_A_MOMENT: Final = 0.5
"""Seconds."""


async def soon(workspace: Workspace, work: Awaitable[T]) -> T | None:
    """Return what is worked out within a moment, else None: it goes on, and a later look finds it."""
    picture = workspace.latest
    is_large = picture is not None and len(picture.snapshot) > _LARGE
    with anyio.move_on_after(_A_MOMENT if is_large else math.inf):
        return await work
    return None


def still_working(renderer: Renderer, request: Request, title: str) -> Response:
    """Return the page for when :func:`soon` came back with nothing."""
    return renderer.page(request, "waiting.html", title=title)

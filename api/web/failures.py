"""Pages for when there is none: what happened, and what to do about it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.web.render import Renderer
from graph.errors import CairnError, EncoderError, InvalidInput, StoreError, UnknownId

Refusal: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

_OURS: Final = 500
"""From this status on the fault is not the reader's: to try again may help."""

_STATUSES: Final[Mapping[type[CairnError], int]] = {
    UnknownId: 404,
    InvalidInput: 400,
    StoreError: 503,
    EncoderError: 503,
}
_TITLES: Final[Mapping[int, str]] = {
    400: "That could not be read",
    404: "There is nothing here",
    500: "Something went wrong",
    503: "The curriculum cannot be reached",
}


class Failures:
    """Answers what could not be answered."""

    def __init__(self, renderer: Renderer, otherwise: Refusal) -> None:
        self._renderer = renderer
        self._otherwise = otherwise

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an address that leads nowhere, to a client that asks for no page as ``otherwise`` does."""
        assert isinstance(error, HTTPException)
        if "text/html" not in request.headers.get("accept", ""):
            return await self._otherwise(request, error)
        message = "No page has this address." if error.status_code == 404 else error.detail  # noqa: PLR2004
        return self._page(request, error.status_code, message, None)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer with what Cairn knows about an error of its own."""
        assert isinstance(error, CairnError)
        kind = next((kind for kind in _STATUSES if isinstance(error, kind)), None)
        status = 500 if kind is None else _STATUSES[kind]
        return self._page(request, status, error.message, error.hint)

    async def broken(self, request: Request, _: Exception) -> Response:
        """Answer a fault; what it was is for the log alone, which names it by the request's id."""
        state: Mapping[str, str] = request.scope.get("state", {})
        id_ = state.get("request_id")
        hint = f"If it happens again, tell whoever runs this server: request {id_}." if id_ else None
        return self._page(request, 500, "The fault is ours, and it has been logged.", hint)

    def _page(self, request: Request, status: int, message: str, hint: str | None) -> Response:
        title = _TITLES.get(status, "That is not possible")
        response = self._renderer.page(
            request,
            "failure.html",
            status=status,
            title=title,
            message=message,
            hint=hint,
            again=status >= _OURS,
        )
        response.headers["cache-control"] = "no-store"
        return response

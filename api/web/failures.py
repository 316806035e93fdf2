"""Pages for when there is none: what happened, and what to do about it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.services.answers import Item
from api.services.names import WISHABLE, names_near
from api.services.workspace import Workspace
from api.web.asked import LONGEST_WISH
from api.web.render import Renderer
from graph.errors import CairnError, EncoderError, InvalidInput, StoreError, UnknownId
from graph.model import NodeKind

Refusal: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

_OURS: Final = 500
"""From this status on the fault is not the reader's: to try again may help."""
_NEAR: Final = 6

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

    def __init__(self, workspace: Workspace, renderer: Renderer, otherwise: Refusal) -> None:
        self._workspace = workspace
        self._renderer = renderer
        self._otherwise = otherwise

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an address that leads nowhere, to a client that asks for no page as ``otherwise`` does."""
        assert isinstance(error, HTTPException)
        if "text/html" not in request.headers.get("accept", ""):
            return await self._otherwise(request, error)
        message = "No page has this address." if error.status_code == HTTPStatus.NOT_FOUND else error.detail
        return self._page(request, error.status_code, message, None)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer with what Cairn knows about an error of its own; with names near one that there is not."""
        assert isinstance(error, CairnError)
        if isinstance(error, UnknownId) and (words := _sought(request)):
            near = await names_near(self._workspace, words, _kinds(request), first=_NEAR)
            return self._page(
                request, HTTPStatus.NOT_FOUND, f"Nothing is called “{words}”.", None, words=words, near=near
            )
        kind = next((kind for kind in _STATUSES if isinstance(error, kind)), None)
        status = 500 if kind is None else _STATUSES[kind]
        return self._page(request, status, error.message, error.hint)

    async def broken(self, request: Request, _: Exception) -> Response:
        """Answer a fault; what it was is for the log alone, which names it by the request's id."""
        state: Mapping[str, str] = request.scope.get("state", {})
        id_ = state.get("request_id")
        hint = f"If it happens again, tell whoever runs this server: request {id_}." if id_ else None
        return self._page(request, 500, "The fault is ours, and it has been logged.", hint)

    def _page(
        self,
        request: Request,
        status: int,
        message: str,
        hint: str | None,
        *,
        words: str = "",
        near: Sequence[Item] = (),
    ) -> Response:
        title = _TITLES.get(status, "That is not possible")
        response = self._renderer.page(
            request,
            "failure.html",
            status=status,
            title=title,
            message=message,
            hint=hint,
            again=status >= _OURS,
            missing=status == HTTPStatus.NOT_FOUND,
            words=words,
            near=near,
        )
        response.headers["cache-control"] = "no-store"
        return response


def _kinds(request: Request) -> list[NodeKind]:
    """Return what may have been meant, the kind that an address names first."""
    parts = (request.query_params.get("goal") or request.url.path).split("/")
    return sorted(WISHABLE, key=lambda kind: kind.value.lower() not in parts)


def _sought(request: Request) -> str:
    """Return the words of the name that an address is made of; none where it is made of no name."""
    name: str = request.path_params.get("slug") or request.query_params.get("goal") or ""
    return name.rpartition("/")[2].replace("-", " ").strip()[:LONGEST_WISH]

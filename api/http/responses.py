"""JSON responses, and refusals in the shape that GraphQL clients read."""

from collections.abc import Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.graphql.errors import plain_error
from api.http.accept import JSON


def json_response(
    body: Mapping[str, object],
    status: int = 200,
    *,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a body as JSON, in UTF-8."""
    content_type = {"content-type": f"{media_type}; charset=utf-8"}
    return Response(msgspec.json.encode(body), status, headers={**content_type, **(headers or {})})


def refusal(status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error of the request as a whole: one GraphQL error, whatever was asked for."""
    body = msgspec.json.encode({"errors": [plain_error(message, code)]})
    return Refusal(code, body, status, {"content-type": f"{JSON}; charset=utf-8", **(headers or {})})


class Refusal(Response):
    """A response that leaves its code with the request, for those who count."""

    def __init__(self, code: str, body: bytes, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(body, status, headers)
        self._code = code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        tell_counters(scope, codes=(self._code,))
        await super().__call__(scope, receive, send)


def tell_counters(scope: Scope, *, asked: str = "nothing", codes: tuple[str, ...] = ()) -> None:
    """Leave with a request what was asked for, by the name of a field, and the codes of its errors."""
    scope.setdefault("state", {}).update(asked=asked, codes=codes)

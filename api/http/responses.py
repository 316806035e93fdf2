"""JSON responses, and refusals in the shape that GraphQL clients read."""

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

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
    return json_response({"errors": [plain_error(message, code)]}, status, headers=headers)

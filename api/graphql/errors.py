"""How errors look to a client of GraphQL: a message, a stable code, and what to do about it.

Cairn's own errors carry their code and hint (see :mod:`graph.errors`); those of the query language have
the codes below. Anything else is a fault of ours: it is logged with its traceback, and the client is told
the request's id and nothing more.
"""

import logging
from collections.abc import Iterable
from typing import Final

from graphql import GraphQLError

from graph.errors import CairnError

PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
BAD_REQUEST: Final = "BAD_REQUEST"
INTERNAL: Final = CairnError.code
_LONGEST: Final = 2_500
"""Characters of a message; a name or an id has at most 1,000, and circles of several are told."""

_log = logging.getLogger("cairn.graphql")


def present(errors: Iterable[GraphQLError], *, code: str, request_id: str) -> list[dict[str, object]]:
    """Return errors as the response carries them; ``code`` is for those that have none of their own."""
    return [_present(error, code, request_id) for error in errors]


def plain_error(message: str, code: str, **extensions: str) -> dict[str, object]:
    """Return an error of the request as a whole, in the same shape."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def _present(error: GraphQLError, code: str, request_id: str) -> dict[str, object]:
    shown: dict[str, object] = {**error.formatted, "message": _bounded(error.message)}
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        shown["extensions"] = {"code": code, **(error.extensions or {})}
    elif isinstance(cause, CairnError):
        hint = {"hint": _bounded(cause.hint)} if cause.hint else {}
        shown |= {"message": _bounded(cause.message), "extensions": {"code": cause.code, **hint}}
    else:
        _log.error("request %s failed at %s", request_id, error.path, exc_info=cause)
        shown |= internal_error(request_id)
    return shown


def _bounded(message: str) -> str:
    """Return what is said, unless most of it was said by the client: an error gives back no megabyte."""
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"


def internal_error(request_id: str) -> dict[str, object]:
    """Return what a client sees of a fault of ours."""
    message = "Something went wrong on the server; its log has the details under this request id."
    return plain_error(message, INTERNAL, requestId=request_id)

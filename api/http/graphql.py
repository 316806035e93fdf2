"""``/graphql``: GraphQL over HTTP.

Queries come by GET or POST, all else by POST; there are no batches. A body must be JSON and say so, which
no form of another site can do without the browser asking first.

Reference: https://graphql.github.io/graphql-over-http/draft/
"""

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.graphql.execution import Answer, Executor, Outcome, Query
from api.http.accept import GRAPHQL_JSON, JSON, negotiate
from api.http.identity import principal_of
from api.http.middleware import request_id
from api.http.persisted import PersistedQueries, PersistedQuery, QueryRefused, QueryUnknown
from api.http.responses import refusal

_NO_STORE = {"cache-control": "no-store"}


class _Extensions(msgspec.Struct):
    """The extensions that mean something here; others are passed over."""

    persistedQuery: PersistedQuery | None = None  # noqa: N815 - the protocol's name


class _Parameters(msgspec.Struct):
    """The parameters of a GraphQL request."""

    query: str | None = None
    variables: dict[str, object] | None = None
    operationName: str | None = None  # noqa: N815 - the protocol's name
    extensions: _Extensions | None = None


class GraphQLEndpoint:
    """Answers GraphQL requests."""

    def __init__(self, executor: Executor, persisted: PersistedQueries) -> None:
        self._executor = executor
        self._persisted = persisted

    async def answer(self, request: Request) -> Response:
        """Answer one request.

        Raises
        ------
        HTTPException
            If it holds no GraphQL request, or wants the answer in no form that there is.
        """
        media_type = negotiate(request.headers.get("accept"))
        if media_type is None:
            raise HTTPException(406, f"An answer is {GRAPHQL_JSON} or {JSON}; the client accepts neither.")
        read_only = request.method != "POST"
        parameters = _from_url(request) if read_only else await _from_body(request)
        try:
            text = self._text(parameters)
        except QueryUnknown:
            return refusal(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", headers=_NO_STORE)
        answer = await self._executor.answer(
            Query(
                text=text,
                variables=parameters.variables,
                operation=parameters.operationName,
                read_only=read_only,
                has=_has(request, media_type) if read_only else None,
                principal=principal_of(request.scope),
                request_id=request_id(request.scope),
            )
        )
        return _response(answer, media_type)

    def _text(self, parameters: _Parameters) -> str:
        named = parameters.extensions.persistedQuery if parameters.extensions else None
        try:
            text = self._persisted.text(parameters.query, named)
        except QueryRefused as error:
            raise HTTPException(400, str(error)) from error
        if text is None:
            raise HTTPException(400, "The request is no GraphQL request: it has no query.")
        return text


def _from_url(request: Request) -> _Parameters:
    given: dict[str, object] = {name: value for name, value in request.query_params.items() if value}
    for name in ("variables", "extensions"):
        if text := request.query_params.get(name):
            given[name] = _decoded(text.encode())
    return _converted(given)


async def _from_body(request: Request) -> _Parameters:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != JSON or charset not in {"", "utf-8"}:
        raise HTTPException(415, f"Send the request as {JSON}, in UTF-8.")
    return _converted(_decoded(await request.body()))


def _decoded(text: bytes) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"The request cannot be read as JSON: {error}.") from error
    except RecursionError as error:
        raise HTTPException(400, "The request nests too deeply.") from error


def _converted(value: object) -> _Parameters:
    try:
        return msgspec.convert(value, _Parameters)
    except msgspec.ValidationError as error:
        raise HTTPException(400, f"The request is no GraphQL request: {error}.") from error


def _response(answer: Answer, media_type: str) -> Response:
    """Return an answer; in plain JSON a refusal has always had the status 200, and clients rely on it."""
    headers = {"content-type": f"{media_type}; charset=utf-8", "vary": "accept"}
    if answer.version is not None:
        headers |= {"etag": _tag(answer.version, media_type), "cache-control": "private, no-cache"}
    if answer.outcome is Outcome.UNCHANGED:
        return Response(status_code=304, headers=headers)
    if answer.outcome is Outcome.NOT_READ_ONLY:
        return Response(answer.body, 405, {**headers, "allow": "POST"})
    refused = answer.outcome is Outcome.REFUSED and media_type == GRAPHQL_JSON
    return Response(answer.body, 400 if refused else 200, headers)


def _tag(version: str, media_type: str) -> str:
    """Return an entity tag: each representation has its own (RFC 9110, section 8.8)."""
    return f'W/"{version}-{"g" if media_type == GRAPHQL_JSON else "j"}"'


def _has(request: Request, media_type: str) -> str | None:
    """Return the version that a client has already, if it names one in the media type that it gets."""
    for tag in request.headers.get("if-none-match", "").split(","):
        version = tag.strip().removeprefix("W/").strip('"').partition("-")[0]
        if _tag(version, media_type) == tag.strip():
            return version
    return None

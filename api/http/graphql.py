"""``/graphql``: GraphQL over HTTP.

Queries come by GET or POST, all else by POST; there are no batches. A body must be JSON and say so, which
no form of another site can do without the browser asking first.

Reference: https://graphql.github.io/graphql-over-http/draft/
"""

from collections.abc import Mapping
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.graphql.execution import Answer, Executor, Kind, Outcome, Query
from api.http.accept import EVENT_STREAM, GRAPHQL_JSON, JSON, negotiate, takes_events
from api.http.counted import Count, counted
from api.http.events import EventStream
from api.http.identity import Identity, principal_of
from api.http.middleware import request_id
from api.http.packing import GZIP, packed, takes_packed
from api.http.parameters import Parameters, decoded, parameters
from api.http.persisted import PersistedQueries, QueryUnknown
from api.http.repeats import repeatable_at
from api.http.responses import refusal, tell_counters
from api.http.streams import Streams
from api.http.uploads import from_form, is_form

_NO_STORE = {"cache-control": "no-store"}


class GraphQLEndpoint:
    """Answers GraphQL requests."""

    def __init__(
        self,
        executor: Executor,
        persisted: PersistedQueries,
        identity: Identity,
        streams: Streams,
        count: Count,
    ) -> None:
        self._executor, self._persisted = executor, persisted
        self._identity, self._streams, self._count = identity, streams, count

    async def answer(self, request: Request) -> Response:
        """Answer one request.

        Raises
        ------
        HTTPException
            If it holds no GraphQL request, or wants the answer in no form that there is.
        """
        if _is_visit(request):
            return RedirectResponse("/explorer", 303)
        media_type, events = _forms(request)
        asked = await _asked(request)
        try:
            text = asked.text(self._persisted)
        except QueryUnknown:
            return refusal(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", headers=_NO_STORE)
        query = _query(request, asked, text, media_type)
        if _has_files(request) and self._executor.kind(query) is not Kind.MUTATION:
            raise HTTPException(400, "Files come with mutations alone.")
        if events and (media_type is None or self._executor.kind(query) is Kind.SUBSCRIPTION):
            return self._events(request, query)
        assert media_type is not None
        answer = await self._executor.answer(query)
        tell_counters(request.scope, asked=answer.asked, codes=answer.codes)
        if answer.moment is not None and asked.extensions is None:  # those may teach us a text anew
            repeatable_at(request.scope, answer.moment)
        return _response(answer, media_type)

    async def ask(self, request: Request, text: str, variables: Mapping[str, object]) -> bytes:
        """Return the answer to a query that came in another form, with the rights of who sent the request."""
        query = Query(
            text=Parameters(query=text).text(self._persisted),
            variables=variables,
            principal=principal_of(request.scope),
            request_id=request_id(request.scope),
        )
        return (await self._executor.answer(query)).body

    def _events(self, request: Request, query: Query) -> Response:
        check = partial(self._identity.sender, request.scope)
        return EventStream(counted(self._executor.answers(query), self._count), self._streams, check)


def _is_visit(request: Request) -> bool:
    """Tell whether a person followed a link here, and asks nothing yet."""
    return (
        request.method == "GET"
        and not request.url.query
        and request.headers.get("accept", "").startswith("text/html")
    )


def _forms(request: Request) -> tuple[str | None, bool]:
    """Return as which of our media types a client takes an answer, None for none, and whether as events.

    Raises
    ------
    HTTPException
        If it takes it in no form that there is.
    """
    accept = request.headers.get("accept")
    media_type, events = negotiate(accept), takes_events(accept)
    if media_type is None and not events:
        message = f"An answer is {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}; the client accepts none of them."
        raise HTTPException(406, message)
    return media_type, events


def _has_files(request: Request) -> bool:
    return request.method == "POST" and is_form(request.headers)


async def _asked(request: Request) -> Parameters:
    """Return what a request asks; raises HTTPException if it holds no GraphQL request."""
    if request.method != "POST":
        return _from_url(request)
    return await (from_form(request) if is_form(request.headers) else _from_body(request))


def _query(request: Request, asked: Parameters, text: str, media_type: str | None) -> Query:
    read_only = request.method != "POST"
    return Query(
        text=text,
        variables=asked.variables,
        operation=asked.operationName,
        read_only=read_only,
        has=_has(request, media_type) if read_only and media_type else None,
        pack=packed if takes_packed(request.scope) else None,
        principal=principal_of(request.scope),
        request_id=request_id(request.scope),
    )


def _from_url(request: Request) -> Parameters:
    given: dict[str, object] = {name: value for name, value in request.query_params.items() if value}
    for name in ("variables", "extensions"):
        if text := request.query_params.get(name):
            given[name] = decoded(text.encode())
    return parameters(given)


async def _from_body(request: Request) -> Parameters:
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != JSON or charset not in {"", "utf-8"}:
        raise HTTPException(415, f"Send the request as {JSON}, in UTF-8.")
    return parameters(decoded(await request.body()))


def _response(answer: Answer, media_type: str) -> Response:
    """Return an answer; in plain JSON a refusal has always had the status 200, and clients rely on it."""
    headers = {"content-type": f"{media_type}; charset=utf-8", "vary": "accept, accept-encoding"}
    if answer.packed:
        headers["content-encoding"] = GZIP
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

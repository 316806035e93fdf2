"""The ASGI application: routes, and what every request passes through."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from api.graphql.errors import internal_error
from api.graphql.execution import Executor
from api.graphql.limits import Limits
from api.http.bounds import Concurrency, HeadLimit, Places, WholeBody
from api.http.deadline import Deadline
from api.http.graphql import GraphQLEndpoint
from api.http.health import Readiness, alive
from api.http.identity import Authentication, Identity
from api.http.metrics import Metrics
from api.http.middleware import RequestId, SecurityHeaders, TrustedHost, request_id
from api.http.packing import PackedPages
from api.http.persisted import PersistedQueries, TrustedDocuments
from api.http.rate import RateLimit, Rates
from api.http.readers import ForReaders
from api.http.repeats import Repeats
from api.http.responses import json_response, refusal
from api.http.sockets import Bounds, SocketEndpoint
from api.http.streams import Streams
from api.http.tracing import traced
from api.http.uploads import PREFLIGHT, Uploads
from api.services.garbage import collect_often
from api.services.publication import Publications
from api.services.queue import Queue
from api.services.warm import keep_warm
from api.services.workspace import Workspace
from api.settings import Settings
from api.web.app import Backing, create_pages
from api.web.publishing import SENT_TO
from graph.errors import EncoderError

MAX_BODY = 1024 * 1024

_GRAPHQL = "/graphql"
_PUBLIC = frozenset({"/healthz", "/readyz"})
"""What probers see, who have no key."""
_PATHS = _PUBLIC | {_GRAPHQL, "/metrics"}
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_log = logging.getLogger("cairn.http")


def create_app(
    workspace: Workspace,
    settings: Settings,
    *,
    identity: Identity | None = None,
    limits: Limits | None = None,
    streams: Streams | None = None,
) -> ASGIApp:
    """Return the application that serves a workspace; it leaves closing the workspace to its caller.

    Whoever ends the server ends the ``streams`` first.
    """
    identity = identity or Identity(settings)
    bounds = Bounds(
        streams=streams or Streams(most=settings.streams, most_each=settings.streams_each),
        places=Places(settings.concurrency),
        rates=Rates(settings.rate),
        deadline=settings.deadline,
        origins=settings.origins,
    )
    queue = Queue(workspace)
    metrics = Metrics(workspace, queue, bounds.streams, paths=_PATHS)
    executor = Executor(workspace, limits or Limits(), queue)
    persisted = TrustedDocuments.read(Path(settings.trusted)) if settings.trusted else PersistedQueries()
    endpoint = GraphQLEndpoint(executor, persisted, identity, bounds.streams, metrics.count)
    backing = Backing(
        refuse=_refused,
        begin=identity.begin_session,
        ask=endpoint.ask,
        publications=Publications(workspace, queue),
        queue=queue,
        introspection=executor.introspection(),
    )
    routes = [
        Route(_GRAPHQL, endpoint.answer, methods=["GET", "POST"]),
        WebSocketRoute(_GRAPHQL, SocketEndpoint(executor, persisted, identity, bounds, metrics.count)),
        Route("/healthz", alive),
        Route("/readyz", Readiness(workspace).answer),
        Route("/metrics", metrics.show),
    ]
    guarded = _guarded(_service(workspace, routes, backing, executor), workspace, settings, identity, bounds)
    return RequestId(traced(metrics.observing(SecurityHeaders(guarded)), workspace.tracer, paths=_PATHS))


def _service(
    workspace: Workspace, routes: list[BaseRoute], backing: Backing, executor: Executor
) -> Starlette:
    """Return what answers requests, and runs what goes on beside them."""
    service = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _refused, Exception: _failed},
        lifespan=partial(_beside, workspace, backing.queue, backing.publications, executor),
    )
    # Mounted, pages would also answer the methods that the routes above refuse.
    service.router.default = PackedPages(ForReaders(create_pages(workspace, backing)))
    return service


def _guarded(
    service: ASGIApp, workspace: Workspace, settings: Settings, identity: Identity, bounds: Bounds
) -> ASGIApp:
    """Return a service behind what bounds requests and asks who sends them; the last one here is the first.

    A request must name a host that this server answers to, so that no web site can reach it under a name of
    its own (DNS rebinding).
    """
    app: ASGIApp = Concurrency(service, bounds.places, exempt=_PUBLIC)
    app = Repeats(app, workspace, path=_GRAPHQL)
    app = WholeBody(app, Uploads([_GRAPHQL, SENT_TO], most=MAX_BODY, most_with_files=settings.max_bytes))
    app = RateLimit(app, bounds.rates)
    app = Authentication(app, identity, public=_PUBLIC)
    app = Deadline(HeadLimit(app), seconds=settings.deadline)
    app = TrustedHost(app, allowed=[*_LOOPBACK_NAMES, settings.host, *settings.hosts])
    if not settings.origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "x-request-id", *PREFLIGHT],
        expose_headers=["x-request-id", "retry-after"],
    )


@asynccontextmanager
async def _beside(
    workspace: Workspace, queue: Queue, publications: Publications, executor: Executor, _: Starlette
) -> AsyncIterator[None]:
    """Run what goes on beside the requests; at the end, let what they began be finished."""
    async with anyio.create_task_group() as group:
        group.start_soon(workspace.follow)
        group.start_soon(queue.run)
        group.start_soon(publications.run)
        group.start_soon(_warm, workspace)
        group.start_soon(keep_warm, workspace)
        group.start_soon(collect_often)
        yield
        await executor.finish(workspace.settings.deadline)
        group.cancel_scope.cancel()


async def _warm(workspace: Workspace) -> None:
    """Load the embedding model before the first wish in words has to wait for it."""
    try:
        await anyio.to_thread.run_sync(workspace.encoder.encode, ["ready"])
    except EncoderError as error:
        _log.warning("wishes in words will not be understood: %s", error)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    message = error.detail
    if status is HTTPStatus.NOT_FOUND:
        message = f"There is nothing at {request.url.path}; GraphQL is at /graphql."
    return refusal(status, status.name, message, headers=error.headers)


async def _failed(request: Request, error: Exception) -> Response:
    id_ = request_id(request.scope)
    _log.error("request %s failed", id_, exc_info=error)
    return json_response({"errors": [internal_error(id_)]}, 500)

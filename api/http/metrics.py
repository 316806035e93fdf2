"""What the server counts, in the form that Prometheus reads, and a line in the log for each request.

Labels have few values each: no client can make up new ones.
"""

import logging
import math
import time
from collections.abc import Collection, Iterator
from functools import cache, partial
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.identity import principal_of
from api.http.middleware import request_id
from api.http.streams import Streams, Way
from api.services.identity import Scope as Allowed
from api.services.queue import Queue
from api.services.workspace import Workspace

_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds."""
_OTHER: Final = "other"
_NOTHING: Final = "nothing"
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS"})

_access = logging.getLogger("cairn.access")


class Metrics:
    """The counters of one application."""

    def __init__(
        self, workspace: Workspace, queue: Queue, streams: Streams, *, paths: frozenset[str]
    ) -> None:
        self._paths = paths
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "cairn_requests", "Requests answered.", ("path", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "cairn_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ("path",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._counter = cache(lambda path, method, status: self._requests.labels(path, method, str(status)))
        self._timer = cache(self._seconds.labels)
        self._asked = Counter(
            "cairn_operations",
            "GraphQL operations by the field that they ask for.",
            ("asked", "outcome"),
            registry=self._registry,
        )
        self._operation = cache(self._asked.labels)
        self._errors = Counter(
            "cairn_errors", "Errors that clients were told of.", ("code",), registry=self._registry
        )
        self._registry.register(_Outcomes(queue))
        self._running = Gauge("cairn_requests_running", "Requests being worked on.", registry=self._registry)
        for name, meaning, value in (
            ("cairn_revision", "The revision of the graph that is served.", lambda: _revision(workspace)),
            ("cairn_graph_age_seconds", "Since it was known to be the newest.", lambda: _age(workspace)),
            ("cairn_curricula_settling", "Curricula with documents on their way.", queue.settling),
        ):
            Gauge(name, meaning, registry=self._registry).set_function(value)
        opened = Gauge("cairn_streams_open", "What stays open.", ("way",), registry=self._registry)
        for way in Way:
            opened.labels(way.value).set_function(partial(streams.open, way))

    async def show(self, request: Request) -> Response:
        """Answer what was counted, to whoever may read.

        Raises
        ------
        HTTPException
            If they may not.
        """
        if not principal_of(request.scope).may(Allowed.READ):
            raise HTTPException(403, "Metrics need the scope read.")
        return Response(generate_latest(self._registry), headers={"content-type": CONTENT_TYPE_LATEST})

    def observing(self, app: ASGIApp) -> ASGIApp:
        """Return an application that counts what another answers."""

        async def observed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            start, status = time.perf_counter(), 500

            async def send_seen(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            self._running.inc()
            try:
                await app(scope, receive, send_seen)
            finally:
                self._running.dec()
                self._count(scope, status, time.perf_counter() - start)

        return observed

    def count(self, asked: str, codes: Collection[str]) -> None:
        """Count an operation by the field that it asks for, and the codes of its errors.

        Requests by HTTP leave both with their scope; what goes on over a stream is told here as it begins.
        """
        if asked != _NOTHING:
            self._operation(asked, "failed" if codes else "answered").inc()
        for code in codes:
            self._errors.labels(code).inc()

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        path = scope["path"] if scope["path"] in self._paths else _OTHER
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        self._counter(path, method, status).inc()
        self._timer(path).observe(seconds)
        self.count(scope["state"].get("asked", _NOTHING), scope["state"].get("codes", ()))
        if _access.isEnabledFor(logging.INFO):
            told = {
                "request_id": request_id(scope),
                "method": method,
                "path": path,
                "status": status,
                "milliseconds": round(seconds * 1e3, 1),
                "principal": principal_of(scope).name,
            }
            _access.info("%s %s %d", method, path, status, extra=told)


class _Outcomes(Collector):
    """Tells what became of the documents that this process worked on."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def collect(self) -> Iterator[Metric]:
        """Return one counter."""
        told = CounterMetricFamily("cairn_documents", "Documents worked on, by outcome.", labels=["outcome"])
        for status, count in self._queue.outcomes.items():
            told.add_metric([status.value], count)
        yield told


def _revision(workspace: Workspace) -> float:
    fresh = workspace.freshness
    return math.nan if fresh is None else fresh.revision.sequence


def _age(workspace: Workspace) -> float:
    fresh = workspace.freshness
    return math.nan if fresh is None else fresh.age

"""A span for each request, where spans are collected."""

from collections.abc import Collection
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.headers import header
from api.http.middleware import request_id
from api.services.tracing import Tracer

_CONTEXT: Final = ("traceparent", "tracestate")
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
_OTHER: Final = "other"


def traced(app: ASGIApp, tracer: Tracer, *, paths: Collection[str]) -> ASGIApp:
    """Return an application that opens a span for each request; no name is what a client made up."""
    if not tracer.active:
        return app

    async def within_a_span(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"] if scope["path"] in paths else _OTHER
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        headers = {name: header(scope, name.encode()).decode("latin-1") for name in _CONTEXT}
        with tracer.request(f"{method} {path}", {n: v for n, v in headers.items() if v}) as note:

            async def send_noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    note("http.response.status_code", message["status"])
                await send(message)

            note("http.request.method", method)
            note("cairn.request_id", request_id(scope))
            await app(scope, receive, send_noted)
            note("cairn.asked", str(scope["state"].get("asked", "")))

    return within_a_span

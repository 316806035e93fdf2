"""Spans for an OpenTelemetry collector. It needs the extra ``opentelemetry``; it is loaded where wanted.

No span carries what was asked, what was answered, or an exception's words.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.services.tracing import Note


class OpenTelemetry:
    """Opens spans of one provider."""

    active = True

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("cairn")
        self._propagator = TraceContextTextMapPropagator()

    @classmethod
    def sending_to(cls, address: str) -> "OpenTelemetry":
        """Return what sends spans to a collector, by OTLP over HTTP, in the background."""
        provider = TracerProvider(resource=Resource.create({"service.name": "cairn"}))
        exporter = OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces")
        provider.add_span_processor(BatchSpanProcessor(exporter))
        return cls(provider)

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Open a span for the length of a block."""
        return self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)

    def begin(self, name: str) -> Callable[[], None]:
        """Open a span and return what ends it."""
        return self._tracer.start_span(name).end

    @contextmanager
    def request(self, name: str, headers: Mapping[str, str]) -> Iterator[Note]:
        """Open the span of a request, as a part of the trace that its headers name."""
        with self._tracer.start_as_current_span(
            name,
            context=self._propagator.extract(headers),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield span.set_attribute

    def close(self) -> None:
        """Send what was collected."""
        self._provider.shutdown()

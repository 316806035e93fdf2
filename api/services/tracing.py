"""Where the time goes: a span a request and one for each of its stages, for whoever collects them.

Services say when a stage begins and ends; where nobody collects spans that costs next to nothing. What
collects them is in :mod:`api.services.telemetry`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Protocol, TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""See :mod:`ingest.pipeline`."""
Note: TypeAlias = Callable[[str, str | int], None]
"""Adds a name and a value to a span."""

_NOTHING: Final = nullcontext()


class Tracer(Protocol):
    """Opens spans; one that is opened within another is a part of it."""

    @property
    def active(self) -> bool:
        """Whether anybody collects the spans."""

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Open a span for the length of a block."""

    def begin(self, name: str) -> Callable[[], None]:
        """Open a span and return what ends it; it holds no others."""

    def request(self, name: str, headers: Mapping[str, str]) -> AbstractContextManager[Note]:
        """Open the span of a request, as a part of the trace that its headers name (W3C Trace Context)."""

    def close(self) -> None:
        """Send what was collected."""


class Silent:
    """Collects nothing."""

    active = False

    def stage(self, name: str) -> AbstractContextManager[object]:  # noqa: ARG002 - nobody wants to know
        """Do nothing."""
        return _NOTHING

    def begin(self, name: str) -> Callable[[], None]:  # noqa: ARG002 - as above
        """Do nothing."""
        return self.close

    def request(self, name: str, headers: Mapping[str, str]) -> AbstractContextManager[Note]:  # noqa: ARG002 - as above
        """Do nothing."""
        return nullcontext(_unnoted)

    def close(self) -> None:
        """Do nothing."""


SILENT: Final = Silent()


@contextmanager
def stages_of(tracer: Tracer, progress: Progress) -> Iterator[Progress]:
    """Yield what is to be told of the progress of an ingest: it opens a span whenever a stage begins."""
    if not tracer.active:
        yield progress
        return
    current, end = "", SILENT.close

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal current, end
        if stage != current:
            end()
            current, end = stage, tracer.begin(stage)
        progress(stage, done, total)

    with tracer.stage("ingest"):
        try:
            yield tell
        finally:
            end()


def _unnoted(_name: str, _value: str | int) -> None:
    pass

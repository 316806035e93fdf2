"""What learners did, as files of other systems tell it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Final, TypeAlias, cast

from graph.errors import FormatError


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """That somebody finished, passed or failed something.

    ``names`` are what it may be known by here, best first: ids, addresses, titles. ``passed`` is None where
    only its end is told. ``score`` is 0..1, ``at`` is None where the file does not say when.
    """

    learner: str
    names: tuple[str, ...]
    passed: bool | None
    score: float | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a file tells, in its order; ``passed_over`` counts what is about something else."""

    deeds: tuple[Deed, ...]
    passed_over: int = 0


Read: TypeAlias = Callable[[bytes], Deeds]

READERS: Final[Mapping[str, str]] = {
    "xapi": "graph.formats.xapi",
    "csv": "graph.formats.completions",
}
"""The modules that read the forms, by name. A new one is one file with a ``read``, and one line here."""


def read_deeds(data: bytes, form: str) -> Deeds:
    """Return what a file in one of :data:`READERS` tells; raises FormatError if it is none."""
    return cast("Read", import_module(READERS[form]).read)(data)


def moment(text: str, place: str) -> datetime:
    """Return a moment in ISO 8601, in UTC; one without a zone is taken as UTC.

    Raises
    ------
    FormatError
        If it is none; the message begins with ``place``.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise FormatError(
            f"{place}: {text!r} is no date.", hint="Write it as 2026-03-31 or 2026-03-31T14:05:00Z."
        ) from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

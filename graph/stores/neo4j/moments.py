"""How moments come back from the database."""

from datetime import UTC, datetime

from neo4j.time import DateTime


def moment(value: object) -> datetime:
    """Return a moment in UTC; raise ValueError if ``value`` is none."""
    if not isinstance(value, DateTime):
        raise ValueError(f"{value!r} is no moment")  # noqa: TRY004  # a value in the store, not a mistake in a call
    found: datetime = value.to_native()
    return found.astimezone(UTC)

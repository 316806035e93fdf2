"""How moments travel to the database and back."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Return microseconds since 1970 UTC: exact, and in the order of time."""
    return (moment.astimezone(UTC) - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """Return the moment of :func:`to_microseconds`, in UTC; raise ValueError if there is none."""
    try:
        return _EPOCH + count * _MICROSECOND
    except OverflowError as error:
        raise ValueError(f"no calendar has the moment {count}") from error

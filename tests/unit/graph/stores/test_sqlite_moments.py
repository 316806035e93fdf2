"""Moments in the database: exact, and in the order of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.stores.sqlite.moments import from_microseconds, to_microseconds

ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001  # bounds


@given(MOMENTS, MOMENTS)
def test_a_moment_comes_back_in_utc_and_in_order(one: datetime, other: datetime) -> None:
    """No microsecond is lost over eight thousand years, in any zone."""
    back = from_microseconds(to_microseconds(one))
    assert back == one
    assert back.tzinfo is UTC
    assert (to_microseconds(one) < to_microseconds(other)) == (one < other)


@pytest.mark.parametrize("count", [2**63 - 1, -(2**63)])
def test_a_number_outside_the_calendar_is_no_moment(count: int) -> None:
    """What cannot have been written is a ValueError."""
    with pytest.raises(ValueError, match="calendar"):
        from_microseconds(count)

"""Numbers and lists read as people say them."""

import pytest

from api.services.phrases import counted, duration, listed, times


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (duration(None), ""),
        (duration(0), "0 min"),
        (duration(45), "45 min"),
        (duration(60), "1 h"),
        (duration(90), "1 h 30 min"),
        (counted(1, "lesson"), "1 lesson"),
        (counted(1_200, "lesson"), "1,200 lessons"),
        (counted(2, "loose end", "loose ends"), "2 loose ends"),
        (times(1), "once"),
        (times(2), "twice"),
        (times(0), "0 times"),
        (times(3), "3 times"),
        (listed([]), ""),
        (listed(["a"]), "a"),
        (listed(["a", "b", "c"]), "a, b and c"),
        (listed(["a", "b", "c"], most=2), "a, b and 1 more"),
    ],
)
def test_numbers_and_lists_read_as_people_say_them(said: str, expected: str) -> None:
    """No “1 lessons”, no “1 time”, no list that ends in a comma."""
    assert said == expected

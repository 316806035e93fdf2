"""Layouts of many kinds of authors: timetables, weeks, units, tables, run-in labels, other languages."""

import msgspec
import pytest

from tests.quality.layouts import Expected, expected_layouts, found_in

EXPECTED = expected_layouts()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_comes_out_as_its_reader_sees_it(name: str) -> None:
    """Modules, lessons with minutes, outcomes, pitfalls, audiences and prerequisites: no less, no more."""
    assert _plain(found_in(name)) == _plain(EXPECTED[name])


def _plain(page: Expected) -> dict[str, object]:
    """Return what is found where, the order of lists aside."""
    fields = msgspec.structs.asdict(page)
    return {key: sorted(map(str, value)) if key != "lessons" else value for key, value in fields.items()}

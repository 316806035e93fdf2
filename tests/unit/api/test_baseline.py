"""A baseline knows the findings that it was made of, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from api.services.baseline import compare, write_baseline
from api.services.findings import Finding, Severity
from graph.errors import FormatError


def finding(fingerprint: str, message: str = "m") -> Finding:
    """Return a finding with a fingerprint."""
    return Finding(
        code="CYCLE",
        severity=Severity.ERROR,
        message=message,
        items=(),
        evidence=(),
        remedy="r",
        fingerprint=fingerprint,
    )


@given(st.sets(st.text(max_size=5)), st.sets(st.text(max_size=5)))
def test_what_is_new_known_and_gone(before: set[str], now: set[str]) -> None:
    """What was there before is known, what was not is new, and what is there no more is gone."""
    baseline = write_baseline([finding(one, message=one) for one in before])
    compared = compare([finding(one) for one in now], baseline)
    assert {one.fingerprint for one in compared.new} == now - before
    assert compared.known == len(now & before)
    assert set(compared.gone) == before - now


def test_other_words_are_no_new_finding() -> None:
    """A finding that is worded anew is known still."""
    one = finding("f", "as it was")
    assert compare([structs.replace(one, message="as it is")], write_baseline([one])).new == ()


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"version":2,"findings":[]}', b'{"version":1}'])
def test_anything_else_is_refused(data: bytes) -> None:
    """A file that is no baseline is an error that says how to make one."""
    with pytest.raises(FormatError) as caught:
        compare([], data)
    assert "--write-baseline" in (caught.value.hint or "")

"""Bounds on what one query may ask for."""

import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.limits import LimitExceeded, Limits, check_limits

LIMITS = Limits(depth=4, fields=20, repeats=3)


def refused(text: str, limits: Limits = LIMITS) -> str | None:
    """Return why a query is refused, or None if it is not."""
    try:
        check_limits(parse(text), limits)
    except LimitExceeded as error:
        return error.message
    return None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{a{b{c{d}}}}", None),
        ("{a{b{c{d{e}}}}}", "5 levels"),
        ("{" + " ".join(f"f{i}" for i in range(20)) + "}", None),
        ("{" + " ".join(f"f{i}" for i in range(21)) + "}", "21 fields"),
        ("{" + " ".join(f"x{i}: a" for i in range(4)) + "}", None),
        ("{" + " ".join(f"x{i}: a" for i in range(5)) + "}", "4 repeated fields"),
        ("{a a a a a}", "4 repeated fields"),
        ("{x: a y: b z: c w: d v: e}", None),
        ("{targets impact}", "40 fields"),
        ("{... {... {... {... {a}}}}}", "5 levels"),
        ("query A{a} query B{a{b{c{d{e}}}}}", "5 levels"),
    ],
)
def test_each_operation_is_held_to_each_limit(text: str, why: str | None) -> None:
    """A query is allowed up to the limit, and refused one above it with the figure that is too high."""
    message = refused(text)
    assert (message is None) == (why is None)
    assert why is None or why in str(message)


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    """Fields hidden in fragments are counted as often as they are spread."""
    fragments = "fragment F on T {" + " ".join(f"f{i}" for i in range(7)) + "}"
    assert refused("{a{...F} b{...F}}" + fragments) is None
    assert "24 fields" in str(refused("{a{...F} b{...F} c{...F}}" + fragments))


def test_fan_out_through_fragments_costs_no_more_than_its_text() -> None:
    """Trillions of fields are refused without being counted one by one."""
    chain = "".join(f"fragment F{i} on T{{a{{...F{i + 1}}} b{{...F{i + 1}}}}}" for i in range(40))
    asked = 2 * (2**41 - 1)
    assert f"{asked} fields" in str(
        refused("{...F0}" + chain + "fragment F40 on T{a b}", Limits(depth=1_000, definitions=50))
    )


def test_fragments_in_a_circle_are_left_to_validation() -> None:
    """A fragment that spreads itself ends the count instead of going round in it."""
    assert refused("{...A} fragment A on T{a ...B} fragment B on T{b ...A}") is None


def test_an_unknown_fragment_is_left_to_validation() -> None:
    """A spread of nothing counts nothing."""
    assert refused("{...Nowhere}") is None


names = st.sampled_from("abcd")
selections = st.recursive(
    names,
    lambda inner: st.tuples(names, st.lists(inner, min_size=1, max_size=4)).map(
        lambda pair: f"{pair[0]}{{{' '.join(pair[1])}}}"
    ),
    max_leaves=12,
)


@given(st.lists(selections, min_size=1, max_size=5))
def test_a_fragment_counts_as_what_it_stands_for(parts: list[str]) -> None:
    """Naming a part of a query as a fragment changes nothing but the level that the spread adds."""
    plain = "{x{" + " ".join(parts) + "}}"
    spread = "{x{...F}} fragment F on T{" + " ".join(parts) + "}"
    unbounded_depth = Limits(depth=1_000, fields=LIMITS.fields, repeats=LIMITS.repeats)
    assert refused(plain, unbounded_depth) == refused(spread, unbounded_depth)

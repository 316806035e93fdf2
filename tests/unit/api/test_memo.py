"""What was worked out is kept, and no more of it than was agreed."""

import pytest

from api.services.memo import Memo


def test_a_value_is_computed_once() -> None:
    """Who asks again gets the very value that was computed first."""
    memo = Memo(2)
    first = memo.once("a", lambda: ["computed"])
    assert memo.once("a", lambda: ["again"]) is first


def test_nothing_is_a_value_too() -> None:
    """None is kept like any other value."""
    memo = Memo(2)
    assert memo.once("a", lambda: None) is None
    assert memo.once("a", lambda: "again") is None


def test_what_was_asked_for_least_recently_goes_first() -> None:
    """Whoever asks for ever more keys fills no memory."""
    memo = Memo(2)
    for key in ("a", "b", "a", "c"):
        memo.once(key, lambda key=key: key)  # type: ignore[misc]  # mypy infers no defaults of lambdas
    assert memo.once("a", lambda: "again") == "a"
    assert memo.once("b", lambda: "again") == "again"


def test_a_failure_is_not_kept() -> None:
    """What could not be computed is tried again."""
    memo = Memo(2)
    with pytest.raises(ZeroDivisionError):
        memo.once("a", lambda: 1 // 0)
    assert memo.once("a", lambda: 1) == 1

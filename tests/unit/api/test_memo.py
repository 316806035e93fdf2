"""What was worked out is kept, and no more of it than was agreed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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


def test_who_comes_while_it_is_computed_waits_for_it() -> None:
    """Of many who ask at the same moment one computes, and all get what it found."""
    memo, begin, computed = Memo(2), Barrier(4), list[object]()

    def compute() -> object:
        computed.append(object())
        return computed[-1]

    def ask() -> object:
        begin.wait()
        return memo.together("a", compute)

    with ThreadPoolExecutor(4) as threads:
        found = [one.result() for one in [threads.submit(ask) for _ in range(4)]]
    assert len(computed) == 1
    assert len(set(map(id, found))) == 1

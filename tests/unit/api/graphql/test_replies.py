"""Answers that are kept take no more memory than they may, whatever is asked."""

import pytest

from api.graphql.replies import Key, Replies


def kept(replies: Replies, keys: list[Key]) -> int:
    """Return how many of some answers are still there."""
    return sum(replies.get(key) is not None for key in keys)


@pytest.mark.parametrize(
    ("text", "given", "most"),
    [("x" * 20_000, b"{}", 50), ("{ a }", b"x" * 20_000, 50), ("{ a }", b"{}", 1_000)],
)
def test_what_is_kept_with_an_answer_counts(text: str, given: bytes, most: int) -> None:
    """A long question, long variables and many short ones push each other out as long answers do."""
    replies = Replies(most=1_000_000)
    keys: list[Key] = [(text, str(number), given, (1, 1)) for number in range(2 * most)]
    for key in keys:
        replies.keep(key, b"1")
    assert 0 < kept(replies, keys) < most
    assert kept(replies, keys[-10:]) == 10


def test_what_is_packed_counts_among_what_is_kept() -> None:
    """Packed bytes take room too: what was asked for longest ago goes, with all that it took."""
    replies = Replies(most=1_000_000)
    keys: list[Key] = [("{ a }", str(number), b"{}", (1, 1)) for number in range(20)]
    for key in keys:
        replies.keep(key, b"x" * 100_000)
        assert replies.packed(key, lambda body: body) is not None
    assert [key for key in keys if replies.get(key) is not None] == keys[-4:]
    assert replies.packed(keys[0], lambda body: body) is None
    assert replies._size == sum(reply.size for reply in replies._kept.values())

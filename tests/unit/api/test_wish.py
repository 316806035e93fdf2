"""A wish in everyday words is taken apart into clauses and things known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.wish import Wish, read_list, read_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (
            "my background jobs get lost when I deploy; I know OTP and Phoenix",
            Wish(("my background jobs get lost", "I deploy"), ("OTP and Phoenix",)),
        ),
        ("When I deploy, my jobs get lost", Wish(("my jobs get lost", "I deploy"))),
        (
            "my query got slow, but I know SQL and I understand indexes",
            Wish(("my query got slow",), ("SQL", "indexes")),
        ),
        ("make it fast and I'm familiar with git", Wish(("make it fast",), ("git",))),
        (
            "I've learned joins, views, and keys. How do I avoid deadlocks?",
            Wish(("How do I avoid deadlocks",), ("joins, views, and keys",)),
        ),
        ("I want to know about indexes", Wish(("I want to know about indexes",))),
        ("日本語のテスト", Wish(("日本語のテスト",))),
        (" ; ", Wish(())),
    ],
)
def test_a_wish_is_taken_apart(text: str, wish: Wish) -> None:
    """The main clause comes first, subordinate ones after it, and what is known stands apart."""
    assert read_wish(text) == wish


def test_a_list_is_split_at_commas_and_conjunctions() -> None:
    """An enumeration in any of the usual shapes gives its names."""
    assert read_list("OTP, Phoenix, and Ecto & Oban") == ("OTP", "Phoenix", "Ecto", "Oban")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """No text fails, and every clause and known thing is a stretch of it, without blanks at its ends."""
    wish = read_wish(text)
    for piece in (*wish.clauses, *wish.known):
        assert piece
        assert piece in text
        assert piece == piece.strip()

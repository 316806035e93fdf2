"""Pieces of texts, around what somebody searched for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.excerpts import excerpt
from embeddings.words import terms

LONG = "Rows are locked. " * 20 + "A deadlock is a circle of waits. " + "The end is near. " * 20


def test_a_piece_is_around_the_first_word_that_is_sought() -> None:
    """What is left out is marked at the side where it is missing; a short text is there whole."""
    words = frozenset(terms("deadlocks"))
    piece = excerpt(LONG, words)
    assert "A deadlock is a circle of waits." in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert excerpt("A deadlock\n is\tshort.", words) == "A deadlock is short."


def test_without_the_word_it_is_the_beginning() -> None:
    """A text that is near in meaning alone begins where it begins."""
    assert excerpt(LONG, frozenset(terms("tides"))).startswith("Rows are locked.")


@settings(max_examples=settings().max_examples // 4)
@given(text=st.text(max_size=400), words=st.frozensets(st.text(min_size=1)))
def test_every_piece_is_short_and_from_the_text(text: str, words: frozenset[str]) -> None:
    """It says nothing that the text does not, in one line, whatever the text."""
    piece = excerpt(text, words)
    assert len(piece) <= 204
    assert piece.removeprefix("… ").removesuffix(" …") in " ".join(text.split())

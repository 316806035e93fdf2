"""What was encoded is not encoded again, within bounds."""

from collections.abc import Sequence

from fakes_encoder import HashingEncoder

from embeddings.ports import Vectors
from embeddings.remembering import Remembering


class Counting(HashingEncoder):
    """An encoder that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Note, and encode."""
        self.asked += texts
        return super().encode(texts)


def test_a_text_is_encoded_once() -> None:
    """Within a call and in later ones, and the rows are the encoder's own."""
    encoder = Counting()
    remembering = Remembering(encoder)
    first = remembering.encode(["joins", "locks", "joins"])
    second = remembering.encode(["locks", "joins"])
    assert encoder.asked == ["joins", "locks"]
    assert first.tobytes() == HashingEncoder().encode(["joins", "locks", "joins"]).tobytes()
    assert second.tobytes() == HashingEncoder().encode(["locks", "joins"]).tobytes()


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    """Of two that are kept, the one that was asked for again stays when a third comes."""
    encoder = Counting()
    remembering = Remembering(encoder, most=2)
    for text in ("joins", "locks", "joins", "plans", "joins", "locks"):
        remembering.encode([text])
    assert encoder.asked == ["joins", "locks", "plans", "locks"]


def test_long_texts_are_not_kept() -> None:
    """A passage has its vector in the store already."""
    encoder = Counting()
    remembering = Remembering(encoder, longest=5)
    for text in ("locks", "a longer one", "locks", "a longer one"):
        remembering.encode([text])
    assert encoder.asked == ["locks", "a longer one", "a longer one"]

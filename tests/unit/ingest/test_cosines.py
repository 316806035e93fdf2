"""How alike names are, and what is remembered of that."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from embeddings.ports import Vectors
from ingest.cosines import Cosines
from tests.fakes_encoder import HashingEncoder

NAMES = ("row locks", "locking rows", "locks", "hash joins", "outer joins", "joins")
ALL = tuple(combinations(NAMES, 2))
PAIRS = st.lists(st.sampled_from(ALL), unique=True)


class Counting(HashingEncoder):
    """An encoder that tells what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, and note the texts."""
        self.seen += texts
        return super().encode(texts)


@given(PAIRS, PAIRS)
def test_what_is_remembered_is_what_comparing_anew_would_give(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    """Cosines depend on the names alone, and so does what is left for the next time."""
    first = Cosines(HashingEncoder(), b"")
    first(before)
    then, anew = Cosines(HashingEncoder(), first.memo), Cosines(HashingEncoder(), b"")
    assert then(now) == anew(now)
    assert then.memo == anew.memo


@given(PAIRS, PAIRS)
def test_only_names_of_new_pairs_are_embedded(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    """A pair that was compared the last time costs nothing."""
    first = Cosines(HashingEncoder(), b"")
    first(before)
    encoder = Counting()
    Cosines(encoder, first.memo)(now)
    assert sorted(encoder.seen) == sorted({name for pair in now if pair not in before for name in pair})


def test_a_cosine_is_that_of_the_vectors() -> None:
    """What is compared are the vectors of the two names, to the hundredth."""
    rows = dict(zip(NAMES, HashingEncoder().encode(NAMES), strict=True))
    expected = [round(float(rows[one] @ rows[other]), 2) for one, other in ALL]
    assert Cosines(HashingEncoder(), b"")(ALL) == expected


def test_another_encoder_compares_anew() -> None:
    """What one encoder found says nothing of another's vectors."""

    class Another(Counting):
        id = "another/64/fp32"

    first = Cosines(HashingEncoder(), b"")
    first(ALL)
    encoder = Another()
    Cosines(encoder, first.memo)(ALL)
    assert set(encoder.seen) == set(NAMES)

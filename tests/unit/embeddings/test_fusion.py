import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.fusion import standardised, standardised_sum

SCORES = st.lists(st.floats(-1, 1), min_size=1, max_size=20)


@given(SCORES, st.floats(0.5, 8), st.floats(-5, 5))
def test_scale_and_offset_of_a_signal_do_not_matter(scores: list[float], scale: float, offset: float) -> None:
    """A signal in other units, or counted from another zero, says the same."""
    signal = np.round(np.array(scores), 3)
    assert np.allclose(standardised(signal * scale + offset), standardised(signal), atol=1e-4)


def test_what_was_not_scored_is_average() -> None:
    """A candidate without a body is neither favoured nor punished for it."""
    assert standardised(np.array([1.0, np.nan, 3.0])).tolist() == [-1.0, 0.0, 1.0]


def test_equal_scores_decide_nothing() -> None:
    """A signal that is the same for all leaves the order to the others."""
    other = np.array([0.1, 0.3, 0.2])
    fused = standardised_sum([np.full(3, 0.7), other, np.full(3, np.nan)], [1, 1, 1])
    assert fused.argsort().tolist() == other.argsort().tolist()


def test_agreement_of_two_signals_beats_one_strong_one() -> None:
    """What two signals hold to be good goes before what a single one does."""
    one, two = np.array([1.0, 0.9, 0.0, 0.0]), np.array([0.0, 0.9, 0.1, 0.0])
    assert standardised_sum([one, two], [1, 1]).argmax() == 1


def test_a_signal_that_weighs_less_gives_way() -> None:
    """Of two signals that disagree as much, the heavier one decides."""
    one, two = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert standardised_sum([one, two], [0.5, 1]).argmax() == 1
    assert standardised_sum([one, two], [1, 0.5]).argmax() == 0

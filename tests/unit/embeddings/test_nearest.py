import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from embeddings.nearest import cosines, top


def test_cosines_of_unit_rows() -> None:
    """The same direction is 1, the opposite -1, a right angle 0."""
    rows = np.array([[1, 0], [-1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    np.testing.assert_allclose(cosines(rows, rows[0]), [1.0, -1.0, 0.0, 0.6])


def test_equal_rows_tie_wherever_they_stand() -> None:
    """The last bits of a matrix product depend on the row's place; cosines do not."""
    rng = np.random.default_rng(0)
    row, query = rng.standard_normal((2, 384)).astype(np.float32)
    row, query = row / np.linalg.norm(row), query / np.linalg.norm(query)
    for count in (1, 2, 3, 7, 64, 1001):
        assert len({*cosines(np.tile(row, (count, 1)), query).tolist()}) == 1


def test_equal_scores_keep_their_order() -> None:
    """Ties go to the earlier position, at the cut too."""
    assert top(np.array([0.5, 0.9, 0.5, 0.9, 0.5]), 4).tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("k", [0, -1])
def test_nothing_is_asked_for(k: int) -> None:
    """No positions for no places."""
    assert top(np.array([1.0]), k).tolist() == []


@given(
    hnp.arrays(np.float64, st.integers(0, 30), elements=st.sampled_from([-1.0, 0.0, 0.25, 0.5, np.inf])),
    st.integers(0, 40),
)
def test_top_is_the_head_of_a_stable_sort(scores: np.ndarray, k: int) -> None:
    """The selection gives what sorting everything would."""
    expected = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    assert top(scores, k).tolist() == expected

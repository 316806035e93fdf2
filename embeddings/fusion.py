"""Several signals made one: the sum of standardised scores.

Measured against reciprocal rank fusion on phrases with known lessons (``benchmarks/quality.py``): ranks throw
away by how much one candidate is nearer than the next, which is most of what a cosine has to say.

References
----------
Fox and Shaw, "Combination of Multiple Searches" (CombSUM), TREC-2, 1993; Renda and Straccia, "Web metasearch:
rank vs. score based rank aggregation methods", SAC 2003 (z-score normalisation).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many standard deviations each score lies above the mean of all.

    What was not scored (NaN) is taken to be average (0), and so is everything if all scores are equal.
    """
    scored = ~np.isnan(scores)
    result = np.zeros(len(scores))
    if scored.any():
        spread = float(scores[scored].std())
        if spread > np.finfo(np.float32).eps:
            result[scored] = (scores[scored] - scores[scored].mean()) / spread
    return result


def standardised_sum(signals: Sequence[NDArray[np.float64]], weights: Sequence[float]) -> NDArray[np.float64]:
    """Return the weighted sum of signals of the same candidates, each standardised; higher is better."""
    total = np.zeros(len(signals[0]))
    for signal, weight in zip(signals, weights, strict=True):
        total += weight * standardised(signal)
    return total

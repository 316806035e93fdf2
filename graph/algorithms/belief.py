"""What is likely true of each of many things of which some imply others: loopy belief propagation."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_ROUNDS = 30
_SETTLED = 0.02
_DAMPING = 0.4
_LEAST_DOUBT = 0.02
_FARTHEST = 20.0


def propagate(evidence: Floats, dependent: Places, prerequisite: Places, strength: Floats) -> Floats:
    """Return the log-odds of n things being true, shape (n,).

    Parameters
    ----------
    evidence
        Shape (n,): the log-odds that speak for each thing by itself.
    dependent, prerequisite, strength
        Shape (m,): where the first is true, so is the second, but for a share of 1 - strength of cases.

    Notes
    -----
    Sum-product messages on pairs (Pearl, "Probabilistic Reasoning in Intelligent Systems", 1988), damped,
    until they settle to .02 or for 30 rounds, and weighted by how few ways there are round a pair (after
    Wainwright, Jaakkola and Willsky, "A new class of upper bounds on the log partition function", 2005):
    without that, in a dense relation one answer would decide everything. A pair weighs "dependent and not
    prerequisite" by 1 - strength, at least .02. A message counts for what it says beyond what it would say
    without evidence, so that nothing is presumed; a belief that agrees with its own evidence is no weaker
    than that. Unlike a sum over all that is implied, evidence that
    arrives by several ways is not counted several times.
    """
    doubt = np.clip(1 - strength, _LEAST_DOUBT, 1.0)
    even = np.log(2 / (1 + doubt))
    ties = np.bincount(dependent, minlength=len(evidence)) + np.bincount(
        prerequisite, minlength=len(evidence)
    )
    weight = np.minimum(1.0, 1 / ties[dependent] + 1 / ties[prerequisite])
    up = np.zeros(len(dependent))
    down = np.zeros(len(dependent))
    belief = evidence
    for _ in range(_ROUNDS):
        of_dependent = np.exp(np.clip(belief[dependent] - down, -_FARTHEST, _FARTHEST))
        of_prerequisite = np.exp(np.clip(belief[prerequisite] - up, -_FARTHEST, _FARTHEST))
        upward = np.log((1 + of_dependent) / (1 + doubt * of_dependent)) - even
        downward = np.log((doubt + of_prerequisite) / (1 + of_prerequisite)) + even
        moved = max(np.abs(upward - up).max(initial=0.0), np.abs(downward - down).max(initial=0.0))
        up = _DAMPING * up + (1 - _DAMPING) * upward
        down = _DAMPING * down + (1 - _DAMPING) * downward
        belief = (
            evidence
            + np.bincount(prerequisite, weight * up, minlength=len(evidence))
            + np.bincount(dependent, weight * down, minlength=len(evidence))
        )
        if moved < _SETTLED:
            break
    echo = (belief * evidence > 0) & (np.abs(belief) < np.abs(evidence))
    return np.where(echo, evidence, belief)

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
    ones = np.ones(len(doubt))
    speaks, hears = np.array((dependent, prerequisite)), np.concatenate((prerequisite, dependent))
    above, below, shift = np.array((ones, doubt)), np.array((doubt, ones)), np.array((-even, even))
    said = np.zeros_like(shift)  # row 0: from dependents to prerequisites, row 1: back
    belief = evidence
    for _ in range(_ROUNDS):
        odds = np.exp(np.minimum(np.maximum(belief[speaks] - said[::-1], -_FARTHEST), _FARTHEST))
        fresh = np.log((above + odds) / (1 + below * odds)) + shift
        change = fresh - said
        said += (1 - _DAMPING) * change
        belief = evidence + np.bincount(hears, (weight * said).ravel(), minlength=len(evidence))
        if np.abs(change).max(initial=0.0) < _SETTLED:
            break
    echo = (belief * evidence > 0) & (np.abs(belief) < np.abs(evidence))
    return np.where(echo, evidence, belief)

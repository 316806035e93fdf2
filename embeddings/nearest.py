"""Exact nearest neighbours by cosine. No index: below a million vectors there is no need of one."""

import numpy as np
from numpy.typing import NDArray

from embeddings.ports import Vectors

_DECIMALS = 6  # as many as float32 can answer for


def cosines(vectors: Vectors, query: Vectors) -> NDArray[np.float64]:
    """Return the cosine of each unit row of ``vectors`` (n, d) with the unit vector ``query`` (d,).

    Rounded to six decimals: a matrix product's last bits depend on where a row stands, and equal rows have to
    tie.
    """
    return (vectors @ query).astype(np.float64).round(_DECIMALS)


def top(scores: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the positions of the ``k`` highest scores, highest first; equals go in order of position."""
    if k <= 0:
        return np.empty(0, dtype=np.intp)
    if k < len(scores):
        threshold = np.partition(scores, -k)[-k]
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]

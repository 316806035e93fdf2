"""Measures of ranked, classified and calibrated answers against known ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Scores = NDArray[np.float64]
Hits = NDArray[np.bool_]

_BINS = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked pairs against known ones: average precision, precision of the first 20, share of known pairs."""

    average_precision: float
    precision_at_20: float
    base: float

    @classmethod
    def of(cls, scores: Scores, hits: Hits) -> "Ranking":
        """Rank by score; equals keep their order."""
        ranked = hits[np.argsort(-scores, kind="stable")]
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        average = float((precision * ranked).sum() / max(ranked.sum(), 1))
        return cls(average, float(ranked[:20].mean()), float(hits.mean()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All candidate pairs of a curriculum of ``lessons`` lessons: their scores, and which are known."""

    name: str
    scores: Scores
    hits: Hits
    lessons: int


def calibration_error(probabilities: Scores, hits: Hits) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini et al., AAAI 2015)."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        (bins == b).sum() * abs(probabilities[bins == b].mean() - hits[bins == b].mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps) / len(hits))


def held_out_error(known: Sequence[Evidence], held_out: Evidence, likeliest: float) -> float:
    """Return the calibration error on a curriculum of a logistic that was fitted to others alone.

    The slope is fitted with an offset of each curriculum's own; the offset on the one held out follows from
    how many prerequisites a lesson has in the others on average.
    """
    slope = float(np.mean([_slope(evidence) for evidence in known]))
    number = float(np.mean([evidence.hits.sum() / evidence.lessons for evidence in known]))
    prior = min(likeliest, number * held_out.lessons / len(held_out.hits))
    offset = np.log(prior / (1 - prior))
    return calibration_error(expit(slope * held_out.scores + offset), held_out.hits)


def _slope(evidence: Evidence) -> float:
    def loss(weights: NDArray[np.float64]) -> float:
        logits = weights[0] * evidence.scores + weights[1]
        return float(np.mean(np.logaddexp(0, np.where(evidence.hits, -logits, logits))))

    return float(minimize(loss, np.array([1.0, -2.0])).x[0])

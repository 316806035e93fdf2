"""Measures of ranked, classified and calibrated answers against known ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from ingest.infer.prerequisites import expected_number

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
    """All candidate pairs of a curriculum of ``lessons`` lessons: their scores, and which are known.

    ``rows`` has the lesson of each pair that may require the other, from 0.
    """

    name: str
    scores: Scores
    hits: Hits
    lessons: int
    rows: NDArray[np.int64]


def calibration_error(probabilities: Scores, hits: Hits) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini et al., AAAI 2015)."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        (bins == b).sum() * abs(probabilities[bins == b].mean() - hits[bins == b].mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps) / len(hits))


def error_by_chance(probabilities: Scores, draws: int = 100) -> float:
    """Return the calibration error to be expected of probabilities that are exactly right.

    The fewer the pairs, the larger: each bin is off by chance (Roelofs et al., AISTATS 2022).
    """
    random = np.random.default_rng(0)
    drawn = (random.random(len(probabilities)) < probabilities for _ in range(draws))
    return float(np.mean([calibration_error(probabilities, hits) for hits in drawn]))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibration errors of a logistic that was fitted to other curricula.

    ``error`` is the one where the held out curriculum tells nothing, ``half_listed`` the mean over random
    halves where the author's lists for half of the lessons tell how many the others have; ``by_chance`` is
    what the first would be at best.
    """

    error: float
    half_listed: float
    by_chance: float


def calibration(
    known: Sequence[Evidence], held_out: Evidence, likeliest: float, halves: int = 40
) -> Calibration:
    """Return how far confidences are off on a curriculum that nothing was fitted to.

    The slope is fitted with an offset of each curriculum's own; the offset on the one held out follows from
    how many prerequisites a lesson has: in the others on average, corrected by lists of its own.
    """
    slope = float(np.mean([_slope(evidence) for evidence in known]))
    usual = float(np.mean([evidence.hits.sum() / evidence.lessons for evidence in known]))

    def probable(number: float) -> Scores:
        prior = min(likeliest, number * held_out.lessons / len(held_out.hits))
        return expit(slope * held_out.scores + np.log(prior / (1 - prior)))

    random = np.random.default_rng(0)
    counts = np.bincount(held_out.rows[held_out.hits], minlength=held_out.lessons)
    errors = []
    for _ in range(halves):
        listed = random.permutation(held_out.lessons) < held_out.lessons // 2
        number = expected_number(counts[listed & (counts > 0)].tolist(), usual=usual)
        rest = ~listed[held_out.rows]
        errors.append(calibration_error(probable(number)[rest], held_out.hits[rest]))
    return Calibration(
        error=calibration_error(probable(usual), held_out.hits),
        half_listed=float(np.mean(errors)),
        by_chance=error_by_chance(probable(usual)),
    )


def _slope(evidence: Evidence) -> float:
    def loss(weights: NDArray[np.float64]) -> float:
        logits = weights[0] * evidence.scores + weights[1]
        return float(np.mean(np.logaddexp(0, np.where(evidence.hits, -logits, logits))))

    return float(minimize(loss, np.array([1.0, -2.0])).x[0])

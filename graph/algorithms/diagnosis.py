"""What someone knows of all that a goal rests on, found out with few questions.

An answer about a skill says something of others too: who knows it likely knows what leads to it; who does
not, likely knows nothing that rests on it. Nothing is kept between questions: the answers so far are the
whole state, so that a diagnosis can be put down and taken up anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.belief import propagate
from graph.algorithms.domain import Domain
from graph.errors import InvalidInput

_A_LITTLE = 0.05
_ENOUGH = 0.5
"""Questions that are asked at most, as a share of the skills; see ``benchmarks/diagnosis.py``."""
_AT_LEAST = 10
"""Questions that may be asked however few skills there are."""
_SUREST = 1e-6
"""How near to 0 or 1 a mastery on record may come: of nothing is anyone quite sure."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How answers mislead.

    ``slip``: the probability of a no from someone who knows the skill; ``guess``: of a yes from someone who
    does not. Both lie between 0 and .5, exclusively.
    """

    slip: float = 0.1
    guess: float = 0.1

    def __post_init__(self) -> None:
        if not (0 < self.slip < 0.5 and 0 < self.guess < 0.5):  # noqa: PLR2004  # beyond a half no means yes
            raise InvalidInput(f"slip {self.slip:g} and guess {self.guess:g} are not between 0 and 0.5.")

    def says(self, *, yes: bool) -> float:
        """Return the log-odds that an answer adds."""
        return log((1 - self.slip) / self.guess) if yes else log(self.slip / (1 - self.guess))


class Answer(NamedTuple):
    """Whether someone says to know a skill, an index of the snapshot."""

    skill: int
    yes: bool


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """What the answers so far say.

    Attributes
    ----------
    mastery
        Shape (n,): the probability that each skill of the domain is known.
    question
        The skill to ask about next, an index of the snapshot; None when there is nothing worth asking.
    remaining
        How many questions there can be at most, the next one included.
    """

    mastery: NDArray[np.float64]
    question: int | None
    remaining: int


def diagnose(
    domain: Domain,
    answers: Collection[Answer],
    *,
    recorded: Mapping[int, float] | None = None,
    noise: Noise | None = None,
    certainty: float = 0.8,
) -> Diagnosis:
    """Return what answers say of each skill, and what to ask next.

    Parameters
    ----------
    answers
        In any order, the last one about a skill counts; those about skills outside the domain say nothing.
    recorded
        Mastery that is on record, by skill; one half where there is none.
    certainty
        Ends the questions once the share of skills that are expected to be told right reaches this. The
        estimate errs on the low side; ``benchmarks/diagnosis.py`` prints what is reached.

    Notes
    -----
    Answers are spread by :func:`graph.algorithms.belief.propagate`. Asked is what is least sure, of equals
    what is tied to most. No skill is asked about twice: who slipped once slips again. Half as many questions
    as there are skills are enough: from then on an answer tells little beyond the skill that it is about.
    """
    mastery = estimate(domain, answers, recorded or {}, noise or Noise())
    told = np.maximum(mastery, 1 - mastery)
    asked = np.zeros(len(domain.skills), np.bool_)
    asked[[place for answer in answers if (place := domain.place(answer.skill)) is not None]] = True
    worth_asking = ~asked & (told < 1 - (noise or Noise()).slip)
    left = max(_AT_LEAST, ceil(_ENOUGH * len(asked))) - int(asked.sum())
    if not worth_asking.any() or left <= 0 or told.mean() >= certainty:
        return Diagnosis(mastery, None, 0)
    best = int(np.argmin(np.where(worth_asking, told - _A_LITTLE * domain.ties, np.inf)))
    return Diagnosis(mastery, domain.skills[best], min(left, int(worth_asking.sum())))


def estimate(
    domain: Domain, answers: Collection[Answer], recorded: Mapping[int, float], noise: Noise
) -> NDArray[np.float64]:
    """Return the probability that each skill of a domain is known, shape (n,)."""
    given = np.array([recorded.get(skill, 0.5) for skill in domain.skills]).clip(_SUREST, 1 - _SUREST)
    odds = np.log(given / (1 - given))
    for skill, yes in dict(answers).items():
        place = domain.place(skill)
        if place is not None:
            odds[place] += noise.says(yes=yes)
    found: NDArray[np.float64] = 1 / (1 + np.exp(-propagate(odds, *domain.links)))
    return found.clip(_SUREST, 1 - _SUREST)

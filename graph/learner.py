"""What someone knows and has done: kept beside the graph, it never changes the graph's revision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NewType

from graph.model import NodeId

LearnerId = NewType("LearnerId", str)
"""A pseudonym; Cairn stores no name and no address."""

FIRST: Final = LearnerId("")
"""Comes before every learner."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a skill is known, 0..1, and the evidence for it in words."""

    skill: NodeId
    level: float
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished lesson; ``score`` is 0..1 or None where none was given."""

    lesson: NodeId
    at: datetime
    score: float | None = None


@dataclass(frozen=True, slots=True)
class LearnerState:
    """All that is stored of one learner, each part sorted by id."""

    id: LearnerId
    knows: tuple[Mastery, ...] = ()
    completed: tuple[Completion, ...] = ()


def redirected(state: LearnerState, redirects: Mapping[NodeId, NodeId]) -> LearnerState:
    """Return a state under the ids that ``redirects`` lead to; these hold no chains.

    Of several records that come to stand under one id the latest counts, of equally late ones the highest.
    """
    knows = {
        m.skill: m
        for m in sorted(
            (replace(m, skill=redirects.get(m.skill, m.skill)) for m in state.knows),
            key=lambda m: (m.skill, m.at, m.level),
        )
    }
    completed = {
        c.lesson: c
        for c in sorted(
            (replace(c, lesson=redirects.get(c.lesson, c.lesson)) for c in state.completed),
            key=lambda c: (c.lesson, c.at, c.score or 0.0),
        )
    }
    return LearnerState(state.id, tuple(knows.values()), tuple(completed.values()))

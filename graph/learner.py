"""What someone knows and has done: kept beside the graph, it never changes the graph's revision."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from graph.model import NodeId

LearnerId = NewType("LearnerId", str)
"""A pseudonym; Cairn stores no name and no address."""


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

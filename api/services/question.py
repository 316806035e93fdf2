"""What people ask: the questions that the services answer."""

from dataclasses import dataclass, field

from graph.learner import LearnerId
from graph.model import NodeId, curriculum_of
from graph.snapshot import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where to look and what to believe; ``curriculum`` None means all that the store holds."""

    curriculum: str | None = None
    view: View = field(default_factory=View)

    def includes(self, node: NodeId) -> bool:
        """Return whether a node belongs to the curriculum that is looked at."""
        return self.curriculum in {None, curriculum_of(node)}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """What someone knows: words, ids or names; ``not_known`` subtracts, ``learner`` adds a stored state."""

    words: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    learner: LearnerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathQuestion:
    """A wish in words (``gap``), by ids or names (``goals``, which win), or both.

    ``reading`` is the 1-based number of the reading to plan, or its id; ``budget`` is in minutes; ``without``
    names lessons that the path may not use.
    """

    gap: str = ""
    goals: tuple[str, ...] = ()
    reading: int | str = 1
    budget: int | None = None
    without: tuple[str, ...] = ()
    known: KnownQuestion = field(default_factory=KnownQuestion)
    scope: Scope = field(default_factory=Scope)

"""The skills that a goal rests on, and which of them lead to which: what a diagnosis asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.core import Core
from graph.algorithms.goals import compile_goals
from graph.algorithms.known import NOTHING
from graph.algorithms.minutes import Minutes
from graph.algorithms.pose import pose
from graph.algorithms.problem import FactKind
from graph.algorithms.reduction import trimmed
from graph.algorithms.units import condense
from graph.errors import InvalidInput
from graph.snapshot import Snapshot, View

Matrix = NDArray[np.float64]

_SWEEPS = 20
_SETTLED = 1e-3
_MOST = 2_000


@dataclass(frozen=True, eq=False)
class Domain:
    """n skills, and how each leads to others.

    Attributes
    ----------
    skills
        Indices of the snapshot, what comes first before what rests on it, but for cycles.
    direct
        Shape (n, n); ``direct[i, j]`` is the share of ways to learn skill i that begin at skill j: 1 where
        all of them do, 0 where none does and for i itself.
    """

    skills: tuple[int, ...]
    direct: Matrix

    @classmethod
    def of(cls, snapshot: Snapshot, goals: Sequence[int], view: View | None = None) -> "Domain":
        """Return the skills that goals rest on and that someone teaches; the goals are among them.

        Raises
        ------
        InvalidInput
            If a goal is a document or a curriculum, or rests on more than 2,000 skills.
        """
        problem = compile_goals(snapshot, goals, NOTHING, view or View())
        minutes = Minutes.read(snapshot, [lesson for action in problem.actions for lesson in action.lessons])
        problem = condense(problem, minutes.total)
        core = trimmed(Core.of(pose(snapshot, problem, minutes)[0]))
        assert core is not None, "a posed problem has goals within reach only"
        facts = [fact for fact in core.fire(core.cost)[1] if problem.facts[fact].kind is FactKind.KNOWN]
        if len(facts) > _MOST:
            raise InvalidInput(
                f"The goal rests on {len(facts):,} skills, too many to ask about.",
                hint="Name a nearer goal.",
            )
        return cls(tuple(problem.facts[fact].node for fact in facts), _begin_at(core, facts))

    def place(self, skill: int) -> int | None:
        """Return the number of a skill in this domain, None if it is not in it."""
        return self._places.get(skill)

    @cached_property
    def ties(self) -> Matrix:
        """Shape (n,): how much each skill is tied to others, 1 for the one that is most."""
        ties: Matrix = self.direct.sum(axis=0) + self.direct.sum(axis=1)
        ties /= max(1.0, ties.max(initial=0.0))
        return ties

    @cached_property
    def links(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Matrix]:
        """The pairs of skills of which the second leads to the first directly, and the share of ways."""
        dependent, prerequisite = np.nonzero(self.direct)
        return dependent, prerequisite, self.direct[dependent, prerequisite]

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {skill: i for i, skill in enumerate(self.skills)}


def _begin_at(core: Core, wanted: Sequence[int]) -> Matrix:
    """Return for each wanted fact the share of ways to it that begin at each other, shape (n, n).

    A way to a fact is an action that gives it; all such ways weigh the same. It begins at the wanted facts
    that the action needs; a need that is not wanted itself stands for what its own ways begin at, or give
    beside it. Circles of these equations are solved by sweeps.
    """
    order, first = core.fire(core.cost)
    achievers = core.keeping(order).achievers()
    own = dict(zip(wanted, np.eye(len(wanted)), strict=True))
    none = np.zeros(len(wanted))
    behind = {fact: own.get(fact, none) for fact in first}

    def share(fact: int) -> Matrix:
        ways = []
        for action in achievers[fact]:
            beside = [own[given] for given in core.gives[action] if fact not in own and given in own]
            ways.append(np.max([none, *(beside or (behind[need] for need in core.needs[action]))], axis=0))
        mean: Matrix = np.mean(ways, axis=0)
        return mean

    for _ in range(_SWEEPS):
        moved = 0.0
        for fact in (fact for fact in first if fact not in own):
            found = share(fact)
            moved = max(moved, float(np.abs(found - behind[fact]).max(initial=0.0)))
            behind[fact] = found
        if moved < _SETTLED:
            break
    rows = np.array([share(fact) for fact in wanted]).reshape(len(wanted), len(wanted))
    np.fill_diagonal(rows, 0.0)
    return np.where(_redundant(rows > 1 - _SETTLED), 0.0, rows)


def _redundant(leads: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which pairs of a relation, shape (n, n), follow from others, circles left as they are."""
    reach = leads
    for _ in range(max(1, len(leads)).bit_length()):
        reach = reach | ((reach.astype(np.float32) @ reach) > 0)
    onward = reach & ~reach.T
    redundant: NDArray[np.bool_] = leads & (((leads & onward).astype(np.float32) @ onward) > 0)
    return redundant

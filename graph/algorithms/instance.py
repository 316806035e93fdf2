"""The planning problem by itself: which actions to take so that goals become true at the least cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol, TypeVar

from graph.algorithms.problem import fire, reach

V_co = TypeVar("V_co", covariant=True)


class _Numbered(Protocol[V_co]):
    """What has a value for each action."""

    def __getitem__(self, action: int, /) -> V_co: ...


class Actions:
    """Actions with what they cost, need and give, and goals: what can be asked of any such set."""

    __slots__ = ()

    cost: _Numbered[int]
    needs: _Numbered[frozenset[int]]
    gives: _Numbered[frozenset[int]]
    goals: frozenset[int]

    def fire(self, actions: Iterable[int]) -> tuple[list[int], dict[int, int]]:
        """Take all actions that can be taken; see :func:`graph.algorithms.problem.fire`."""
        return fire(actions, self.needs.__getitem__, self.gives.__getitem__)

    def reach(self, actions: Iterable[int]) -> tuple[list[int], dict[int, int]]:
        """Take all actions that can be taken; see :func:`graph.algorithms.problem.reach`."""
        return reach(actions, self.needs.__getitem__, self.gives.__getitem__)

    def solves(self, actions: Iterable[int]) -> bool:
        """Return whether actions, in some order, reach the goals."""
        _, true = self.reach(actions)
        return self.goals <= true.keys()

    def total(self, actions: Iterable[int]) -> int:
        """Return what actions cost."""
        return sum(self.cost[action] for action in actions)


@dataclass(frozen=True, slots=True)
class Instance(Actions):
    """A delete-free planning problem: actions with what they cost, need and give; goals to be reached.

    Nothing is true at the start. An action can be taken once all it needs was given by earlier ones. There
    may be more actions than these, which give the facts ``unseen`` and others: no plan that has some of them
    costs less than ``beyond``.
    """

    cost: Sequence[int]
    needs: Sequence[frozenset[int]]
    gives: Sequence[frozenset[int]]
    goals: frozenset[int]
    unseen: frozenset[int] = frozenset()
    beyond: float = inf


@dataclass(frozen=True, slots=True)
class Solution:
    """Actions that reach the goals, sorted, and what no plan can cost less than.

    ``indispensable`` are those that cost something and that no plan does without, as far as time allowed;
    plans by what is unseen may do without some that are ``doubtful``, and no others.
    """

    actions: tuple[int, ...]
    cost: int
    lower_bound: int
    indispensable: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()

    @property
    def proven(self) -> bool:
        """Return whether no plan costs less."""
        return self.lower_bound >= self.cost

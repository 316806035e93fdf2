"""The AND/OR problem that goals compile to: facts to make true, and actions that make them true."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cached_property
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple, TypeAlias

Edges: TypeAlias = tuple[int, ...]
"""Edges of the snapshot that are evidence for something."""


class FactKind(IntEnum):
    """What can become true.

    ``KNOWN``: a skill; ``DONE``: a lesson was studied; ``MET``: a required lesson was studied or what it is
    about is known; ``COVERED``: a module's lessons are all met; ``GUARDED``: a pitfall has a guard for one
    of its matters; ``BROUGHT``: a skill that one is assumed to bring along.
    """

    KNOWN = auto()
    DONE = auto()
    MET = auto()
    COVERED = auto()
    GUARDED = auto()
    BROUGHT = auto()


class Fact(NamedTuple):
    """A fact about a node; ``matter`` numbers the matters of a pitfall."""

    kind: FactKind
    node: int
    matter: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """A way to make facts true once others are.

    ``lessons`` are studied together; an action without lessons is free: what it gives follows from what
    it needs. ``needs`` and ``gives`` map facts to the edges that say so; ``circle`` are the edges by which
    lessons that are studied together wait for each other.
    """

    lessons: tuple[int, ...]
    needs: Mapping[int, Edges]
    gives: Mapping[int, Edges]
    circle: Edges = ()

    def giving(self, some: Mapping[int, Edges]) -> "Action":
        """Return the action as it is if some of what it gives is all that matters."""
        return self if len(some) == len(self.gives) else Action(self.lessons, self.needs, some, self.circle)


@dataclass(frozen=True, slots=True)
class Goal:
    """A node that is wished for: the facts that make it so and are not true yet, each with its evidence.

    ``hollow``: nothing in the graph could make it so (a pitfall without a guard, an empty module).
    """

    node: int
    facts: Mapping[int, Edges]
    hollow: bool = False


@dataclass(frozen=True)
class Problem:
    """Goals with everything that may serve them.

    Facts and actions are numbered. What the learner knows already is no need of any action. ``assumed``
    are facts that nothing makes true and that block nobody; ``excluded`` are actions that may not be used.
    What would make the facts ``unseen`` true was not looked for: no plan that rests on them takes less than
    the ``horizon``, in minutes (or lessons).
    """

    facts: tuple[Fact, ...]
    actions: tuple[Action, ...]
    goals: tuple[Goal, ...]
    assumed: frozenset[int]
    excluded: frozenset[int]
    unseen: frozenset[int] = frozenset()
    horizon: float = inf

    def within(self, near: Collection[int], horizon: float) -> "Problem":
        """Return the problem of what makes some facts true; no plan by others takes less than the horizon."""
        given = [{f: because for f, because in action.gives.items() if f in near} for action in self.actions]
        kept = [number for number, gives in enumerate(given) if gives]
        actions = tuple([self.actions[number].giving(given[number]) for number in kept])
        excluded = frozenset([i for i, number in enumerate(kept) if number in self.excluded])
        unseen = frozenset(range(len(self.facts))).difference(near)
        return Problem(self.facts, actions, self.goals, self.assumed - unseen, excluded, unseen, horizon)

    def available(self) -> list[int]:
        """Return the actions that may be used."""
        every = range(len(self.actions))
        return [action for action in every if action not in self.excluded] if self.excluded else list(every)

    @cached_property
    def needs(self) -> list[frozenset[int]]:
        """For each action what it needs and nobody may assume."""
        return _but([action.needs for action in self.actions], self.assumed)

    @cached_property
    def gives(self) -> list[frozenset[int]]:
        """For each action what it makes true; what is assumed follows from nothing."""
        return _but([action.gives for action in self.actions], self.assumed)

    @cached_property
    def first(self) -> Mapping[int, int]:
        """An action that gives each fact within reach, if all actions are used that can be."""
        return reach(self.available(), self.needs.__getitem__, self.gives.__getitem__)[1]


def _but(sets: Iterable[Iterable[int]], assumed: frozenset[int]) -> list[frozenset[int]]:
    if not assumed:
        return list(map(frozenset, sets))
    return [facts if assumed.isdisjoint(facts) else facts - assumed for facts in map(frozenset, sets)]


def fire(
    order: Iterable[int], needs: Callable[[int], Collection[int]], gives: Callable[[int], Iterable[int]]
) -> tuple[list[int], dict[int, int]]:
    """Use every action that can be used, and say in which order and for what.

    Parameters
    ----------
    order
        The actions; of those that can be used next, the earliest here goes first.
    needs, gives
        The facts that an action needs and gives.

    Returns
    -------
    The actions used, in order, and the action that made each fact true first. Linear in the size of the
    actions, but for a logarithm of their number.
    """
    ranked = list(order)
    waiting: list[int] = []
    ready: list[int] = []
    consumers: defaultdict[int, list[int]] = defaultdict(list)
    for rank, action in enumerate(ranked):
        needed = needs(action)
        waiting.append(len(needed))
        if not needed:
            ready.append(rank)
        for fact in needed:
            consumers[fact].append(rank)
    used: list[int] = []
    first: dict[int, int] = {}
    while ready:
        action = ranked[heappop(ready)]
        used.append(action)
        for fact in gives(action):
            if fact in first:
                continue
            first[fact] = action
            for rank in consumers.get(fact, ()):
                waiting[rank] -= 1
                if not waiting[rank]:
                    heappush(ready, rank)
    return used, first


def reach(
    actions: Iterable[int], needs: Callable[[int], Collection[int]], gives: Callable[[int], Iterable[int]]
) -> tuple[list[int], dict[int, int]]:
    """Do what :func:`fire` does, in whatever order works: linear, and twice as fast."""
    queue: list[int] = []
    waiting: dict[int, int] = {}
    consumers: defaultdict[int, list[int]] = defaultdict(list)
    for action in actions:
        needed = needs(action)
        if needed:
            waiting[action] = len(needed)
            for fact in needed:
                consumers[fact].append(action)
        else:
            queue.append(action)
    first: dict[int, int] = {}
    for action in queue:
        for fact in gives(action):
            if fact in first:
                continue
            first[fact] = action
            for consumer in consumers.pop(fact, ()):
                left = waiting[consumer] = waiting[consumer] - 1
                if not left:
                    queue.append(consumer)
    return queue, first

"""A large planning problem in arrays: the same few numpy steps however many actions there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import inf
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.core import Core
from graph.snapshot import gather

Numbers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

_WIDE: Final = 20
"""Actions, at the mean, that must be possible at once for arrays to be the faster."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of an action and a fact, sorted by action; there are ``actions`` and ``facts`` of them."""

    action: Numbers
    fact: Numbers
    actions: int
    facts: int

    @cached_property
    def of_action(self) -> Numbers:
        """CSR pointers: action i has the facts ``fact[of_action[i]:of_action[i + 1]]``."""
        return _pointers(self.action, self.actions)

    @cached_property
    def of_fact(self) -> Numbers:
        """CSR pointers: fact i has the actions ``by_fact[of_fact[i]:of_fact[i + 1]]``."""
        return _pointers(self.fact, self.facts)

    @cached_property
    def by_fact(self) -> Numbers:
        """The actions, sorted by fact."""
        return self.action[np.argsort(self.fact, kind="stable")]

    def facts_of(self, actions: Numbers) -> Numbers:
        """Return the facts of some actions, action after action."""
        return self.fact[gather(self.of_action, actions)]

    def actions_of(self, facts: Numbers) -> Numbers:
        """Return the actions of some facts, fact after fact."""
        return self.by_fact[gather(self.of_fact, facts)]

    def count(self) -> Numbers:
        """Return how many facts each action has."""
        return np.diff(self.of_action)

    def keeping(self, pairs: Mask | None, actions: Mask | None) -> "Pairs":
        """Return those of some pairs that belong to some actions, which are numbered anew."""
        if actions is not None:
            pairs = actions[self.action] if pairs is None else pairs & actions[self.action]
        if pairs is None:
            return self
        if actions is None:
            return Pairs(self.action[pairs], self.fact[pairs], self.actions, self.facts)
        number = np.cumsum(actions) - 1
        return Pairs(number[self.action[pairs]], self.fact[pairs], int(np.count_nonzero(actions)), self.facts)


@dataclass(frozen=True, slots=True, eq=False)
class Bulk:
    """What :class:`Core` is, with actions and facts numbered without gaps.

    ``actions`` and ``facts`` are the numbers that they have in the core, ``cost`` is by action, ``goal`` by
    fact. Of what is left of a core the facts keep their numbers.
    """

    actions: Numbers
    facts: Numbers
    cost: Numbers
    needs: Pairs
    gives: Pairs
    goal: Mask

    @classmethod
    def of(cls, core: Core) -> "Bulk":
        """Return a core in arrays; what is needed or wished for and never given is a fact too."""
        actions = list(core.cost)
        needs, gives = ([of[action] for action in actions] for of in (core.needs, core.gives))
        goals = np.fromiter(core.goals, np.int64)
        needer, needed = _flat(needs)
        giver, given = _flat(gives)
        facts, number = np.unique(np.concatenate((needed, given, goals)), return_inverse=True)
        goal = np.zeros(len(facts), np.bool_)
        goal[number[len(needed) + len(given) :]] = True
        return cls(
            np.array(actions, np.int64),
            facts,
            np.fromiter(core.cost.values(), np.int64, len(actions)),
            Pairs(needer, number[: len(needed)], len(actions), len(facts)),
            Pairs(giver, number[len(needed) : len(needed) + len(given)], len(actions), len(facts)),
            goal,
        )

    def core(self, actions: Numbers | None = None) -> Core:
        """Return the core that it is, or the part of it that has some actions and the goals they give."""
        chosen = np.arange(len(self.actions)) if actions is None else actions
        names = self.actions[chosen].tolist()
        needs, gives = (_sets(pairs, self.facts, chosen) for pairs in (self.needs, self.gives))
        given = np.unique(self.gives.facts_of(chosen))
        return Core(
            dict(zip(names, self.cost[chosen].tolist(), strict=True)),
            dict(zip(names, needs, strict=True)),
            dict(zip(names, gives, strict=True)),
            frozenset(self.facts[given[self.goal[given]]].tolist()),
        )

    def size(self) -> int:
        """Return how many actions, needs, gifts and goals there are."""
        return (
            len(self.actions) + len(self.needs.fact) + len(self.gives.fact) + int(np.count_nonzero(self.goal))
        )

    def is_shallow(self) -> bool:
        """Return whether so much can be done at once that it is worth while to do it at once."""
        most = len(self.actions) // _WIDE
        return int(self.reach(most=most)[0].max(initial=0)) < most

    def reach(self, usable: Mask | None = None, most: float = inf) -> tuple[Numbers, Numbers]:
        """Take all actions, or all that are usable, in waves, and at most so many.

        Returns
        -------
        The wave in which each action can be taken and in which each fact becomes true, -1 where never.
        """
        usable = np.ones(len(self.actions), np.bool_) if usable is None else usable
        waiting = self.needs.count()
        taken, true = np.full(len(self.actions), -1), np.full(len(self.facts), -1)
        frontier = np.flatnonzero((waiting == 0) & usable)
        wave = 0
        while len(frontier) and wave <= most:
            taken[frontier] = wave
            new = self.gives.facts_of(frontier)
            new = np.unique(new[true[new] < 0])
            true[new] = wave
            takers, times = np.unique(self.needs.actions_of(new), return_counts=True)
            waiting[takers] -= times
            frontier = takers[(waiting[takers] == 0) & usable[takers]]
            wave += 1
        return taken, true

    def serving(self, usable: Mask) -> tuple[Mask, Mask]:
        """Return the usable actions and the facts that may serve the goals."""
        serves, wanted = np.zeros(len(self.actions), np.bool_), self.goal.copy()
        frontier = np.flatnonzero(wanted)
        while len(frontier):
            givers = self.gives.actions_of(frontier)
            givers = np.unique(givers[usable[givers] & ~serves[givers]])
            serves[givers] = True
            needed = self.needs.facts_of(givers)
            frontier = np.unique(needed[~wanted[needed]])
            wanted[frontier] = True
        return serves, wanted

    def below(self) -> tuple[Numbers, Numbers]:
        """Return pairs of a fact and one that it rests on by some action."""
        counts = self.needs.count()[self.gives.action]
        return np.repeat(self.gives.fact, counts), self.needs.facts_of(self.gives.action)

    def keeping(
        self,
        actions: Mask | None = None,
        *,
        needs: Mask | None = None,
        gives: Mask | None = None,
        goal: Mask | None = None,
    ) -> "Bulk":
        """Return what is left of some of its actions, needs, gifts, and goals; all, where not told."""
        return Bulk(
            self.actions if actions is None else self.actions[actions],
            self.facts,
            self.cost if actions is None else self.cost[actions],
            self.needs.keeping(needs, actions),
            self.gives.keeping(gives, actions),
            self.goal if goal is None else goal,
        )


def _flat(sets: Sequence[Collection[int]]) -> tuple[Numbers, Numbers]:
    """Return what some sets hold, set after set, and of which set each entry is."""
    lengths = np.fromiter(map(len, sets), np.int64, len(sets))
    entries = np.fromiter(chain.from_iterable(sets), np.int64, int(lengths.sum()))
    return np.repeat(np.arange(len(sets)), lengths), entries


def _sets(pairs: Pairs, names: Numbers, actions: Numbers) -> Iterable[frozenset[int]]:
    """Return the facts of each of some actions, by name."""
    ends = np.cumsum(pairs.count()[actions]).tolist()
    facts = names[pairs.facts_of(actions)].tolist()
    return [frozenset(facts[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _pointers(rows: Numbers, count: int) -> Numbers:
    pointers = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=pointers[1:])
    return pointers

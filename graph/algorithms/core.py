"""A planning problem while it is being reduced: what is left of it."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graph.algorithms.instance import Actions, Instance


@dataclass(frozen=True, slots=True)
class Core(Actions):
    """Actions that are left, with what they cost, need and give, and goals that are left.

    Unlike an :class:`Instance`, its actions need not be numbered without gaps.
    """

    cost: Mapping[int, int]
    needs: Mapping[int, frozenset[int]]
    gives: Mapping[int, frozenset[int]]
    goals: frozenset[int]

    @classmethod
    def of(cls, instance: Instance) -> "Core":
        """Return an instance as a core."""
        actions = range(len(instance.cost))
        return cls(
            {a: instance.cost[a] for a in actions},
            {a: instance.needs[a] for a in actions},
            {a: instance.gives[a] for a in actions},
            instance.goals,
        )

    def keeping(self, actions: Iterable[int]) -> "Core":
        """Return the core with some of its actions alone."""
        kept = list(actions)
        return Core({a: self.cost[a] for a in kept}, self.needs, self.gives, self.goals)

    def paying(self, action: int) -> "Core":
        """Return the core in which an action costs nothing more."""
        return Core({**self.cost, action: 0}, self.needs, self.gives, self.goals)

    def after(self, taken: Collection[int], known: AbstractSet[int]) -> "Core":
        """Return what is left once actions were taken and facts are known; the facts are still given."""
        needs = {
            action: needed if known.isdisjoint(needed) else needed.difference(known)
            for action, needed in ((action, self.needs[action]) for action in self.cost)
        }
        cost = {action: cost for action, cost in self.cost.items() if action not in taken}
        return Core(cost, needs, self.gives, self.goals.difference(known))

    def achievers(self) -> dict[int, list[int]]:
        """Return for each fact the actions that give it."""
        achievers: dict[int, list[int]] = {}
        for action in self.cost:
            for fact in self.gives[action]:
                achievers.setdefault(fact, []).append(action)
        return achievers

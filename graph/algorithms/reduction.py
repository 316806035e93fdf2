"""Makes a planning problem small without changing what its best plan costs.

Round after round, as long as that helps: what cannot be done or serves nothing is dropped; landmarks are
paid for; an action does not give what must be true before it; a landmark on no cycle becomes a goal of its
own; dominated actions are dropped. What is left falls into components that share nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.landmarks import Landmarks, landmarks
from graph.snapshot import strong_components

_WORTHWHILE: Final = 20
"""A round that drops less than one in so many actions, needs and gifts is the last."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """Actions that are taken for sure and what they cost, and the components that remain to be solved."""

    taken: frozenset[int]
    cost: int
    components: tuple[Core, ...]


def reduce(core: Core, upper: float = inf, deadline: Deadline = FOREVER) -> Reduced | None:
    """Return a smaller core whose best plan costs the same, None if the goals cannot be reached.

    Parameters
    ----------
    upper
        What a known plan costs: what no plan as cheap as that can contain is dropped too.
    deadline
        After it what is left is left as it is.
    """
    taken: set[int] = set()
    cost = 0
    cyclic: Collection[int] | None = None
    size = _size(core) * _WORTHWHILE
    while True:
        core, free = _take_free(core)
        taken |= free
        left = trimmed(core)
        if left is None:
            return None
        before, size = size, _size(left)
        if before - size <= before // _WORTHWHILE or deadline.passed():
            return Reduced(frozenset(taken), cost, tuple(_components(left)))
        marks = landmarks(left)
        needed = marks.of_facts(left.goals)
        forced = {action for action in marks.actions_in(needed) if left.cost[action]}
        if cost + left.total(forced) > upper:
            return None
        core = first_achievers(_paid(_affordable(left, marks, needed, upper - cost), forced), marks)
        cost += left.total(forced)
        taken |= forced
        size += len(forced)
        cyclic = _on_cycles(core, cyclic)
        core = undominated(_split(core, marks, needed, cyclic), marks)


def _size(core: Core) -> int:
    links = sum(len(core.needs[action]) + len(core.gives[action]) for action in core.cost)
    return len(core.cost) + links + len(core.goals)


def trimmed(core: Core) -> Core | None:
    """Drop what cannot be done and what serves nothing."""
    order, true = core.fire(core.cost)
    if not core.goals <= true.keys():
        return None
    achievers = core.keeping(order).achievers()
    relevant = set(core.goals)
    queue = list(relevant)
    for fact in queue:
        for action in achievers[fact]:
            if not relevant.issuperset(core.needs[action]):
                new = core.needs[action] - relevant
                relevant |= new
                queue += new
    gives = {action: _within(core.gives[action], relevant) for action in order}
    kept = sorted(action for action in order if gives[action])
    return Core({a: core.cost[a] for a in kept}, core.needs, gives, core.goals)


def _within(facts: frozenset[int], relevant: AbstractSet[int]) -> frozenset[int]:
    return facts if facts <= relevant else facts.intersection(relevant)


def _take_free(core: Core) -> tuple[Core, set[int]]:
    """Take what costs nothing and waits for nothing, as long as there is any."""
    order, true = core.fire(action for action in core.cost if not core.cost[action])
    if not order:
        return core, set()
    return core.keeping(set(core.cost).difference(order)).knowing(true.keys()), set(order)


def _affordable(core: Core, marks: Landmarks, needed: int, upper: float) -> Core:
    """Drop what costs too much together with all that it and the goals cannot do without."""
    if upper == inf:
        return core
    slack = upper - sum(core.cost[action] for action in marks.actions_in(needed))
    kept = [
        action
        for action in core.cost
        if sum(core.cost[a] for a in marks.actions_in(marks.of_action[action] & ~needed)) <= slack
    ]
    return core.keeping(kept)


def _paid(core: Core, actions: Iterable[int]) -> Core:
    return Core({**core.cost, **dict.fromkeys(actions, 0)}, core.needs, core.gives, core.goals)


def first_achievers(core: Core, marks: Landmarks) -> Core:
    """Let no action give what must be true before it: it never is the first to do so."""
    gives = {}
    for action in core.cost:
        before, given = marks.of_action[action], core.gives[action]
        late = [fact for fact in given if marks.bit[fact] & before]
        gives[action] = given.difference(late) if late else given
    return Core(core.cost, core.needs, gives, core.goals)


def _split(core: Core, marks: Landmarks, needed: int, cyclic: Collection[int]) -> Core:
    """Make every landmark a goal; who needs one that is on no cycle need not wait for it."""
    goals = core.goals.union(marks.facts_in(needed))
    orderable = goals.difference(cyclic)
    needs = {}
    for action in core.cost:
        needed_by = core.needs[action]
        needs[action] = needed_by if orderable.isdisjoint(needed_by) else needed_by - orderable
    return Core(core.cost, needs, core.gives, goals)


def _on_cycles(core: Core, suspects: Collection[int] | None) -> set[int]:
    """Return the facts, all or of some, that rest on themselves, by whatever actions.

    What was on no cycle before something was dropped is on none after it.
    """
    number: dict[int, int] = {}
    links: list[tuple[int, int]] = []
    for i, action in enumerate(core.cost):
        gives, needs = core.gives[action], core.needs[action]
        if suspects is not None:
            gives, needs = gives.intersection(suspects), needs.intersection(suspects)
        if gives and needs:
            links += ((number.setdefault(fact, len(number)), -1 - i) for fact in gives)
            links += ((-1 - i, number.setdefault(fact, len(number))) for fact in needs)
    size = len(number) + len(core.cost)
    ends = np.array(links, np.int32).reshape(-1, 2)
    ends[ends < 0] = size + ends[ends < 0]
    component = strong_components(size, ends[:, 0], ends[:, 1])
    shared = np.bincount(component)[component] > 1
    return {fact for fact, i in number.items() if shared[i]}


def undominated(core: Core, marks: Landmarks) -> Core:
    """Drop each action that another can stand in for, costing no more, giving no less and no later."""
    achievers = core.achievers()
    alive = dict.fromkeys(sorted(core.cost))
    for action in sorted(core.cost, reverse=True):
        gives, cost = core.gives[action], core.cost[action]
        if not gives:
            del alive[action]
            continue
        rare = min(gives, key=lambda fact: (len(achievers[fact]), fact)) if len(gives) > 1 else min(gives)
        before = marks.of_action[action]
        for other in achievers[rare]:
            if (
                core.cost[other] <= cost
                and other != action
                and other in alive
                and gives <= core.gives[other]
                and all(marks.bit[fact] & before for fact in core.needs[other])
            ):
                del alive[action]
                break
    return core.keeping(alive)


def _components(core: Core) -> Iterable[Core]:
    """Return the parts of a core that share no fact."""
    parent: dict[int, int] = {}

    def root(fact: int) -> int:
        while parent.setdefault(fact, fact) != fact:
            parent[fact] = parent[parent[fact]]
            fact = parent[fact]
        return fact

    for action in core.cost:
        first, *others = (*core.gives[action], *core.needs[action])
        for fact in others:
            parent[root(fact)] = root(first)
    parts: dict[int, list[int]] = {}
    for action in core.cost:
        parts.setdefault(root(next(iter(core.gives[action]))), []).append(action)
    goals: Mapping[int, set[int]] = {part: set() for part in parts}
    for goal in core.goals:
        goals[root(goal)].add(goal)
    for part, actions in parts.items():
        yield Core({a: core.cost[a] for a in actions}, core.needs, core.gives, frozenset(goals[part]))

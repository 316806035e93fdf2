"""Makes a planning problem small without changing what its best plan costs.

To a fixpoint: what cannot be done or serves nothing is dropped; landmarks are paid for; an action does not
give what must be true before it; a landmark on no cycle becomes a goal of its own; dominated actions are
dropped. What is left falls into components that share nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

import numpy as np

from graph.algorithms.core import Core
from graph.algorithms.landmarks import Landmarks, landmarks
from graph.snapshot import strong_components


@dataclass(frozen=True, slots=True)
class Reduced:
    """Actions that are taken for sure and what they cost, and the components that remain to be solved."""

    taken: frozenset[int]
    cost: int
    components: tuple[Core, ...]


def reduce(core: Core, upper: float = inf) -> Reduced | None:
    """Return a smaller core whose best plan costs the same, None if the goals cannot be reached.

    Parameters
    ----------
    upper
        What a known plan costs: what no plan as cheap as that can contain is dropped too.
    """
    state = trimmed(core)
    taken: set[int] = set()
    cost = 0
    while state is not None:
        size = _size(state)
        state, free = _take_free(state)
        taken |= free
        marks = landmarks(state)
        needed = marks.of_facts(state.goals)
        forced = {action for action in marks.actions_in(needed) if state.cost[action]}
        if cost + state.total(forced) > upper:
            return None
        state = _affordable(state, marks, needed, upper - cost)
        cost += state.total(forced)
        taken |= forced
        state = _split(_first_achievers(_paid(state, forced), marks), marks, needed)
        state = trimmed(_undominated(state, marks))
        if state is not None and _size(state) == size and not forced:
            return Reduced(frozenset(taken), cost, tuple(_components(state)))
    return None


def _size(core: Core) -> tuple[int, ...]:
    needs = sum(len(core.needs[action]) for action in core.cost)
    return len(core.cost), needs, sum(len(core.gives[action]) for action in core.cost), len(core.goals)


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
            new = core.needs[action] - relevant
            relevant |= new
            queue += new
    gives = {action: core.gives[action].intersection(relevant) for action in order}
    kept = sorted(action for action in order if gives[action])
    return Core({a: core.cost[a] for a in kept}, core.needs, gives, core.goals)


def _take_free(core: Core) -> tuple[Core, set[int]]:
    """Take what costs nothing and waits for nothing, as long as there is any."""
    order, true = core.fire(action for action in core.cost if not core.cost[action])
    if not order:
        return core, set()
    left = trimmed(core.keeping(set(core.cost).difference(order)).knowing(true.keys()))
    assert left is not None, "taking a free action made a goal unreachable"
    return left, set(order)


def _affordable(core: Core, marks: Landmarks, needed: int, upper: float) -> Core:
    """Drop what costs too much together with all that it and the goals cannot do without."""
    if upper == inf:
        return core
    least = sum(core.cost[action] for action in marks.actions_in(needed))
    kept = [
        action
        for action in core.cost
        if least + sum(core.cost[a] for a in marks.actions_in(marks.of_action[action] & ~needed)) <= upper
    ]
    return core.keeping(kept)


def _paid(core: Core, actions: Iterable[int]) -> Core:
    return Core({**core.cost, **dict.fromkeys(actions, 0)}, core.needs, core.gives, core.goals)


def _first_achievers(core: Core, marks: Landmarks) -> Core:
    """Let no action give what must be true before it: it never is the first to do so."""
    gives = {}
    for action in core.cost:
        before = marks.of_facts(core.needs[action])
        gives[action] = frozenset(fact for fact in core.gives[action] if not marks.bit[fact] & before)
    return Core(core.cost, core.needs, gives, core.goals)


def _split(core: Core, marks: Landmarks, needed: int) -> Core:
    """Make every landmark a goal; who needs one that is on no cycle need not wait for it."""
    goals = core.goals.union(marks.facts_in(needed))
    orderable = goals - _on_cycles(core)
    needs = {action: core.needs[action] - orderable for action in core.cost}
    return Core(core.cost, needs, core.gives, goals)


def _on_cycles(core: Core) -> set[int]:
    """Return the facts that rest on themselves, by whatever actions."""
    number: dict[int, int] = {}
    links: list[tuple[int, int]] = []
    for i, action in enumerate(core.cost):
        links += ((number.setdefault(fact, len(number)), -1 - i) for fact in core.gives[action])
        links += ((-1 - i, number.setdefault(fact, len(number))) for fact in core.needs[action])
    size = len(number) + len(core.cost)
    ends = np.array(links, np.int32).reshape(-1, 2)
    ends[ends < 0] = size + ends[ends < 0]
    component = strong_components(size, ends[:, 0], ends[:, 1])
    shared = np.bincount(component)[component] > 1
    return {fact for fact, i in number.items() if shared[i]}


def _undominated(core: Core, marks: Landmarks) -> Core:
    """Drop each action that another can stand in for, costing no more, giving no less and no later."""
    achievers = core.achievers()
    alive = set(core.cost)
    for action in sorted(core.cost, reverse=True):
        gives = core.gives[action]
        if not gives:
            alive.remove(action)
            continue
        rare = min(gives, key=lambda fact: (len(achievers[fact]), fact))
        before = marks.of_action[action]
        for other in achievers[rare]:
            if (
                other != action
                and other in alive
                and core.cost[other] <= core.cost[action]
                and gives <= core.gives[other]
                and not marks.set_of(core.needs[other]) & ~before
            ):
                alive.remove(action)
                break
    return core.keeping(sorted(alive))


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

"""Makes a planning problem small without changing what its best plan costs.

Round after round, as long as that helps: what cannot be done or serves nothing is dropped; landmarks are
paid for; an action does not give what must be true before it; a landmark on no cycle becomes a goal of its
own; dominated actions are dropped. What is left falls into components that share nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from math import inf
from typing import Final

import numpy as np

from graph.algorithms.bulk import Bulk
from graph.algorithms.bulk_reduction import reduce_in_bulk
from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.landmarks import Landmarks, landmarks
from graph.algorithms.reduced import WORTHWHILE, Reduced
from graph.snapshot import strong_components

_LARGE: Final = 2_000
"""Actions from which arrays are the faster."""
_MOST_OWN: Final = 12
"""More actions than that an action hardly ever rests on which the goals do not rest on too."""


def reduce(core: Core, upper: float = inf, deadline: Deadline = FOREVER) -> Reduced | None:
    """Return a smaller core whose best plan costs the same, None if the goals cannot be reached.

    Parameters
    ----------
    upper
        What a known plan costs: what no plan as cheap as that can contain is dropped too.
    deadline
        After it what is left is left as it is.
    """
    if upper == inf and len(core.cost) > _LARGE and (bulk := Bulk.of(core)).is_shallow():
        return reduce_in_bulk(bulk, deadline)
    taken: set[int] = set()
    indispensable: frozenset[int] | None = None
    cost = 0
    cyclic: Collection[int] | None = None
    size = _size(core) * WORTHWHILE
    while True:
        left, free = _grounded(core)
        if left is None:
            return None
        taken |= free
        before, size = size, _size(left)
        if before - size <= before // WORTHWHILE or deadline.passed():
            parts = tuple(_components(left))
            return Reduced(frozenset(taken), cost, indispensable or frozenset(), parts)
        marks = landmarks(left)
        needed = marks.of_facts(left.goals)
        forced = {action for action in marks.actions_in(needed) if left.cost[action]}
        if indispensable is None:  # before anything was dropped for another
            indispensable = frozenset(forced)
        if cost + left.total(forced) > upper:
            return None
        if len(forced) == sum(map(bool, left.cost.values())):  # whatever costs something is in every plan
            return Reduced(frozenset(taken.union(left.cost)), cost + left.total(forced), indispensable, ())
        core = first_achievers(_paid(_affordable(left, marks, needed, upper - cost), forced), marks)
        cost += left.total(forced)
        taken |= forced
        size += len(forced)
        cyclic = _on_cycles(core, cyclic)
        core = undominated(_split(core, marks, needed, cyclic), marks)


def _grounded(core: Core) -> tuple[Core | None, set[int]]:
    """Take what is free and waits for nothing paid; return what is left, trimmed, and what was taken.

    None is left where the goals cannot be reached.
    """
    free, known = core.reach([action for action, cost in core.cost.items() if not cost])
    taken = set(free)
    return trimmed(core.after(taken, known.keys()) if free else core), taken


def _size(core: Core) -> int:
    links = sum(map(len, map(core.needs.__getitem__, core.cost)))
    links += sum(map(len, map(core.gives.__getitem__, core.cost)))
    return len(core.cost) + links + len(core.goals)


def trimmed(core: Core) -> Core | None:
    """Drop what cannot be done and what serves nothing; None if the goals cannot be reached.

    The actions that are left are in an order in which they can be taken.
    """
    order, true = core.reach(core.cost)
    return _relevant(core, order) if core.goals <= true.keys() else None


def _relevant(core: Core, order: Iterable[int]) -> Core:
    """Return what serves the goals, of actions that can be taken in an order."""
    achievers: dict[int, list[int]] = {}
    for action in order:
        for fact in core.gives[action]:
            achievers.setdefault(fact, []).append(action)
    relevant = set(core.goals)
    queue = list(relevant)
    for fact in queue:
        for action in achievers[fact]:
            needs = core.needs[action]
            if not needs <= relevant:
                queue += needs - relevant
                relevant |= needs
    cost, gives = {}, {}
    for action in order:
        given = core.gives[action]
        given = given if given <= relevant else given & relevant
        if given:
            cost[action] = core.cost[action]
            gives[action] = given
    return Core(cost, core.needs, gives, core.goals)


def _affordable(core: Core, marks: Landmarks, needed: int, upper: float) -> Core:
    """Drop what costs too much together with all that it and the goals cannot do without."""
    if upper == inf:
        return core
    slack = upper - sum(core.cost[action] for action in marks.actions_in(needed))
    few = slack // max((1, *core.cost.values()))  # so many actions never cost too much
    if few > _MOST_OWN:
        return core

    def fits(action: int) -> bool:
        more = marks.of_action[action] & ~needed
        return marks.count_actions(more) <= few or core.total(marks.actions_in(more)) <= slack

    return core.keeping(filter(fits, core.cost))


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
    below: dict[int, set[int]] = {}
    for action in core.cost:
        gives = core.gives[action]
        for fact in gives if suspects is None else gives.intersection(suspects):
            below.setdefault(fact, set()).update(core.needs[action])
    number = {fact: i for i, fact in enumerate(below)}
    lower = [[number[other] for other in others if other in number] for others in below.values()]
    source = np.repeat(np.arange(len(below), dtype=np.int32), [len(others) for others in lower])
    target = np.array(list(chain.from_iterable(lower)), np.int32)
    component = strong_components(len(below), source, target)
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
        candidates = min([achievers[fact] for fact in gives], key=len)
        before = marks.of_action[action]
        for other in candidates if len(candidates) > 1 else ():
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

"""What :mod:`graph.algorithms.reduction` does, for cores so large that arrays are the faster."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from graph.algorithms.bulk import Bulk, Mask, Numbers
from graph.algorithms.bulk_landmarks import BulkLandmarks, Levels
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.reduced import WORTHWHILE, Reduced
from graph.snapshot import strong_components

_MOST: Final = 1 << 24
"""Bits, in words of 64, that landmarks may take up: 128 MB. Beyond, not every fact has a column."""


@dataclass(slots=True)
class _Taken:
    """Actions that are taken for sure, by the core's numbers, what they cost, and which every plan has."""

    actions: list[Numbers] = field(default_factory=list)
    cost: int = 0
    indispensable: Numbers | None = None


def reduce_in_bulk(bulk: Bulk, deadline: Deadline) -> Reduced | None:
    """Return a smaller core whose best plan costs the same, None if the goals cannot be reached.

    At least one round is made, however late it is.
    """
    taken = _Taken()
    size = WORTHWHILE * bulk.size()
    while True:
        bulk = _grounded(bulk, taken)
        waves, true = bulk.reach()
        if (true[bulk.goal] < 0).any():
            return None
        serves, wanted = bulk.serving(waves >= 0)
        left = bulk.keeping(serves, gives=wanted[bulk.gives.fact])
        before, size = size, left.size()
        if before - size <= before // WORTHWHILE or (taken.indispensable is not None and deadline.passed()):
            break
        bulk = _round(left, waves[serves], taken)
        size += len(taken.actions[-1])
    actions = frozenset(np.concatenate([*taken.actions, np.empty(0, np.int64)]).tolist())
    indispensable = frozenset() if taken.indispensable is None else frozenset(taken.indispensable.tolist())
    return Reduced(actions, taken.cost, indispensable, tuple(_components(left)))


def _grounded(bulk: Bulk, taken: _Taken) -> Bulk:
    """Take what is free and waits for nothing paid."""
    free = bulk.cost == 0
    if not free.any():
        return bulk
    waves, true = bulk.reach(free)
    taken.actions.append(bulk.actions[waves >= 0])
    open_ = true < 0
    return bulk.keeping(waves < 0, needs=open_[bulk.needs.fact], goal=bulk.goal & open_)


def _round(bulk: Bulk, waves: Numbers, taken: _Taken) -> Bulk:
    """Pay for landmarks, and drop what they show to be late, free to wait for, or dominated."""
    levels = Levels.of(bulk)
    marks = BulkLandmarks.of(bulk, levels, *_columns(bulk, waves, levels.cyclic))
    needed, forced = marks.of_goals(bulk.goal)
    if taken.indispensable is None:  # before anything was dropped for another
        taken.indispensable = bulk.actions[forced]
    taken.actions.append(bulk.actions[forced])
    taken.cost += int(bulk.cost[forced].sum())
    late = marks.has(bulk.gives.action, bulk.gives.fact)  # its giver never is the first to give it
    bulk = replace(bulk.keeping(gives=~late), cost=np.where(forced, 0, bulk.cost))
    goal = bulk.goal | needed
    orderable = goal & ~_on_cycles(bulk, levels.cyclic)
    bulk = bulk.keeping(needs=~orderable[bulk.needs.fact], goal=goal)
    return bulk.keeping(~_dominated(bulk, marks))


def _columns(bulk: Bulk, waves: Numbers, cyclic: Mask) -> tuple[Mask, Mask]:
    """Return the facts and the actions about which landmarks may tell something, the likeliest first.

    What every plan has is in any one; what comes before a gift of it is in a circle; what an action
    must be able to do without, to stand in for another, it needs itself.
    """
    facts, actions = _some_plan(bulk, waves)
    shared = np.bincount(bulk.gives.fact, minlength=len(bulk.facts)) > 1
    rival = np.zeros(len(bulk.actions), np.bool_)
    rival[bulk.gives.action[shared[bulk.gives.fact]]] = True
    useful = cyclic.copy()
    useful[bulk.needs.fact[rival[bulk.needs.action]]] = True
    room = _MOST // (len(bulk.facts) + len(bulk.actions)) * 64
    useful[np.flatnonzero(useful & ~facts)[room:]] = False
    return facts | useful, actions & (bulk.cost > 0)


def _some_plan(bulk: Bulk, waves: Numbers) -> tuple[Mask, Mask]:
    """Return the facts and actions of a plan: of each fact that is needed an action that gives it first."""
    gives = bulk.gives
    order = np.lexsort((waves[gives.by_fact], np.repeat(np.arange(gives.facts), np.diff(gives.of_fact))))
    first = np.zeros(gives.facts, np.int64)
    given = np.flatnonzero(np.diff(gives.of_fact))
    first[given] = gives.by_fact[order[gives.of_fact[given]]]
    facts, actions = bulk.goal.copy(), np.zeros(gives.actions, np.bool_)
    frontier = np.flatnonzero(facts)
    while len(frontier):
        chosen = first[frontier]
        actions[chosen] = True
        needed = bulk.needs.facts_of(np.unique(chosen))
        frontier = np.unique(needed[~facts[needed]])
        facts[frontier] = True
    return facts, actions


def _on_cycles(bulk: Bulk, suspects: Mask) -> Mask:
    """Return the facts, of some, that rest on themselves, by whatever actions."""
    fact, need = bulk.below()
    among = suspects[fact] & suspects[need]
    number = np.cumsum(suspects) - 1
    component = strong_components(int(number[-1]) + 1, number[fact[among]], number[need[among]])
    found: Mask = suspects.copy()
    found[suspects] = np.bincount(component, minlength=1)[component] > 1
    return found


def _dominated(bulk: Bulk, marks: BulkLandmarks) -> Mask:
    """Return each action that another can stand in for, costing no more, giving no less and no later.

    Of those that could stand in for each other the first stays. That one can is transitive.
    """
    count = len(bulk.actions)
    action, other = _rivals(bulk)
    able = bulk.cost[other] <= bulk.cost[action]
    for check in (_gives_no_less, _needs_no_more):
        action, other = action[able], other[able]
        able = check(bulk, marks, action, other)
    action, other = action[able], other[able]
    mutual = np.isin(action * count + other, other * count + action)
    dominated: Mask = bulk.gives.count() == 0
    dominated[action[~mutual | (other < action)]] = True
    return dominated


def _rivals(bulk: Bulk) -> tuple[Numbers, Numbers]:
    """Return pairs of an action and another that gives the one of its facts that the fewest give."""
    gives = bulk.gives
    givers = np.diff(gives.of_fact)
    order = np.lexsort((givers[gives.fact], gives.action))
    giving = np.flatnonzero(np.diff(gives.of_action))
    rarest = gives.fact[order[gives.of_action[giving]]]
    action, other = np.repeat(giving, givers[rarest]), gives.actions_of(rarest)
    return action[action != other], other[action != other]


def _gives_no_less(bulk: Bulk, _: BulkLandmarks, action: Numbers, other: Numbers) -> Mask:
    pair = np.repeat(np.arange(len(action)), bulk.gives.count()[action])
    key = bulk.gives.action * bulk.gives.facts + bulk.gives.fact
    missing = ~np.isin(other[pair] * bulk.gives.facts + bulk.gives.facts_of(action), key)
    return _absent(pair[missing], len(action))


def _needs_no_more(bulk: Bulk, marks: BulkLandmarks, action: Numbers, other: Numbers) -> Mask:
    pair = np.repeat(np.arange(len(action)), bulk.needs.count()[other])
    missing = ~marks.has(action[pair], bulk.needs.facts_of(other))
    return _absent(pair[missing], len(action))


def _absent(numbers: Numbers, count: int) -> Mask:
    """Return which of so many numbers do not occur."""
    absent = np.ones(count, np.bool_)
    absent[numbers] = False
    return absent


def _components(bulk: Bulk) -> Iterator[Core]:
    """Return the parts of a core that share no fact."""
    count = len(bulk.actions)
    links = [(pairs.action, count + pairs.fact) for pairs in (bulk.needs, bulk.gives)]
    action, fact = (np.concatenate(ends) for ends in zip(*links, strict=True))
    both = np.concatenate((action, fact)), np.concatenate((fact, action))
    label = strong_components(count + len(bulk.facts), *both)[:count]
    order = np.argsort(label, kind="stable")
    bounds = np.flatnonzero(np.diff(label[order])) + 1
    for part in np.split(order, bounds) if count else ():
        yield bulk.core(part)

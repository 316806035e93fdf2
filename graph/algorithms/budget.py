"""What to study when there is not the time for everything: the most valuable part within a budget."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.budget_program import solve_program
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.greedy import cheapest_achievers
from graph.algorithms.instance import Instance
from graph.algorithms.landmarks import Landmarks, landmarks
from graph.algorithms.problem import FactKind, Problem
from graph.algorithms.reduction import first_achievers, trimmed, undominated

GOAL = 10_000
"""What a whole goal is worth; parts of it are worth equal shares."""
_REDUCING, _HEURISTIC = 0.2, 0.2
"""Shares of the time that is left."""
_ROUNDS = 4
_WORTHWHILE = 0.9
"""A round of reduction that leaves more than this share of actions is the last."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Actions that fit a budget, what they are worth, and what nothing that fits is worth more than."""

    actions: frozenset[int]
    worth: int
    upper_bound: int

    @property
    def proven(self) -> bool:
        """Return whether nothing that fits is worth more."""
        return self.worth >= self.upper_bound


def pieces(problem: Problem) -> dict[int, int]:
    """Return what each fact is worth of which goals consist.

    Each goal is worth :data:`GOAL`, in equal shares: of the lessons of a module, the outcomes of an
    audience, the matters of a pitfall. A skill that nobody teaches as a whole counts by its parts.
    """
    ways: dict[int, list[int]] = {}
    for number in problem.available():
        for fact in problem.actions[number].gives:
            ways.setdefault(fact, []).append(number)
    worth: dict[int, int] = {}

    def share(facts: Collection[int], whole: int, around: frozenset[int]) -> None:
        for fact in facts:
            part = max(1, whole // len(facts))
            only = [problem.actions[way] for way in ways.get(fact, ())]
            splits = len(only) == 1 and not only[0].lessons and problem.facts[fact].kind is FactKind.KNOWN
            needs = problem.needs[ways[fact][0]] if splits else frozenset()
            if needs and not needs & around:
                share(needs, part, around | needs)
            elif fact not in problem.assumed:
                worth[fact] = worth.get(fact, 0) + part

    for goal in problem.goals:
        share(goal.facts, GOAL, frozenset(goal.facts))
    return worth


def most_valuable(
    instance: Instance, worth: Mapping[int, int], budget: int, deadline: Deadline, plan: Iterable[int] = ()
) -> Selection:
    """Return the actions of a total cost within a budget that make facts of most worth true.

    Parameters
    ----------
    worth
        What facts are worth; those that cannot be reached count for nothing.
    plan
        Actions of a good plan for all of it, which help to find good parts.

    Notes
    -----
    Greedy by worth for the time it takes, and greedy in reverse, each improved by exchanges; then HiGHS until
    the deadline, whose bound is given. What every plan has is not forced here: it need not fit.
    """
    _, true = instance.reach(range(len(instance.cost)))
    wanted = {fact: value for fact, value in worth.items() if fact in true}
    core = trimmed(replace(Core.of(instance), goals=frozenset(wanted)))
    assert core is not None, "what is wanted can be reached"
    core, wanted, marks = _reduced(core, wanted, budget, deadline.share(_REDUCING))
    if not wanted:
        return Selection(frozenset(), 0, 0)
    best = _by_exchanges(core, wanted, budget, deadline.share(_HEURISTIC), plan)
    least = _worth(core, best, wanted)
    bounded = solve_program(core, wanted, budget, marks=marks, least=least, deadline=deadline)
    candidates = (best, *(core.fire(found)[0] for found in bounded.found))
    chosen = max(candidates, key=lambda actions: _worth(core, actions, wanted))
    value = _worth(core, chosen, wanted)
    return Selection(frozenset(chosen), value, max(value, bounded.upper_bound))


def _reduced(
    core: Core, worth: Mapping[int, int], budget: int, deadline: Deadline
) -> tuple[Core, dict[int, int], Landmarks]:
    """Drop what costs too much with all that it cannot do without, what comes too late, what is dominated.

    Unlike :func:`graph.algorithms.reduction.reduce` nothing is taken for sure: landmarks need not fit.
    """
    wanted = dict(worth)
    marks = landmarks(core)
    for _ in range(_ROUNDS):
        left = undominated(first_achievers(core.keeping(_affordable(core, marks, budget)), marks), marks)
        order, true = left.reach(left.cost)
        wanted = {fact: value for fact, value in wanted.items() if fact in true}
        kept = trimmed(replace(left.keeping(order), goals=frozenset(wanted)))
        assert kept is not None, "what is wanted can be reached"
        core, size = kept, len(core.cost)
        marks = landmarks(core)
        if deadline.passed() or len(core.cost) > _WORTHWHILE * size:
            break
    return core, wanted, marks


def _affordable(core: Core, marks: Landmarks, budget: int) -> list[int]:
    """Return the actions that fit a budget together with all that they cannot do without."""
    few = budget // max((1, *core.cost.values()))  # so many actions always fit

    def fits(action: int) -> bool:
        behind = marks.of_action[action]
        return marks.count_actions(behind) <= few or core.total(marks.actions_in(behind)) <= budget

    return list(filter(fits, core.cost))


def _worth(core: Core, actions: Iterable[int], worth: Mapping[int, int]) -> int:
    _, true = core.reach(actions)
    return sum(value for fact, value in worth.items() if fact in true)


def _by_exchanges(
    core: Core, worth: Mapping[int, int], budget: int, deadline: Deadline, plan: Iterable[int]
) -> list[int]:
    """Return the better of greedy and reverse greedy over ways to each fact, improved by exchanges."""
    ways = _Ways.of(core, worth, plan)
    found = max((ways.fill(set(), budget), ways.thin(budget)), key=ways.worth)
    improved = True
    while improved and not deadline.passed():
        improved = False
        for dropped in sorted(found):
            other = ways.fill(found - {dropped}, budget, but=dropped)
            if ways.worth(other) > ways.worth(found):
                found, improved = other, True
                break
    return core.fire(ways.actions_of(found))[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """k ways to facts of worth: ``uses`` (k, n) is 1 for those of n actions that a way takes."""

    actions: list[int]
    cost: NDArray[np.float64]
    uses: NDArray[np.float64]
    facts: list[int]
    value: NDArray[np.float64]

    @classmethod
    def of(cls, core: Core, worth: Mapping[int, int], plan: Iterable[int]) -> "_Ways":
        """Return for each fact the way by cheapest achievers, and the way that a plan takes."""
        free = [action for action in core.cost if not core.cost[action]]
        by_plan = core.fire(dict.fromkeys((*free, *(a for a in plan if a in core.cost))))[1]
        ways = [
            (fact, _way(core, achiever, fact))
            for achiever in (cheapest_achievers(core, core.cost), by_plan)
            for fact in worth
            if fact in achiever
        ]
        actions = sorted(set().union(*(way for _, way in ways)))
        place = {action: i for i, action in enumerate(actions)}
        uses = np.zeros((len(ways), len(actions)))
        for row, (_, way) in zip(uses, ways, strict=True):
            row[[place[action] for action in way]] = 1
        cost = np.array([core.cost[action] for action in actions], np.float64)
        facts = [fact for fact, _ in ways]
        return cls(actions, cost, uses, facts, np.array([worth[fact] for fact in facts], np.float64))

    def fill(self, taken: set[int], budget: int, *, but: int | None = None) -> set[int]:
        """Add ways, those of most worth for what they still cost first, as long as one fits."""
        chosen = set(taken)
        missing = ~self._covered(chosen) * self.cost
        open_ = self._open(chosen)
        open_[[] if but is None else but] = False
        while True:
            extra = self.uses @ missing
            fits = open_ & (extra <= budget - (self.cost.sum() - missing.sum()))
            if not fits.any():
                return chosen
            best = int(np.argmax(np.where(fits, self.value / np.maximum(extra, 1), -1.0)))
            chosen.add(best)
            missing[self.uses[best] > 0] = 0
            open_ &= self._open({best})

    def thin(self, budget: int) -> set[int]:
        """Drop facts of least worth for what that saves until the rest fits; then fill."""
        chosen = set({fact: way for way, fact in enumerate(self.facts)}.values())
        while self._covered(chosen) @ self.cost > budget:
            ways = sorted(chosen)
            alone = self.uses[ways].sum(axis=0) == 1
            saved = self.uses[ways] @ (alone * self.cost)
            chosen.remove(ways[int(np.argmin(self.value[ways] / np.maximum(saved, 1)))])
        return self.fill(chosen, budget)

    def worth(self, chosen: Collection[int]) -> float:
        """Return what some ways, to different facts, are worth together."""
        return float(self.value[sorted(chosen)].sum())

    def actions_of(self, chosen: Collection[int]) -> list[int]:
        """Return the actions that some ways take."""
        return [action for action, taken in zip(self.actions, self._covered(chosen), strict=True) if taken]

    def _covered(self, chosen: Collection[int]) -> NDArray[np.bool_]:
        """Return which actions some ways take, shape (n,)."""
        covered: NDArray[np.bool_] = self.uses[sorted(chosen)].sum(axis=0) > 0
        return covered

    def _open(self, chosen: Collection[int]) -> NDArray[np.bool_]:
        reached = {self.facts[way] for way in chosen}
        return np.array([fact not in reached for fact in self.facts], np.bool_)


def _way(core: Core, achiever: Mapping[int, int], fact: int) -> set[int]:
    """Return the actions by which a fact is reached."""
    found: set[int] = set()
    queue = [fact]
    for wanted in queue:
        action = achiever[wanted]
        if action not in found:
            found.add(action)
            queue += core.needs[action]
    return found

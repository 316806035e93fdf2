"""Lessons that wait for each other in a circle are studied together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.algorithms.circles import Circle, lowest_components, smallest_rounds
from graph.algorithms.problem import Action, Edges, Problem, reach


def condense(problem: Problem, total: Callable[[Sequence[int]], int]) -> Problem:
    """Return the problem with a unit for each circle of requirements that keeps goals from being reached.

    Goals that can be reached without one get none: two lessons must not justify each other. Units come from a
    lowest strongly connected component of what is blocked: each smallest set of lessons that need nothing of
    it but what they give each other. What one of them gives makes the rest of the component reachable in
    order, so that no more is studied together than must be; which unit is best, the planner decides.

    Parameters
    ----------
    total
        What lessons cost together.
    """
    waiting = _Waiting.of(problem)
    if waiting is None:
        return problem
    while blocked := waiting.blocked():
        units = _units(blocked, lambda action: total(waiting.actions[action].lessons))
        if not units:
            break
        waiting.add([_merge(waiting.actions, unit) for unit in units])
    grown = len(waiting.actions) > len(problem.actions)
    return replace(problem, actions=tuple(waiting.actions)) if grown else problem


@dataclass(frozen=True, slots=True)
class _Blocked:
    """Facts that wait for each other, the actions that would give them, and what these wait for."""

    actions: Sequence[Action]
    needs: Sequence[frozenset[int]]
    achievers: Mapping[int, Sequence[int]]

    def holding(self, achievers: Mapping[int, Sequence[int]]) -> "_Blocked":
        """Return the part of it that has some facts, and some actions that would give them."""
        return _Blocked(self.actions, self.needs, achievers)

    def waits_for(self, action: int) -> list[int]:
        return [fact for fact in self.actions[action].needs if fact in self.achievers]

    def circle(self, facts: Iterable[int]) -> Circle:
        """Return the part of what is blocked that consists of some facts, which wait for no others."""
        actions = self.actions
        return Circle(
            {fact: self.achievers[fact] for fact in facts},
            self.waits_for,
            lambda action: actions[action].gives,
            lambda action: bool(actions[action].lessons),
        )


@dataclass(slots=True)
class _Waiting:
    """What goals wait for, while units are found: the facts that are ``true`` or assumed grow.

    ``late`` are the actions that give more than these, ``needs`` says for each action what it needs.
    """

    actions: list[Action]
    needs: list[frozenset[int]]
    late: list[int]
    true: set[int]
    goals: frozenset[int]

    @classmethod
    def of(cls, problem: Problem) -> "_Waiting | None":
        """Return what the goals of a problem wait for; None where they wait for nothing."""
        true = problem.assumed.union(problem.first)
        goals = frozenset([fact for goal in problem.goals for fact in goal.facts if fact not in true])
        if not goals:
            return None
        return cls(list(problem.actions), list(problem.needs), problem.available(), set(true), goals)

    def add(self, units: Iterable[Action]) -> None:
        """Let units be studied that wait for nothing, and whatever they make possible."""
        first = len(self.actions)
        self.actions += units
        self.needs += [frozenset(unit.needs) for unit in self.actions[first:]]
        self.late += range(first, len(self.actions))
        _, more = reach(
            self.late,
            lambda action: self.needs[action] - self.true,
            lambda action: self.actions[action].gives,
        )
        self.true |= more.keys()

    def blocked(self) -> _Blocked | None:
        """Return what keeps goals from being reached though lessons for it exist; None if nothing does."""
        if self.goals <= self.true:
            return None
        achievers: dict[int, list[int]] = {}
        self.late = [action for action in self.late if not self.actions[action].gives.keys() <= self.true]
        for action in self.late:
            for fact in self.actions[action].gives:
                if fact not in self.true:
                    achievers.setdefault(fact, []).append(action)
        blocked = _hopeful_part(_Blocked(self.actions, self.needs, achievers), self.true)
        serving = _backward(blocked, self.goals.intersection(blocked.achievers))
        return (
            blocked.holding({fact: blocked.achievers[fact] for fact in sorted(serving)}) if serving else None
        )


def _hopeful_part(blocked: _Blocked, true: Collection[int]) -> _Blocked:
    """Return the facts that would be true if all lessons that may become possible were studied at once.

    What only follows from itself, with no lesson that would begin it, is none of them.
    """
    while True:
        held = blocked.achievers
        needs = blocked.needs
        viable = {
            fact: [a for a in actions if all(need in true or need in held for need in needs[a])]
            for fact, actions in held.items()
        }
        circle = blocked.holding(viable).circle(viable)
        given = circle.given(sorted(circle.actions(lessons=True)))
        blocked = blocked.holding({fact: viable[fact] for fact in viable if fact in given})
        if len(blocked.achievers) == len(held):
            return blocked


def _backward(blocked: _Blocked, wanted: Iterable[int]) -> set[int]:
    found = set(wanted)
    queue = list(found)
    for fact in queue:
        for action in blocked.achievers[fact]:
            new = set(blocked.waits_for(action)) - found
            found |= new
            queue += new
    return found


def _units(blocked: _Blocked, cost: Callable[[int], int]) -> list[list[int]]:
    """Return for each lowest component of what is blocked the actions that may be one unit."""
    every = {
        f: {n for a in actions for n in blocked.waits_for(a)} for f, actions in blocked.achievers.items()
    }
    units: list[list[int]] = []
    for component in lowest_components(every):
        circle = blocked.circle(component)
        rounds = smallest_rounds(circle, cost)
        units += [circle.complete(lessons) for lessons in rounds] or [_cheapest_round(blocked, circle, cost)]
    return units


def _cheapest_round(blocked: _Blocked, circle: Circle, cost: Callable[[int], int]) -> list[int]:
    """Return a unit for a circle too large for looking at every set of lessons.

    For each fact the cheapest lesson that gives it, as far as these need each other.
    """
    ranked = sorted(circle.actions(lessons=True), key=lambda action: (cost(action), action))
    choice = circle.given(ranked)
    graph = {fact: set(blocked.waits_for(choice[fact])) for fact in circle.achievers}
    return sorted({choice[fact] for fact in lowest_components(graph)[0]})


def _merge(actions: Sequence[Action], unit: Iterable[int]) -> Action:
    """Return one action for several: it needs what none of them gives."""
    needs: dict[int, Edges] = {}
    gives: dict[int, Edges] = {}
    lessons: list[int] = []
    for number in unit:
        action = actions[number]
        lessons += action.lessons
        for merged, own in ((needs, action.needs), (gives, action.gives)):
            for fact, because in own.items():
                merged[fact] = (*merged.get(fact, ()), *because)
    inner = needs.keys() & gives.keys()
    circle = tuple(edge for fact in sorted(inner) for edge in (*needs[fact], *gives[fact]))
    outer = {fact: because for fact, because in needs.items() if fact not in gives}
    return Action(tuple(lessons), outer, gives, circle)

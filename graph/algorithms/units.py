"""Lessons that wait for each other in a circle are studied together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.algorithms.circles import Circle, lowest_components, smallest_rounds
from graph.algorithms.problem import Action, Edges, Problem


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
    cost: tuple[int, ...] = ()
    while blocked := _blocked(problem):
        cost = (*cost, *(total(action.lessons) for action in problem.actions[len(cost) :]))
        if not (units := _units(blocked, cost)):
            break
        actions = (*problem.actions, *(_merge(problem, unit) for unit in units))
        problem = replace(problem, actions=actions)
    return problem


@dataclass(frozen=True, slots=True)
class _Blocked:
    """Facts that wait for each other, the actions that would give them, and what these wait for."""

    problem: Problem
    achievers: Mapping[int, Sequence[int]]

    def waits_for(self, action: int) -> list[int]:
        return [fact for fact in self.problem.actions[action].needs if fact in self.achievers]

    def circle(self, facts: Iterable[int]) -> Circle:
        """Return the part of what is blocked that consists of some facts, which wait for no others."""
        actions = self.problem.actions
        return Circle(
            {fact: self.achievers[fact] for fact in facts},
            self.waits_for,
            lambda action: actions[action].gives,
            lambda action: bool(actions[action].lessons),
        )


def _blocked(problem: Problem) -> _Blocked | None:
    """Return what keeps goals from being reached though lessons for it exist; None if nothing does."""
    true = problem.first
    if all(fact in true or fact in problem.assumed for goal in problem.goals for fact in goal.facts):
        return None
    achievers: dict[int, list[int]] = {}
    for action in problem.available():
        for fact in problem.actions[action].gives:
            if fact not in true and fact not in problem.assumed:
                achievers.setdefault(fact, []).append(action)
    blocked = _hopeful_part(_Blocked(problem, achievers), true)
    held = blocked.achievers
    serving = _backward(blocked, {fact for goal in problem.goals for fact in goal.facts if fact in held})
    return _Blocked(problem, {fact: held[fact] for fact in sorted(serving)}) if serving else None


def _hopeful_part(blocked: _Blocked, true: Mapping[int, int]) -> _Blocked:
    """Return the facts that would be true if all lessons that may become possible were studied at once.

    What only follows from itself, with no lesson that would begin it, is none of them.
    """
    while True:
        held = blocked.achievers
        needs = blocked.problem.needs
        viable = {
            fact: [a for a in actions if all(need in true or need in held for need in needs[a])]
            for fact, actions in held.items()
        }
        circle = _Blocked(blocked.problem, viable).circle(viable)
        given = circle.given(sorted(circle.actions(lessons=True)))
        blocked = _Blocked(blocked.problem, {fact: viable[fact] for fact in viable if fact in given})
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


def _units(blocked: _Blocked, cost: Sequence[int]) -> list[list[int]]:
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


def _cheapest_round(blocked: _Blocked, circle: Circle, cost: Sequence[int]) -> list[int]:
    """Return a unit for a circle too large for looking at every set of lessons.

    For each fact the cheapest lesson that gives it, as far as these need each other.
    """
    ranked = sorted(circle.actions(lessons=True), key=lambda action: (cost[action], action))
    choice = circle.given(ranked)
    graph = {fact: set(blocked.waits_for(choice[fact])) for fact in circle.achievers}
    return sorted({choice[fact] for fact in lowest_components(graph)[0]})


def _merge(problem: Problem, unit: Iterable[int]) -> Action:
    """Return one action for several: it needs what none of them gives."""
    needs: dict[int, Edges] = {}
    gives: dict[int, Edges] = {}
    lessons: list[int] = []
    for number in unit:
        action = problem.actions[number]
        lessons += action.lessons
        for merged, own in ((needs, action.needs), (gives, action.gives)):
            for fact, because in own.items():
                merged[fact] = (*merged.get(fact, ()), *because)
    inner = needs.keys() & gives.keys()
    circle = tuple(edge for fact in sorted(inner) for edge in (*needs[fact], *gives[fact]))
    outer = {fact: because for fact, because in needs.items() if fact not in gives}
    return Action(tuple(lessons), outer, gives, circle)

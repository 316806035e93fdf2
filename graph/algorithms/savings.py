"""What knowing a skill would save of a path: all at once from its support, the best by planning anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.algorithms.deadline import Deadline
from graph.algorithms.planner import solve
from graph.algorithms.problem import FactKind
from graph.algorithms.support import Plan
from graph.algorithms.task import Task


@dataclass(frozen=True, slots=True)
class Saving:
    """Minutes (or lessons) that knowing a skill saves; at least so much, unless it is ``exact``."""

    skill: int
    saves: int
    exact: bool


def savings(task: Task, plan: Plan) -> tuple[Saving, ...]:
    """Return what knowing each skill that a plan leads through would save, most first.

    Goals are left out, and what would save nothing.

    Notes
    -----
    What a skill saves at least is what all in the plan costs that serves it alone: the steps that it
    dominates, seen from the goals (Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm", 2001).
    That is exact where nothing that serves the goals has an alternative. Linear in the plan, but for the
    depth of the tree.
    """
    support = _Support(task, plan)
    unique = support.is_unique()
    found = []
    for skill, alone in support.shares().items():
        if alone and skill not in task.goals:
            found.append(Saving(skill, alone, exact=unique))
    return tuple(sorted(found, key=lambda saving: (-saving.saves, saving.skill)))


def sharpened(
    task: Task, total: int, found: Iterable[Saving], deadline: Deadline, *, proven: bool
) -> tuple[Saving, ...]:
    """Return savings that were found by planning anew, most first; some stay bounds if time runs out.

    Parameters
    ----------
    total, proven
        What the path takes as it is, and whether no path takes less.
    """
    return tuple(
        sorted(
            (_sharpened(task, total, saving, deadline, proven=proven) for saving in found),
            key=lambda saving: (-saving.saves, saving.skill),
        )
    )


def _sharpened(task: Task, total: int, saving: Saving, deadline: Deadline, *, proven: bool) -> Saving:
    if saving.exact or deadline.passed():
        return saving
    other = task.knowing(saving.skill)
    solution = solve(other.instance, deadline)
    saves = total - other.total(solution.actions)
    if saves < saving.saves:
        return saving
    return replace(saving, saves=saves, exact=proven and solution.proven)


class _Support:
    """Which facts and steps of a plan rest on which, seen from the goals.

    Vertices: 0 for the goals, 1 + f for fact f, -1 - a for action a. That a lesson is met is one with that
    its only subject is known: whoever knows it needs neither.
    """

    def __init__(self, task: Task, plan: Plan) -> None:
        self._task = task
        self._plan = plan
        self._one_with = _one_with(task)
        self._below = self._edges()

    def is_unique(self) -> bool:
        """Return whether there is one way only to each fact that may serve the goals."""
        problem = self._task.problem
        if any(problem.facts[fact].kind is FactKind.DONE for goal in problem.goals for fact in goal.facts):
            return False  # to know what a lesson of a module is about makes the lesson itself needless
        ways: dict[int, set[int]] = {}
        for number in problem.available():
            for fact in problem.gives[number]:
                if not self._follows(number, fact):
                    ways.setdefault(self._vertex(fact), set()).add(number)
        return all(len(actions) == 1 for actions in ways.values())

    def shares(self) -> dict[int, int]:
        """Return for each skill of the plan what the steps take that serve it alone."""
        order = _from_the_top(self._below)
        dominator = _dominators(order, self._below)
        alone = {vertex: self._cost(vertex) for vertex in order}
        for vertex in reversed(order):
            alone[dominator[vertex]] += alone[vertex] if vertex else 0
        facts = self._task.problem.facts
        skills = (v for v in order if v > 0 and facts[v - 1].kind is FactKind.KNOWN)
        return {facts[v - 1].node: alone[v] for v in skills}

    def _edges(self) -> dict[int, list[int]]:
        plan, below = self._plan, {0: list[int]()}
        for fact, number in plan.supporter.items():
            below.setdefault(self._vertex(fact), [])
            if not self._follows(number, fact):
                below[self._vertex(fact)].append(-1 - number)
                below[-1 - number] = [self._vertex(need) for need in sorted(plan.problem.needs[number])]
        wanted = (fact for goal in plan.problem.goals for fact in goal.facts if fact in plan.supporter)
        below[0] = list(dict.fromkeys(map(self._vertex, wanted)))
        return below

    def _vertex(self, fact: int) -> int:
        return 1 + self._one_with.get(fact, fact)

    def _follows(self, number: int, fact: int) -> bool:
        """Return whether an action merely says that a fact is one with another."""
        needs = self._task.problem.needs[number]
        return {self._vertex(need) for need in needs} == {self._vertex(fact)}

    def _cost(self, vertex: int) -> int:
        return self._task.total([-1 - vertex]) if vertex < 0 else 0


def _one_with(task: Task) -> dict[int, int]:
    """Return for each lesson that is met by knowing one skill, as a fact, that skill, as a fact."""
    problem = task.problem
    found = {}
    for action in problem.actions:
        for fact in action.gives:
            if not action.lessons and len(action.needs) == 1 and problem.facts[fact].kind is FactKind.MET:
                found[fact] = next(iter(action.needs))
    return found


def _from_the_top(below: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the vertices that the goals rest on, each before all that it rests on."""
    order: list[int] = []
    seen = {0}
    stack = [(0, iter(below[0]))]
    while stack:
        vertex, rest = stack[-1]
        new = next((other for other in rest if other not in seen), None)
        if new is None:
            order.append(vertex)
            stack.pop()
        else:
            seen.add(new)
            stack.append((new, iter(below[new])))
    order.reverse()
    return order


def _dominators(order: Sequence[int], below: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Return for each vertex the last other one that every way to it from the top leads through."""
    place = {vertex: i for i, vertex in enumerate(order)}
    found = {0: 0}
    for vertex in order:
        for other in below[vertex]:
            nearest = vertex
            known = found.get(other, vertex)
            while nearest != known:
                if place[nearest] > place[known]:
                    nearest = found[nearest]
                else:
                    known = found[known]
            found[other] = nearest
    return found

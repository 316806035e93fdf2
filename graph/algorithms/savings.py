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
    """Minutes (or lessons) that knowing a skill saves; at least so much, unless it is ``exact``.

    Where lessons of the path are studied together a bound is none: knowing more may open a way that needs no
    circle, and circles are made only where nothing else leads in.
    """

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
    goals = set(task.goals)
    found = ((-alone, skill) for skill, alone in support.shares().items() if alone and skill not in goals)
    return tuple(Saving(skill, -alone, exact=unique) for alone, skill in sorted(found))


def sharpened(
    task: Task, total: int, found: Iterable[Saving], deadline: Deadline, *, proven: bool
) -> tuple[Saving, ...]:
    """Return savings that were found by planning anew, most first; some stay bounds if time runs out.

    What turns out to save nothing is left out.

    Parameters
    ----------
    total, proven
        What the path takes as it is, and whether no path takes less.
    """
    better = (_sharpened(task, total, saving, deadline, proven=proven) for saving in found)
    saves = (saving for saving in better if saving.saves > 0)
    return tuple(sorted(saves, key=lambda saving: (-saving.saves, saving.skill)))


def _sharpened(task: Task, total: int, saving: Saving, deadline: Deadline, *, proven: bool) -> Saving:
    if saving.exact or deadline.passed():
        return saving
    other = task.knowing(saving.skill, deadline)
    solution = solve(other.instance, deadline)
    saves = total - other.total(solution.actions)
    exact = proven and solution.proven
    return replace(saving, saves=saves, exact=exact) if exact or saves >= saving.saves else saving


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
        if problem.unseen:
            return False  # who knows more may find a shorter way there
        if any(problem.facts[fact].kind is FactKind.DONE for goal in problem.goals for fact in goal.facts):
            return False  # to know what a lesson of a module is about makes the lesson itself needless
        way: dict[int, int] = {}
        for number in problem.available():
            for fact in problem.gives[number]:
                if self._follows(number, fact):
                    continue
                if way.setdefault(self._one_with.get(fact, fact), number) != number:
                    return False
        return True

    def shares(self) -> dict[int, int]:
        """Return for each skill of the plan what the steps take that serve it alone."""
        order = _from_the_top(self._below)
        dominator = _dominators(order, self._below)
        actions, minutes = self._task.problem.actions, self._task.minutes
        total = minutes.total
        alone = {vertex: total(actions[-1 - vertex].lessons) if vertex < 0 else 0 for vertex in order}
        for vertex in reversed(order):
            alone[dominator[vertex]] += alone[vertex] if vertex else 0
        facts = self._task.problem.facts
        skills = (v for v in order if v > 0 and facts[v - 1].kind is FactKind.KNOWN)
        return {facts[v - 1].node: alone[v] for v in skills}

    def _edges(self) -> dict[int, list[int]]:
        plan, vertices = self._plan, self._vertices
        wanted = (fact for goal in plan.problem.goals for fact in goal.facts if fact in plan.supporter)
        needs, one_with = plan.problem.needs, self._one_with
        below = {0: vertices(wanted)}
        for fact, number in plan.supporter.items():
            vertex, giver = 1 + one_with.get(fact, fact), -1 - number
            givers = below.setdefault(vertex, [])
            rests_on = below.get(giver)
            if rests_on is None:
                rests_on = below[giver] = vertices(needs[number])
            if rests_on != [vertex]:
                givers.append(giver)
        return below

    def _vertices(self, facts: Iterable[int]) -> list[int]:
        """Return the vertices of facts, each once; an action that needs only what it gives adds nothing."""
        one_with = self._one_with
        if not one_with:
            return [1 + fact for fact in facts]
        return list({1 + one_with.get(fact, fact) for fact in facts})

    def _follows(self, number: int, fact: int) -> bool:
        """Return whether an action merely says that a fact is one with another."""
        return self._vertices(self._task.problem.needs[number]) == self._vertices((fact,))


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
    path = [(0, iter(below[0]))]
    while path:
        vertex, others = path[-1]
        for other in others:
            if other not in seen:
                seen.add(other)
                path.append((other, iter(below[other])))
                break
        else:
            order.append(vertex)
            path.pop()
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

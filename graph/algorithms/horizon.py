"""How far to look for what may serve goals: no farther than leads a plan as short as one at hand.

Where lessons require what is taught later, nearly a whole graph may serve any goal, and nearly nothing of it
is of use. What was found so far has a plan, and a bound; what is so far away that the bound and the way there
together take more than that plan is left out, and mostly never looked at.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from math import inf
from typing import Final

from graph.algorithms.compiler import Compiler
from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.greedy import likely_plan, relaxed_plan
from graph.algorithms.lmcut import lm_cut
from graph.algorithms.minutes import counted
from graph.algorithms.problem import Goal, Problem
from graph.algorithms.units import condense
from graph.snapshot import Snapshot

_FEW: Final = 100
_EACH: Final = 100
"""So many facts, and so many for each goal, are looked at before asking whether that is enough."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What each lesson takes, in minutes (or lessons), and when to stop looking once there is a plan."""

    minutes: Callable[[int], int]
    deadline: Deadline = FOREVER

    @classmethod
    def of(cls, snapshot: Snapshot, lesson_minutes: int | None, deadline: Deadline) -> "Horizon | None":
        """Return how far to look; None where what a lesson takes depends on what else serves the goals."""
        minutes = counted(snapshot, lesson_minutes)
        return None if minutes is None else cls(minutes, deadline)

    def explore(self, compiler: Compiler, goals: Sequence[Goal]) -> Problem:
        """Return the problem of reaching goals, of as much as a shortest plan may rest on.

        What is out of reach is looked at until it is within reach or nothing more could help. After the
        deadline the problem is what was looked at, once there is a plan.
        """
        wanted = [fact for goal in goals for fact in goal.facts]
        compiler.explore(_FEW + _EACH * len(wanted))
        while len(compiler.seen) < len(compiler.queue):
            problem, seen = compiler.problem(goals), len(compiler.seen)
            hopes = _Lookout(compiler, self.minutes, reached=problem.first.keys() | problem.assumed)
            hopes.look(wanted, 2 * seen)
            if len(compiler.seen) > seen:
                continue
            problem = condense(problem, self.total)
            if self.deadline.passed():
                return replace(problem, horizon=0)
            lookout = self._lookout(compiler, problem, wanted)
            horizon = lookout.look(wanted, 2 * seen)
            if horizon > lookout.upper:
                problem = condense(compiler.problem(goals), self.total)
                return problem.within(hopes.near | lookout.near, horizon)
        return compiler.problem(goals)

    def total(self, lessons: Iterable[int]) -> int:
        """Return what lessons take together."""
        return sum(map(self.minutes, lessons))

    def _lookout(self, compiler: Compiler, problem: Problem, wanted: Iterable[int]) -> "_Lookout":
        """Return what is known once all that can be reached has a plan."""
        cost = {action: self.total(problem.actions[action].lessons) for action in problem.available()}
        needs, gives = ({action: of[action] for action in cost} for of in (problem.needs, problem.gives))
        core = Core(cost, needs, gives, frozenset(wanted).intersection(problem.first))
        bound = lm_cut(core.after((), problem.unseen), self.deadline)
        plans = relaxed_plan(core, cost), likely_plan(core, bound.left)
        lookout = _Lookout(compiler, self.minutes, upper=min(map(core.total, plans)), bound=bound.cost)
        for number, left in bound.left.items():
            action = problem.actions[number]
            if len(action.lessons) == 1:
                lookout.left[action.lessons[0]] = left
            elif action.lessons:
                for fact in action.gives:
                    lookout.units.setdefault(fact, []).append((left, action.needs))
        return lookout


@dataclass(slots=True)
class _Lookout:
    """How far away from the goals facts are: what a plan takes at least that rests on them.

    That is the bound and what is ``left`` of the lessons on the way to a goal (reduced costs of LM-cut, each
    of whose cuts is paid for once in the bound). Ways through what was ``reached`` are not looked for.
    ``units`` are circles that are studied as one, by what they give; ``near`` is what was found to be no
    farther away than what a plan takes, the ``upper`` bound.
    """

    compiler: Compiler
    minutes: Callable[[int], int]
    reached: Collection[int] = frozenset()
    upper: float = inf
    bound: int = 0
    left: dict[int, int] = field(default_factory=dict)
    units: dict[int, list[tuple[int, Mapping[int, object]]]] = field(default_factory=dict)
    near: set[int] = field(default_factory=set)

    def look(self, goals: Iterable[int], most: int) -> float:
        """Look at facts, the nearest first, until so many were looked at or the rest is too far away.

        Returns
        -------
        How far away what is not near is at least.
        """
        seen, near, reached = self.compiler.seen, self.near, self.reached
        distance: dict[int, float] = {goal: self.bound for goal in goals if goal not in reached}
        queue = [(at, fact) for fact, at in distance.items()]
        heapify(queue)
        while queue:
            at, fact = heappop(queue)
            if at > self.upper or (fact not in seen and len(seen) >= most):
                return at
            if fact in near:
                continue
            near.add(fact)
            if fact not in seen:
                self.compiler.look_at(fact)
            for left, needs in self._ways(fact):
                beyond = at + left
                for need in needs:
                    if beyond < distance.get(need, inf) and need not in reached:
                        distance[need] = beyond
                        heappush(queue, (beyond, need))
        return inf

    def _ways(self, fact: int) -> Iterator[tuple[int, Iterable[int]]]:
        """Return what is left of each way to a fact, and what it needs."""
        for study, _ in self.compiler.serving(self.compiler.queue[fact]):
            lesson = study.lesson
            left = self.left.get(lesson)
            yield self.minutes(lesson) if left is None else left, self.compiler.needs[lesson]
        for needs in self.compiler.free.get(fact, ()):
            yield 0, needs
        yield from self.units.get(fact, ())

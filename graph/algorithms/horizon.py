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
from graph.algorithms.lmcut import Bound, lm_cut
from graph.algorithms.minutes import counted
from graph.algorithms.problem import Goal, Problem
from graph.algorithms.relaxation import relax
from graph.algorithms.units import condense
from graph.snapshot import Snapshot

_FEW: Final = 50
_EACH: Final = 70
"""So many facts, and so many for each goal, are looked at before asking whether that is enough."""
_GROWTH: Final = 3
"""So many times as many facts are looked at before asking again."""
_STRETCH: Final = 64
"""Facts that are looked at between two looks at the clock."""
_LARGE: Final = 4_000
"""Actions from which a linear program pays: the nearer bound and plan are, the less is looked at."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What each lesson takes, in minutes (or lessons), and when to stop looking once there is a plan.

    All that may be of use for a part of the goals that takes no more than ``part`` is looked at too.
    """

    minutes: Callable[[int], int]
    deadline: Deadline = FOREVER
    part: float = 0

    @classmethod
    def of(
        cls, snapshot: Snapshot, lesson_minutes: int | None, deadline: Deadline, part: float = 0
    ) -> "Horizon | None":
        """Return how far to look; None where what a lesson takes depends on what else serves the goals."""
        minutes = counted(snapshot, lesson_minutes)
        return None if minutes is None else cls(minutes, deadline, part)

    def explore(self, compiler: Compiler, goals: Sequence[Goal]) -> Problem:
        """Return the problem of reaching goals, of as much as a shortest plan may rest on.

        What is out of reach is looked at until it is within reach or nothing more could help. After the
        deadline the problem is what was looked at, once there is a plan, with the bound found so far.
        """
        wanted = [fact for goal in goals for fact in goal.facts]
        compiler.explore(_FEW + _EACH * len(wanted))
        least = 0
        while len(compiler.seen) < len(compiler.queue):
            problem, hopeless = self._open(compiler, goals, wanted)
            problem = condense(problem, self.total)
            core = self._core(problem, wanted)
            part = _Lookout.over(compiler, self.minutes, problem, core.cost, upper=self.part)
            if not self.deadline.passed():
                bound, upper = self._bounds(core, core.after((), problem.unseen))
                least = max(least, bound.cost)
                whole = _Lookout.over(
                    compiler, self.minutes, problem, bound.left, bound=bound.cost, upper=upper
                )
                horizon = whole.look(wanted, _GROWTH * len(compiler.seen), self.deadline)
                if horizon > upper:
                    part.upper = min(self.part, upper)
                    part.look(wanted)
                    problem = condense(compiler.problem(goals), self.total)
                    return problem.within(hopeless | whole.near | part.near, horizon)
            if self.deadline.passed():
                part.look(wanted)
                if part.near.isdisjoint(problem.unseen):
                    return replace(problem, horizon=least)
        return compiler.problem(goals)

    def _bounds(self, core: Core, easier: Core) -> tuple[Bound, int]:
        """Return what no plan costs less than, also by what is unseen, and what some plan costs."""
        bound = lm_cut(easier, self.deadline)
        upper = min(map(core.total, (relaxed_plan(core, core.cost), likely_plan(core, bound.left))))
        if len(core.cost) <= _LARGE or self.deadline.passed():
            return bound, upper
        relaxation = relax(easier, bound, self.deadline)
        if relaxation is None:
            return bound, upper
        upper = min(upper, core.total(likely_plan(core, relaxation.rest)))
        return max(bound, relaxation.bound, key=lambda bound: bound.cost), upper

    def _open(
        self, compiler: Compiler, goals: Iterable[Goal], wanted: Collection[int]
    ) -> tuple[Problem, set[int]]:
        """Look until every goal is within reach that can be.

        Returns
        -------
        The problem, and what is out of reach in it with all that it waits for.
        """
        while True:
            problem, seen = compiler.problem(goals), len(compiler.seen)
            hopes = _Lookout(compiler, self.minutes, reached=problem.first.keys() | problem.assumed)
            hopes.look(wanted, _GROWTH * seen)
            if len(compiler.seen) == seen:
                return problem, hopes.near

    def reaches(self, compiler: Compiler, goals: Sequence[Goal], wanted: frozenset[int]) -> bool:
        """Return whether facts that goals want are within reach, one after the other."""
        compiler.explore(_FEW)
        return wanted <= self._open(compiler, goals, wanted)[0].first.keys()

    def total(self, lessons: Iterable[int]) -> int:
        """Return what lessons take together."""
        return sum(map(self.minutes, lessons))

    def _core(self, problem: Problem, wanted: Iterable[int]) -> Core:
        """Return what there is to do for those goals that are within reach."""
        cost = {action: self.total(problem.actions[action].lessons) for action in problem.available()}
        needs, gives = ({action: of[action] for action in cost} for of in (problem.needs, problem.gives))
        return Core(cost, needs, gives, frozenset(wanted).intersection(problem.first))


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

    @classmethod
    def over(
        cls,
        compiler: Compiler,
        minutes: Callable[[int], int],
        problem: Problem,
        left: Mapping[int, int],
        *,
        upper: float,
        bound: int = 0,
    ) -> "_Lookout":
        """Return how far away facts are by what is left of the actions of a problem."""
        found = cls(compiler, minutes, upper=upper, bound=bound)
        for number, beyond in left.items():
            action = problem.actions[number]
            if len(action.lessons) == 1:
                found.left[action.lessons[0]] = beyond
            elif action.lessons:
                for fact in action.gives:
                    found.units.setdefault(fact, []).append((beyond, action.needs))
        return found

    def look(self, goals: Iterable[int], most: float = inf, deadline: Deadline = FOREVER) -> float:
        """Look at facts, the nearest first, until so many were looked at or the rest is too far away.

        What was not looked at before is not looked at after the deadline.

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
            if at > self.upper:
                return at
            if fact not in seen and (len(seen) >= most or (len(seen) % _STRETCH == 0 and deadline.passed())):
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

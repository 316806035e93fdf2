"""What is left of a gap, planned once: whoever lacks the same takes the same path.

Two people know different things, and yet lack the same toward a goal, as most of what they know has no part
in it. The problem that a goal compiles to holds only what is missing.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graph.algorithms.deadline import Deadline
from graph.algorithms.explain import Explainer
from graph.algorithms.foundations import Matters
from graph.algorithms.goals import compile_goals
from graph.algorithms.horizon import Horizon
from graph.algorithms.instance import Solution
from graph.algorithms.known import Known
from graph.algorithms.path import COMPILING, Path, describe, for_solving
from graph.algorithms.planner import solve
from graph.algorithms.problem import Problem
from graph.algorithms.requirements import taught_by
from graph.algorithms.task import Task
from graph.snapshot import Snapshot, View

_MOST: Final = 50_000
"""Facts and actions in problems that are kept: some 50 MB. When there are more, the next begins anew."""
_MOST_PATHS: Final = 64
"""Paths that are kept of one problem, for those who know different things that its lessons teach."""


@dataclass(slots=True)
class _Solved:
    """A problem with its cheapest plan, in order; ``teaches`` are the skills that its lessons teach."""

    problem: Problem
    solution: Solution
    explainer: Explainer
    teaches: frozenset[int]
    assumed: tuple[int, ...]
    paths: dict[Hashable, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, solution: Solution, explainer: Explainer, path: Path) -> "_Solved":
        snapshot, view = explainer.task.snapshot, explainer.task.view
        teaches = {skill for step in path.steps for skill in taught_by(snapshot, step.lesson, view)}
        assumed = tuple(assumed.node for assumed in path.assumes)
        found = cls(problem, solution, explainer, frozenset(teaches), assumed)
        found.paths[found._matters(explainer.task.known)] = path
        return found

    def path(self, known: Known) -> Path:
        """Return the path for someone: what a step adds, and what is assumed, depends on what they know."""
        if not self.explainer.task.instance.solves(self.solution.actions):
            raise AssertionError("A plan that was kept does not solve its problem.")
        key = self._matters(known)
        found = self.paths.get(key)
        if found is None:
            if len(self.paths) >= _MOST_PATHS:
                self.paths.clear()
            task = replace(self.explainer.task, known=known)
            found = self.paths[key] = describe(self.solution, replace(self.explainer, task=task))
        return found

    def _matters(self, known: Known) -> Hashable:
        """Return what a path shows of what someone knows."""
        snapshot, view = self.explainer.task.snapshot, self.explainer.task.view
        return known.skills & self.teaches, tuple([known.claims(snapshot, i, view) for i in self.assumed])


class Gaps:
    """The gaps of one snapshot that were asked about, as far as they have a plan that is proved the best."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._solved: dict[Hashable, _Solved] = {}
        self._size = 0

    def path(
        self,
        goals: Sequence[int],
        known: Known,
        view: View,
        *,
        without: Collection[int] = (),
        matters: Matters | None = None,
        deadline_s: float = 0.3,
    ) -> Path:
        """Return what :func:`graph.algorithms.path.find_path` does; the very same for whom it is the same.

        Raises
        ------
        InvalidInput
            If a goal is a document or a curriculum.
        """
        deadline = Deadline.after(deadline_s)
        horizon = Horizon.of(self._snapshot, None, deadline.share(COMPILING))
        problem = compile_goals(
            self._snapshot, goals, known, view, without=without, matters=matters, horizon=horizon
        )
        key = tuple(goals), view, tuple(without), problem.facts
        solved = self._solved.get(key)
        if solved is not None and solved.problem == problem:
            return solved.path(known)
        task = Task.of(self._snapshot, goals, known, view, without=without, matters=matters, problem=problem)
        solving = for_solving(deadline, deadline_s)
        solution = task.settled(solve(task.instance, solving), solving)
        explainer = Explainer.of(task, solution.actions, deadline)
        path = describe(solution, explainer)
        if solution.proven and not deadline.passed():
            self._keep(key, _Solved.of(problem, solution, explainer, path))
        return path

    def _keep(self, key: Hashable, solved: _Solved) -> None:
        size = 1 + len(solved.problem.facts) + len(solved.problem.actions)
        if self._size + size > _MOST:
            self._solved.clear()
            self._size = 0
        if size <= _MOST:
            self._solved[key] = solved
            self._size += size

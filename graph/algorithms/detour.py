"""What a path would be like otherwise: without one of its lessons, or with one that it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.algorithms.deadline import Deadline
from graph.algorithms.foundations import Matters
from graph.algorithms.horizon import Horizon
from graph.algorithms.known import Known
from graph.algorithms.path import Path, described
from graph.algorithms.planner import solve
from graph.algorithms.task import Task
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Detour:
    """Another path to the same goals, compared with the shortest.

    ``extra`` is what it takes more, in the unit of the path, None where it does not reach all that the
    shortest does; ``added`` and ``dropped`` are the lessons that it has more and less, in order of study.
    ``exact`` unless time ran out for one of the two.
    """

    extra: int | None
    added: tuple[int, ...]
    dropped: tuple[int, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a path leads to and from, and lessons that it may not use: the question that it answers."""

    snapshot: Snapshot
    goals: tuple[int, ...]
    known: Known
    view: View
    without: tuple[int, ...] = ()
    matters: Matters | None = None

    def task(self, goals: Sequence[int], deadline: Deadline, *, without: Sequence[int] = ()) -> Task:
        """Return the task of reaching the goals, or others, or of doing so without some lessons."""
        return Task.of(
            self.snapshot,
            goals,
            self.known,
            self.view,
            without=(*self.without, *without),
            matters=self.matters,
            horizon=Horizon.of(self.snapshot, None, deadline),
        )

    def path(self, goals: Sequence[int], deadline: Deadline, *, without: Sequence[int] = ()) -> Path:
        """Return the shortest path to other goals, or without some lessons."""
        task = self.task(goals, deadline, without=without)
        return described(task, solve(task.instance, deadline), deadline)


def without(wanted: Wanted, path: Path, lesson: int, deadline: Deadline) -> Detour:
    """Return what replaces a lesson of a path; where nothing does, there is no ``extra``."""
    other = wanted.path(wanted.goals, deadline, without=(lesson,))
    return _compared(path, other, reaches_all=len(other.unreachable) == len(path.unreachable))


def including(wanted: Wanted, path: Path, lesson: int, deadline: Deadline) -> Detour:
    """Return what a path would be that has a lesson: why the shortest one leaves it out.

    A lesson is forced by wishing for it: nothing else makes it done.
    """
    other = wanted.path((*wanted.goals, lesson), deadline)
    reaches_all = all(unreachable.goal != lesson for unreachable in other.unreachable)
    return _compared(path, other, reaches_all=reaches_all)


def _compared(path: Path, other: Path, *, reaches_all: bool) -> Detour:
    ours, theirs = ([step.lesson for step in each.steps] for each in (path, other))
    return Detour(
        extra=other.total - path.total if reaches_all else None,
        added=tuple(lesson for lesson in theirs if lesson not in ours),
        dropped=tuple(lesson for lesson in ours if lesson not in theirs),
        exact=path.proven and other.proven,
    )

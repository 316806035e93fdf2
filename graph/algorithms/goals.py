"""Goals become an AND/OR problem: what would make each true, and what that needs in turn."""

from collections.abc import Collection, Iterable

from graph.algorithms.compiler import Compiler
from graph.algorithms.foundations import Foundations, Matters
from graph.algorithms.horizon import Horizon
from graph.algorithms.known import NOTHING, Known
from graph.algorithms.problem import Fact, Problem
from graph.snapshot import Snapshot, View


def compile_goals(
    snapshot: Snapshot,
    goals: Iterable[int],
    known: Known,
    view: View,
    *,
    without: Collection[int] = (),
    matters: Matters | None = None,
    horizon: Horizon | None = None,
) -> Problem:
    """Return the problem of reaching goals from what is known.

    A skill is reached by any lesson that teaches it or by all its parts; a lesson by studying it; a module
    by each of its lessons, but for those met already; an audience by the outcomes that its modules and
    lessons promise; a pitfall by a guard for each matter, where all its guards are alternatives unless
    ``matters`` says otherwise. Lessons ``without`` may not be used, and what they teach stays required.
    With a ``horizon`` it may be no more of that than a shortest plan can rest on.

    Raises
    ------
    InvalidInput
        If a goal is a document or a curriculum.

    Notes
    -----
    The work is in proportion to what may serve the goals, not to the graph.
    """
    compiler = Compiler(Foundations.of(snapshot, view), known, matters or {}, frozenset(without))
    wanted = [compiler.goal(goal) for goal in dict.fromkeys(goals)]
    if horizon is not None:
        return horizon.explore(compiler, wanted)
    compiler.explore()
    return compiler.problem(wanted)


def within_reach(
    snapshot: Snapshot,
    goals: Iterable[int],
    known: Known,
    view: View,
    *,
    without: Collection[int],
    matters: Matters | None,
    wanted: Iterable[Fact],
) -> bool:
    """Return whether facts that goals wish for can be made true; no more is looked at than tells."""
    foundations = Foundations.of(snapshot, view)
    compiler = Compiler(foundations, known, matters or {}, frozenset(without))
    posed = [compiler.goal(goal) for goal in dict.fromkeys(goals)]
    facts = frozenset(compiler.numbers[foundations.ground(fact)] for fact in wanted)
    return Horizon(lambda _: 1).reaches(compiler, posed, facts)


def leads_to(snapshot: Snapshot, goal: int, view: View) -> tuple[int, ...]:
    """Return the lessons that serve a goal themselves, or a part of it, in reading order."""
    compiler = Compiler(Foundations.of(snapshot, view), NOTHING, {})
    compiler.goal(goal)
    lessons: set[int] = set()
    for ground in compiler.queue:
        lessons.update(study.lesson for study, _ in compiler.serving(ground))
        for way in ground.following(compiler.foundations):
            compiler.missing(way)
    return tuple(sorted(lessons, key=lambda lesson: int(snapshot.reading[lesson])))


def reach(snapshot: Snapshot, goals: Iterable[int], view: View) -> int:
    """Return how many actions may serve goals: as many as their problem has for who knows nothing."""
    return len(compile_goals(snapshot, goals, NOTHING, view).actions)

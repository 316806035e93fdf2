"""What a path cannot give: goals out of reach, and what a view leaves out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.algorithms.problem import Problem
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A goal that no path reaches wholly, and the nodes that are missing for it."""

    goal: int
    missing: tuple[int, ...]


def unreachable(problem: Problem, given: Collection[int] = ()) -> tuple[Unreachable, ...]:
    """Return the goals that are not reached wholly, each with what no usable lesson gives.

    ``given`` are facts that a plan gives: a goal all of whose facts are among them is not looked at.
    """
    true = set(given)
    doubtful = [goal for goal in problem.goals if goal.hollow or not true.issuperset(goal.facts)]
    if not doubtful:
        return ()
    reached = (
        problem.first.keys() | problem.unseen
    )  # what is out of reach was looked at, and all it waits for
    found = []
    for goal in doubtful:
        lost = [fact for fact in goal.facts if fact not in reached]
        if lost or goal.hollow:
            missing = dict.fromkeys(problem.facts[fact].node for fact in _leaves(problem, lost, reached))
            found.append(Unreachable(goal.node, tuple(missing) or (goal.node,)))
    return tuple(found)


def hidden(snapshot: Snapshot, lessons: Iterable[int], goals: Iterable[int], view: View) -> tuple[int, ...]:
    """Return the inferred edges out of lessons and into goals that a view leaves out, ascending."""
    out = (EdgeKind.REQUIRES, EdgeKind.TEACHES, EdgeKind.GUARDS_AGAINST)
    into = (EdgeKind.TEACHES, EdgeKind.PART_OF, EdgeKind.GUARDS_AGAINST)
    edges = {edge for lesson in lessons for kind in out for edge in snapshot.edges_out(lesson, kind)}
    edges.update(edge for goal in goals for kind in into for edge in snapshot.edges_into(goal, kind))
    return tuple(sorted(edge for edge in edges if not snapshot.binds(edge, view)))


def _leaves(problem: Problem, facts: Iterable[int], reached: Collection[int]) -> list[int]:
    """Return the facts, among those that some facts wait for, that no usable action gives."""
    achievers: dict[int, list[int]] = {}
    for action in problem.available():
        for fact in problem.gives[action]:
            achievers.setdefault(fact, []).append(action)
    found = dict.fromkeys(facts)
    queue = list(found)
    for fact in queue:
        for action in achievers.get(fact, ()):
            new = [f for f in problem.needs[action] if f not in reached and f not in found]
            found.update(dict.fromkeys(new))
            queue += new
    return [fact for fact in found if fact not in achievers]

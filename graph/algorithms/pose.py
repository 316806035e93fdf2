"""From a problem about a curriculum to a planning problem by itself."""

from collections.abc import Sequence

from graph.algorithms.instance import Instance
from graph.algorithms.minutes import Minutes
from graph.algorithms.problem import Action, Fact, FactKind, Problem
from graph.model import TeachingRole
from graph.snapshot import Snapshot


def pose(snapshot: Snapshot, problem: Problem, minutes: Minutes) -> tuple[Instance, int]:
    """Return the instance of a problem, over the same numbers, and what one minute (or lesson) costs in it.

    The goals are those facts that can be reached. Among plans of the same length that of fewer lessons is
    the cheaper, and of these the one whose lessons are about what is wanted rather than merely cover it;
    all such differences together stay below the cost of one minute.
    """
    scale = 1 + 2 * sum([len(action.lessons) for action in problem.actions])
    total, facts = minutes.total, problem.facts
    cost = []
    for action in problem.actions:
        lessons = action.lessons
        ties = len(lessons) * (1 if _is_about_it(snapshot, facts, action) else 2)
        cost.append(total(lessons) * scale + ties)
    gives = list(problem.gives)
    for number in problem.excluded:
        gives[number] = frozenset()
    goals = {fact for goal in problem.goals for fact in goal.facts if fact in problem.first}
    beyond = problem.horizon * scale
    return Instance(cost, problem.needs, gives, frozenset(goals), problem.unseen, beyond), scale


def _is_about_it(snapshot: Snapshot, facts: Sequence[Fact], action: Action) -> bool:
    """Return whether an action gives a skill that its lesson is about, or is wanted for itself."""
    role = snapshot.role
    for fact, because in action.gives.items():
        if facts[fact].kind is not FactKind.KNOWN:
            return True
        for edge in because:
            if role(edge) is TeachingRole.MAIN:
                return True
    return False

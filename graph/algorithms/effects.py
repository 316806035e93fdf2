"""What a path to a goal costs, and what that depends on: what a change does to learners."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from graph.algorithms.known import NOTHING, Known
from graph.algorithms.minutes import Unit
from graph.algorithms.path import find_path
from graph.algorithms.requirements import bound_into
from graph.algorithms.task import Task
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Cost:
    """The lessons of the best path that was found to a goal, in order, and its minutes (None: not stated).

    ``missing`` is what keeps the goal from being reached; then the lessons are those of what can be reached.
    ``assumes`` is what nobody teaches, and learners have to bring along. Unless ``proven`` there may be a
    better path.
    """

    lessons: tuple[int, ...]
    minutes: int | None
    proven: bool
    missing: tuple[int, ...]
    assumes: tuple[int, ...]


def cost_of(
    snapshot: Snapshot,
    goal: int,
    view: View,
    *,
    known: Known = NOTHING,
    without: Collection[int] = (),
    deadline_s: float = 1.0,
) -> Cost:
    """Return what the best path to a goal costs, optionally without some lessons."""
    path = find_path(
        snapshot,
        [goal],
        known_skills=known.skills,
        done=known.done,
        view=view,
        without=without,
        deadline_s=deadline_s,
    )
    missing = {node: None for one in path.unreachable for node in one.missing}
    return Cost(
        lessons=tuple(step.lesson for step in path.steps),
        minutes=path.total if path.unit is Unit.MINUTES else None,
        proven=path.proven,
        missing=tuple(missing),
        assumes=tuple(one.node for one in path.assumes),
    )


@dataclass(frozen=True, slots=True)
class Stakes:
    """What paths to a goal depend on.

    ``nodes`` are all that may be on one, or be asked for by one. Of two equal ``problem`` the best paths cost
    the same, whatever else of the graph is different.
    """

    nodes: frozenset[int]
    problem: Hashable


def stakes(snapshot: Snapshot, goal: int, view: View, name: Callable[[int], int]) -> Stakes:
    """Return what paths to a goal depend on; ``name`` says how to call nodes, to compare two snapshots.

    The work is that of compiling the goal: planning is far more.
    """
    task = Task.of(snapshot, [goal], NOTHING, view)
    problem, instance = task.problem, task.instance
    facts = [(fact.kind, name(fact.node), fact.matter) for fact in problem.facts]

    def named(numbers: Iterable[int]) -> Hashable:
        return frozenset(facts[number] for number in numbers)

    actions = frozenset(
        (tuple(sorted(map(name, action.lessons))), instance.cost[i], named(action.needs), named(action.gives))
        for i, action in enumerate(problem.actions)
    )
    goals = frozenset((named(one.facts), one.hollow) for one in problem.goals)
    lessons = {lesson for action in problem.actions for lesson in action.lessons}
    return Stakes(
        nodes=frozenset({fact.node for fact in problem.facts} | lessons),
        problem=(task.minutes.unit, goals, actions, named(problem.assumed)),
    )


def goals_of(snapshot: Snapshot, nodes: Iterable[int], view: View) -> list[int]:
    """Return the audiences, and the outcomes that are promised, among some nodes, in reading order."""
    goals = [
        node
        for node in nodes
        if snapshot.kind(node) is NodeKind.AUDIENCE
        or (snapshot.kind(node) is NodeKind.SKILL and bound_into(snapshot, node, EdgeKind.PROMISES, view))
    ]
    return sorted(goals, key=lambda node: (int(snapshot.reading[node]), node))


def unnecessary(before: Iterable[Cost], after: Iterable[Cost], same: Mapping[int, int]) -> tuple[int, ...]:
    """Return the lessons that some path led through before and none leads through after.

    ``same`` says which lesson of before is which of after; what is there no longer is not in it.
    """
    led = {same[lesson] for cost in before for lesson in cost.lessons if lesson in same}
    leads = {lesson for cost in after for lesson in cost.lessons}
    return tuple(sorted(led - leads))

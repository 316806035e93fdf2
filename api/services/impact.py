"""What depends on a skill or a lesson, and what its end would do to the paths of learners."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import anyio.to_thread

from api.services.answers import Evidence, Item, Link
from api.services.cohort import Learners, Side, on_the_way, stored_learners
from api.services.coverage import lessons_within
from api.services.curricula import picture_of
from api.services.effects import Effect, effect, path_cost, worst_first
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms import impact as resting
from graph.algorithms.effects import cost_of, goals_of, stakes, unnecessary
from graph.changes import Revision
from graph.model import FactId, NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What depends on a skill or a lesson.

    ``gates`` cannot be reached without it, ``serves`` rest on it or on an alternative. ``alone`` is what a
    lesson alone teaches or guards against. ``effects`` are the paths that would change without the lesson,
    and ``unnecessary`` the lessons that no path would lead through any more; a skill has neither.
    ``learners_affected`` is what :func:`learners_affected` returns, where that was asked for.
    """

    revision: Revision
    item: Item
    direct: tuple[Link, ...]
    gates: tuple[Item, ...]
    serves: tuple[Item, ...]
    alone: tuple[Item, ...]
    effects: tuple[Effect, ...]
    unnecessary: tuple[Item, ...]
    hidden_inferred: int
    learners_affected: int | None = None


async def impact(workspace: Workspace, name: str, scope: Scope) -> Impact:
    """Return what depends on the skill or lesson with a name or an id, within its curriculum.

    Raises
    ------
    UnknownId
        If there is none, or several, or no such curriculum.
    """
    picture = await picture_of(workspace, scope.curriculum)
    node = picture.find(name, (NodeKind.LESSON, NodeKind.SKILL), scope.curriculum)
    lessons = lessons_within(picture, Scope(curriculum=picture.snapshot.curriculum(node)))
    goals = _goals(picture, lessons, scope)
    found = await anyio.to_thread.run_sync(
        partial(resting.impact, picture.snapshot, node, (*lessons, *goals), scope.view)
    )
    effects, unnecessary = await anyio.to_thread.run_sync(
        partial(_without, picture, node, [goal for goal in goals if goal in found.serves], scope)
    )
    reasons = await workspace.evidence([picture.snapshot.edge_id(edge) for edge in found.direct])
    return Impact(
        revision=picture.snapshot.revision,
        item=picture.item(node),
        direct=tuple(_link(picture, node, edge, reasons) for edge in found.direct),
        gates=picture.items(found.gates),
        serves=picture.items(found.serves),
        alone=picture.items(found.alone),
        effects=effects,
        unnecessary=unnecessary,
        hidden_inferred=found.hidden,
    )


async def impact_on_all(workspace: Workspace, name: str, scope: Scope) -> Impact:
    """Return what depends on a skill or lesson, stored learners too; raises as :func:`impact` does."""
    found = await impact(workspace, name, scope)
    return replace(found, learners_affected=await learners_affected(workspace, name, scope))


async def learners_affected(workspace: Workspace, name: str, scope: Scope) -> int | None:
    """Return how many stored learners, of the first thousand, are on a way that leads through a lesson.

    None: of a skill, and where it would tell of fewer than five. Raises as :func:`impact` does.
    """
    picture = await picture_of(workspace, scope.curriculum)
    node = picture.find(name, (NodeKind.LESSON, NodeKind.SKILL), scope.curriculum)
    if picture.snapshot.kind(node) is not NodeKind.LESSON:
        return None
    learners = await stored_learners(workspace)
    return await anyio.to_thread.run_sync(partial(_affected, picture, node, learners, scope))


def _affected(picture: Picture, node: int, learners: Learners, scope: Scope) -> int | None:
    lessons = lessons_within(picture, Scope(curriculum=picture.snapshot.curriculum(node)))
    goals = _goals(picture, lessons, scope) if learners.states else []
    stake = {goal: stakes(picture.snapshot, goal, scope.view, lambda n: n) for goal in goals}
    served = {goal: one for goal, one in stake.items() if node in one.nodes}
    return on_the_way(learners, Side(picture, served, picture.item), picture.item(node), scope.view)


def _goals(picture: Picture, lessons: Sequence[int], scope: Scope) -> list[int]:
    """Return the audiences and promised outcomes of the curriculum that lessons are of."""
    snapshot = picture.snapshot
    own = {snapshot.curriculum(lesson) for lesson in lessons}
    nodes = (n for kind in (NodeKind.AUDIENCE, NodeKind.SKILL) for n in snapshot.of_kind(kind).tolist())
    return goals_of(snapshot, (node for node in nodes if snapshot.curriculum(node) in own), scope.view)


def _without(
    picture: Picture, node: int, goals: Iterable[int], scope: Scope
) -> tuple[tuple[Effect, ...], tuple[Item, ...]]:
    """Return how paths to goals change without a lesson, and the lessons that none needs any more."""
    snapshot = picture.snapshot
    if snapshot.kind(node) is not NodeKind.LESSON:
        return (), ()
    before = {goal: cost_of(snapshot, goal, scope.view) for goal in goals}
    touched = {goal: cost for goal, cost in before.items() if node in cost.lessons}
    after = {goal: cost_of(snapshot, goal, scope.view, without=[node]) for goal in touched}
    effects = (
        effect(
            picture.item(goal), path_cost(touched[goal], picture.item), path_cost(after[goal], picture.item)
        )
        for goal in touched
    )
    same = {n: n for cost in before.values() for n in cost.lessons if n != node}
    spare = unnecessary(before.values(), (before | after).values(), same)
    return worst_first(effects), picture.items(picture.in_reading_order(spare))


def _link(picture: Picture, node: int, edge: int, reasons: Mapping[FactId, tuple[Evidence, ...]]) -> Link:
    """Return an edge as seen from a node."""
    snapshot = picture.snapshot
    ends = snapshot.source_of(edge), snapshot.target_of(edge)
    return Link(
        item=picture.item(ends[0] if ends[1] == node else ends[1]),
        fact=snapshot.edge_id(edge),
        origin=snapshot.origin(edge),
        confidence=snapshot.confidence(edge),
        role=snapshot.role(edge),
        evidence=reasons[snapshot.edge_id(edge)],
    )

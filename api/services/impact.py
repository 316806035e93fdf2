"""What depends on skills and lessons, and what their end would do to the paths of learners."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    """What depends on a skill or a lesson, and on others that would go with it.

    ``gates`` cannot be reached without them, ``serves`` rest on them or on an alternative. ``alone`` is what
    lessons alone teach or guard against. ``effects`` are the paths that would change without the lessons,
    and ``unnecessary`` the lessons that no path would lead through any more; skills have neither.
    ``learners_affected`` is what :func:`learners_affected` returns, where that was asked for.
    """

    revision: Revision
    item: Item
    others: tuple[Item, ...]
    direct: tuple[Link, ...]
    gates: tuple[Item, ...]
    serves: tuple[Item, ...]
    alone: tuple[Item, ...]
    effects: tuple[Effect, ...]
    unnecessary: tuple[Item, ...]
    hidden_inferred: int
    learners_affected: int | None = None


async def impact(workspace: Workspace, names: Sequence[str], scope: Scope) -> Impact:
    """Return what depends on the skills and lessons with some names or ids, within their curricula.

    The first of them is the ``item`` of the answer.

    Raises
    ------
    UnknownId
        If there is none of a name, or several, or no such curriculum.
    """
    return await _impact(workspace, *await _found(workspace, names, scope), scope)


async def _impact(workspace: Workspace, picture: Picture, nodes: Sequence[int], scope: Scope) -> Impact:
    goals = _goals(picture, nodes, scope)
    lessons = [one for home in _homes(picture, nodes) for one in lessons_within(picture, home)]
    found = await anyio.to_thread.run_sync(
        partial(resting.impact, picture.snapshot, nodes, (*lessons, *goals), scope.view)
    )
    effects, unnecessary = await anyio.to_thread.run_sync(
        partial(_without, picture, nodes, [goal for goal in goals if goal in found.serves], scope)
    )
    reasons = await workspace.evidence([picture.snapshot.edge_id(edge) for edge in found.direct])
    item, *others = picture.items(nodes)
    return Impact(
        revision=picture.snapshot.revision,
        item=item,
        others=tuple(others),
        direct=tuple(_link(picture, nodes, edge, reasons) for edge in found.direct),
        gates=picture.items(found.gates),
        serves=picture.items(found.serves),
        alone=picture.items(found.alone),
        effects=effects,
        unnecessary=unnecessary,
        hidden_inferred=found.hidden,
    )


async def impact_on_all(workspace: Workspace, names: Sequence[str], scope: Scope) -> Impact:
    """Return what depends on skills and lessons, stored learners too; raises as :func:`impact` does."""
    picture, nodes = await _found(workspace, names, scope)
    found = await _impact(workspace, picture, nodes, scope)
    return replace(found, learners_affected=await _on_the_way(workspace, picture, nodes, scope))


async def learners_affected(workspace: Workspace, names: Sequence[str], scope: Scope) -> int | None:
    """Return how many stored learners, of the first thousand, are on a way that leads through a lesson.

    None: where none of them is a lesson, and where it would tell of fewer than five. Raises as
    :func:`impact` does.
    """
    return await _on_the_way(workspace, *await _found(workspace, names, scope), scope)


async def _on_the_way(
    workspace: Workspace, picture: Picture, nodes: Sequence[int], scope: Scope
) -> int | None:
    lessons = _lessons(picture, nodes)
    if not lessons:
        return None
    learners = await stored_learners(workspace)
    return await anyio.to_thread.run_sync(partial(_affected, picture, lessons, learners, scope))


async def _found(workspace: Workspace, names: Sequence[str], scope: Scope) -> tuple[Picture, list[int]]:
    """Return the nodes of some names, each once, in the order of the names."""
    picture = await picture_of(workspace, scope.curriculum)
    kinds = (NodeKind.LESSON, NodeKind.SKILL)
    return picture, list(dict.fromkeys(picture.find(name, kinds, scope.curriculum) for name in names))


def _affected(picture: Picture, nodes: Sequence[int], learners: Learners, scope: Scope) -> int | None:
    goals = _goals(picture, nodes, scope) if learners.states else []
    stake = {goal: stakes(picture.snapshot, goal, scope.view, lambda n: n) for goal in goals}
    served = {goal: one for goal, one in stake.items() if not one.nodes.isdisjoint(nodes)}
    return on_the_way(learners, Side(picture, served, picture.item), picture.items(nodes), scope.view)


def _lessons(picture: Picture, nodes: Iterable[int]) -> list[int]:
    return [node for node in nodes if picture.snapshot.kind(node) is NodeKind.LESSON]


def _homes(picture: Picture, nodes: Iterable[int]) -> list[Scope]:
    """Return the curricula that nodes are of, each once."""
    return [Scope(curriculum=one) for one in dict.fromkeys(map(picture.snapshot.curriculum, nodes))]


def _goals(picture: Picture, about: Sequence[int], scope: Scope) -> list[int]:
    """Return the audiences and promised outcomes of the curricula that nodes are of."""
    snapshot = picture.snapshot
    own = set(map(snapshot.curriculum, about))
    nodes = (n for kind in (NodeKind.AUDIENCE, NodeKind.SKILL) for n in snapshot.of_kind(kind).tolist())
    return goals_of(snapshot, (node for node in nodes if snapshot.curriculum(node) in own), scope.view)


def _without(
    picture: Picture, nodes: Sequence[int], goals: Iterable[int], scope: Scope
) -> tuple[tuple[Effect, ...], tuple[Item, ...]]:
    """Return how paths to goals change without the lessons among nodes, and the lessons none needs then."""
    snapshot = picture.snapshot
    gone = set(_lessons(picture, nodes))
    if not gone:
        return (), ()
    before = {goal: cost_of(snapshot, goal, scope.view) for goal in goals}
    touched = {goal: cost for goal, cost in before.items() if not gone.isdisjoint(cost.lessons)}
    after = {goal: cost_of(snapshot, goal, scope.view, without=gone) for goal in touched}
    effects = (
        effect(
            picture.item(goal), path_cost(touched[goal], picture.item), path_cost(after[goal], picture.item)
        )
        for goal in touched
    )
    same = {n: n for cost in before.values() for n in cost.lessons if n not in gone}
    spare = unnecessary(before.values(), (before | after).values(), same)
    return worst_first(effects), picture.items(picture.in_reading_order(spare))


def _link(
    picture: Picture, nodes: Collection[int], edge: int, reasons: Mapping[FactId, tuple[Evidence, ...]]
) -> Link:
    """Return an edge as seen from the one of its ends that is among nodes."""
    snapshot = picture.snapshot
    ends = snapshot.source_of(edge), snapshot.target_of(edge)
    return Link(
        item=picture.item(ends[0] if ends[1] in nodes else ends[1]),
        fact=snapshot.edge_id(edge),
        origin=snapshot.origin(edge),
        confidence=snapshot.confidence(edge),
        role=snapshot.role(edge),
        evidence=reasons[snapshot.edge_id(edge)],
    )

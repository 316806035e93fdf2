"""What stands around a skill or a lesson: a few layers of what comes first and of what waits for it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import anyio.to_thread
import networkx as nx

from api.services.answers import Item
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import Revision
from graph.model import EdgeKind, NodeKind, Origin
from graph.snapshot import Snapshot
from graph.snapshot.view import HELPFUL

_A_LAYER = 4
"""Nodes side by side: more cannot be read."""
_UNFOLDED = 12
"""Neighbours on one side of a node that someone wants to see more of."""
_ORDERED = (
    (EdgeKind.REQUIRES, True),
    (EdgeKind.TEACHES, False),
    (EdgeKind.PROMISES, False),
    (EdgeKind.PART_OF, False),
)
"""The edges that say what comes first, and whether that is where they lead."""


class Direction(StrEnum):
    """Which way to look."""

    BOTH = "both"
    NEEDS = "needs"
    NEEDED_BY = "needed-by"


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that comes before another: positions among the items of a neighbourhood."""

    first: int
    then: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """``layers`` hold positions among ``items``, what comes first in the first; ``focal`` is in the middle.

    A tie that follows from other ``ties`` is left out. ``untaught`` are positions of skills that no lesson
    teaches, ``folded`` of nodes with neighbours that are not among the items. ``left_out`` counts neighbours
    for which there was no room.
    """

    revision: Revision
    items: tuple[Item, ...]
    focal: int
    layers: tuple[tuple[int, ...], ...]
    ties: tuple[Tie, ...]
    untaught: frozenset[int]
    left_out: int
    folded: frozenset[int] = frozenset()


async def neighbourhood(
    workspace: Workspace,
    name: str,
    kind: NodeKind,
    scope: Scope,
    *,
    depth: int,
    direction: Direction,
    unfold: Collection[str] = (),
) -> Neighbourhood:
    """Return what is up to ``depth`` relations away from a node, at most four nodes a layer.

    Of nodes whose ids are in ``unfold`` the neighbours are there too, up to twelve before and after each.

    An inferred prerequisite is among them if it is more likely than not, whether it binds in a view or not.

    Raises
    ------
    UnknownId
        If there is no such node, or no such curriculum.
    """
    picture = await picture_of(workspace, scope.curriculum)
    node = picture.find(name, [kind], scope.curriculum)
    unfolded = [found for id_ in unfold for found in picture.snapshot.lookup(id_, list(NodeKind))]
    return await anyio.to_thread.run_sync(partial(_around, picture, node, depth, direction, unfolded))


def _around(
    picture: Picture, focal: int, depth: int, direction: Direction, unfolded: Iterable[int]
) -> Neighbourhood:
    snapshot = picture.snapshot
    before = depth if direction is not Direction.NEEDED_BY else 0
    after = depth if direction is not Direction.NEEDS else 0
    layer_of = {focal: 0}
    left_out = _grow(picture, layer_of, focal, before, sign=-1) + _grow(
        picture, layer_of, focal, after, sign=1
    )
    for node in unfolded:
        _unfold(picture, layer_of, node)
    nodes = list(layer_of)
    place = {node: position for position, node in enumerate(nodes)}
    layers = sorted(set(layer_of.values()))
    ties = {
        (place[node], place[other]): Tie(place[node], place[other], snapshot.origin(edge))
        for node in nodes
        for edge, other in _following(snapshot, node)
        if other in place and layer_of[node] < layer_of[other]
    }
    drawn = nx.transitive_reduction(nx.DiGraph(ties.keys())).edges
    return Neighbourhood(
        revision=snapshot.revision,
        items=picture.items(nodes),
        focal=place[focal],
        layers=tuple(tuple(place[n] for n in nodes if layer_of[n] == layer) for layer in layers),
        ties=tuple(tie for ends, tie in ties.items() if ends in drawn),
        untaught=frozenset(place[node] for node in nodes if _is_untaught(snapshot, node)),
        left_out=left_out,
        folded=frozenset(place[node] for node in nodes if _neighbours(snapshot, node) - place.keys()),
    )


def _unfold(picture: Picture, layer_of: dict[int, int], node: int) -> None:
    """Add the neighbours of a node that is there already, each a layer before or after it."""
    if node not in layer_of:
        return
    for step, away in ((_preceding, -1), (_following, 1)):
        found = {other for _, other in step(picture.snapshot, node)} - layer_of.keys()
        new = picture.in_reading_order(found)[:_UNFOLDED]
        layer_of.update(dict.fromkeys(new, layer_of[node] + away))


def _neighbours(snapshot: Snapshot, node: int) -> set[int]:
    return {other for step in (_preceding, _following) for _, other in step(snapshot, node)} - {node}


def _grow(picture: Picture, layer_of: dict[int, int], focal: int, depth: int, *, sign: int) -> int:
    """Add layer after layer on one side; return how many nodes did not fit."""
    step = _preceding if sign < 0 else _following
    left_out: set[int] = set()
    rim = [focal]
    for distance in range(1, depth + 1):
        found = {other for node in rim for _, other in step(picture.snapshot, node)}
        new = picture.in_reading_order(found - layer_of.keys() - left_out)
        rim = new[:_A_LAYER]
        left_out.update(new[_A_LAYER:])
        layer_of.update(dict.fromkeys(rim, sign * distance))
    return len(left_out)


def _beside(snapshot: Snapshot, node: int, *, before: bool) -> Iterator[tuple[int, int]]:
    """Yield the edges by which something comes before a node, or after it, and what does."""
    for kind, forward in _ORDERED:
        if kind is EdgeKind.PART_OF and snapshot.kind(node) is not NodeKind.SKILL:
            continue
        leads_out = forward is before
        edges = snapshot.edges_out(node, kind) if leads_out else snapshot.edges_into(node, kind)
        end = snapshot.target_of if leads_out else snapshot.source_of
        yield from ((edge, end(edge)) for edge in _likely(snapshot, kind, edges))


_preceding = partial(_beside, before=True)
_following = partial(_beside, before=False)


def _likely(snapshot: Snapshot, kind: EdgeKind, edges: Iterable[int]) -> Iterator[int]:
    """Yield edges without the inferred prerequisites that are less likely than not."""
    for edge in edges:
        doubtful = kind is EdgeKind.REQUIRES and snapshot.origin(edge) is Origin.INFERRED
        if not doubtful or snapshot.confidence(edge) > HELPFUL:
            yield edge


def _is_untaught(snapshot: Snapshot, node: int) -> bool:
    if snapshot.kind(node) is not NodeKind.SKILL:
        return bool(snapshot.referenced[node])
    return not any(snapshot.edges_into(node, kind) for kind in (EdgeKind.TEACHES, EdgeKind.PART_OF))

"""What a lesson or a skill rests on, step by step, or what rests on it: a graph of bounded size."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

import anyio.to_thread

from api.services.answers import Evidence, Item
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.requirements import bound_into, bound_out
from graph.changes import Revision
from graph.model import EdgeKind, NodeKind, Origin

MOST_NODES: Final = 200


class Direction(StrEnum):
    """Which way to look."""

    NEEDS = "needs"
    NEEDED_BY = "needed-by"


@dataclass(frozen=True, slots=True)
class Dependency:
    """``dependent`` comes after ``prerequisite``, by an edge of a kind."""

    dependent: Item
    prerequisite: Item
    kind: EdgeKind
    origin: Origin
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """``nodes`` come with their distance from the root, nearest first and then in reading order.

    ``truncated`` tells that there was no room for more, ``hidden_inferred`` how many inferred edges at these
    nodes do not bind in the view.
    """

    revision: Revision
    nodes: tuple[tuple[Item, int], ...]
    edges: tuple[Dependency, ...]
    truncated: bool
    hidden_inferred: int


async def dependencies(
    workspace: Workspace, name: str, scope: Scope, *, direction: Direction, depth: int
) -> Dependencies:
    """Return what is up to ``depth`` edges away from the lesson or skill with a name or an id.

    A lesson needs what it and its modules require; a skill needs the lessons that teach it, its parts, and
    what it requires.

    Raises
    ------
    UnknownId
        If there is none, or several, or no such curriculum.
    """
    picture = await picture_of(workspace, scope.curriculum)
    root = picture.find(name, (NodeKind.SKILL, NodeKind.LESSON), scope.curriculum)
    walk = _Walk(picture, scope, direction)
    await anyio.to_thread.run_sync(partial(walk.spread, root, depth))
    reasons = await workspace.evidence([picture.snapshot.edge_id(edge) for edge, _, _ in walk.edges])
    return Dependencies(
        revision=picture.snapshot.revision,
        nodes=tuple((picture.item(node), distance) for node, distance in walk.distance.items()),
        edges=tuple(
            Dependency(
                dependent=picture.item(dependent),
                prerequisite=picture.item(prerequisite),
                kind=picture.snapshot.edge(edge).kind,
                origin=picture.snapshot.origin(edge),
                confidence=round(picture.snapshot.confidence(edge), 2),
                evidence=reasons[picture.snapshot.edge_id(edge)],
            )
            for edge, dependent, prerequisite in walk.edges
        ),
        truncated=walk.truncated,
        hidden_inferred=walk.hidden,
    )


class _Walk:
    """One walk, breadth first."""

    def __init__(self, picture: Picture, scope: Scope, direction: Direction) -> None:
        self._picture, self._view = picture, scope.view
        self._step = self._needs if direction is Direction.NEEDS else self._needed_by
        self._back = direction is Direction.NEEDED_BY
        self.distance: dict[int, int] = {}
        self.edges: dict[tuple[int, int, int], None] = {}  # one of a module holds for several lessons
        self.truncated = False
        self.hidden = 0

    def spread(self, root: int, depth: int) -> None:
        """Find what is at most ``depth`` edges away."""
        self.distance[root] = 0
        rim = [root]
        for distance in range(1, depth + 1):
            found = [(edge, node, other) for node in rim for edge, other in self._step(node)]
            new = self._picture.in_reading_order({other for _, _, other in found} - self.distance.keys())
            room = MOST_NODES - len(self.distance)
            self.truncated |= len(new) > room
            rim = new[:room]
            self.distance.update(dict.fromkeys(rim, distance))
            for edge, node, other in found:
                if other in self.distance:
                    self.edges[(edge, other, node) if self._back else (edge, node, other)] = None

    def _needs(self, node: int) -> Iterator[tuple[int, int]]:
        """Yield the edges by which a node needs others, and those."""
        snapshot = self._picture.snapshot
        above = snapshot.modules_above(node) if snapshot.kind(node) is NodeKind.LESSON else ()
        for one in (node, *above):
            bound = bound_out(snapshot, one, EdgeKind.REQUIRES, self._view)
            self.hidden += len(snapshot.edges_out(one, EdgeKind.REQUIRES)) - len(bound)
            yield from ((edge, snapshot.target_of(edge)) for edge in bound)
        if snapshot.kind(node) is NodeKind.SKILL:
            for kind in (EdgeKind.TEACHES, EdgeKind.PART_OF):
                for edge in bound_into(snapshot, node, kind, self._view):
                    yield edge, snapshot.source_of(edge)

    def _needed_by(self, node: int) -> Iterator[tuple[int, int]]:
        """Yield the edges by which others need a node, and those; what a module requires, its lessons do."""
        snapshot = self._picture.snapshot
        bound = bound_into(snapshot, node, EdgeKind.REQUIRES, self._view)
        self.hidden += len(snapshot.edges_into(node, EdgeKind.REQUIRES)) - len(bound)
        for edge in bound:
            source = snapshot.source_of(edge)
            inside = snapshot.lessons_of(source) if snapshot.kind(source) is NodeKind.MODULE else (source,)
            yield from ((edge, lesson) for lesson in inside)
        kind = EdgeKind.TEACHES if snapshot.kind(node) is NodeKind.LESSON else EdgeKind.PART_OF
        for edge in bound_out(snapshot, node, kind, self._view):
            yield edge, snapshot.target_of(edge)

"""Small curricula in few words, compiled to snapshots."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from graph.changes import Revision
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES, encode_node
from graph.columns import GraphColumns
from graph.model import (
    Audience,
    Curriculum,
    Edge,
    EdgeKind,
    Lesson,
    Module,
    Node,
    NodeId,
    Origin,
    Pitfall,
    Skill,
    SkillKind,
    Status,
    TeachingRole,
)
from graph.snapshot import Snapshot


@dataclass
class Course:
    """Writes one curriculum; nodes are named by what follows the last slash of their ids."""

    curriculum: str = "c"
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[tuple[Edge, Origin, float]] = field(default_factory=list)
    redirects: dict[NodeId, NodeId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes[f"curriculum {self.curriculum}"] = Curriculum(
            id=NodeId(self.curriculum), name=self.curriculum
        )

    def lesson(
        self,
        name: str,
        minutes: int | None = None,
        *,
        teaches: Iterable[str] = (),
        covers: Iterable[str] = (),
        requires: Iterable[str] = (),
        module: str | None = None,
        status: Status = Status.STATED,
    ) -> None:
        """Add a lesson; what it names and is not there yet becomes a skill."""
        self._add(Lesson(id=self.id("lesson", name), name=name, minutes=minutes, status=status))
        for skill in (*teaches, *covers, *requires):
            self.skill(skill)
        for skill in teaches:
            self.link(name, EdgeKind.TEACHES, skill, role=TeachingRole.MAIN)
        for skill in covers:
            self.link(name, EdgeKind.TEACHES, skill, role=TeachingRole.COVERED)
        for required in requires:
            self.link(name, EdgeKind.REQUIRES, required)
        if module is not None:
            self.module(module)
            self.link(name, EdgeKind.PART_OF, module, position=len(self.edges))

    def skill(
        self,
        name: str,
        *,
        kind: SkillKind = SkillKind.CONCEPT,
        parts: Iterable[str] = (),
        aliases: tuple[str, ...] = (),
    ) -> None:
        """Add a skill, an outcome or a broader skill with its parts."""
        self._add(Skill(id=self.id("skill", name), name=name, skill_kind=kind, aliases=aliases))
        for part in parts:
            self.skill(part)
            self.link(part, EdgeKind.PART_OF, name)

    def module(self, name: str, *, requires: Iterable[str] = ()) -> None:
        """Add a module after those before it."""
        if name not in self.nodes:
            self._add(Module(id=self.id("module", name), name=name))
            self.link(name, EdgeKind.PART_OF, f"curriculum {self.curriculum}", position=len(self.edges))
        for required in requires:
            self.skill(required)
            self.link(name, EdgeKind.REQUIRES, required)

    def pitfall(self, name: str, *, guards: Iterable[str]) -> None:
        """Add a pitfall with the lessons that guard against it."""
        self._add(Pitfall(id=self.id("pitfall", name), name=name))
        for lesson in guards:
            self.link(lesson, EdgeKind.GUARDS_AGAINST, name)

    def audience(self, name: str, *, of: str) -> None:
        """Add an audience of a module."""
        self._add(Audience(id=self.id("audience", name), name=name))
        self.link(of, EdgeKind.FOR, name)

    def link(
        self,
        source: str,
        kind: EdgeKind,
        target: str,
        *,
        role: TeachingRole | None = None,
        position: int | None = None,
        inferred: float | None = None,
    ) -> None:
        """Add an edge, authored or inferred with a confidence."""
        ends = self.nodes[source].id, self.nodes[target].id
        edge = Edge(source=ends[0], kind=kind, target=ends[1], role=role, position=position)
        origin = Origin.AUTHORED if inferred is None else Origin.INFERRED
        self.edges.append((edge, origin, 1.0 if inferred is None else inferred))

    def id(self, kind: str, name: str) -> NodeId:
        """Return the id that a node of this curriculum has."""
        return NodeId(f"{self.curriculum}/{kind}/{name}")

    def columns(self) -> GraphColumns:
        """Return the graph as a store would."""
        return columns_of(self.nodes.values(), self.edges, self.redirects)

    def snapshot(self) -> "Named":
        """Return the compiled curriculum, to be asked by names."""
        return Named(
            Snapshot.compile(self.columns()), {name: str(node.id) for name, node in self.nodes.items()}
        )

    def _add(self, node: Node) -> None:
        self.nodes.setdefault(node.name, node)


@dataclass(frozen=True)
class Named:
    """A snapshot, and the ids behind the names of its course."""

    snapshot: Snapshot
    ids: Mapping[str, str]

    def at(self, *names: str) -> list[int]:
        """Return the indices of nodes."""
        return [self.snapshot.index(self.ids[name]) for name in names]

    def names(self, nodes: Iterable[int]) -> list[str]:
        """Return the names of indices, in the same order."""
        return [self.snapshot.names[node] for node in nodes]


def columns_of(
    nodes: Iterable[Node], edges: Iterable[tuple[Edge, Origin, float]], redirects: Mapping[NodeId, NodeId]
) -> GraphColumns:
    """Return nodes and edges as columns."""
    nodes = list(nodes)
    unique = list({edge.id: (edge, origin, confidence) for edge, origin, confidence in edges}.values())
    place = {node.id: i for i, node in enumerate(nodes)}
    minutes = (node.minutes if isinstance(node, Lesson) else None for node in nodes)
    return GraphColumns(
        revision=Revision(1, "", datetime(2000, 1, 1, tzinfo=UTC)),
        ids=[node.id for node in nodes],
        names=[node.name for node in nodes],
        data=[encode_node(node) for node in nodes],
        kinds=np.array([NODE_CODES[node.kind] for node in nodes], np.uint8),
        origins=np.full(len(nodes), ORIGIN_CODES[Origin.AUTHORED], np.uint8),
        confidences=np.ones(len(nodes), np.float32),
        minutes=np.array([-1 if value is None else value for value in minutes], np.int32),
        source=np.array([place[edge.source] for edge, _, _ in unique], np.int32),
        target=np.array([place[edge.target] for edge, _, _ in unique], np.int32),
        edge_kind=np.array([EDGE_CODES[edge.kind] for edge, _, _ in unique], np.uint8),
        edge_origin=np.array([ORIGIN_CODES[origin] for _, origin, _ in unique], np.uint8),
        edge_confidence=np.array([confidence for _, _, confidence in unique], np.float32),
        edge_role=np.array([ROLE_CODES[edge.role] for edge, _, _ in unique], np.uint8),
        edge_position=np.array([-1 if e.position is None else e.position for e, _, _ in unique], np.int32),
        redirects=redirects,
    )

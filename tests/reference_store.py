"""What every store must amount to, said as simply as possible: dictionaries, and ``settle`` over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from graph.changes import ChangeSet, Content, Delta, digest_after, redirect_items
from graph.codec import EDGE_KINDS, NODE_KINDS, ORIGINS, ROLES, decode_node
from graph.columns import GraphColumns
from graph.model import Edge, FactId, Lesson, NodeId, Statement, StatementId, Supported, settle

Graph: TypeAlias = Mapping[FactId, Supported]


@dataclass
class ReferenceStore:
    """A store without a disk, a clock or any speed."""

    statements: dict[StatementId, Statement] = field(default_factory=dict)
    redirects: dict[NodeId, NodeId] = field(default_factory=dict)
    sequence: int = 0

    def apply(self, changes: ChangeSet) -> None:
        """Do what :meth:`graph.ports.GraphStore.apply` promises."""
        before = Content(self.statements, self.redirects)
        after = before.after(changes)
        self.sequence += after != before
        self.statements, self.redirects = dict(after.statements), dict(after.redirects)

    @property
    def digest(self) -> str:
        """Return the digest of the content, computed from nothing."""
        return digest_after("0" * 64, come={*self.statements, *redirect_items(self.redirects)}, gone=())

    @property
    def graph(self) -> Graph:
        """Return what lives: the facts that statements support, edges only between living nodes."""
        return settled(self.statements.values())


def settled(statements: Iterable[Statement]) -> dict[FactId, Supported]:
    """Return the living facts of statements."""
    about: dict[FactId, list[Statement]] = {}
    for statement in statements:
        about.setdefault(statement.subject, []).append(statement)
    supported = {subject: fact for subject, held in about.items() if (fact := settle(held))}
    return {subject: s for subject, s in supported.items() if _has_ends(s, supported)}


def _has_ends(supported: Supported, all_supported: Graph) -> bool:
    fact = supported.fact
    return not isinstance(fact, Edge) or (fact.source in all_supported and fact.target in all_supported)


def graph_of(columns: GraphColumns) -> dict[FactId, Supported]:
    """Return the graph that columns hold, after checking that they agree with one another."""
    graph: dict[FactId, Supported] = {}
    for place, data in enumerate(columns.data):
        node = decode_node(data)
        assert (columns.ids[place], columns.names[place]) == (node.id, node.name)
        assert NODE_KINDS[columns.kinds[place]] is node.kind
        minutes = node.minutes if isinstance(node, Lesson) else None
        assert columns.minutes[place] == (-1 if minutes is None else minutes)
        origin = ORIGINS[columns.origins[place]]
        graph[node.id] = Supported(node, origin, float(columns.confidences[place]))
    assert len(graph) == len(columns.ids) == len(columns.kinds)
    for edge in range(len(columns.source)):
        supported = _edge(columns, edge)
        graph[supported.fact.id] = supported
    assert len(graph) == len(columns.ids) + len(columns.target)
    return graph


def _edge(columns: GraphColumns, place: int) -> Supported:
    position = int(columns.edge_position[place])
    edge = Edge(
        source=NodeId(columns.ids[columns.source[place]]),
        kind=EDGE_KINDS[columns.edge_kind[place]],
        target=NodeId(columns.ids[columns.target[place]]),
        role=ROLES[columns.edge_role[place]],
        position=None if position == -1 else position,
    )
    return Supported(edge, ORIGINS[columns.edge_origin[place]], float(columns.edge_confidence[place]))


def rounded(graph: Graph) -> dict[FactId, Supported]:
    """Return a graph with its confidences as columns carry them: in 32 bits."""
    return {key: Supported(s.fact, s.origin, float(np.float32(s.confidence))) for key, s in graph.items()}


def after(graph: Graph, delta: Delta) -> dict[FactId, Supported]:
    """Return a graph once a delta has been read into it."""
    gone = set(delta.gone)
    kept = {key: fact for key, fact in graph.items() if key not in gone}
    return kept | {supported.fact.id: supported for supported in delta.living}

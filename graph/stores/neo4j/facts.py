"""Nodes and relationships: what the statements about them settle to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph.model import Edge, EdgeKind, FactId, NodeId, NodeKind, Statement, Supported, settle
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.labels import EDGES, NODES, kind_in
from graph.stores.neo4j.properties import Row, edge_row, node_row

Ends: TypeAlias = tuple[NodeId, EdgeKind, NodeId]


@dataclass(slots=True)
class Settled:
    """What statements come to: for each node and edge the fact that lives, or None."""

    nodes: dict[NodeId, Supported | None]
    edges: dict[Ends, Supported | None]

    @classmethod
    def of(cls, touched: Iterable[Statement], held: Iterable[Statement]) -> "Settled":
        """Return what ``held`` comes to, for the facts that ``touched`` are about as well."""
        about: defaultdict[FactId, list[Statement]] = defaultdict(list)
        for statement in held:
            about[statement.subject].append(statement)
        settled = cls({}, {})
        for statement in touched:
            says, supported = statement.says, None
            if isinstance(says, Edge):
                ends = (says.source, says.kind, says.target)
                if ends not in settled.edges:
                    supported = settle(about[says.id])
                    settled.edges[ends] = supported
            elif says.id not in settled.nodes:
                supported = settle(about[says.id])
                settled.nodes[says.id] = supported
        return settled

    def add(self, other: "Settled") -> None:
        """Take over what is settled in ``other`` alone."""
        self.nodes = other.nodes | self.nodes
        self.edges = other.edges | self.edges


async def turned(
    tx: Transaction, nodes: Mapping[NodeId, Supported | None], sequence: int
) -> dict[NodeId, int]:
    """Return for each node the revision at which it last came alive or ceased to be.

    That is ``sequence`` where it lives in the store and is no more to live, or the reverse.
    """
    rows = await tx.each(
        "UNWIND $rows AS id MATCH (n:Identity {id: id}) RETURN id, labels(n), n.turned", nodes
    )
    before = {node: (kind_in(labels) is not None, last) for node, labels, last in rows}
    return {
        node: last if alive == (supported is not None) else sequence
        for node, supported in nodes.items()
        for alive, last in (before.get(node, (False, 0)),)
    }


async def name(tx: Transaction, ids: Iterable[NodeId]) -> None:
    """Make an id known to which statements, passages or redirects may lead."""
    await tx.each(
        "UNWIND $rows AS id MERGE (n:Identity {id: id}) ON CREATE SET n.turned = 0", sorted(set(ids))
    )


async def write_nodes(
    tx: Transaction, nodes: Mapping[NodeId, Supported | None], turned: Mapping[NodeId, int]
) -> None:
    """Give each node the label and properties that it has now, or take them away with its edges."""
    by_kind: defaultdict[NodeKind, list[Row]] = defaultdict(list)
    dead: list[Row] = []
    for node, supported in nodes.items():
        if supported is None or isinstance(supported.fact, Edge):
            dead.append({"id": node, "turned": turned[node]})
        else:
            by_kind[supported.fact.kind].append({**node_row(supported), "turned": turned[node]})
    for kind, rows in by_kind.items():
        await tx.each(_LIVE[kind], rows)
    await tx.each(_DIE, dead)


async def write_edges(tx: Transaction, edges: Mapping[Ends, Supported | None]) -> None:
    """Write each edge that is supported and whose ends both live; end the others."""
    living: defaultdict[EdgeKind, list[list[object]]] = defaultdict(list)
    dead: list[list[str]] = []
    for (source, kind, target), supported in edges.items():
        if supported is None or not isinstance(supported.fact, Edge):
            dead.append([source, kind.value, target])
        else:
            living[kind].append([source, target, edge_row(supported)])
    for kind, rows in living.items():
        await tx.each(_JOIN[kind], rows)
    await tx.each(_PART, dead)


_LIVE: Final = {
    kind: f"""
        UNWIND $rows AS row MERGE (n:Identity {{id: row.id}})
        REMOVE n:{":".join(other for other in NodeKind if other is not kind)}
        SET n:{kind.value}, n = row
    """
    for kind in NodeKind
}
_DIE: Final = f"""
    UNWIND $rows AS row MERGE (n:Identity {{id: row.id}})
    REMOVE n:{NODES} SET n = row
    WITH n MATCH (n)-[r:{EDGES}]-() DELETE r
"""
_JOIN: Final = {
    kind: f"""
        UNWIND $rows AS row
        MATCH (a:Identity {{id: row[0]}}) MATCH (b:Identity {{id: row[1]}})
        WHERE a.origin IS NOT NULL AND b.origin IS NOT NULL
        MERGE (a)-[r:{kind.value}]->(b) SET r = row[2]
    """
    for kind in EdgeKind
}
_PART: Final = f"""
    UNWIND $rows AS row
    MATCH (a:Identity {{id: row[0]}}) MATCH (b:Identity {{id: row[2]}})
    MATCH (a)-[r:{EDGES}]->(b) WHERE type(r) = row[1]
    DELETE r
"""

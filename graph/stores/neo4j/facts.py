"""Nodes and relationships: what the statements about them settle to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph.model import Edge, EdgeKind, FactId, NodeId, NodeKind, Statement, Supported, settle
from graph.stores.neo4j.database import Transaction, batches
from graph.stores.neo4j.labels import EDGES, NODES, kind_in
from graph.stores.neo4j.rows import (
    EACH_OF_GROUPS,
    NODE_COMMON,
    Row,
    edge_values,
    grouped,
    node_columns,
    node_values,
    properties,
)

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Which ids are known, and for each node the revision at which it last came alive or ceased to be."""

    known: AbstractSet[NodeId]
    turned: Mapping[NodeId, int]


async def standing(tx: Transaction, nodes: Mapping[NodeId, Supported | None], sequence: int) -> Standing:
    """Return how some nodes will stand.

    They turn at ``sequence`` where they live in the store and are no more to live, or the reverse.
    """
    rows = await tx.each(
        "UNWIND $rows AS id MATCH (n:Identity {id: id}) RETURN id, labels(n), n.turned", nodes
    )
    before = {NodeId(node): (kind_in(labels) is not None, last) for node, labels, last in rows}
    turned = {
        node: last if alive == (supported is not None) else sequence
        for node, supported in nodes.items()
        for alive, last in (before.get(node, (False, 0)),)
    }
    return Standing(before.keys(), turned)


async def name(tx: Transaction, ids: Iterable[NodeId]) -> None:
    """Make an id known to which statements, passages or redirects may lead."""
    await tx.each(
        "UNWIND $rows AS id MERGE (n:Identity {id: id}) ON CREATE SET n.turned = 0", sorted(set(ids))
    )


async def write_nodes(tx: Transaction, nodes: Mapping[NodeId, Supported | None], standing: Standing) -> None:
    """Give each node the label and properties that it has now, or take them away with its edges."""
    living: defaultdict[str, list[Row]] = defaultdict(list)
    dead: list[list[object]] = []
    for node, supported in nodes.items():
        if supported is None or isinstance(supported.fact, Edge):
            dead.append([node, standing.turned[node]])
        else:
            query = (_LIVE if node in standing.known else _BEGIN)[supported.fact.kind]
            living[query].append(node_values(supported, standing.turned[node]))
    await _in_groups(tx, living)
    await tx.each(_DIE, dead)


async def write_edges(
    tx: Transaction, edges: Mapping[Ends, Supported | None], known: Collection[FactId]
) -> None:
    """Write each edge that is supported and whose ends both live; end the others.

    An edge may be there already if it is ``known``: if something was said of it before.
    """
    living: defaultdict[str, list[Row]] = defaultdict(list)
    dead: list[list[str]] = []
    for (source, kind, target), supported in edges.items():
        if supported is None or not isinstance(supported.fact, Edge):
            dead.append([source, kind.value, target])
        else:
            query = (_JOIN if supported.fact.id in known else _TIE)[kind]
            living[query].append(edge_values(supported))
    await _in_groups(tx, living)
    await tx.each(_PART, dead)


async def _in_groups(tx: Transaction, rows: Mapping[str, Iterable[Row]]) -> None:
    for query, alike in rows.items():
        for batch in batches(alike):
            await tx.rows(query, groups=grouped(batch))


_BEGIN: Final = {
    kind: f"""
        {EACH_OF_GROUPS}
        CREATE (n {{{properties(node_columns(kind), NODE_COMMON)}}})
        SET n:Identity:{kind.value}
    """
    for kind in NodeKind
}
_LIVE: Final = {
    kind: f"""
        {EACH_OF_GROUPS}
        MATCH (n:Identity {{id: row[0]}})
        REMOVE n:{":".join(other for other in NodeKind if other is not kind)}
        SET n:{kind.value}, n = {{{properties(node_columns(kind), NODE_COMMON)}}}
    """
    for kind in NodeKind
}
_DIE: Final = f"""
    UNWIND $rows AS row MERGE (n:Identity {{id: row[0]}})
    REMOVE n:{NODES} SET n = {{id: row[0], turned: row[1]}}
    WITH n MATCH (n)-[r:{EDGES}]-() DELETE r
"""
_ENDS: Final = f"""
    {EACH_OF_GROUPS}
    MATCH (a:Identity {{id: row[0]}}) MATCH (b:Identity {{id: row[1]}})
    WHERE a.origin IS NOT NULL AND b.origin IS NOT NULL
"""
_EDGE: Final = "origin: common[0], confidence: common[1], role: common[2], position: row[2]"
_TIE: Final = {kind: f"{_ENDS} CREATE (a)-[:{kind.value} {{{_EDGE}}}]->(b)" for kind in EdgeKind}
_JOIN: Final = {kind: f"{_ENDS} MERGE (a)-[r:{kind.value}]->(b) SET r = {{{_EDGE}}}" for kind in EdgeKind}
_PART: Final = f"""
    UNWIND $rows AS row
    MATCH (a:Identity {{id: row[0]}}) MATCH (b:Identity {{id: row[2]}})
    MATCH (a)-[r:{EDGES}]->(b) WHERE type(r) = row[1]
    DELETE r
"""

"""Revisions, redirects, the change log, and what changed since a revision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from neo4j import Record

from graph.changes import Delta, LoggedChange, Revision
from graph.errors import RevisionConflict
from graph.model import EdgeId, FactId, NodeId, Statement, Supported
from graph.stores.neo4j import passages
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.labels import EDGES, kind_in
from graph.stores.neo4j.moments import moment
from graph.stores.neo4j.properties import edge_of, node_of, statement_of


async def lock(tx: Transaction) -> None:
    """Wait for the end of whoever else writes, and let nobody write until this transaction ends.

    Neo4j lets a transaction read what others commit meanwhile, so what was read before this may be old.
    """
    await tx.rows("MATCH (c:Cairn {name: 'store'}) SET c.lock = true REMOVE c.lock")


async def current(tx: Transaction) -> Revision:
    """Return the newest revision."""
    rows = await tx.rows(
        "MATCH (r:Revision) WHERE r.sequence >= 0 RETURN r.sequence, r.digest, r.at"
        " ORDER BY r.sequence DESC LIMIT 1"
    )
    if not rows:
        raise ValueError("it has lost its revisions")
    sequence, digest, at = rows[0]
    return Revision(sequence, digest, moment(at))


async def require(tx: Transaction, expected: int) -> Revision:
    """Return the newest revision; raise RevisionConflict if it is not ``expected``."""
    revision = await current(tx)
    if revision.sequence != expected:
        raise RevisionConflict(expected, revision.sequence)
    return revision


async def enter(tx: Transaction, revision: Revision, message: str) -> None:
    """Write a new revision."""
    await tx.rows(
        "CREATE (:Revision {sequence: $sequence, digest: $digest, at: $at, message: $message})",
        sequence=revision.sequence,
        digest=revision.digest,
        at=revision.at,
        message=message,
    )


async def redirects(tx: Transaction) -> dict[NodeId, NodeId]:
    """Return where retired ids lead."""
    rows = await tx.rows("MATCH (old:Identity)-[:REDIRECTS_TO]->(new) RETURN old.id, new.id")
    return {NodeId(old): NodeId(new) for old, new in rows}


async def redirect(
    tx: Transaction, moved: Mapping[NodeId, tuple[NodeId | None, NodeId | None]], sequence: int
) -> None:
    """Lead ids elsewhere or nowhere (see :attr:`Effect.moved`), and log it; every id is known already."""
    ended = [old for old, (was, _) in moved.items() if was is not None]
    await tx.each("UNWIND $rows AS id MATCH (:Identity {id: id})-[r:REDIRECTS_TO]->() DELETE r", ended)
    await tx.each(
        """
        UNWIND $rows AS row
        MATCH (old:Identity {id: row[0]}) MATCH (new:Identity {id: row[1]})
        CREATE (old)-[:REDIRECTS_TO]->(new)
        """,
        [[old, now] for old, (_, now) in moved.items() if now is not None],
    )
    await tx.each(
        """
        UNWIND $rows AS row
        CREATE (:Redirected {sequence: $sequence, id: row[0], before: row[1], after: row[2]})
        """,
        [[old, was, now] for old, (was, now) in moved.items()],
        sequence=sequence,
    )


_ADDED: Final = """
    MATCH (s:Statement) WHERE s.added > $after RETURN s.added, properties(s)
    UNION ALL MATCH (s:Withdrawn) WHERE s.added > $after RETURN s.added, properties(s)
"""
_REMOVED: Final = "MATCH (s:Withdrawn) WHERE s.removed > $after RETURN s.removed, properties(s)"


async def log(tx: Transaction, after: int) -> tuple[LoggedChange, ...]:
    """Return what each revision after ``after`` changed, oldest first."""
    after = max(after, 0)
    added = _by_revision(await tx.rows(_ADDED, after=after))
    removed = _by_revision(await tx.rows(_REMOVED, after=after))
    led, ended = await _redirects_by_revision(tx, after)
    rows = await tx.rows(
        "MATCH (r:Revision) WHERE r.sequence > $after"
        " RETURN r.sequence, r.digest, r.at, r.message ORDER BY r.sequence",
        after=after,
    )
    return tuple(
        LoggedChange(
            Revision(sequence, digest, moment(at)),
            message,
            added=_sorted(added[sequence]),
            removed=_sorted(removed[sequence]),
            led=led[sequence],
            ended=ended[sequence],
        )
        for sequence, digest, at, message in rows
    )


_Led: TypeAlias = defaultdict[int, dict[NodeId, NodeId]]


async def _redirects_by_revision(tx: Transaction, after: int) -> tuple[_Led, _Led]:
    """Return the redirects that each revision set, and those that it ended."""
    led: _Led = defaultdict(dict)
    ended: _Led = defaultdict(dict)
    for sequence, old, was, now in await tx.rows(
        "MATCH (r:Redirected) WHERE r.sequence > $after RETURN r.sequence, r.id, r.before, r.after",
        after=after,
    ):
        for redirects, target in ((led, now), (ended, was)):
            if target is not None:
                redirects[sequence][NodeId(old)] = NodeId(target)
    return led, ended


def _by_revision(rows: Iterable[Record]) -> defaultdict[int, list[Statement]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for sequence, properties in rows:
        found[sequence].append(statement_of(properties))
    return found


def _sorted(statements: list[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda s: s.id))


async def delta(tx: Transaction, since: int, edition: int | None) -> Delta:
    """Return what changed after ``since``: facts by what is said of them, edges by their ends as well."""
    nodes, edges = await _touched(tx, since)
    living: dict[FactId, Supported] = {}
    turned: list[NodeId] = []
    for node, labels, properties in await tx.each(_NODES, nodes):
        if (kind := kind_in(labels)) is not None:
            living[node] = node_of(kind, properties)
        if properties["turned"] > since:
            turned.append(node)
    edges |= {tuple(row) for row in await tx.each(_EDGES_AT, turned)}
    for source, kind, target, properties in await tx.each(_EDGES, [list(edge) for edge in edges]):
        supported = edge_of(source, kind, target, properties)
        living[supported.fact.id] = supported
    candidates: set[FactId] = {*nodes, *(EdgeId(" ".join(edge)) for edge in edges)}
    gone = candidates - living.keys()
    new, forgotten = ((), ()) if edition is None else await passages.changed(tx, edition)
    return Delta(
        revision=await current(tx),
        living=tuple(living.values()),
        gone=tuple(gone),
        redirects=await redirects(tx),
        edition=await passages.edition(tx),
        passages=new,
        forgotten=forgotten,
    )


_TOUCHED: Final = """
    MATCH (s:Statement) WHERE s.added > $since RETURN DISTINCT s.subject, s.source, s.kind, s.target
    UNION MATCH (s:Withdrawn) WHERE s.added > $since RETURN DISTINCT s.subject, s.source, s.kind, s.target
    UNION MATCH (s:Withdrawn) WHERE s.removed > $since RETURN DISTINCT s.subject, s.source, s.kind, s.target
"""
_NODES: Final = "UNWIND $rows AS id MATCH (n:Identity {id: id}) RETURN n.id, labels(n), properties(n)"
_EDGES_AT: Final = """
    UNWIND $rows AS id
    CALL (id) {
        MATCH (s:Statement) WHERE s.subject STARTS WITH id + ' ' AND s.source = id RETURN s
        UNION MATCH (s:Statement {target: id}) RETURN s
    }
    RETURN DISTINCT s.source, s.kind, s.target
"""
_EDGES: Final = f"""
    UNWIND $rows AS row
    MATCH (a:Identity {{id: row[0]}}) MATCH (b:Identity {{id: row[2]}})
    MATCH (a)-[r:{EDGES}]->(b) WHERE type(r) = row[1]
    RETURN row[0], row[1], row[2], properties(r)
"""


async def _touched(tx: Transaction, since: int) -> tuple[set[NodeId], set[tuple[str, ...]]]:
    """Return the nodes, and the ends and kinds of edges, of which something is said anew or no more."""
    nodes: set[NodeId] = set()
    edges: set[tuple[str, ...]] = set()
    for subject, source, kind, target in await tx.rows(_TOUCHED, since=since):
        if source is None:
            nodes.add(NodeId(subject))
        else:
            edges.add((source, kind, target))
    return nodes, edges

"""Revisions, the change log, and what changed since a revision."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from graph.changes import Delta, LoggedChange, Revision
from graph.codec import EDGE_KINDS, ORIGINS, ROLES, decode_node, decode_statement
from graph.errors import RevisionConflict
from graph.model import Edge, FactId, NodeId, Statement, Supported
from graph.stores.sqlite import passages
from graph.stores.sqlite.moments import from_microseconds


def current(db: sqlite3.Connection) -> Revision:
    """Return the newest revision."""
    row = db.execute("SELECT sequence, digest, at FROM revision ORDER BY sequence DESC LIMIT 1").fetchone()
    if row is None:
        raise ValueError("it has lost its revisions")
    return _revision(*row)


def require(db: sqlite3.Connection, expected: int) -> Revision:
    """Return the newest revision; raise RevisionConflict if it is not ``expected``."""
    revision = current(db)
    if revision.sequence != expected:
        raise RevisionConflict(expected, revision.sequence)
    return revision


def redirects(db: sqlite3.Connection) -> dict[NodeId, NodeId]:
    """Return where retired ids lead."""
    return dict(db.execute("SELECT id, target FROM redirect"))


def log(db: sqlite3.Connection, after: int) -> tuple[LoggedChange, ...]:
    """Return what each revision after ``after`` changed, oldest first."""
    added = _statements_by_revision(db, "added", after)
    removed = _statements_by_revision(db, "removed", after)
    led = _redirects_by_revision(db, "after", after)
    ended = _redirects_by_revision(db, "before", after)
    rows = db.execute(
        "SELECT sequence, digest, at, message FROM revision WHERE sequence > max(?, 0) ORDER BY sequence",
        (after,),
    ).fetchall()
    return tuple(
        LoggedChange(
            _revision(sequence, digest, at),
            message,
            added=tuple(added[sequence]),
            removed=tuple(removed[sequence]),
            led=led[sequence],
            ended=ended[sequence],
        )
        for sequence, digest, at, message in rows
    )


def delta(db: sqlite3.Connection, since: int, edition: int | None) -> Delta:
    """Return what changed after ``since``: facts by what is said of them, edges by their ends as well."""
    living: list[Supported] = []
    gone: list[FactId] = []
    for fact, supported in _changed(db, since):
        if supported is None:
            gone.append(fact)
        else:
            living.append(supported)
    new, forgotten = ((), ()) if edition is None else passages.changed(db, edition)
    return Delta(
        revision=current(db),
        living=tuple(living),
        gone=tuple(gone),
        redirects=redirects(db),
        edition=passages.edition(db),
        passages=new,
        forgotten=forgotten,
    )


def _revision(sequence: int, digest: bytes, at: int) -> Revision:
    return Revision(sequence, digest.hex(), from_microseconds(at))


def _statements_by_revision(
    db: sqlite3.Connection, column: str, after: int
) -> defaultdict[int, list[Statement]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    query = f"SELECT {column}, content FROM statement WHERE {column} > ? ORDER BY id"  # noqa: S608  # a constant
    for sequence, content in db.execute(query, (after,)).fetchall():
        found[sequence].append(decode_statement(content))
    return found


def _redirects_by_revision(
    db: sqlite3.Connection, column: str, after: int
) -> defaultdict[int, dict[NodeId, NodeId]]:
    found: defaultdict[int, dict[NodeId, NodeId]] = defaultdict(dict)
    query = f"SELECT sequence, id, {column} FROM redirected WHERE sequence > ? AND {column} IS NOT NULL"  # noqa: S608  # a constant
    for sequence, old, target in db.execute(query, (after,)).fetchall():
        found[sequence][NodeId(old)] = NodeId(target)
    return found


_TOUCHED = """
    WITH touched (node, edge) AS (
        SELECT node, edge FROM statement WHERE added > :since
        UNION SELECT node, edge FROM statement WHERE removed > :since
    )
"""
_NODES = f"""
    {_TOUCHED}
    SELECT id, data, origin, confidence FROM node
    WHERE key IN (SELECT node FROM touched WHERE node IS NOT NULL)
"""  # noqa: S608  # a constant
_EDGES = f"""
    {_TOUCHED},
    turned (key) AS (
        SELECT key FROM node
        WHERE turned > :since AND key IN (SELECT node FROM touched WHERE node IS NOT NULL)
    ),
    changed (key) AS (
        SELECT edge FROM touched WHERE edge IS NOT NULL
        UNION SELECT key FROM edge WHERE source IN (SELECT key FROM turned)
        UNION SELECT key FROM edge WHERE target IN (SELECT key FROM turned)
    )
    SELECT s.id, e.kind, t.id, e.role, e.position, e.origin, e.confidence,
        e.origin IS NOT NULL AND s.data IS NOT NULL AND t.data IS NOT NULL
    FROM changed CROSS JOIN edge e USING (key) JOIN node s ON s.key = e.source JOIN node t ON t.key = e.target
"""  # noqa: S608  # a constant


def _changed(db: sqlite3.Connection, since: int) -> Iterator[tuple[FactId, Supported | None]]:
    for node, data, origin, confidence in db.execute(_NODES, {"since": since}).fetchall():
        yield NodeId(node), data and Supported(decode_node(data), ORIGINS[origin], confidence)
    rows = db.execute(_EDGES, {"since": since}).fetchall()
    for source, kind, target, role, position, origin, confidence, lives in rows:
        edge = Edge(
            source=source,
            kind=EDGE_KINDS[kind],
            target=target,
            role=ROLES[role or 0],
            position=None if position == -1 else position,
        )
        yield edge.id, Supported(edge, ORIGINS[origin], confidence) if lives else None

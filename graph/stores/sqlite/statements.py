"""The statements that hold now: about some facts, about a curriculum's, or all."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable

from graph.codec import decode_statement
from graph.model import FactId, NodeId, Origin, Owner, Statement, StatementId
from graph.stores.sqlite.wanted import wanted, wanted_facts

_ABOUT = """
    SELECT s.id, s.content FROM wanted w
    CROSS JOIN node n ON n.id = w.source
    CROSS JOIN statement s ON s.node = n.key AND s.removed IS NULL
    WHERE w.kind IS NULL
    UNION ALL
    SELECT s.id, s.content FROM wanted w
    CROSS JOIN node n ON n.id = w.source
    CROSS JOIN node t ON t.id = w.target
    CROSS JOIN edge e ON e.source = n.key AND e.kind = w.kind AND e.target = t.key
    CROSS JOIN statement s ON s.edge = e.key AND s.removed IS NULL
    ORDER BY 1
"""
_OF_CURRICULUM = """
    WITH own (key) AS (
        SELECT key FROM node WHERE id = :curriculum OR (id >= :curriculum || '/' AND id < :curriculum || '0')
    ), held (key) AS (
        SELECT s.key FROM own CROSS JOIN statement s ON s.node = own.key AND s.removed IS NULL
        UNION ALL
        SELECT s.key FROM own CROSS JOIN edge e ON e.source = own.key
        CROSS JOIN statement s ON s.edge = e.key AND s.removed IS NULL
    )
"""  # 0 is the character after /
_OF_ORIGIN = """instr(content, '"origin":"{}"') > 0"""  # within a text of JSON no quotation mark stands alone


def about(db: sqlite3.Connection, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
    """Return the statements about each fact that has any, sorted by id."""
    with wanted_facts(db, set(subjects)):
        rows = db.execute(_ABOUT).fetchall()
    found: defaultdict[FactId, list[Statement]] = defaultdict(list)
    for _, content in rows:
        statement = decode_statement(content)
        found[statement.subject].append(statement)
    return {subject: tuple(held) for subject, held in found.items()}


def of_curriculum(
    db: sqlite3.Connection, curriculum: NodeId | None, origins: Collection[Origin] | None
) -> tuple[Statement, ...]:
    """Return every statement about a curriculum's facts, or all, sorted by id; of some origins alone."""
    wanted = "true" if origins is None else " OR ".join(map(_OF_ORIGIN.format, sorted(origins))) or "false"
    if curriculum is None:
        query = f"SELECT content FROM statement WHERE removed IS NULL AND ({wanted}) ORDER BY id"  # noqa: S608  # constants
        return _decode(db.execute(query).fetchall())
    query = f"""
        {_OF_CURRICULUM}
        SELECT content FROM held CROSS JOIN statement s USING (key) WHERE {wanted} ORDER BY s.id
    """  # noqa: S608  # constants
    return _decode(db.execute(query, {"curriculum": curriculum}).fetchall())


def owners(db: sqlite3.Connection, curriculum: NodeId) -> dict[StatementId, Owner]:
    """Return the id and owner of every statement about a curriculum's facts."""
    query = f"""
        {_OF_CURRICULUM}
        SELECT s.id, o.name FROM held CROSS JOIN statement s USING (key) CROSS JOIN owner o ON o.key = s.owner
    """  # noqa: S608  # a constant
    rows = db.execute(query, {"curriculum": curriculum}).fetchall()
    return {StatementId(key): Owner(name) for key, name in rows}


def by_id(db: sqlite3.Connection, ids: Collection[StatementId]) -> tuple[Statement, ...]:
    """Return those of some statements that hold, sorted by id."""
    query = """
        SELECT s.content FROM wanted w CROSS JOIN statement s ON s.id = w.source AND s.removed IS NULL
        ORDER BY s.id
    """
    with wanted(db, set(ids)):
        return _decode(db.execute(query).fetchall())


def _decode(rows: Iterable[tuple[str]]) -> tuple[Statement, ...]:
    return tuple(decode_statement(content) for (content,) in rows)

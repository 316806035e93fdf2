"""The statements that hold now: about some facts, about a curriculum's, or all."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from graph.codec import EDGE_CODES, decode_statement
from graph.model import FactId, NodeId, Owner, Statement, StatementId

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
_CODES: Final = {kind.value: code for kind, code in EDGE_CODES.items()}


def about(db: sqlite3.Connection, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
    """Return the statements about each fact that has any, sorted by id."""
    db.execute("DELETE FROM wanted")
    db.executemany("INSERT INTO wanted VALUES (?, ?, ?)", map(_parts, set(subjects)))
    found: defaultdict[FactId, list[Statement]] = defaultdict(list)
    for _, content in db.execute(_ABOUT).fetchall():
        statement = decode_statement(content)
        found[statement.subject].append(statement)
    return {subject: tuple(held) for subject, held in found.items()}


def of_curriculum(db: sqlite3.Connection, curriculum: NodeId | None) -> tuple[Statement, ...]:
    """Return every statement about a curriculum's facts, or about all, sorted by id."""
    if curriculum is None:
        rows = db.execute("SELECT content FROM statement WHERE removed IS NULL ORDER BY id").fetchall()
    else:
        query = f"{_OF_CURRICULUM} SELECT s.content FROM held JOIN statement s USING (key) ORDER BY s.id"  # noqa: S608  # a constant
        rows = db.execute(query, {"curriculum": curriculum}).fetchall()
    return _decode(rows)


def owners(db: sqlite3.Connection, curriculum: NodeId) -> dict[StatementId, Owner]:
    """Return the id and owner of every statement about a curriculum's facts."""
    query = f"""
        {_OF_CURRICULUM}
        SELECT s.id, o.name FROM held JOIN statement s USING (key) JOIN owner o ON o.key = s.owner
    """  # noqa: S608  # a constant
    rows = db.execute(query, {"curriculum": curriculum}).fetchall()
    return {StatementId(key): Owner(name) for key, name in rows}


def _decode(rows: Iterable[tuple[str]]) -> tuple[Statement, ...]:
    return tuple(decode_statement(content) for (content,) in rows)


def _parts(subject: FactId) -> tuple[str, int | None, str | None]:
    """Take an edge's id apart: node ids hold no blank."""
    source, _, rest = subject.partition(" ")
    kind, _, target = rest.partition(" ")
    code = _CODES.get(kind)
    return (subject, None, None) if code is None else (source, code, target)

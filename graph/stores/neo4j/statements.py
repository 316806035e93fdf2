"""The statements that hold now, and how they come and go."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from graph.model import EdgeKind, FactId, NodeId, NodeKind, Origin, Owner, Statement, StatementId
from graph.stores.neo4j.database import Transaction, batches
from graph.stores.neo4j.properties import statement_of, statements_of
from graph.stores.neo4j.rows import (
    STATEMENT_COMMON,
    grouped,
    properties,
    statement_columns,
    statement_values,
)

_OF_CURRICULUM: Final = """
    MATCH (s:Statement)
    WHERE s.subject = $curriculum AND s.source IS NULL OR s.subject STARTS WITH $curriculum + '/'
        OR s.subject STARTS WITH $curriculum + ' '
"""


async def about(tx: Transaction, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
    """Return the statements about each fact that has any, sorted by id."""
    query = "UNWIND $rows AS subject MATCH (s:Statement {subject: subject}) RETURN properties(s)"
    found: defaultdict[FactId, list[Statement]] = defaultdict(list)
    for statement in statements_of(await tx.each(query, set(subjects))):
        found[statement.subject].append(statement)
    return {subject: tuple(held) for subject, held in found.items()}


async def at(tx: Transaction, nodes: Collection[NodeId]) -> list[Statement]:
    """Return the statements about the edges at some nodes."""
    query = """
        UNWIND $rows AS id
        CALL (id) {
            MATCH (s:Statement) WHERE s.subject STARTS WITH id + ' ' AND s.source = id RETURN s
            UNION MATCH (s:Statement {target: id}) RETURN s
        }
        RETURN DISTINCT properties(s)
    """
    return [statement_of(row) for (row,) in await tx.each(query, nodes)]


async def of_curriculum(
    tx: Transaction, curriculum: NodeId | None, origins: Collection[Origin] | None
) -> tuple[Statement, ...]:
    """Return every statement about a curriculum's facts, or all, sorted by id; of some origins alone."""
    own = "MATCH (s:Statement)" if curriculum is None else _OF_CURRICULUM
    query = f"{own} WITH s WHERE $origins IS NULL OR s.origin IN $origins RETURN properties(s)"
    wanted = None if origins is None else [origin.value for origin in origins]
    return statements_of(await tx.rows(query, curriculum=curriculum, origins=wanted))


async def owners(tx: Transaction, curriculum: NodeId) -> dict[StatementId, Owner]:
    """Return the id and owner of every statement about a curriculum's facts."""
    rows = await tx.rows(f"{_OF_CURRICULUM} RETURN s.id, s.owner", curriculum=curriculum)
    return {StatementId(key): Owner(name) for key, name in rows}


async def by_id(tx: Transaction, statements: Collection[StatementId]) -> tuple[Statement, ...]:
    """Return those of some statements that hold, sorted by id."""
    query = "UNWIND $rows AS id MATCH (s:Statement {id: id}) RETURN properties(s)"
    return statements_of(await tx.each(query, set(statements)))


async def held(tx: Transaction, statements: Collection[StatementId]) -> set[StatementId]:
    """Return which of some statements hold."""
    rows = await tx.each("UNWIND $rows AS id MATCH (s:Statement {id: id}) RETURN s.id", statements)
    return {StatementId(key) for (key,) in rows}


async def withdraw(tx: Transaction, statements: Collection[StatementId], sequence: int) -> list[Statement]:
    """Let statements hold no more from revision ``sequence`` on; return them."""
    query = """
        UNWIND $rows AS id
        MATCH (s:Statement {id: id})
        REMOVE s:Statement SET s:Withdrawn, s.removed = $sequence
        RETURN properties(s)
    """
    return list(statements_of(await tx.each(query, statements, sequence=sequence)))


async def add(tx: Transaction, statements: Iterable[Statement], sequence: int) -> None:
    """Write statements; the ids of their documents are known already."""
    by_kind: defaultdict[NodeKind | EdgeKind, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_kind[statement.says.kind].append(statement)
    for kind, alike in by_kind.items():
        for batch in batches(alike):
            await tx.rows(_ADD[kind], groups=grouped(map(statement_values, batch)), sequence=sequence)


def _adding(kind: NodeKind | EdgeKind) -> str:
    """Return the query that writes statements about facts of a kind.

    The label comes last: each property of a node that has it already would go by all of its indexes.
    """
    subject = "subject: row[0] + ' ' + common[0] + ' ' + row[1], " if isinstance(kind, EdgeKind) else ""
    return f"""
        UNWIND $groups AS group
        WITH group[0] AS common, group[1] AS rows
        OPTIONAL MATCH (d:Identity {{id: common[{STATEMENT_COMMON.index("document")}]}})
        UNWIND rows AS row
        CREATE (s {{{subject}added: $sequence, {properties(statement_columns(kind), STATEMENT_COMMON)}}})
        SET s:Statement
        WITH s, d WHERE d IS NOT NULL
        CREATE (s)-[:STATED_IN]->(d)
    """


_ADD: Final = {kind: _adding(kind) for kind in (*NodeKind, *EdgeKind)}

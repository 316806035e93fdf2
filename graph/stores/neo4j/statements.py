"""The statements that hold now, and how they come and go."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from graph.model import FactId, NodeId, Origin, Owner, Statement, StatementId
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.properties import statement_of, statement_row, statements_of

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
    query = """
        UNWIND $rows AS row
        CREATE (s:Statement) SET s = row
        WITH s WHERE s.document IS NOT NULL
        MATCH (d:Identity {id: s.document})
        CREATE (s)-[:STATED_IN]->(d)
    """
    await tx.each(query, (statement_row(statement, sequence) for statement in statements))

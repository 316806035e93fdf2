"""What settling a curriculum leaves of its nodes for the next time."""

from typing import Final

from graph.changes import ChangeSet
from graph.model import NodeId
from graph.stores.neo4j.database import Transaction

_OF_CURRICULUM: Final = """
    CALL () {
        MATCH (m:Memo {node: $curriculum}) RETURN m
        UNION ALL
        MATCH (m:Memo) WHERE m.node STARTS WITH $curriculum + '/' RETURN m
    }
    RETURN m.node, m.data
"""


async def of_curriculum(tx: Transaction, curriculum: NodeId) -> dict[NodeId, bytes]:
    """Return what was left."""
    rows = await tx.rows(_OF_CURRICULUM, curriculum=curriculum)
    return {NodeId(node): bytes(data) for node, data in rows}


async def store(tx: Transaction, changes: ChangeSet) -> None:
    """Insert or replace memos; empty ones are deleted."""
    gone = [node for node, data in changes.memos.items() if not data]
    await tx.each("UNWIND $rows AS node MATCH (m:Memo {node: node}) DELETE m", gone)
    kept = [[node, data] for node, data in changes.memos.items() if data]
    await tx.each("UNWIND $rows AS row MERGE (m:Memo {node: row[0]}) SET m.data = row[1]", kept)

"""What settling a curriculum leaves for the next time."""

from graph.changes import ChangeSet
from graph.model import NodeId
from graph.stores.neo4j.database import Transaction


async def of_curriculum(tx: Transaction, curriculum: NodeId) -> bytes:
    """Return what was left; empty if that is nothing."""
    rows = await tx.rows("MATCH (m:Memo {curriculum: $curriculum}) RETURN m.data", curriculum=curriculum)
    return bytes(rows[0][0]) if rows else b""


async def store(tx: Transaction, changes: ChangeSet) -> None:
    """Insert or replace memos; empty ones are deleted."""
    gone = [curriculum for curriculum, data in changes.memos.items() if not data]
    await tx.each("UNWIND $rows AS curriculum MATCH (m:Memo {curriculum: curriculum}) DELETE m", gone)
    for curriculum, data in changes.memos.items():  # one by one: a memo may be large
        if data:
            await tx.rows(
                "MERGE (m:Memo {curriculum: $curriculum}) SET m.data = $data",
                curriculum=curriculum,
                data=data,
            )

"""The passages about nodes, with their vectors."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from graph.changes import ChangeSet, Passage
from graph.model import NodeId
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.properties import Row

_VECTOR: Final = np.dtype("<f4")
_LONGEST: Final = 4096  # dimensions that a vector index takes

_ALL: Final = "MATCH (p:Passage) RETURN p.node, p.part, p.text, p.encoder, p.vector"
_OF_CURRICULUM: Final = """
    CALL () {
        MATCH (p:Passage) WHERE p.node = $curriculum AND p.part IS NOT NULL RETURN p
        UNION ALL
        MATCH (p:Passage) WHERE p.node STARTS WITH $curriculum + '/' AND p.part IS NOT NULL RETURN p
    }
    RETURN p.node, p.part, p.text, p.encoder, p.vector
"""


async def of_curriculum(tx: Transaction, curriculum: NodeId | None) -> tuple[Passage, ...]:
    """Return the passages, of one curriculum's nodes or of all, sorted by node and part."""
    query = _ALL if curriculum is None else _OF_CURRICULUM
    rows = await tx.rows(query, curriculum=curriculum)
    return tuple(sorted((Passage(*row) for row in rows), key=lambda p: (p.node, p.part)))


async def store(tx: Transaction, changes: ChangeSet) -> None:
    """Forget, then insert or replace, passages; the ids that they are about are known already."""
    await tx.each(
        "UNWIND $rows AS row MATCH (p:Passage {node: row[0], part: row[1]}) DETACH DELETE p",
        [list(key) for key in changes.forgotten],
    )
    await tx.each(
        """
        UNWIND $rows AS row
        MERGE (p:Passage {node: row.node, part: row.part})
        SET p.text = row.text, p.encoder = row.encoder, p.vector = row.vector, p.embedding = null
        WITH p, row MATCH (n:Identity {id: row.node})
        MERGE (p)-[:ABOUT]->(n)
        """,
        map(_row, changes.passages),
    )
    await tx.each(
        """
        UNWIND $rows AS row
        MATCH (p:Passage {node: row[0], part: row[1]})
        CALL db.create.setNodeVectorProperty(p, 'embedding', row[2])
        """,
        _embeddings(changes),
    )


def _row(passage: Passage) -> Row:
    return {
        "node": passage.node,
        "part": passage.part,
        "text": passage.text,
        "encoder": passage.encoder,
        "vector": passage.vector,
    }


def _embeddings(changes: ChangeSet) -> Iterator[list[object]]:
    """Yield place and numbers of each vector that a vector index can hold."""
    for passage in changes.passages:
        if len(passage.vector) % _VECTOR.itemsize == 0:
            numbers = np.frombuffer(passage.vector, _VECTOR)
            if 0 < len(numbers) <= _LONGEST and np.isfinite(numbers).all():
                yield [passage.node, passage.part, numbers.tolist()]

"""The passages about nodes, with their vectors, and what changed of them since an edition."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np

from graph.changes import ChangeSet, Passage, PassageKey
from graph.model import NodeId
from graph.stores.neo4j.database import Transaction

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


async def edition(tx: Transaction) -> int:
    """Return the number of the last change to the passages."""
    (row,) = await tx.rows(_EDITION)
    return int(row[0])


async def changed(tx: Transaction, since: int) -> tuple[tuple[Passage, ...], tuple[PassageKey, ...]]:
    """Return the passages that are new or different after an edition, and the keys of those that are gone."""
    new = await tx.rows(_NEW, since=since)
    gone = await tx.rows(
        "MATCH (f:ForgottenPassage) WHERE f.edition > $since RETURN f.node, f.part", since=since
    )
    return tuple(Passage(*row) for row in new), tuple((NodeId(node), part) for node, part in gone)


async def store(tx: Transaction, changes: ChangeSet) -> None:
    """Forget, then insert or replace, passages; the ids that they are about are known already.

    What is there already is not written again.
    """
    number = await edition(tx) + 1
    await tx.each(_FORGET, [list(key) for key in changes.ended], edition=number)
    written = await tx.each(_STORE, map(_row, changes.passages), edition=number)
    await tx.each(_EMBED, _embeddings(changes, {(NodeId(node), part) for node, part in written}))


_EDITION: Final = """
    CALL () {
        MATCH (p:Passage) WHERE p.edition > 0 RETURN p.edition AS edition ORDER BY edition DESC LIMIT 1
        UNION ALL
        MATCH (f:ForgottenPassage) WHERE f.edition > 0 RETURN f.edition AS edition
        ORDER BY edition DESC LIMIT 1
    }
    RETURN coalesce(max(edition), 0)
"""
_NEW: Final = "MATCH (p:Passage) WHERE p.edition > $since RETURN p.node, p.part, p.text, p.encoder, p.vector"
_FORGET: Final = """
    UNWIND $rows AS row
    MATCH (p:Passage {node: row[0], part: row[1]}) DETACH DELETE p
    CREATE (:ForgottenPassage {node: row[0], part: row[1], edition: $edition})
"""
_STORE: Final = """
    UNWIND $rows AS row
    OPTIONAL MATCH (old:Passage {node: row[0], part: row[1]})
    WITH row, old
    WHERE old IS NULL OR old.text <> row[2] OR old.encoder <> row[3] OR old.vector <> row[4]
    MERGE (p:Passage {node: row[0], part: row[1]})
    SET p.text = row[2], p.encoder = row[3], p.vector = row[4], p.edition = $edition, p.embedding = null
    WITH row, p
    MATCH (n:Identity {id: row[0]})
    MERGE (p)-[:ABOUT]->(n)
    WITH row
    OPTIONAL MATCH (f:ForgottenPassage {node: row[0], part: row[1]})
    DELETE f
    RETURN row[0], row[1]
"""
_EMBED: Final = """
    UNWIND $rows AS row
    MATCH (p:Passage {node: row[0], part: row[1]})
    CALL db.create.setNodeVectorProperty(p, 'embedding', row[2])
"""


def _row(passage: Passage) -> list[object]:
    return [passage.node, passage.part, passage.text, passage.encoder, passage.vector]


def _embeddings(changes: ChangeSet, written: Collection[PassageKey]) -> Iterator[list[object]]:
    """Yield place and numbers of each vector that was written and that a vector index can hold."""
    for passage in changes.passages:
        if (passage.node, passage.part) in written and len(passage.vector) % _VECTOR.itemsize == 0:
            numbers = np.frombuffer(passage.vector, _VECTOR)
            if 0 < len(numbers) <= _LONGEST and np.isfinite(numbers).all():
                yield [passage.node, passage.part, numbers.tolist()]

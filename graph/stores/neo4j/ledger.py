"""The ledger of documents, and what is stored of each."""

import zlib
from collections.abc import Collection
from datetime import datetime
from itertools import chain
from typing import Final

from neo4j import Record

from graph.changes import (
    ChangeSet,
    DocumentBody,
    DocumentRecord,
    DocumentStatus,
    Failure,
    LedgerNews,
    LedgerPage,
)
from graph.model import NodeId
from graph.stores.lines import lines_to_write
from graph.stores.neo4j.database import Transaction
from graph.stores.neo4j.moments import moment
from graph.stores.neo4j.properties import Row

_LEVEL: Final = 6  # levels above gain a percent on prose and cost twice the time


async def ledger(
    tx: Transaction, curriculum: NodeId | None, status: DocumentStatus | None
) -> tuple[DocumentRecord, ...]:
    """Return the ledger, of one curriculum and status or of all, sorted by id."""
    chosen = _chosen(curriculum, status)
    rows = await tx.rows(f"{chosen} RETURN properties(d)", curriculum=curriculum, status=status)
    return tuple(sorted((_record(row) for row in rows), key=lambda record: record.id))


async def page(
    tx: Transaction, curriculum: NodeId | None, status: DocumentStatus | None, after: str, limit: int
) -> LedgerPage:
    """Return the lines that follow an id, and how many there are around them."""
    chosen = _chosen(curriculum, status)
    rows = await tx.rows(
        f"{chosen} WITH d WHERE d.id > $after RETURN properties(d) ORDER BY d.id LIMIT $limit",
        curriculum=curriculum,
        status=status,
        after=after,
        limit=limit,
    )
    ((before, total),) = await tx.rows(
        f"{chosen} RETURN count(CASE WHEN d.id <= $after THEN 1 END), count(*)",
        curriculum=curriculum,
        status=status,
        after=after,
    )
    return LedgerPage(tuple(_record(row) for row in rows), before, total)


async def records(tx: Transaction, documents: Collection[NodeId]) -> dict[NodeId, DocumentRecord]:
    """Return the line of each document that has one."""
    query = "UNWIND $rows AS id MATCH (d:DocumentRecord {id: id}) RETURN properties(d)"
    return {record.id: record for record in map(_record, await tx.each(query, set(documents)))}


async def since(tx: Transaction, entry: int) -> LedgerNews:
    """Return the lines that were written after an entry, oldest first."""
    ((last,),) = await tx.rows("MATCH (c:Cairn) RETURN c.entry")
    rows = await tx.rows(
        "MATCH (d:DocumentRecord) WHERE d.entry > $entry RETURN properties(d) ORDER BY d.entry, d.id",
        entry=entry,
    )
    return LedgerNews(last, tuple(map(_record, rows)))


def _chosen(curriculum: NodeId | None, status: DocumentStatus | None) -> str:
    """Return what matches the lines of a curriculum and a status, as ``d``."""
    conditions = [
        f"d.{name} = ${name}" for name, one in (("curriculum", curriculum), ("status", status)) if one
    ]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"MATCH (d:DocumentRecord){where}"


async def bodies(tx: Transaction, documents: Collection[NodeId]) -> dict[NodeId, DocumentBody]:
    """Return content and draft of each document that has them."""
    query = "UNWIND $rows AS id MATCH (b:DocumentBody {id: id}) RETURN id, b.content, b.draft"
    rows = await tx.each(query, set(documents))
    return {
        NodeId(document): DocumentBody(zlib.decompress(content), zlib.decompress(draft))
        for document, content, draft in rows
    }


async def drafts(tx: Transaction, documents: Collection[NodeId]) -> dict[NodeId, bytes]:
    """Return the draft of each document that has one."""
    query = "UNWIND $rows AS id MATCH (b:DocumentBody {id: id}) RETURN id, b.draft"
    rows = await tx.each(query, set(documents))
    return {NodeId(document): zlib.decompress(draft) for document, draft in rows}


async def store(tx: Transaction, changes: ChangeSet, now: datetime) -> None:
    """Drop, then insert or replace, documents and bodies; a line that is there is not written again."""
    for label in ("DocumentRecord", "DocumentBody"):
        await tx.each(f"UNWIND $rows AS id MATCH (d:{label} {{id: id}}) DELETE d", changes.dropped)
    lines = changes.documents
    new = lines_to_write(lines, await records(tx, [line.id for line in lines]), now)
    if new:
        ((entry,),) = await tx.rows("MATCH (c:Cairn) SET c.entry = c.entry + 1 RETURN c.entry")
        await tx.each(
            "UNWIND $rows AS row MERGE (d:DocumentRecord {id: row.id}) SET d = row, d.entry = $entry",
            map(_row, new),
            entry=entry,
        )
    for document, body in changes.bodies.items():  # one by one: a body may be large
        await tx.rows(
            "MERGE (b:DocumentBody {id: $id}) SET b.content = $content, b.draft = $draft",
            id=document,
            content=zlib.compress(body.content, _LEVEL),
            draft=zlib.compress(body.draft, _LEVEL),
        )


def _row(record: DocumentRecord) -> Row:
    row: Row = {
        "id": record.id,
        "curriculum": record.curriculum,
        "uri": record.uri,
        "media_type": record.media_type,
        "sha256": record.sha256,
        "fingerprint": record.fingerprint,
        "status": record.status.value,
        "unused": list(chain(*record.unused)),
    }
    if record.ingested_at is not None:
        row["ingested_at"] = record.ingested_at
    if record.failure is not None:
        failure = record.failure
        row |= {"stage": failure.stage, "message": failure.message, "attempts": failure.attempts}
    return row


def _record(node: Record) -> DocumentRecord:
    (row,) = node
    lines = row["unused"]
    return DocumentRecord(
        id=NodeId(row["id"]),
        curriculum=NodeId(row["curriculum"]),
        uri=row["uri"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        fingerprint=row["fingerprint"],
        status=DocumentStatus(row["status"]),
        unused=tuple(zip(lines[::2], lines[1::2], strict=True)),
        failure=Failure(row["stage"], row["message"], row["attempts"]) if "stage" in row else None,
        ingested_at=moment(row["ingested_at"]) if "ingested_at" in row else None,
    )

"""The ledger of documents, and what is stored of each."""

import sqlite3
import zlib
from collections.abc import Collection
from datetime import datetime

import msgspec

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
from graph.stores.sqlite.moments import from_microseconds, to_microseconds
from graph.stores.sqlite.wanted import wanted

_LEVEL = 6  # levels above gain a percent on prose and cost twice the time
_LINE = "id, curriculum, uri, media_type, sha256, fingerprint, status, unused, failure, ingested_at"


def ledger(
    db: sqlite3.Connection, curriculum: NodeId | None, status: DocumentStatus | None
) -> tuple[DocumentRecord, ...]:
    """Return the ledger, of one curriculum and status or of all, sorted by id."""
    return _lines(db, curriculum, status)


def page(
    db: sqlite3.Connection, curriculum: NodeId | None, status: DocumentStatus | None, after: str, limit: int
) -> LedgerPage:
    """Return the lines that follow an id, and how many there are around them."""
    before, total = db.execute(
        "SELECT count(*) FILTER (WHERE id <= ?3), count(*) FROM document"
        " WHERE (?1 IS NULL OR curriculum = ?1) AND (?2 IS NULL OR status = ?2)",
        (curriculum, status, after),
    ).fetchone()
    return LedgerPage(_lines(db, curriculum, status, after, limit), before, total)


def records(db: sqlite3.Connection, documents: Collection[NodeId]) -> dict[NodeId, DocumentRecord]:
    """Return the line of each document that has one."""
    with wanted(db, set(documents)):
        rows = db.execute(f"SELECT {_LINE} FROM wanted CROSS JOIN document ON id = source").fetchall()  # noqa: S608  # a constant
    return {record.id: record for record in map(_record, rows)}


def since(db: sqlite3.Connection, entry: int) -> LedgerNews:
    """Return the lines that were written after an entry, oldest first."""
    rows = db.execute(
        f"SELECT {_LINE} FROM document WHERE entry > ? ORDER BY entry, id",  # noqa: S608  # a constant
        (entry,),
    ).fetchall()
    return LedgerNews(_last_entry(db), tuple(map(_record, rows)))


def bodies(db: sqlite3.Connection, documents: Collection[NodeId]) -> dict[NodeId, DocumentBody]:
    """Return content and draft of each document that has them."""
    query = "SELECT document, content, draft FROM wanted CROSS JOIN body ON document = source"
    with wanted(db, set(documents)):
        rows = db.execute(query).fetchall()
    return {
        NodeId(document): DocumentBody(zlib.decompress(content), zlib.decompress(draft))
        for document, content, draft in rows
    }


def drafts(db: sqlite3.Connection, documents: Collection[NodeId]) -> dict[NodeId, bytes]:
    """Return the draft of each document that has one."""
    with wanted(db, set(documents)):
        rows = db.execute(
            "SELECT document, draft FROM wanted CROSS JOIN body ON document = source"
        ).fetchall()
    return {NodeId(document): zlib.decompress(draft) for document, draft in rows}


def store(db: sqlite3.Connection, changes: ChangeSet, now: datetime) -> None:
    """Drop, then insert or replace, documents and bodies; what is there already is not written again."""
    db.executemany("DELETE FROM document WHERE id = ?", ((d,) for d in changes.dropped))
    db.executemany("DELETE FROM body WHERE document = ?", ((d,) for d in changes.dropped))
    _write_lines(db, changes.documents, now)
    db.executemany(
        "REPLACE INTO body SELECT ?1, ?2, ?3 EXCEPT SELECT * FROM body WHERE document = ?1",
        (
            (document, zlib.compress(body.draft, _LEVEL), zlib.compress(body.content, _LEVEL))
            for document, body in changes.bodies.items()
        ),
    )


def _write_lines(db: sqlite3.Connection, lines: Collection[DocumentRecord], now: datetime) -> None:
    new = lines_to_write(lines, records(db, [line.id for line in lines]), now)
    if not new:
        return
    entry = _last_entry(db) + 1
    db.execute("UPDATE ledger_entry SET last = ?", (entry,))
    db.executemany(
        f"REPLACE INTO document ({_LINE}, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # a constant
        ((*_row(record), entry) for record in new),
    )


def _last_entry(db: sqlite3.Connection) -> int:
    (last,) = db.execute("SELECT last FROM ledger_entry").fetchone()
    return int(last)


def _lines(
    db: sqlite3.Connection,
    curriculum: NodeId | None,
    status: DocumentStatus | None,
    after: str = "",
    limit: int = -1,
) -> tuple[DocumentRecord, ...]:
    """Return the lines that follow an id, sorted by id; a limit below 0 is none."""
    rows = db.execute(
        f"SELECT {_LINE} FROM document"  # noqa: S608  # a constant
        " WHERE (?1 IS NULL OR curriculum = ?1) AND (?2 IS NULL OR status = ?2) AND id > ?3"
        " ORDER BY id LIMIT ?4",
        (curriculum, status, after, limit),
    )
    return tuple(_record(row) for row in rows.fetchall())


def _row(record: DocumentRecord) -> tuple[str | int | None, ...]:
    return (
        record.id,
        record.curriculum,
        record.uri,
        record.media_type,
        record.sha256,
        record.fingerprint,
        record.status.value,
        msgspec.json.encode(record.unused).decode(),
        None if record.failure is None else msgspec.json.encode(record.failure).decode(),
        None if record.ingested_at is None else to_microseconds(record.ingested_at),
    )


def _record(row: tuple[str, str, str, str, str, str, str, str, str | None, int | None]) -> DocumentRecord:
    document, curriculum, uri, media_type, sha256, fingerprint, status, unused, failure, ingested_at = row
    return DocumentRecord(
        id=NodeId(document),
        curriculum=NodeId(curriculum),
        uri=uri,
        media_type=media_type,
        sha256=sha256,
        fingerprint=fingerprint,
        status=DocumentStatus(status),
        unused=msgspec.json.decode(unused, type=tuple[tuple[int, int], ...]),
        failure=msgspec.json.decode(failure, type=Failure) if failure else None,
        ingested_at=None if ingested_at is None else from_microseconds(ingested_at),
    )

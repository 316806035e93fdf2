"""Lines of the ledger as a store writes them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from graph.changes import DocumentRecord, DocumentStatus
from graph.model import NodeId


def lines_to_write(
    records: Iterable[DocumentRecord], known: Mapping[NodeId, DocumentRecord], now: datetime
) -> list[DocumentRecord]:
    """Return the lines that are new or different, each once, with the moment they last got into the graph."""
    last = {record.id: record for record in records}
    return [_dated(one, known.get(one.id), now) for one in last.values() if known.get(one.id) != one]


def _dated(record: DocumentRecord, known: DocumentRecord | None, now: datetime) -> DocumentRecord:
    if record.ingested_at is not None:
        return record
    before = known.ingested_at if known else None
    ingested = record.status is DocumentStatus.INGESTED
    return replace(record, ingested_at=now.astimezone(UTC) if ingested else before)

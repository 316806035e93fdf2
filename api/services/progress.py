"""How far documents on their way into the graph have come."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.changes import DocumentRecord, DocumentStatus, Failure
from graph.model import NodeId


class Stage(StrEnum):
    """How far a document, or a curriculum with documents on their way, has come."""

    ACCEPTED = "accepted"
    READING = "reading"
    RESOLVING = "resolving"
    EMBEDDING = "embedding"
    INFERRING = "inferring"
    WRITING = "writing"
    WAITING = "waiting"
    INGESTED = "ingested"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a document; of its whole curriculum where ``document`` is None.

    ``done`` of ``total`` is how much of a stage is behind it, where that is counted.
    """

    curriculum: NodeId
    document: NodeId | None
    stage: Stage
    done: int = 0
    total: int | None = None
    failure: Failure | None = None


_REACHED: Final = {
    DocumentStatus.PENDING: Stage.ACCEPTED,
    DocumentStatus.INGESTED: Stage.INGESTED,
    DocumentStatus.FAILED: Stage.FAILED,
}


def progress_of(record: DocumentRecord) -> Progress:
    """Return how far a document has come, by its line in the ledger."""
    return Progress(record.curriculum, record.id, _REACHED[record.status], failure=record.failure)

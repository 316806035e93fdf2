"""What a store applies: the difference between two states of a curriculum, and the ledger of documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from graph.model import FactId, NodeId, Owner, Statement, StatementId, Supported


class DocumentStatus(StrEnum):
    """Where a document stands: accepted, in the graph, or given up (see its failure)."""

    PENDING = "pending"
    INGESTED = "ingested"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document did not get into the graph."""

    stage: str
    message: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A line of the ledger of documents.

    ``id`` is the Document node's. ``fingerprint`` names the versions of all that turned the bytes into
    statements: same ``sha256`` and same fingerprint means there is nothing to do. ``unused`` are the
    1-based, inclusive line ranges that became nothing in the graph.
    """

    id: NodeId
    curriculum: NodeId
    uri: str
    media_type: str
    sha256: str
    fingerprint: str
    status: DocumentStatus
    unused: tuple[tuple[int, int], ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class DocumentBody:
    """A stored document: its original bytes, and what extraction made of them (opaque here)."""

    content: bytes
    draft: bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text about a node and its vector, little-endian float32 bytes, under one encoder.

    Part 0 is the node's name and summary; parts 1, 2, … are chunks of its body, in reading order.
    """

    node: NodeId
    part: int
    text: str
    encoder: str
    vector: bytes


PassageKey = tuple[NodeId, int]


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of the graph: ``sequence`` counts the writes, ``digest`` (hex) identifies the content.

    Equal content has equal digests whatever the store and the history.
    """

    sequence: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """A change that is applied whole or not at all.

    A removal that names nothing and an addition that is there already change nothing. ``documents``
    and ``passages`` are inserted or replaced by their key. ``redirects`` lead from an id that a
    rename, merge or split retired to the one that took its place.
    """

    added: tuple[Statement, ...] = ()
    removed: tuple[StatementId, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    bodies: Mapping[NodeId, DocumentBody] = field(default_factory=dict)
    dropped: tuple[NodeId, ...] = ()
    passages: tuple[Passage, ...] = ()
    forgotten: tuple[PassageKey, ...] = ()
    redirects: Mapping[NodeId, NodeId] = field(default_factory=dict)
    message: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether applying this would write nothing."""
        return not (
            self.added
            or self.removed
            or self.documents
            or self.bodies
            or self.dropped
            or self.passages
            or self.forgotten
            or self.redirects
        )


def difference(
    stored: Mapping[StatementId, Owner], stated: Iterable[Statement]
) -> tuple[tuple[Statement, ...], tuple[StatementId, ...]]:
    """Return what to add and what to remove so that ``stored`` becomes ``stated``, each sorted by id.

    What people said (owners ``person:…``) is never removed by this.
    """
    wanted = {statement.id: statement for statement in stated}
    added = tuple(wanted[key] for key in sorted(wanted.keys() - stored.keys()))
    gone = (key for key in stored.keys() - wanted.keys() if not stored[key].startswith("person:"))
    return added, tuple(sorted(gone))


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One entry of the change log: the statements that a revision added and removed, each sorted by id."""

    revision: Revision
    message: str
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """The facts that changed since a revision: as they are now, and the ids of those that are gone."""

    revision: Revision
    living: tuple[Supported, ...]
    gone: tuple[FactId, ...]
    redirects: Mapping[NodeId, NodeId]

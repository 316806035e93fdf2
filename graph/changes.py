"""What a store applies: the difference between two states of a curriculum, and the ledger of documents."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from graph.model import (
    Edge,
    EdgeKind,
    Fact,
    FactId,
    NodeId,
    Origin,
    Owner,
    Statement,
    StatementId,
    Supported,
    curriculum_of,
)


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
    1-based, inclusive line ranges that became nothing in the graph. ``ingested_at`` is when it last got into
    the graph; None where it never did, or that is not known. A store adds it to a line that says
    ``INGESTED`` and has none; it is no part of what makes two lines the same.
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
    ingested_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LedgerNews:
    """The lines of the ledger that were written after some entry, oldest first, and the number of the last.

    Each change that writes lines is an entry, numbered from 1; lines of one entry are sorted by id.
    """

    entry: int
    records: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some lines of the ledger, sorted by id: how many come ``before`` them, of ``total``."""

    records: tuple[DocumentRecord, ...]
    before: int
    total: int


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
    rename, merge or split retired to the one that took its place. ``memos`` are what settling a curriculum
    leaves of a node for the next time; an empty one leaves nothing.
    """

    added: tuple[Statement, ...] = ()
    removed: tuple[StatementId, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    bodies: Mapping[NodeId, DocumentBody] = field(default_factory=dict)
    dropped: tuple[NodeId, ...] = ()
    passages: tuple[Passage, ...] = ()
    forgotten: tuple[PassageKey, ...] = ()
    redirects: Mapping[NodeId, NodeId] = field(default_factory=dict)
    memos: Mapping[NodeId, bytes] = field(default_factory=dict)
    message: str = ""

    @property
    def ended(self) -> tuple[PassageKey, ...]:
        """Return the passages to forget, each once; one that is stored as well stays."""
        stored = {(passage.node, passage.part) for passage in self.passages}
        return tuple(key for key in dict.fromkeys(self.forgotten) if key not in stored)

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
            or self.memos
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
    """One entry of the change log: the statements that a revision added and removed, each sorted by id.

    ``led`` are the redirects that it set, ``ended`` those that held until then; an id that leads elsewhere
    from then on is in both.
    """

    revision: Revision
    message: str
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    led: Mapping[NodeId, NodeId] = field(default_factory=dict)
    ended: Mapping[NodeId, NodeId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delta:
    """The facts that changed since a revision: as they are now, and the ids of those that are gone.

    ``gone`` may name facts that were never there; ``redirects`` are all that hold now. ``passages`` and
    ``forgotten`` say the same of the passages since an edition, ``edition`` is the one that they lead to.
    """

    revision: Revision
    living: tuple[Supported, ...]
    gone: tuple[FactId, ...]
    redirects: Mapping[NodeId, NodeId]
    edition: int
    passages: tuple[Passage, ...]
    forgotten: tuple[PassageKey, ...]


def compose(redirects: Mapping[NodeId, NodeId], new: Mapping[NodeId, NodeId]) -> dict[NodeId, NodeId]:
    """Return all redirects after ``new`` ones are set, each leading to its end: there are no chains.

    What is led to is in use again, so its own earlier redirect ends; leading an id to itself does no more
    than that. Should ``new`` lead in a circle, what leads there leads nowhere.
    """
    used = set(new.values())
    steps = {old: target for old, target in redirects.items() if old not in used} | dict(new)
    ends = {old: _end(old, steps) for old in steps}
    return {old: end for old, end in ends.items() if end != old}


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph consists of, by itself: statements by id, and where retired ids lead."""

    statements: Mapping[StatementId, Statement]
    redirects: Mapping[NodeId, NodeId]

    def after(self, changes: ChangeSet) -> "Content":
        """Return what a store that holds this would hold after a change."""
        redirects = compose(self.redirects, changes.redirects)
        gone = set(changes.removed)
        stay = (statement for key, statement in self.statements.items() if key not in gone)
        moved = (carried(statement, redirects) for statement in (*stay, *changes.added))
        return Content({s.id: s for s in moved if s is not None}, redirects)


def leading(redirects: Mapping[NodeId, NodeId], wanted: Mapping[NodeId, NodeId]) -> dict[NodeId, NodeId]:
    """Return what to set so that :func:`compose` makes ``wanted`` of ``redirects``; neither has chains.

    What is led to again needs no word of its own: that its redirect ends goes with it.
    """
    set_ = {old: target for old, target in wanted.items() if redirects.get(old) != target}
    ended = redirects.keys() - wanted.keys() - set(set_.values())
    return set_ | {old: old for old in ended}


def _end(start: NodeId, steps: Mapping[NodeId, NodeId]) -> NodeId:
    seen = {start}
    place = start
    while place in steps:
        place = steps[place]
        if place in seen:
            return start
        seen.add(place)
    return place


def digest_after(digest: str, *, come: Iterable[str], gone: Iterable[str]) -> str:
    """Return the digest of content that ``come`` joined and ``gone`` left.

    The content of a graph are the ids of its statements and, for each redirect, ``"<old> -> <new>"``. The
    digest is the sum of their SHA-256 modulo 2**256, 64 hexadecimal digits; of nothing it is 0. So it depends
    on the content alone, whatever the order and the history, and costs what the change costs [1]_. It tells
    contents apart; it is no protection against a forger.

    References
    ----------
    .. [1] Bellare, Micciancio (1997): A New Paradigm for Collision-free Hashing: Incrementality at Reduced
       Cost. EUROCRYPT.
    """
    total = int(digest, 16) + sum(map(_hash, come)) - sum(map(_hash, gone))
    return f"{total % (1 << 256):064x}"


def _hash(item: str) -> int:
    return int.from_bytes(hashlib.sha256(item.encode()).digest())


def redirect_items(redirects: Mapping[NodeId, NodeId]) -> set[str]:
    """Return redirects as :func:`digest_after` counts them."""
    return {f"{old} -> {new}" for old, new in redirects.items()}


def is_merge(fact: Fact) -> bool:
    """Return whether a fact is that two skills of one curriculum are the same."""
    return (
        isinstance(fact, Edge)
        and fact.kind is EdgeKind.SAME_AS
        and curriculum_of(fact.source) == curriculum_of(fact.target)
    )


def carried(statement: Statement, redirects: Mapping[NodeId, NodeId]) -> Statement | None:
    """Return what a person said under the ids that ``redirects`` lead to; what others say stays as it is.

    A rename must not lose a judgement, while a document or a conclusion is simply read anew. That two skills
    of a curriculum are the same, or are not, is said of the names that they had, and stays as it was said:
    else a merge would erase its own reason. None: the judgement was about two things that are one now.
    """
    says = statement.says
    if statement.origin is not Origin.CURATED or is_merge(says):
        return statement
    if not isinstance(says, Edge):
        return replace(statement, says=replace(says, id=redirects.get(says.id, says.id)))
    source, target = redirects.get(says.source, says.source), redirects.get(says.target, says.target)
    if source == target and says.source != says.target:
        return None
    return replace(statement, says=replace(says, source=source, target=target))

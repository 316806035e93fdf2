"""What a whole curriculum says: resolve → embed → infer → the difference to what is stored → apply."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import msgspec
from anyio import to_thread

from embeddings.ports import Encoder
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Revision, difference
from graph.model import Curriculum, Edge, NodeId, Origin, Statement
from graph.ports import GraphStore
from ingest.conclusion import Conclusion, concluded, imagined
from ingest.cosines import Cosines
from ingest.infer import infer
from ingest.occasion import Occasion, curated, titled
from ingest.passages import Passages, refresh, vectors
from ingest.records import Draft
from ingest.renames import moved_documents, renamed_nodes
from ingest.resolve import Merge, Resolution, resolve
from ingest.retries import persist

SETTLING: Final = "settle"
"""The stage of a failure that came after a document was read."""

_DRAFTS: Final = 512
"""Drafts that are read in one go: as bytes they take half of what they take as records."""


async def settle(
    store: GraphStore, encoder: Encoder, occasion: Occasion, progress: Callable[[str, int, int], None]
) -> Conclusion:
    """Do what :func:`conclude` does, a few times if somebody else wrote first.

    Raises
    ------
    StoreError
        If the store fails; nothing was changed.
    EncoderError
        If the embedding model cannot be loaded.
    """
    return await persist(lambda: conclude(store, encoder, occasion, progress))


async def conclude(
    store: GraphStore, encoder: Encoder, occasion: Occasion, progress: Callable[[str, int, int], None]
) -> Conclusion:
    """Settle a curriculum from the drafts of all its documents, and apply what that changes as one change.

    Raises
    ------
    RevisionConflict
        If someone else wrote meanwhile; nothing was written, and the call can be repeated.
    """
    curriculum = occasion.curriculum
    base = await store.revision()
    said = await store.statements_of(curriculum, origins=[Origin.CURATED])
    occasion = titled(occasion, said)
    judgements = curated(said, occasion)
    ledger = _Ledger.of(await store.documents(curriculum), occasion)
    keep = None if occasion.preview else base
    spoken = await _spoken(store, encoder, occasion, judgements, ledger, keep=keep, progress=progress)
    before = await _before(store, curriculum, spoken)
    renamed = await _renamed(store, occasion, ledger, before, spoken)
    retired = (await store.delta(base.sequence)).redirects
    changes = replace(
        _changes(occasion, ledger, judgements, before, spoken),
        redirects=_with_revived({**renamed, **spoken.redirects}, retired, spoken.statements),
    )
    size = len(changes.added) + len(changes.removed)
    progress("writing", 0, size)
    revision = base if occasion.preview else await store.apply(changes, expected=base.sequence)
    progress("writing", size, size)
    return concluded(
        before,
        changes,
        revision=revision,
        renamed=renamed,
        merges=spoken.merges,
        warnings=spoken.warnings,
        delta=imagined(before, retired, changes, base) if occasion.preview else None,
    )


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The documents of a curriculum: ``settled`` are those that speak now.

    Those ``aside`` are left out, and what they said before stays.
    """

    known: Sequence[DocumentRecord]
    settled: Sequence[DocumentRecord]
    aside: frozenset[NodeId]

    @classmethod
    def of(cls, known: Sequence[DocumentRecord], occasion: Occasion) -> "_Ledger":
        """Tell apart the documents that are known."""
        given_up = {record.id for record in known if _is_given_up(record)}
        aside = frozenset((given_up | set(occasion.aside)) - set(occasion.gone))
        silent = aside.union(occasion.gone)
        return cls(known, [record for record in known if record.id not in silent], aside)

    @property
    def pending(self) -> set[NodeId]:
        """The documents that were accepted and never settled, by whichever run."""
        return {record.id for record in self.settled if _is_pending(record)}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What all documents say and what follows from it; the words themselves are let go."""

    statements: tuple[Statement, ...]
    merges: tuple[Merge, ...]
    redirects: Mapping[NodeId, NodeId]
    warnings: tuple[str, ...]
    passages: Passages
    memos: Mapping[NodeId, bytes]


async def _spoken(
    store: GraphStore,
    encoder: Encoder,
    occasion: Occasion,
    judgements: Sequence[Statement],
    ledger: _Ledger,
    *,
    keep: Revision | None,
    progress: Callable[[str, int, int], None],
) -> _Spoken:
    """Resolve, embed and infer; ``keep`` as :func:`ingest.passages.refresh` takes it."""
    documents = len(ledger.settled)
    progress("resolving", 0, documents)
    resolution, memos = await _resolved(store, encoder, occasion, judgements, ledger)
    progress("resolving", documents, documents)
    passages = await refresh(store, encoder, occasion.curriculum, resolution, progress, keep=keep)
    lessons = len(resolution.profiles)
    progress("inferring", 0, lessons)
    rows, passages = vectors(passages.current), replace(passages, current=())
    inferred = await to_thread.run_sync(infer, resolution, rows)
    progress("inferring", lessons, lessons)
    return _Spoken(
        statements=(*resolution.statements, *inferred),
        merges=resolution.merges,
        redirects=resolution.redirects,
        warnings=resolution.warnings,
        passages=passages,
        memos=memos,
    )


async def _resolved(
    store: GraphStore,
    encoder: Encoder,
    occasion: Occasion,
    judgements: Sequence[Statement],
    ledger: _Ledger,
) -> tuple[Resolution, dict[NodeId, bytes]]:
    """Resolve the drafts, and let go of each as soon as it was heard; return the memos to write as well."""
    known = await store.memos(occasion.curriculum)
    cosines = Cosines(encoder, known.get(occasion.curriculum, b""))
    settle_names = partial(
        resolve,
        occasion.curriculum,
        _drained(await _drafts(store, ledger.settled, occasion.fresh)),
        title=next((s.says.name for s in judgements if isinstance(s.says, Curriculum)), None),
        curated=judgements,
        similar=cosines,
        memos=known,
    )
    resolution = await to_thread.run_sync(settle_names)
    memos = {occasion.curriculum: cosines.memo, **resolution.memos}
    return replace(resolution, memos={}), _to_note(known, memos)  # inference needs the memory


def _to_note(known: Mapping[NodeId, bytes], now: Mapping[NodeId, bytes]) -> dict[NodeId, bytes]:
    """Return the memos to write: those that changed, and nothing for those that are needed no more."""
    changed = {node: memo for node, memo in now.items() if memo != known.get(node, b"")}
    return changed | dict.fromkeys(known.keys() - now.keys(), b"")


async def _before(store: GraphStore, curriculum: NodeId, spoken: _Spoken) -> list[Statement]:
    """Return what is stored of a curriculum, sorted by id.

    Equal ids are equal statements: only what is not said any more is read, and nothing is held twice.
    """
    stored = await store.statement_owners(curriculum)
    still = [statement for statement in spoken.statements if statement.id in stored]
    others = await store.statements_by_id(stored.keys() - {statement.id for statement in still})
    return sorted((*still, *others), key=lambda statement: statement.id)


async def _renamed(
    store: GraphStore, occasion: Occasion, ledger: _Ledger, before: Sequence[Statement], spoken: _Spoken
) -> dict[NodeId, NodeId]:
    """Return the new ids of what is still the same: documents, lessons and modules.

    What a run that died had accepted is as new as what this one did.
    """
    moved: dict[NodeId, NodeId] = {}
    if occasion.gone:
        accepted = await _stored(store, ledger.pending - occasion.fresh.keys())
        left = await _left(store, ledger.known, occasion.gone)
        moved = moved_documents(left, _decoded(occasion.fresh) | accepted)
    changed = {*occasion.fresh, *ledger.pending, *moved}
    return moved | renamed_nodes(before, spoken.statements, moved, changed)


def _changes(
    occasion: Occasion,
    ledger: _Ledger,
    judgements: Iterable[Statement],
    before: Iterable[Statement],
    spoken: _Spoken,
) -> ChangeSet:
    """Return what leads from what is stored to what is said now, but for redirects."""
    stays = {str(document) for document in ledger.aside}
    stored = {s.id: s.owner for s in before if s.owner not in stays}
    added, removed = difference(stored, spoken.statements)
    # no curriculum is left of a name alone
    names = () if spoken.statements else (s.id for s in judgements if isinstance(s.says, Curriculum))
    return ChangeSet(
        added=(*added, *occasion.judged),
        removed=(*removed, *occasion.withdrawn, *names),
        documents=tuple(_ingested(ledger.settled)),
        dropped=tuple(sorted(occasion.gone)),
        passages=spoken.passages.new,
        forgotten=spoken.passages.stale,
        memos=spoken.memos,
        message=occasion.message or f"ingest {occasion.curriculum}",
    )


def _with_revived(
    redirects: Mapping[NodeId, NodeId], retired: Mapping[NodeId, NodeId], spoken: Iterable[Statement]
) -> dict[NodeId, NodeId]:
    """Return redirects, and the ends of those whose ids are in use again, as after a split.

    What something is redirected to is in use anyway: its own earlier redirect ends with that.
    """
    used = {s.says.id for s in spoken if not isinstance(s.says, Edge)} - set(redirects.values())
    return {**{node: node for node in retired if node in used}, **redirects}


async def _drafts(
    store: GraphStore, records: Sequence[DocumentRecord], fresh: Mapping[NodeId, bytes]
) -> list[Draft]:
    stored = await _stored(store, [record.id for record in records if record.id not in fresh])
    return [*_decoded(fresh).values(), *stored.values()]


def _drained(drafts: list[Draft]) -> Iterator[Draft]:
    """Yield drafts that the list then no longer holds."""
    while drafts:
        yield drafts.pop()


async def _stored(store: GraphStore, documents: Collection[NodeId]) -> dict[NodeId, Draft]:
    """Return what was last understood of documents; of some that is nothing."""
    wanted, found = list(documents), dict[NodeId, Draft]()
    for start in range(0, len(wanted), _DRAFTS):
        found |= _decoded(await store.drafts(wanted[start : start + _DRAFTS]))
    return found


def _decoded(drafts: Mapping[NodeId, bytes]) -> dict[NodeId, Draft]:
    decoder = msgspec.msgpack.Decoder(Draft)
    return {document: decoder.decode(data) for document, data in drafts.items() if data}


async def _left(
    store: GraphStore, records: Sequence[DocumentRecord], gone: Collection[NodeId]
) -> dict[NodeId, tuple[DocumentRecord, Draft | None]]:
    """Return the documents that go, with what they said."""
    said = await _stored(store, gone)
    return {record.id: (record, said.get(record.id)) for record in records if record.id in gone}


def _ingested(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """Return the records that this conclusion moves from accepted to ingested."""
    pending = (record for record in records if _is_pending(record))
    return [
        replace(record, status=DocumentStatus.INGESTED, failure=None, ingested_at=None) for record in pending
    ]


def _is_given_up(record: DocumentRecord) -> bool:
    """Return whether a document was read and then broke what all documents say together.

    Until it is sent or tried again it is left out, and what it said before stays: else it would break every
    later run of its curriculum (:mod:`ingest.culprits`).
    """
    return record.failure is not None and record.failure.stage == SETTLING and not _is_pending(record)


def _is_pending(record: DocumentRecord) -> bool:
    return record.status is DocumentStatus.PENDING

"""What a whole curriculum says: resolve → embed → infer → the difference to what is stored → apply."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import msgspec
from anyio import to_thread

from embeddings.ports import Encoder
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Revision, difference
from graph.model import Fact, FactId, NodeId, Origin, Statement, settle
from graph.ports import GraphStore
from ingest.infer import infer
from ingest.passages import refresh, vectors
from ingest.records import Draft
from ingest.renames import moved_documents, renamed_nodes
from ingest.resolve import Merge, Resolution, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What concluding changed: facts sorted by id, as they are now (or were, for ``removed``).

    ``renamed`` leads from the old to the new ids of documents, lessons and modules that are still the same.
    """

    revision: Revision
    added: tuple[Fact, ...]
    changed: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    renamed: Mapping[NodeId, NodeId]
    merges: tuple[Merge, ...]
    warnings: tuple[str, ...]


async def conclude(
    store: GraphStore,
    encoder: Encoder,
    curriculum: NodeId,
    *,
    title: str | None,
    fresh: Mapping[NodeId, Draft],
    gone: Collection[NodeId],
    preview: bool,
    progress: Callable[[str, int, int], None],
) -> Conclusion:
    """Settle a curriculum from the drafts of all its documents, and apply what that changes as one change.

    ``fresh`` are drafts at hand, ``gone`` documents to remove. In a preview nothing is written.

    Raises
    ------
    RevisionConflict
        If someone else wrote meanwhile; nothing was written, and the call can be repeated.
    """
    base = await store.revision()
    known = await store.documents(curriculum)
    records = [record for record in known if record.id not in gone]
    before = await store.statements_of(curriculum)
    curated = [statement for statement in before if statement.origin is Origin.CURATED]
    drafts = await _drafts(store, records, fresh)
    moved = moved_documents(await _left(store, known, gone), fresh) if gone else {}
    resolution = await to_thread.run_sync(partial(resolve, curriculum, drafts, title=title, curated=curated))
    passages = await refresh(store, encoder, curriculum, resolution, progress)
    inferred = await to_thread.run_sync(infer, resolution, vectors(passages.current))
    spoken = (*resolution.statements, *inferred)
    added, removed = difference({statement.id: statement.owner for statement in before}, spoken)
    renamed = moved | renamed_nodes(before, spoken, moved, {*fresh, *moved})
    changes = ChangeSet(
        added=added,
        removed=removed,
        documents=tuple(_settled(records)),
        dropped=tuple(sorted(gone)),
        passages=passages.new,
        forgotten=passages.stale,
        redirects={**renamed, **resolution.redirects},
        message=f"ingest {curriculum}",
    )
    size = len(added) + len(removed)
    progress("writing", 0, size)
    revision = base if preview else await store.apply(changes, expected=base.sequence)
    progress("writing", size, size)
    return _conclusion(revision, before, changes, resolution, renamed)


async def _drafts(
    store: GraphStore, records: Sequence[DocumentRecord], fresh: Mapping[NodeId, Draft]
) -> list[Draft]:
    stored = await store.drafts([record.id for record in records if record.id not in fresh])
    decoder = msgspec.msgpack.Decoder(Draft)
    return [*fresh.values(), *(decoder.decode(data) for data in stored.values())]


async def _left(
    store: GraphStore, records: Sequence[DocumentRecord], gone: Collection[NodeId]
) -> dict[NodeId, tuple[DocumentRecord, Draft | None]]:
    """Return the documents that go, with what they said."""
    stored = await store.drafts(gone)
    decoder = msgspec.msgpack.Decoder(Draft)
    said = {document: decoder.decode(data) for document, data in stored.items()}
    return {record.id: (record, said.get(record.id)) for record in records if record.id in gone}


def _settled(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """Return the records that this conclusion moves from accepted to ingested."""
    pending = (r for r in records if r.status is DocumentStatus.PENDING)
    return [replace(record, status=DocumentStatus.INGESTED, failure=None) for record in pending]


def _conclusion(
    revision: Revision,
    before: Sequence[Statement],
    changes: ChangeSet,
    resolution: Resolution,
    renamed: Mapping[NodeId, NodeId],
) -> Conclusion:
    """Say which facts a change adds, alters and ends."""
    removed = set(changes.removed)
    touched = {s.subject for s in changes.added} | {s.subject for s in before if s.id in removed}
    old: dict[FactId, list[Statement]] = defaultdict(list)
    new: dict[FactId, list[Statement]] = defaultdict(list)
    for statement in before:
        if statement.subject in touched:
            old[statement.subject].append(statement)
            if statement.id not in removed:
                new[statement.subject].append(statement)
    for statement in changes.added:
        new[statement.subject].append(statement)
    pairs = [(settle(old[subject]), settle(new[subject])) for subject in sorted(touched)]
    return Conclusion(
        revision=revision,
        added=tuple(now.fact for was, now in pairs if now and not was),
        changed=tuple(now.fact for was, now in pairs if now and was and now != was),
        removed=tuple(was.fact for was, now in pairs if was and not now),
        renamed=renamed,
        merges=resolution.merges,
        warnings=resolution.warnings,
    )

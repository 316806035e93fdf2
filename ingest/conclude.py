"""What a whole curriculum says: resolve → embed → infer → the difference to what is stored → apply."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import msgspec
import numpy as np
from anyio import to_thread

from embeddings.ports import Encoder
from graph.changes import (
    ChangeSet,
    Content,
    Delta,
    DocumentRecord,
    DocumentStatus,
    Revision,
    difference,
    is_merge,
)
from graph.model import (
    Curriculum,
    Edge,
    Fact,
    FactId,
    NodeId,
    Origin,
    Owner,
    Statement,
    StatementId,
    settle,
)
from graph.patch import between
from graph.ports import GraphStore
from ingest.infer import infer
from ingest.passages import Passages, refresh, vectors
from ingest.records import Draft
from ingest.renames import moved_documents, renamed_nodes
from ingest.resolve import Merge, resolve

SETTLING: Final = "settle"
"""The stage of a failure that came after a document was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What concluding changed: facts sorted by id, as they are now (or were, for ``removed``).

    ``renamed`` leads from the old to the new ids of documents, lessons and modules that are still the same.
    ``changes`` is what was applied, or would be; then ``delta`` leads from ``revision`` to what the graph
    would hold of the curriculum. It is None otherwise.
    """

    revision: Revision
    changes: ChangeSet
    added: tuple[Fact, ...]
    changed: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    renamed: Mapping[NodeId, NodeId]
    merges: tuple[Merge, ...]
    warnings: tuple[str, ...]
    delta: Delta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a curriculum is settled anew.

    ``fresh`` are drafts at hand, ``gone`` documents to remove, ``judged`` what a person decided just now and
    ``withdrawn`` the judgements that it ends. Documents ``aside`` are left out, and what they said before
    stays. ``title`` is what a person calls the curriculum from now on. In a ``preview`` nothing is written.
    """

    curriculum: NodeId
    title: str | None = None
    fresh: Mapping[NodeId, Draft] = field(default_factory=dict)
    gone: Collection[NodeId] = ()
    aside: Collection[NodeId] = ()
    judged: tuple[Statement, ...] = ()
    withdrawn: Collection[StatementId] = ()
    preview: bool = False
    message: str = ""

    def without(self, aside: Collection[NodeId]) -> "Occasion":
        """Return the same, but for some documents that are left out."""
        fresh = {document: draft for document, draft in self.fresh.items() if document not in aside}
        return replace(self, fresh=fresh, aside=aside)


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
    occasion = _titled(occasion, said)
    known = await store.documents(curriculum)
    out = {record.id for record in known if _is_given_up(record)} | set(occasion.aside)
    out -= set(occasion.gone)
    records = [record for record in known if record.id not in {*occasion.gone, *out}]
    keep = None if occasion.preview else base
    curated = _curated(said, occasion)
    spoken = await _spoken(
        store, encoder, occasion, curated=curated, records=records, keep=keep, progress=progress
    )
    # read this late, what is stored does not stand in memory beside the words of all documents
    before = await store.statements_of(curriculum)
    # what a run that died had accepted is as new as what this one did
    pending = {record.id for record in records if _is_pending(record)}
    moved = await _moved(store, known, occasion, pending)
    changed = {*occasion.fresh, *pending, *moved}
    renamed = moved | renamed_nodes(before, spoken.statements, moved, changed)
    retired = (await store.delta(base.sequence)).redirects
    # no curriculum is left of a name alone
    names = () if spoken.statements else (s.id for s in curated if isinstance(s.says, Curriculum))
    stays = {str(document) for document in out}
    added, removed = difference({s.id: s.owner for s in before if s.owner not in stays}, spoken.statements)
    changes = ChangeSet(
        added=(*added, *occasion.judged),
        removed=(*removed, *occasion.withdrawn, *names),
        documents=tuple(_settled(records)),
        dropped=tuple(sorted(occasion.gone)),
        passages=spoken.passages.new,
        forgotten=spoken.passages.stale,
        redirects=_with_revived({**renamed, **spoken.redirects}, retired, spoken.statements),
        message=occasion.message or f"ingest {curriculum}",
    )
    size = len(changes.added) + len(changes.removed)
    progress("writing", 0, size)
    revision = base if occasion.preview else await store.apply(changes, expected=base.sequence)
    progress("writing", size, size)
    delta = _imagined(before, retired, changes, base) if occasion.preview else None
    return replace(_conclusion(revision, before, changes, spoken, renamed), delta=delta)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What all documents say and what follows from it; the words themselves are let go."""

    statements: tuple[Statement, ...]
    merges: tuple[Merge, ...]
    redirects: Mapping[NodeId, NodeId]
    warnings: tuple[str, ...]
    passages: Passages


async def _spoken(
    store: GraphStore,
    encoder: Encoder,
    occasion: Occasion,
    *,
    curated: Sequence[Statement],
    records: Sequence[DocumentRecord],
    keep: Revision | None,
    progress: Callable[[str, int, int], None],
) -> _Spoken:
    """Resolve, embed and infer; ``keep`` as :func:`ingest.passages.refresh` takes it."""
    curriculum = occasion.curriculum
    drafts = await _drafts(store, records, occasion.fresh)
    settle_names = partial(
        resolve,
        curriculum,
        drafts,
        title=next((s.says.name for s in curated if isinstance(s.says, Curriculum)), None),
        curated=curated,
        similar=partial(_cosines, encoder),
    )
    resolution = await to_thread.run_sync(settle_names)
    passages = await refresh(store, encoder, curriculum, resolution, progress, keep=keep)
    inferred = await to_thread.run_sync(infer, resolution, vectors(passages.current))
    return _Spoken(
        statements=(*resolution.statements, *inferred),
        merges=resolution.merges,
        redirects=resolution.redirects,
        warnings=resolution.warnings,
        passages=replace(passages, current=()),
    )


async def _moved(
    store: GraphStore, known: Sequence[DocumentRecord], occasion: Occasion, pending: set[NodeId]
) -> dict[NodeId, NodeId]:
    """Return which new documents those that go became."""
    if not occasion.gone:
        return {}
    accepted = await _stored(store, pending - occasion.fresh.keys())
    return moved_documents(await _left(store, known, occasion.gone), {**occasion.fresh, **accepted})


def title_of(curriculum: NodeId, title: str) -> Statement:
    """Return that the person who sent its documents calls a curriculum so."""
    says = Curriculum(id=curriculum, name=title)
    return Statement(says=says, owner=Owner("person:operator"), origin=Origin.CURATED)


def _titled(occasion: Occasion, said: Iterable[Statement]) -> Occasion:
    """Let a title that a person gives take the place of the one that they gave before."""
    if occasion.title is None:
        return occasion
    now = title_of(occasion.curriculum, occasion.title)
    before = (s.id for s in said if isinstance(s.says, Curriculum) and s.verdict is None and s != now)
    return replace(
        occasion, judged=(*occasion.judged, now), withdrawn=(*occasion.withdrawn, *before), title=None
    )


def _curated(said: Iterable[Statement], occasion: Occasion) -> list[Statement]:
    """Return what people decided, as it is from now on."""
    stays = (s for s in said if s.id not in set(occasion.withdrawn))
    return [*stays, *occasion.judged]


def _cosines(encoder: Encoder, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
    """Return how alike the names of each pair are in meaning."""
    places = {
        name: place for place, name in enumerate(dict.fromkeys(name for pair in pairs for name in pair))
    }
    rows = encoder.encode(list(places))
    ends = np.array([[places[one], places[other]] for one, other in pairs])
    cosines: Sequence[float] = np.einsum("ij,ij->i", rows[ends[:, 0]], rows[ends[:, 1]]).tolist()
    return cosines


def _with_revived(
    redirects: Mapping[NodeId, NodeId], retired: Mapping[NodeId, NodeId], spoken: Iterable[Statement]
) -> dict[NodeId, NodeId]:
    """Return redirects, and the ends of those whose ids are in use again, as after a split.

    What something is redirected to is in use anyway: its own earlier redirect ends with that.
    """
    used = {s.says.id for s in spoken if not isinstance(s.says, Edge)} - set(redirects.values())
    return {**{node: node for node in retired if node in used}, **redirects}


async def _drafts(
    store: GraphStore, records: Sequence[DocumentRecord], fresh: Mapping[NodeId, Draft]
) -> list[Draft]:
    stored = await _stored(store, [record.id for record in records if record.id not in fresh])
    return [*fresh.values(), *stored.values()]


async def _stored(store: GraphStore, documents: Collection[NodeId]) -> dict[NodeId, Draft]:
    """Return what was last understood of documents; of some that is nothing."""
    stored = await store.drafts(documents)
    decoder = msgspec.msgpack.Decoder(Draft)
    return {document: decoder.decode(data) for document, data in stored.items() if data}


async def _left(
    store: GraphStore, records: Sequence[DocumentRecord], gone: Collection[NodeId]
) -> dict[NodeId, tuple[DocumentRecord, Draft | None]]:
    """Return the documents that go, with what they said."""
    said = await _stored(store, gone)
    return {record.id: (record, said.get(record.id)) for record in records if record.id in gone}


def _is_given_up(record: DocumentRecord) -> bool:
    """Return whether a document was read and then broke what all documents say together.

    Until it is sent or tried again it is left out, and what it said before stays: else it would break every
    later run of its curriculum (:mod:`ingest.culprits`).
    """
    return record.failure is not None and record.failure.stage == SETTLING and not _is_pending(record)


def _is_pending(record: DocumentRecord) -> bool:
    return record.status is DocumentStatus.PENDING


def _settled(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """Return the records that this conclusion moves from accepted to ingested."""
    pending = (record for record in records if _is_pending(record))
    return [replace(record, status=DocumentStatus.INGESTED, failure=None) for record in pending]


def _conclusion(
    revision: Revision,
    before: Sequence[Statement],
    changes: ChangeSet,
    spoken: _Spoken,
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
    pairs = [pair for pair in pairs if not any(side and is_merge(side.fact) for side in pair)]  # told apart
    return Conclusion(
        revision=revision,
        changes=changes,
        added=tuple(now.fact for was, now in pairs if now and not was),
        changed=tuple(now.fact for was, now in pairs if now and was and now != was),
        removed=tuple(was.fact for was, now in pairs if was and not now),
        renamed=renamed,
        merges=spoken.merges,
        warnings=spoken.warnings,
        delta=None,
    )


def _imagined(
    before: Iterable[Statement], redirects: Mapping[NodeId, NodeId], changes: ChangeSet, base: Revision
) -> Delta:
    """Return what a change would do to a graph that it is not applied to."""
    content = Content({statement.id: statement for statement in before}, redirects)
    return between(content, content.after(changes), base)

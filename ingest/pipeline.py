"""From files to a change of the graph: identify → parse → extract → accept, then resolve → infer → apply.

Documents are read, extracted and durably accepted in small batches: a slow store slows the reader down
instead of filling memory. What a whole curriculum says is settled once, at the end, and applied as one
change: after a crash the next run finds what was accepted and goes on from there.
"""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread
import msgspec

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus, Failure, Revision
from graph.errors import RevisionConflict, SourceError
from graph.model import NodeId
from graph.ports import GraphStore
from ingest.records import Draft
from ingest.slugs import document_id
from ingest.sources.files import Source

if TYPE_CHECKING:  # where nothing has changed neither numpy nor scipy is waited for
    from embeddings.ports import Encoder
    from ingest.conclude import Conclusion, Occasion

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Called with a stage (``reading``, ``embedding``, ``writing``), how much of it is done and of how many.

Calls come from worker threads too, one at a time."""

_BATCH_FILES = 64
_BATCH_BYTES = 8 * 1024 * 1024
_ATTEMPTS = 5
_UNREAD = "application/octet-stream"
_VERSION = "2026-11-23"
"""Part of every fingerprint: changing how documents become statements changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did; lists are sorted by uri.

    ``unused`` has, for each document read, its number of lines and the 1-based inclusive ranges of those that
    became nothing. ``conclusion`` is None where nothing had changed. In a preview ``revision`` is the one
    compared with.
    """

    curriculum: NodeId
    revision: Revision
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: Mapping[str, SourceError] = field(default_factory=dict)
    unused: Mapping[str, tuple[int, tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    conclusion: "Conclusion | None" = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that was read and extracted, and is to be stored."""

    record: DocumentRecord
    body: DocumentBody | None
    draft: Draft | None
    error: SourceError | None = None


async def ingest(
    store: GraphStore,
    encoder: "Encoder",
    files: Sequence[Source],
    curriculum: NodeId,
    *,
    title: str | None = None,
    prune: bool = False,
    preview: bool = False,
    max_bytes: int,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring a curriculum up to date with files, and return what that did.

    Same bytes again write nothing. With ``prune`` documents that are not among ``files`` are removed, with
    ``preview`` nothing is written. A file that cannot be read is reported and blocks no other.

    Raises
    ------
    StoreError
        If the store fails; what was accepted before stays accepted.
    EncoderError
        If the embedding model cannot be loaded.
    """
    notify = progress or _silent
    ledger = {record.uri: record for record in await store.documents(curriculum)}
    run = _Run(store, curriculum, _fingerprint(encoder), ledger, preview, max_bytes, notify)
    accepted = await run.accept(files)
    dropped = sorted(ledger.keys() - {file.uri for file in files}) if prune else []
    report = _summary(run, accepted, await store.revision(), dropped, len(files))
    pending = [r for r in ledger.values() if r.status is DocumentStatus.PENDING]
    if not (report.added or report.updated or dropped or pending):
        return report
    from ingest.conclude import Occasion  # noqa: PLC0415  # see above

    occasion = Occasion(
        curriculum=curriculum,
        title=title,
        fresh={item.record.id: item.draft for item in accepted if item.draft},
        gone={document_id(curriculum, uri) for uri in dropped},
        preview=preview,
    )
    conclusion = await settle(store, encoder, occasion, notify)
    warnings = (*report.warnings, *conclusion.warnings)
    return replace(report, revision=conclusion.revision, conclusion=conclusion, warnings=warnings)


async def accept(
    store: GraphStore, encoder: "Encoder", file: Source, curriculum: NodeId, *, max_bytes: int
) -> DocumentRecord:
    """Read one document and store it, durably, for :func:`ingest` to go on with; return its record.

    It is ``PENDING`` then, or ``FAILED`` if it cannot be read. One that is in the graph, or on its way there,
    as it stands is left alone.

    Raises
    ------
    StoreError
        If the store fails; nothing was accepted.
    """
    ledger = {record.uri: record for record in await store.documents(curriculum)}
    run = _Run(
        store, curriculum, _fingerprint(encoder), ledger, preview=False, max_bytes=max_bytes, notify=_silent
    )
    accepted = await run.accept([file])
    return accepted[0].record if accepted else ledger[file.uri]


async def remove(
    store: GraphStore, encoder: "Encoder", document: DocumentRecord, *, preview: bool = False
) -> "Conclusion":
    """Take a document out of the graph, with all that it alone says; in a preview nothing is written.

    Raises
    ------
    StoreError
        If the store fails; nothing was removed.
    """
    from ingest.conclude import Occasion  # noqa: PLC0415  # see above

    occasion = Occasion(curriculum=document.curriculum, gone={document.id}, preview=preview)
    return await settle(store, encoder, occasion)


async def settle(
    store: GraphStore, encoder: "Encoder", occasion: "Occasion", notify: Progress | None = None
) -> "Conclusion":
    """Settle a curriculum anew, a few times if somebody else wrote first.

    Raises
    ------
    StoreError
        If the store fails; nothing was changed.
    EncoderError
        If the embedding model cannot be loaded.
    """
    from ingest.conclude import conclude  # noqa: PLC0415  # see above

    return await persist(lambda: conclude(store, encoder, occasion, notify or _silent))


def _fingerprint(encoder: "Encoder") -> str:
    return f"{_VERSION}/{encoder.id}"


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


async def persist(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try again, a few times, when someone else wrote first.

    Raises
    ------
    RevisionConflict
        If they did each time.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return await attempt()
        except RevisionConflict:
            continue
    return await attempt()


def _summary(
    run: "_Run", accepted: Sequence[Accepted], revision: Revision, dropped: Sequence[str], files: int
) -> IngestReport:
    drafts = sorted((item.draft for item in accepted if item.draft), key=lambda draft: draft.uri)
    return IngestReport(
        curriculum=run.curriculum,
        revision=revision,
        added=tuple(draft.uri for draft in drafts if draft.uri not in run.ledger),
        updated=tuple(draft.uri for draft in drafts if draft.uri in run.ledger),
        removed=tuple(dropped),
        unchanged=files - len(accepted),
        failed={item.record.uri: item.error for item in accepted if item.error},
        unused={draft.uri: (draft.lines, draft.unused) for draft in drafts},
        warnings=tuple(warning for draft in drafts for warning in draft.warnings),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The first half of an ingest: everything about one document at a time."""

    store: GraphStore
    curriculum: NodeId
    fingerprint: str
    ledger: Mapping[str, DocumentRecord]
    preview: bool
    max_bytes: int
    notify: Progress

    async def accept(self, files: Sequence[Source]) -> list[Accepted]:
        """Read, extract and store what changed; return it, without the bodies, in the order of ``files``."""
        accepted: list[Accepted] = []
        batches = self._batches(files)
        while (batch := await anyio.to_thread.run_sync(next, batches, None)) is not None:
            await self._store(batch)
            accepted += (replace(item, body=None) for item in batch)
        return accepted

    def _batches(self, files: Sequence[Source]) -> Iterator[list[Accepted]]:
        """Yield what changed among every few files, or fewer where they are large."""
        batch: list[Accepted] = []
        size = 0
        for done, file in enumerate(files, start=1):
            item = self._read(file)
            self.notify("reading", done, len(files))
            if item is not None:
                batch.append(item)
                size += len(item.body.content) if item.body else 0
            if done % _BATCH_FILES == 0 or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        yield batch

    def _read(self, file: Source) -> Accepted | None:
        """Return what a file became, or None if it is in the graph as it stands."""
        known = self.ledger.get(file.uri)
        try:
            data = file.read(self.max_bytes)
        except SourceError as error:
            return self._failed(file.uri, known, "", error)
        sha256 = hashlib.sha256(data).hexdigest()
        if known and self._is_same(known, sha256) and known.status is not DocumentStatus.FAILED:
            return None
        return self._extract(file.uri, known, data, sha256)

    def _is_same(self, known: DocumentRecord, sha256: str) -> bool:
        return known.sha256 == sha256 and known.fingerprint == self.fingerprint

    def _extract(self, uri: str, known: DocumentRecord | None, data: bytes, sha256: str) -> Accepted:
        from ingest.drafting import draft_of  # noqa: PLC0415  # a thousand expressions to compile

        try:
            draft = draft_of(uri, data)
        except SourceError as error:
            return self._failed(uri, known, sha256, error)
        record = self._record(uri, sha256, DocumentStatus.PENDING)
        body = DocumentBody(content=data, draft=msgspec.msgpack.encode(draft))
        return Accepted(replace(record, media_type=draft.media_type, unused=draft.unused), body, draft)

    def _failed(self, uri: str, known: DocumentRecord | None, sha256: str, error: SourceError) -> Accepted:
        attempts = known.failure.attempts + 1 if known and known.failure else 1
        if known and known.failure and self._is_same(known, sha256):
            return Accepted(known, None, None, error)
        failure = Failure(stage="parse", message=error.message, attempts=attempts)
        record = self._record(uri, sha256, DocumentStatus.FAILED)
        return Accepted(replace(record, failure=failure), None, None, error)

    def _record(self, uri: str, sha256: str, status: DocumentStatus) -> DocumentRecord:
        return DocumentRecord(
            id=document_id(self.curriculum, uri),
            curriculum=self.curriculum,
            uri=uri,
            media_type=_UNREAD,
            sha256=sha256,
            fingerprint=self.fingerprint,
            status=status,
        )

    async def _store(self, batch: Collection[Accepted]) -> None:
        """Make a batch durable: records of documents leave the graph alone, so any revision will do."""
        changes = ChangeSet(
            documents=tuple(item.record for item in batch if item.record != self.ledger.get(item.record.uri)),
            bodies={item.record.id: item.body for item in batch if item.body},
        )
        if self.preview or changes.is_empty:
            return

        async def apply() -> None:
            await self.store.apply(changes, expected=(await self.store.revision()).sequence)

        await persist(apply)

"""Identify → parse → extract → accept: documents are read and durably stored, in small batches.

A slow store slows the reader down instead of filling memory.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import anyio.to_thread
import msgspec

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus, Failure
from graph.errors import SourceError, StoreError
from graph.model import NodeId
from graph.ports import GraphStore
from ingest.extractors import installed
from ingest.retries import is_of_the_store, reason, write_beside
from ingest.slugs import document_id
from ingest.sources.files import Source

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done and of how many.

The stages are ``reading``, ``resolving``, ``embedding``, ``inferring`` and ``writing``, in that order.

Calls come from worker threads too, one at a time."""

_BATCH_FILES = 64
_BATCH_BYTES = 8 * 1024 * 1024
_UNREAD = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that was read and extracted and is to be stored, or the error for which it was not."""

    record: DocumentRecord
    body: DocumentBody | None
    lines: int = 0
    warnings: tuple[str, ...] = ()
    error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The first half of an ingest of a curriculum: everything about one document at a time.

    ``ledger`` is what the store has of its documents, by uri.
    """

    store: GraphStore
    curriculum: NodeId
    fingerprint: str
    ledger: Mapping[str, DocumentRecord]
    preview: bool
    max_bytes: int
    notify: Progress

    async def accept(self, files: Sequence[Source]) -> list[Accepted]:
        """Read, extract and store what changed, and return it in the order of ``files``.

        Bodies are let go once they are stored; in a preview, of which nothing is, drafts are kept.
        """
        accepted: list[Accepted] = []
        batches = self._batches(files)
        while (batch := await anyio.to_thread.run_sync(next, batches, None)) is not None:
            accepted += map(self._slimmed, await self._store(batch))
        return accepted

    def _slimmed(self, item: Accepted) -> Accepted:
        kept = replace(item.body, content=b"") if self.preview and item.body and not item.error else None
        return replace(item, body=kept)

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

        extractors = installed()  # one that cannot be loaded is no fault of the document
        try:
            draft = draft_of(uri, data, extractors=extractors)
            body = DocumentBody(content=data, draft=msgspec.msgpack.encode(draft))
        except Exception as error:  # noqa: BLE001  # whatever it is, the other documents go in
            failed = self._failed(uri, known, sha256, _of_document(error, uri))
            # the store keeps what was sent, so that it can be tried again, and what was last understood of it
            return replace(failed, body=DocumentBody(content=data, draft=b""))
        record = self._record(uri, sha256, DocumentStatus.PENDING)
        record = replace(record, media_type=draft.media_type, unused=draft.unused)
        return Accepted(record, body, draft.lines, draft.warnings)

    def _failed(
        self, uri: str, known: DocumentRecord | None, sha256: str, error: SourceError, stage: str = "parse"
    ) -> Accepted:
        attempts = known.failure.attempts + 1 if known and known.failure else 1
        if known and known.failure and self._is_same(known, sha256):
            return Accepted(known, None, error=error)
        failure = Failure(stage=stage, message=error.message, attempts=attempts)
        record = self._record(uri, sha256, DocumentStatus.FAILED)
        return Accepted(replace(record, failure=failure), None, error=error)

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

    async def _store(self, batch: Sequence[Accepted]) -> Sequence[Accepted]:
        """Make a batch durable, and return it; a document that the store refuses has failed, alone."""
        try:
            await self._write(batch)
        except StoreError as error:
            if is_of_the_store(error):
                raise
            if len(batch) > 1:
                half = len(batch) // 2
                return [*await self._store(batch[:half]), *await self._store(batch[half:])]
            record = batch[0].record
            refused = SourceError(f"The store refuses it ({error.message})", uri=record.uri)
            known = self.ledger.get(record.uri)
            batch = [self._failed(record.uri, known, record.sha256, refused, "store")]
            await self._write(batch)
        return batch

    async def _write(self, batch: Collection[Accepted]) -> None:
        """Write what is new of a batch."""
        new = [item for item in batch if item.record != self.ledger.get(item.record.uri)]
        bodies = {item.record.id: item.body for item in new if item.body}
        failed = [document for document, body in bodies.items() if not body.draft]
        understood = await self.store.drafts(failed) if failed else {}
        changes = ChangeSet(
            documents=tuple(item.record for item in new),
            bodies={
                document: replace(body, draft=body.draft or understood.get(document, b""))
                for document, body in bodies.items()
            },
        )
        if not (self.preview or changes.is_empty):
            await write_beside(self.store, changes)


def _of_document(error: Exception, uri: str) -> SourceError:
    """Return why a document cannot be read; what is no error of reading is one of Cairn."""
    if isinstance(error, SourceError):
        return error
    return SourceError(
        f"Cairn stumbles over it ({reason(error)}).",
        uri=uri,
        hint="The other documents go in without it. Please report this: it is a fault of Cairn.",
    )

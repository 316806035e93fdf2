"""Documents on their way into the graph: accepted durably, then settled in the background.

The queue is the ledger itself: what is ``PENDING`` there is still to be done, whoever accepted it and however
that process ended. So there is nothing to lose, and nothing to clean up.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import anyio
from anyio.abc import TaskGroup

from api.services.documents import Submission, find_document, find_documents, list_documents
from api.services.feed import Feed
from api.services.ledger_watch import LedgerWatch
from api.services.progress import Progress, Stage
from api.services.tracing import Progress as Traced
from api.services.tracing import stages_of
from api.services.workspace import Workspace
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus
from graph.errors import InvalidInput, StoreError
from graph.model import NodeId
from ingest.conclude import SETTLING, settle
from ingest.culprits import give_up, settle_around
from ingest.occasion import Occasion
from ingest.pipeline import accept
from ingest.retries import is_of_the_store, write_beside
from ingest.sources.given import Given

_ATTEMPTS: Final = 5
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 60.0
"""Seconds; a pause is twice the one before, and up to half of it is left to chance."""
_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at what other processes wrote into the ledger, while somebody listens."""

_log = logging.getLogger("cairn.ingest")


class Queue:
    """Takes documents in, and moves what is pending on: one curriculum does not wait for another.

    A store in trouble is tried until it is back: that is no fault of a document. Anything else, a value that
    the store refuses included, is tried five times; then the documents that it comes from have failed, with
    the reason, and can be tried again: all that are pending in that curriculum, where none by itself is to
    blame.
    """

    def __init__(
        self, workspace: Workspace, *, first_pause: float = _FIRST_PAUSE, look_every: float = _LOOK_EVERY
    ) -> None:
        self._workspace = workspace
        self._first_pause = first_pause
        self._accepting = anyio.Lock()
        self._due: set[NodeId] = set()
        self._busy: set[NodeId] = set()
        self._changed = anyio.Event()
        self.outcomes = Counter[DocumentStatus]()
        self.progress = Feed[tuple[NodeId, NodeId | None], Progress]()
        self.ledger = LedgerWatch(workspace.store, self.progress, look_every)

    async def submit(self, sent: Submission) -> DocumentRecord:
        """Accept a document; when this returns, it survives a crash. The same one again changes nothing.

        Raises
        ------
        StoreError
            If the store fails; nothing was accepted.
        """
        workspace = self._workspace
        async with self._accepting:  # the same document sent twice at once is accepted once
            record = await accept(
                workspace.store,
                workspace.encoder,
                sent.document,
                sent.curriculum,
                max_bytes=workspace.settings.max_bytes,
            )
        if record.status is DocumentStatus.PENDING:
            self._notify(record.curriculum)
        self.ledger.tell(record)
        return record

    async def retry(self, id_: str) -> DocumentRecord:
        """Try again what has failed; return the document's record.

        Raises
        ------
        UnknownId
            If there is no document of that id.
        InvalidInput
            If it has not failed, or its content is not there: a folder's file that could not be opened.
        """
        record = await find_document(self._workspace, id_)
        if record.status is not DocumentStatus.FAILED:
            raise InvalidInput(
                f"{record.uri} is {record.status}.", hint="Only what has failed is tried again."
            )
        store = self._workspace.store
        body = (await store.bodies([record.id])).get(record.id)
        if body is None:
            raise InvalidInput(f"{record.uri} was never received.", hint="Send it again.")
        if record.failure and record.failure.stage == SETTLING and body.draft:
            pending = replace(record, status=DocumentStatus.PENDING)
            await write_beside(store, ChangeSet(documents=(pending,)))
        else:
            pending = await self._read_again(record, Given(record.uri, body.content))
        if pending.status is DocumentStatus.PENDING:
            self._notify(record.curriculum)
        self.ledger.tell(pending)
        return pending

    async def _read_again(self, record: DocumentRecord, document: Given) -> DocumentRecord:
        """Accept what could not be read before; where it still cannot be, count the attempt."""
        workspace = self._workspace
        limit = workspace.settings.max_bytes
        async with self._accepting:
            found = await accept(
                workspace.store, workspace.encoder, document, record.curriculum, max_bytes=limit
            )
            if found.status is DocumentStatus.FAILED and found.failure and found == record:
                found = replace(found, failure=replace(found.failure, attempts=found.failure.attempts + 1))
                await write_beside(workspace.store, ChangeSet(documents=(found,)))
        return found

    def settling(self) -> int:
        """Return how many curricula are being worked on."""
        return len(self._busy)

    async def run(self) -> None:
        """Move on what is pending now and what comes, until cancelled."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._find_pending)
            while True:
                await self._changed.wait()
                self._changed = anyio.Event()
                self._start(group)

    def _start(self, group: TaskGroup) -> None:
        for curriculum in self._due - self._busy:
            self._due.discard(curriculum)
            self._busy.add(curriculum)
            group.start_soon(self._work_on, curriculum)

    async def _find_pending(self) -> None:
        """Find what earlier processes left, as soon as the store lets us."""
        pause = self._first_pause
        while True:
            try:
                pending = await self._workspace.store.documents(status=DocumentStatus.PENDING)
            except StoreError as error:
                _log.warning("pending documents cannot be looked up: %s", error)
                pause = await self._pause(pause)
                continue
            for record in pending:
                self._notify(record.curriculum)
            return

    async def _work_on(self, curriculum: NodeId) -> None:
        try:
            await self._settle(curriculum)
        finally:
            self._busy.discard(curriculum)
            self._changed.set()  # more may have come meanwhile

    async def _settle(self, curriculum: NodeId) -> None:
        """Bring a curriculum up to date with what is pending in it, however often that has to be tried."""
        pause, attempt = self._first_pause, 1
        while True:
            try:
                return await self._bring_in(curriculum, attempt)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, it must not stop what else is pending
                attempt = self._after(trouble, curriculum, attempt)
            pause = await self._pause(pause)

    def _after(self, trouble: Exception, curriculum: NodeId, attempt: int) -> int:
        """Tell why an attempt failed; return the number of the next: the store's trouble does not count."""
        if isinstance(trouble, StoreError):
            _log.warning("%s waits for the store: %s", curriculum, trouble)
            self._tell(Progress(curriculum, None, Stage.WAITING))
        else:
            _log.error("%s could not be settled (attempt %d)", curriculum, attempt, exc_info=trouble)
        return attempt if is_of_the_store(trouble) else min(attempt + 1, _ATTEMPTS)

    async def _bring_in(self, curriculum: NodeId, attempt: int) -> None:
        """Bring what is pending in a curriculum into the graph, and tell how far that is."""
        workspace, loop = self._workspace, asyncio.get_running_loop()

        def tell(stage: str, done: int, total: int) -> None:  # called from worker threads, too
            loop.call_soon_threadsafe(self._tell, Progress(curriculum, None, Stage(stage), done, total))

        pending = await list_documents(workspace, curriculum, DocumentStatus.PENDING)
        if not pending:
            return
        with stages_of(workspace.tracer, tell) as traced:
            occasion = Occasion(curriculum=curriculum)
            if attempt < _ATTEMPTS:
                await settle(workspace.store, workspace.encoder, occasion, traced)
            else:
                await self._bring_in_what_can(occasion, pending, traced)
        await workspace.written()
        found = await find_documents(workspace, [record.id for record in pending])
        self._ended([record for record in found if record])
        _log.info("%s is settled", curriculum)

    async def _bring_in_what_can(
        self, occasion: Occasion, pending: Sequence[DocumentRecord], progress: Traced
    ) -> None:
        """Mark as failed what breaks a curriculum, or all that is pending in it; whoever asks sees why."""
        store, encoder = self._workspace.store, self._workspace.encoder
        try:
            await settle_around(store, encoder, occasion, progress, attempts=_ATTEMPTS)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  # it breaks without what is pending, too
            blamed = dict.fromkeys((record.id for record in pending), error)
            await give_up(store, occasion.curriculum, blamed, attempts=_ATTEMPTS)

    async def _pause(self, seconds: float) -> float:
        """Wait, and return how long to wait the next time."""
        await anyio.sleep(seconds * random.uniform(0.5, 1))  # noqa: S311  # spreads retries, guards nothing
        return min(seconds * 2, _LONGEST_PAUSE)

    def _ended(self, records: Sequence[DocumentRecord]) -> None:
        self.outcomes.update(record.status for record in records)
        for record in records:
            self.ledger.tell_if_new(record)

    def _tell(self, news: Progress) -> None:
        self.progress.tell((news.curriculum, news.document), news)

    def _notify(self, curriculum: NodeId) -> None:
        self._due.add(curriculum)
        self._changed.set()

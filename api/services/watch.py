"""What can be watched: the revision of the graph, and documents on their way into it."""

from collections.abc import AsyncGenerator
from functools import partial

import anyio

from api.services.documents import list_documents
from api.services.progress import Progress, progress_of
from api.services.queue import Queue
from api.services.workspace import Workspace
from graph.changes import DocumentStatus, Revision
from graph.model import curriculum_of


class Watch:
    """Watches one workspace, and the documents on their way into it, for any number of listeners."""

    def __init__(self, workspace: Workspace, queue: Queue) -> None:
        self._workspace, self.queue = workspace, queue

    async def revisions(self, curriculum: str | None = None) -> AsyncGenerator[Revision, None]:
        """Yield the revision that stands, and newer ones as they are seen; who is slow misses those between.

        With ``curriculum`` only revisions are told since which something in it has changed.

        Raises
        ------
        StoreError
            If there is nothing to answer from, or the store cannot say what changed.
        """
        seen = (await self._workspace.picture()).snapshot.revision
        yield seen
        while True:
            now = await self._workspace.newer_than(seen.sequence)
            if curriculum is None or curriculum in await self._curricula(seen.sequence, now.sequence):
                yield now
            seen = now

    async def progress(self, curriculum: str | None = None) -> AsyncGenerator[Progress, None]:
        """Yield the documents that are pending, then what happens to them and to those that come.

        Of each thing the latest is told; who is slow misses what was overtaken. Of what other processes work
        on, it tells where each document stands.

        Raises
        ------
        StoreError
            If the ledger cannot be read at first.
        """
        queue = self.queue
        with queue.progress.listen() as listener:
            await queue.ledger.begin()
            for record in await list_documents(self._workspace, curriculum, DocumentStatus.PENDING):
                yield progress_of(record)
            while True:
                await queue.ledger.look()
                news = None
                with anyio.move_on_after(queue.ledger.interval):
                    news = await listener.next()
                if news and curriculum in {None, news.curriculum}:
                    yield news

    async def _curricula(self, after: int, until: int) -> frozenset[str]:
        """Return the curricula that changed between two revisions; the log is read once for most who ask."""
        picture = await self._workspace.picture()
        return await picture.memo.once_read(("curricula", after, until), partial(self._read, after, until))

    async def _read(self, after: int, until: int) -> frozenset[str]:
        return frozenset(
            curriculum_of(statement.subject)
            for change in await self._workspace.store.log(after=after)
            if change.revision.sequence <= until
            for statement in (*change.added, *change.removed)
        )

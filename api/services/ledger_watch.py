"""What any process does with documents, told to those who listen in this one."""

import logging
from collections import OrderedDict
from typing import Final, TypeAlias

import anyio

from api.services.feed import Feed
from api.services.progress import Progress, progress_of
from graph.changes import DocumentRecord, DocumentStatus
from graph.errors import StoreError
from graph.model import NodeId
from graph.ports import GraphStore

News: TypeAlias = Feed[tuple[NodeId, NodeId | None], Progress]

_REMEMBERED: Final = 10_000
_END: Final = 2**62
"""An entry that no ledger comes to."""
_log = logging.getLogger("cairn.ingest")


class LedgerWatch:
    """Tells a feed where documents stand: what this process says at once, others a moment later.

    While somebody listens the ledger is looked at, at most once in each ``interval`` of seconds.
    """

    def __init__(self, store: GraphStore, news: News, interval: float) -> None:
        self.interval = interval
        self._store, self._news = store, news
        self._lock = anyio.Lock()
        self._entry: int | None = None
        self._looked = 0.0
        self._told: OrderedDict[NodeId, tuple[object, ...]] = OrderedDict()
        self._told_meanwhile: set[NodeId] = set()

    def tell(self, record: DocumentRecord) -> None:
        """Tell where a document stands."""
        self._told[record.id] = _standing(record)
        self._told.move_to_end(record.id)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        self._told_meanwhile.add(record.id)
        news = progress_of(record)
        self._news.tell((news.curriculum, news.document), news)

    def tell_if_new(self, record: DocumentRecord) -> None:
        """Tell where a document stands, unless that was told last."""
        if self._told.get(record.id) != _standing(record):
            self.tell(record)

    async def begin(self) -> None:
        """Tell from now on what is written; whoever listens first calls this before they look themselves.

        Raises
        ------
        StoreError
            If the ledger cannot be read.
        """
        async with self._lock:
            if self._entry is None or self._news.listeners() == 1:
                self._entry = (await self._store.ledger_since(_END)).entry

    async def look(self) -> None:
        """Tell what was written since the last look, if that is a while ago; out of reach it is no news."""
        async with self._lock:
            now = anyio.current_time()
            if self._entry is None or now - self._looked < self.interval:
                return
            self._looked = now
            self._told_meanwhile.clear()
            try:
                found = await self._store.ledger_since(self._entry)
            except StoreError as error:
                _log.debug("the ledger cannot be read: %s", error)
                return
            self._entry = found.entry
            for record in found.records:
                if record.id not in self._told_meanwhile:  # what was told while this was read is newer
                    self.tell_if_new(record)


def _standing(record: DocumentRecord) -> tuple[object, ...]:
    ingested_at = record.ingested_at if record.status is DocumentStatus.INGESTED else None
    return record.status, record.sha256, record.fingerprint, record.failure, ingested_at

"""Connections to one database file, and transactions on them in worker threads."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import to_thread

from graph.errors import StoreUnavailable
from graph.stores.sqlite import wanted
from graph.stores.sqlite.failures import mapped_errors, read_only
from graph.stores.sqlite.place import Place
from graph.stores.sqlite.schema import needs_upgrade, refuse_upgrade, upgrade

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_READERS = 8
BUSY_SECONDS = 30.0
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # in WAL mode only FULL survives a loss of power
    "PRAGMA secure_delete = ON",  # what is forgotten is overwritten
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",  # bytes: the log shrinks again after a large change
    "PRAGMA cache_size = -16384",  # KiB
    wanted.TABLE,
)


class Database:
    """Runs functions of a connection as transactions: any number of readers, one writer at a time.

    Each transaction has a connection of its own; idle ones are kept. Several processes may use one file.
    ``work`` fetches all rows of a query before it does anything that may fail with them: a cursor that an
    error keeps alive would keep its connection in the past.
    A database in memory has a single connection, so there readers wait for one another too.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._writers = anyio.CapacityLimiter(1)
        self._readers = self._writers if place.path is None else anyio.CapacityLimiter(_READERS)

    @property
    def url(self) -> str:
        """Return where the database is."""
        return self._place.url

    async def prepare(self, now: datetime) -> None:
        """Check what is there and bring its schema up to date; must come first.

        Raises
        ------
        StoreError
            If the file cannot be used as a store.
        """
        await to_thread.run_sync(self._prepare, now, limiter=self._writers)

    async def read(self, work: Callable[[sqlite3.Connection, *Ts], T], *args: *Ts) -> T:
        """Return what ``work`` reads, all of it from one state of the database."""
        return await to_thread.run_sync(self._transact, "BEGIN", work, args, limiter=self._readers)

    async def write(self, work: Callable[[sqlite3.Connection, *Ts], T], *args: *Ts) -> T:
        """Run ``work`` as one durable transaction; if it raises, nothing is written."""
        if self._place.read_only:
            raise read_only(self.url)
        return await to_thread.run_sync(self._transact, "BEGIN IMMEDIATE", work, args, limiter=self._writers)

    async def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the database, unless a reader still needs the log."""
        await to_thread.run_sync(self._checkpoint, limiter=self._writers)

    async def close(self) -> None:
        """Close every connection; one that is in use is closed when its transaction ends."""
        self._closed = True
        await to_thread.run_sync(self._close_idle, limiter=self._writers)

    def _prepare(self, now: datetime) -> None:
        with mapped_errors(self.url), self._connection() as db:
            due = needs_upgrade(db, self.url)
            if self._place.read_only and due:
                raise refuse_upgrade(self.url)
            if due:
                with _transaction(db, "BEGIN IMMEDIATE"):
                    if needs_upgrade(db, self.url):  # another process may have been faster
                        upgrade(db, now)
            if not self._place.read_only:
                db.execute("PRAGMA journal_mode = WAL")

    def _transact(self, begin: str, work: Callable[[sqlite3.Connection, *Ts], T], args: tuple[*Ts]) -> T:
        with mapped_errors(self.url), self._connection() as db, _transaction(db, begin):
            return work(db, *args)

    def _checkpoint(self) -> None:
        with mapped_errors(self.url), self._connection() as db:
            db.execute("PRAGMA busy_timeout = 0")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise StoreUnavailable(f"{self.url} is closed.")
        db = self._take()
        try:
            yield db
        finally:
            self._release(db)

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:  # asking first whether there is one would race with other threads
            return self._connect()

    def _release(self, db: sqlite3.Connection) -> None:
        self._idle.append(db)
        if self._closed:  # meanwhile
            self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._place.address(),
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in _PRAGMAS:
                db.execute(pragma)
        except BaseException:
            db.close()
            raise
        return db


@contextmanager
def _transaction(db: sqlite3.Connection, begin: str) -> Iterator[None]:
    db.execute(begin)
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # some errors have rolled back already
            db.execute("ROLLBACK")
        raise

"""Managed transactions on one database of a Neo4j server."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Concatenate, Final, ParamSpec, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    NotificationMinimumSeverity,
    Record,
)
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreUnavailable
from graph.stores.neo4j.failures import full_is_final, is_distrusted, mapped_errors
from graph.stores.neo4j.place import Place

T = TypeVar("T")
P = ParamSpec("P")

BATCH: Final = 5_000
"""Rows to one query: enough to hide the way to the server, few enough to let others on the event loop run."""
_RETRY_SECONDS: Final = 30.0


class Transaction:
    """Runs queries in one transaction; each record that arrives proves the server alive."""

    def __init__(self, transaction: AsyncManagedTransaction, alive: Callable[[], None]) -> None:
        self._transaction = transaction
        self._alive = alive

    async def rows(self, query: str, **parameters: object) -> list[Record]:
        """Return all records of a query."""
        result = await self._transaction.run(query, parameters)
        found = []
        async for record in result:
            found.append(record)
            self._alive()
        self._alive()
        return found

    async def each(self, query: str, rows: Iterable[object], **parameters: object) -> list[Record]:
        """Run a query that begins with ``UNWIND $rows`` over batches of ``rows``; return all records."""
        found: list[Record] = []
        for batch in batches(rows):
            found += await self.rows(query, rows=batch, **parameters)
        return found


class Database:
    """Runs functions of a :class:`Transaction`, again where the server asks for that.

    Sessions share bookmarks: whoever reads sees what was written here before, on any member of a cluster.
    """

    def __init__(self, place: Place) -> None:
        """Raise a ConfigurationError of the driver if the address is none; nothing is connected yet."""
        self._place = place
        self._closed = False
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()
        self._driver: AsyncDriver = AsyncGraphDatabase.driver(
            place.address,
            auth=(place.user or "neo4j", place.password) if place.password else None,
            max_connection_pool_size=place.pool,
            connection_timeout=min(place.patience, 30.0),
            connection_acquisition_timeout=place.patience,
            max_transaction_retry_time=min(place.patience, _RETRY_SECONDS),
            notifications_min_severity=NotificationMinimumSeverity.OFF,  # hints for authors of queries
            telemetry_disabled=True,
            user_agent="cairn-curriculum",
        )

    @property
    def url(self) -> str:
        """Return where the database is, without a secret."""
        return self._place.url

    async def check_certificate(self) -> None:
        """Raise StoreUnavailable if the server's certificate cannot be trusted.

        A transaction would be tried again, as a server may yet come, and that only keeps the reason back.
        """
        with mapped_errors(self.url):
            try:
                async with asyncio.timeout(self._place.patience):
                    await self._driver.verify_connectivity()
            except (Neo4jError, DriverError, TimeoutError) as error:
                if is_distrusted(error):
                    raise

    async def read(
        self, work: Callable[Concatenate[Transaction, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what ``work`` reads."""
        return await self._transact(READ_ACCESS, lambda tx: work(tx, *args, **kwargs))

    async def write(
        self, work: Callable[Concatenate[Transaction, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work`` as one durable transaction; if it raises, nothing is written."""
        return await self._transact(WRITE_ACCESS, lambda tx: work(tx, *args, **kwargs))

    async def command(self, query: str) -> None:
        """Run a query that wants a transaction to itself, such as a change of the schema."""
        await self.write(lambda tx: tx.rows(query))

    async def close(self) -> None:
        """Close every connection."""
        self._closed = True
        with mapped_errors(self.url):
            await self._driver.close()

    async def _transact(self, access: str, work: Callable[[Transaction], Awaitable[T]]) -> T:
        if self._closed:
            raise StoreUnavailable(f"{self.url} is closed.")
        patience = self._place.patience
        loop = asyncio.get_running_loop()
        with mapped_errors(self.url):
            async with asyncio.timeout(patience) as silence:

                def alive() -> None:
                    silence.reschedule(loop.time() + patience)

                async def unit(transaction: AsyncManagedTransaction) -> T:
                    with full_is_final(self.url):
                        return await work(Transaction(transaction, alive))

                async with self._session(access) as session:
                    execute = session.execute_read if access == READ_ACCESS else session.execute_write
                    return await execute(unit)

    def _session(self, access: str) -> AsyncSession:
        return self._driver.session(
            database=self._place.database, default_access_mode=access, bookmark_manager=self._bookmarks
        )


def batches(rows: Iterable[T]) -> Iterator[Sequence[T]]:
    """Yield ``rows``, as many at a time as one query takes."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch

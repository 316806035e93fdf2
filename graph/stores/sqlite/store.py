"""The embedded store: one SQLite file, no server."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from anyio import to_thread

from graph.changes import (
    ChangeSet,
    Delta,
    DocumentBody,
    DocumentRecord,
    DocumentStatus,
    LedgerNews,
    LedgerPage,
    LoggedChange,
    Passage,
    Revision,
)
from graph.columns import Contents, GraphColumns
from graph.learner import FIRST, Completion, LearnerId, LearnerState, Mastery
from graph.model import FactId, NodeId, Origin, Owner, Statement, StatementId
from graph.requests import Claim, Request
from graph.stores.sqlite import (
    columns,
    history,
    learners,
    ledger,
    memos,
    passages,
    requests,
    statements,
    writing,
)
from graph.stores.sqlite.database import Database
from graph.stores.sqlite.place import locate


class SqliteStore:
    """A :class:`graph.ports.GraphStore` in a SQLite file, or in memory for as long as it is open.

    Any number of processes may read and write the same file. Blocking work is done in worker threads.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    async def open(
        cls, path: str | Path, *, read_only: bool = False, clock: Callable[[], datetime] | None = None
    ) -> Self:
        """Open a store, and make it if there is none.

        Parameters
        ----------
        path
            A file, or ``":memory:"``. A file that cannot be written to is opened for reading.
        read_only
            Refuse to write, and to make or upgrade a store.
        clock
            Returns the moment that a revision is given; an aware datetime.

        Raises
        ------
        StoreUnavailable
            If the place cannot hold a store: a directory, a missing folder, no permission.
        StoreCorrupt
            If the file is no SQLite database or another application's; it is left as it was.
        StoreTooNew
            If a newer Cairn wrote it.
        """
        clock = clock or _now
        database = Database(await to_thread.run_sync(partial(locate, path, read_only=read_only)))
        try:
            await database.prepare(clock())
        except BaseException:
            await database.close()
            raise
        return cls(database, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def url(self) -> str:
        """Return ``sqlite:///<path>``."""
        return self._database.url

    async def revision(self) -> Revision:
        """See :meth:`graph.ports.GraphStore.revision`."""
        return await self._database.read(history.current)

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """See :meth:`graph.ports.GraphStore.apply`."""
        if changes.is_empty:
            return await self._database.read(history.require, expected)
        return await self._database.write(writing.apply, changes, expected, self._clock())

    async def edition(self) -> int:
        """See :meth:`graph.ports.GraphStore.edition`."""
        return await self._database.read(passages.edition)

    async def columns(self) -> GraphColumns:
        """See :meth:`graph.ports.GraphStore.columns`."""
        return await self._database.read(columns.load)

    async def contents(self) -> Contents:
        """See :meth:`graph.ports.GraphStore.contents`."""
        return await self._database.read(columns.contents)

    async def delta(self, since: int, *, edition: int | None = None) -> Delta:
        """See :meth:`graph.ports.GraphStore.delta`."""
        return await self._database.read(history.delta, since, edition)

    async def log(self, *, after: int = 0) -> tuple[LoggedChange, ...]:
        """See :meth:`graph.ports.GraphStore.log`."""
        return await self._database.read(history.log, after)

    async def statements(self, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
        """See :meth:`graph.ports.GraphStore.statements`."""
        return await self._database.read(statements.about, subjects)

    async def statements_of(
        self, curriculum: NodeId | None = None, *, origins: Collection[Origin] | None = None
    ) -> tuple[Statement, ...]:
        """See :meth:`graph.ports.GraphStore.statements_of`."""
        return await self._database.read(statements.of_curriculum, curriculum, origins)

    async def statement_owners(self, curriculum: NodeId) -> dict[StatementId, Owner]:
        """See :meth:`graph.ports.GraphStore.statement_owners`."""
        return await self._database.read(statements.owners, curriculum)

    async def statements_by_id(self, ids: Collection[StatementId]) -> tuple[Statement, ...]:
        """See :meth:`graph.ports.GraphStore.statements_by_id`."""
        return await self._database.read(statements.by_id, ids)

    async def documents(
        self, curriculum: NodeId | None = None, *, status: DocumentStatus | None = None
    ) -> tuple[DocumentRecord, ...]:
        """See :meth:`graph.ports.GraphStore.documents`."""
        return await self._database.read(ledger.ledger, curriculum, status)

    async def document_page(
        self,
        curriculum: NodeId | None = None,
        *,
        status: DocumentStatus | None = None,
        after: str = "",
        limit: int,
    ) -> LedgerPage:
        """See :meth:`graph.ports.GraphStore.document_page`."""
        return await self._database.read(ledger.page, curriculum, status, after, limit)

    async def records(self, documents: Collection[NodeId]) -> dict[NodeId, DocumentRecord]:
        """See :meth:`graph.ports.GraphStore.records`."""
        return await self._database.read(ledger.records, documents)

    async def ledger_since(self, entry: int) -> LedgerNews:
        """See :meth:`graph.ports.GraphStore.ledger_since`."""
        return await self._database.read(ledger.since, entry)

    async def bodies(self, documents: Collection[NodeId]) -> dict[NodeId, DocumentBody]:
        """See :meth:`graph.ports.GraphStore.bodies`."""
        return await self._database.read(ledger.bodies, documents)

    async def drafts(self, documents: Collection[NodeId]) -> dict[NodeId, bytes]:
        """See :meth:`graph.ports.GraphStore.drafts`."""
        return await self._database.read(ledger.drafts, documents)

    async def passages(self, curriculum: NodeId | None = None) -> tuple[Passage, ...]:
        """See :meth:`graph.ports.GraphStore.passages`."""
        return await self._database.read(passages.of_curriculum, curriculum)

    async def memos(self, curriculum: NodeId) -> dict[NodeId, bytes]:
        """See :meth:`graph.ports.GraphStore.memos`."""
        return await self._database.read(memos.of_curriculum, curriculum)

    async def learner(self, learner: LearnerId) -> LearnerState:
        """See :meth:`graph.ports.GraphStore.learner`."""
        return await self._database.read(learners.state, learner)

    async def learners(self, *, after: LearnerId = FIRST, limit: int) -> tuple[LearnerState, ...]:
        """See :meth:`graph.ports.GraphStore.learners`."""
        return await self._database.read(learners.states, after, limit)

    async def record(
        self, learner: LearnerId, *, knows: Collection[Mastery] = (), completed: Collection[Completion] = ()
    ) -> LearnerState:
        """See :meth:`graph.ports.GraphStore.record`."""
        return await self._database.write(learners.record, learner, knows, completed)

    async def take_back(self, learner: LearnerId, lessons: Collection[NodeId]) -> LearnerState:
        """See :meth:`graph.ports.GraphStore.take_back`."""
        return await self._database.write(learners.take_back, learner, lessons)

    async def forget(self, learner: LearnerId) -> bool:
        """See :meth:`graph.ports.GraphStore.forget`; what was erased cannot be read from the file."""
        known = await self._database.write(learners.forget, learner)
        await self._database.checkpoint()
        return known

    async def claim(self, request: Request, runner: str) -> Claim:
        """See :meth:`graph.ports.GraphStore.claim`."""
        return await self._database.write(requests.claim, request, runner, self._clock())

    async def answer(self, request: Request, answer: bytes) -> None:
        """See :meth:`graph.ports.GraphStore.answer`."""
        await self._database.write(requests.answer, request, answer)

    async def release(self, request: Request, runner: str) -> None:
        """See :meth:`graph.ports.GraphStore.release`."""
        await self._database.write(requests.release, request, runner)

    async def close(self) -> None:
        """See :meth:`graph.ports.GraphStore.close`."""
        await self._database.close()


def _now() -> datetime:
    return datetime.now(UTC)

"""The contract of a graph store; ``tests/contract`` holds every implementation to it."""

from collections.abc import Collection
from typing import Protocol

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


class GraphStore(Protocol):
    """Where graphs live. Every method may raise a :class:`graph.errors.StoreError`, and nothing else.

    After the same ChangeSets two stores hold equal graphs with equal digests and bit-equal vectors.
    A method is one batch: none is meant to be called in a loop over nodes.
    """

    @property
    def url(self) -> str:
        """Where the store is, without a secret."""
        ...

    async def revision(self) -> Revision:
        """Return the current revision; an empty store is at sequence 0."""
        ...

    async def apply(self, changes: ChangeSet, *, expected: int) -> Revision:
        """Apply a change whole or not at all, and return the revision that it made.

        When this returns, the change survives a crash. The sequence grows by one if a statement was added
        or removed or a redirect set, else it stays. Documents, bodies and passages are stored either way.

        Raises
        ------
        RevisionConflict
            If the store is not at sequence ``expected``.
        """
        ...

    async def edition(self) -> int:
        """Return the number of the last change to the passages, which grows with each; 0: there was none."""
        ...

    async def columns(self) -> GraphColumns:
        """Return the whole graph at its current revision."""
        ...

    async def contents(self) -> Contents:
        """Return the whole graph and all passages, both as they are at one moment."""
        ...

    async def delta(self, since: int, *, edition: int | None = None) -> Delta:
        """Return the facts that changed after sequence ``since``, and the passages after ``edition``.

        All of it is of one moment; the work is in proportion to what changed. Without an edition passages
        are left out.
        """
        ...

    async def log(self, *, after: int = 0) -> tuple[LoggedChange, ...]:
        """Return what the revisions after sequence ``after`` changed, oldest first."""
        ...

    async def statements(self, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
        """Return the statements about each fact, sorted by id; a fact without any is absent."""
        ...

    async def statements_of(
        self, curriculum: NodeId | None = None, *, origins: Collection[Origin] | None = None
    ) -> tuple[Statement, ...]:
        """Return every statement about a curriculum's facts, or about all, sorted by id.

        With ``origins`` those of some origins alone.
        """
        ...

    async def statement_owners(self, curriculum: NodeId) -> dict[StatementId, Owner]:
        """Return the id and owner of every statement about a curriculum's facts."""
        ...

    async def statements_by_id(self, ids: Collection[StatementId]) -> tuple[Statement, ...]:
        """Return those of some statements that hold, sorted by id."""
        ...

    async def documents(
        self, curriculum: NodeId | None = None, *, status: DocumentStatus | None = None
    ) -> tuple[DocumentRecord, ...]:
        """Return the ledger, of one curriculum or of all, sorted by id; of one status if it is given."""
        ...

    async def document_page(
        self,
        curriculum: NodeId | None = None,
        *,
        status: DocumentStatus | None = None,
        after: str = "",
        limit: int,
    ) -> LedgerPage:
        """Return at most ``limit`` of what :meth:`documents` does: those whose ids come after one."""
        ...

    async def records(self, documents: Collection[NodeId]) -> dict[NodeId, DocumentRecord]:
        """Return the line of each document in the ledger; one without a line is absent."""
        ...

    async def ledger_since(self, entry: int) -> LedgerNews:
        """Return the lines of the ledger that were written after an entry; one that is gone is not told."""
        ...

    async def bodies(self, documents: Collection[NodeId]) -> dict[NodeId, DocumentBody]:
        """Return what is stored of each document; one without a body is absent."""
        ...

    async def drafts(self, documents: Collection[NodeId]) -> dict[NodeId, bytes]:
        """Return the drafts alone: what resolving a whole curriculum reads."""
        ...

    async def passages(self, curriculum: NodeId | None = None) -> tuple[Passage, ...]:
        """Return the passages, of one curriculum or of all, sorted by node and part."""
        ...

    async def memos(self, curriculum: NodeId) -> dict[NodeId, bytes]:
        """Return what settling a curriculum left of its nodes for the next time, opaque here."""
        ...

    async def learner(self, learner: LearnerId) -> LearnerState:
        """Return a learner's state; an unknown learner's is empty."""
        ...

    async def learners(self, *, after: LearnerId = FIRST, limit: int) -> tuple[LearnerState, ...]:
        """Return the states of at most ``limit`` learners, those next in order of their ids after one."""
        ...

    async def record(
        self, learner: LearnerId, *, knows: Collection[Mastery] = (), completed: Collection[Completion] = ()
    ) -> LearnerState:
        """Insert or replace masteries by skill and completions by lesson, and return the new state."""
        ...

    async def take_back(self, learner: LearnerId, lessons: Collection[NodeId]) -> LearnerState:
        """Erase the completions of some lessons, under old ids too, and return the new state."""
        ...

    async def forget(self, learner: LearnerId) -> bool:
        """Erase all that is stored of a learner; return whether there was anything."""
        ...

    async def claim(self, request: Request, runner: str) -> Claim:
        """Claim a request for a runner, or say what became of it.

        A claim lapses :data:`graph.requests.LEASE` after it was made or last made anew by the same runner;
        an answer is forgotten after :data:`graph.requests.KEPT`.
        """
        ...

    async def answer(self, request: Request, answer: bytes) -> None:
        """Keep what came of a request that was claimed; it is not changed any more."""
        ...

    async def release(self, request: Request, runner: str) -> None:
        """Give up a claim, so that the next may try; another runner's claim, and an answer, stay."""
        ...

    async def close(self) -> None:
        """Release what the store holds; it cannot be used afterwards."""
        ...

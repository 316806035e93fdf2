"""All that one store holds, brought into another of whatever kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from api.services.learners import learner_pages
from graph.changes import ChangeSet, DocumentRecord, Passage, PassageKey, Revision, leading
from graph.errors import InvalidInput, StoreError
from graph.learner import LearnerId
from graph.model import Edge, NodeId, Statement, StatementId
from graph.ports import GraphStore
from ingest.pipeline import Progress

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

_STATEMENTS = 10_000
_PASSAGES = 2_000
_DOCUMENTS = 16
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy wrote to bring the store ``target`` to ``revision``.

    ``erased`` counts what the target held and the source does not, or holds otherwise. ``moved_to`` is the
    source's sequence where somebody wrote to it meanwhile: that is not in the target.
    """

    source: str
    target: str
    revision: Revision
    statements: int = 0
    passages: int = 0
    documents: int = 0
    learners: int = 0
    erased: int = 0
    moved_to: int | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether the two were equal before."""
        return not (self.statements or self.passages or self.documents or self.learners or self.erased)


async def copy_store(
    source: GraphStore, target: GraphStore, *, replacing: bool, progress: Progress
) -> Copied:
    """Make ``target`` hold what ``source`` holds: statements, redirects, passages, documents and learners.

    Only what is missing is written, in batches, so that a copy which was ended goes on where it was. The
    ledger comes after the graph: until a document is in it, an ingest would read the document anew. The
    source's history stays behind, the target's begins with the copy; memos are made anew there.

    Raises
    ------
    InvalidInput
        If the target holds what the source does not; nothing is written. With ``replacing`` that is erased.
    RevisionConflict
        If somebody else writes to the target.
    StoreError
        If a store fails.
    """
    goal = await _holdings(source)
    there = await _holdings(target)
    surplus = there.beyond(goal)
    strangers = await _strangers(source, target)
    if (surplus.count or strangers) and not replacing:
        raise _refusal(source, target, surplus, strangers)
    missing = goal.beyond(there)
    writer = _Writer(source, target, there.revision, progress)
    await writer.remove(surplus, goal, there)
    await writer.add(missing)
    learners = await writer.learners(strangers)
    if writer.revision.digest != goal.revision.digest:
        raise StoreError(
            f"{target.url} does not hold what {source.url} does.",
            hint="Run the command again with --replace.",
        )
    now = (await source.revision()).sequence
    return Copied(
        source=source.url,
        target=target.url,
        revision=writer.revision,
        statements=len(missing.statements),
        passages=len(missing.passages),
        documents=len(missing.documents),
        learners=learners,
        erased=surplus.count + len(strangers),
        moved_to=now if now != goal.revision.sequence else None,
    )


@dataclass(frozen=True, slots=True)
class _Holdings:
    """What a store holds of the graph and about documents, but for the documents' bodies."""

    revision: Revision
    statements: Mapping[StatementId, Statement]
    redirects: Mapping[NodeId, NodeId]
    passages: Mapping[PassageKey, Passage]
    documents: Mapping[NodeId, DocumentRecord]

    @property
    def count(self) -> int:
        """How many things these are."""
        return len(self.statements) + len(self.redirects) + len(self.passages) + len(self.documents)

    def beyond(self, other: "_Holdings") -> "_Holdings":
        """Return what is here and not there, or not the same there."""
        return replace(
            self,
            statements=_beyond(self.statements, other.statements),
            redirects=_beyond(self.redirects, other.redirects),
            passages=_beyond(self.passages, other.passages),
            documents=_beyond(self.documents, other.documents),
        )


def _beyond(these: Mapping[K, V], those: Mapping[K, V]) -> dict[K, V]:
    return {key: value for key, value in these.items() if those.get(key) != value}


async def _holdings(store: GraphStore) -> _Holdings:
    """Read a store, again if somebody wrote to it meanwhile: all of it is to be of one revision."""
    revision, edition = await store.revision(), await store.edition()
    for _ in range(_ATTEMPTS):
        statements = await store.statements_of()
        passages = await store.passages()
        documents = await store.documents()
        delta = await store.delta(revision.sequence)
        if (delta.revision, delta.edition) == (revision, edition):
            return _Holdings(
                revision,
                {s.id: s for s in statements},
                delta.redirects,
                {(p.node, p.part): p for p in passages},
                {d.id: d for d in documents},
            )
        revision, edition = delta.revision, delta.edition
    raise StoreError(f"{store.url} changes all the time.", hint="Wait until nobody writes to it.")


async def _strangers(source: GraphStore, target: GraphStore) -> set[LearnerId]:
    """Return the learners of whom the target holds what the source does not."""
    strangers: set[LearnerId] = set()
    async for page in learner_pages(target):
        for state in page:
            known = await source.learner(state.id)
            if not (set(state.knows) <= set(known.knows) and set(state.completed) <= set(known.completed)):
                strangers.add(state.id)
    return strangers


def _refusal(
    source: GraphStore, target: GraphStore, surplus: _Holdings, strangers: set[LearnerId]
) -> InvalidInput:
    counts = {
        "statement": len(surplus.statements),
        "redirect": len(surplus.redirects),
        "passage": len(surplus.passages),
        "document": len(surplus.documents),
        "learner": len(strangers),
    }
    held = ", ".join(f"{n:,} {noun}{'s' if n > 1 else ''}" for noun, n in counts.items() if n)
    return InvalidInput(
        f"{target.url} holds what {source.url} does not: {held}.",
        hint="Name an empty store, or give --replace to erase that.",
    )


@dataclass(slots=True)
class _Writer:
    """Writes to the target batch by batch; each batch stands on the revision that the one before made."""

    source: GraphStore
    target: GraphStore
    revision: Revision
    progress: Progress

    async def remove(self, surplus: _Holdings, goal: _Holdings, there: _Holdings) -> None:
        """Take away what the source does not have, and bring the redirects to where it has them.

        Redirects come before the statements that they lead to: those are then added under their final ids.
        """
        await self._apply(
            ChangeSet(
                removed=tuple(sorted(surplus.statements)),
                dropped=tuple(sorted(surplus.documents.keys() - goal.documents.keys())),
                forgotten=tuple(sorted(surplus.passages.keys() - goal.passages.keys())),
                redirects=leading(there.redirects, goal.redirects),
            )
        )

    async def add(self, missing: _Holdings) -> None:
        """Write what the target lacks: nodes, edges, passages, then the documents that they came from."""
        statements = sorted(missing.statements.values(), key=lambda s: (isinstance(s.says, Edge), s.id))
        for statement_batch in self._batches("statements", statements, _STATEMENTS):
            await self._apply(ChangeSet(added=tuple(statement_batch)))
        passages = [passage for _, passage in sorted(missing.passages.items())]
        for passage_batch in self._batches("passages", passages, _PASSAGES):
            await self._apply(ChangeSet(passages=tuple(passage_batch)))
        documents = [record for _, record in sorted(missing.documents.items())]
        for batch in self._batches("documents", documents, _DOCUMENTS):
            bodies = await self.source.bodies([record.id for record in batch])
            await self._apply(ChangeSet(documents=tuple(batch), bodies=bodies))

    async def learners(self, strangers: set[LearnerId]) -> int:
        """Forget the strangers, then write who differs; return how many were written."""
        for learner in strangers:
            await self.target.forget(learner)
        written = done = 0
        async for page in learner_pages(self.source):
            for state in page:
                if await self.target.learner(state.id) != state:
                    await self.target.record(state.id, knows=state.knows, completed=state.completed)
                    written += 1
            done += len(page)
            self.progress("learners", done, done)
        return written

    async def _apply(self, changes: ChangeSet) -> None:
        if not changes.is_empty:
            message = f"copy {self.source.url}"
            self.revision = await self.target.apply(
                replace(changes, message=message), expected=self.revision.sequence
            )

    def _batches(self, stage: str, items: Sequence[T], size: int) -> Iterator[list[T]]:
        """Yield the items some at a time; whoever comes back for more has written the last."""
        for done, batch in _cut(items, size):
            yield batch
            self.progress(stage, done, len(items))


def _cut(items: Iterable[T], size: int) -> Iterator[tuple[int, list[T]]]:
    """Yield the next ``size`` items, with how many there are up to their end."""
    rest = iter(items)
    done = 0
    while batch := list(islice(rest, size)):
        done += len(batch)
        yield done, batch

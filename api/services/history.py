"""What was published when, and the way back to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.services.interchange import passages_of, redirects_of
from api.services.workspace import Workspace
from graph.changes import ChangeSet, Content, LoggedChange, Revision, digest_after, leading, redirect_items
from graph.errors import InvalidInput
from graph.model import NodeId, Statement, StatementId, curriculum_of
from graph.ports import GraphStore
from ingest.pipeline import Progress

_NOTHING = 64 * "0"
"""The digest of an empty graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A revision: what was done, and how many statements of which curricula it added and removed."""

    revision: Revision
    message: str
    curricula: tuple[NodeId, ...]
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack:
    """What a rollback did, or would do: ``revision`` is the one that it made, or the one that stands."""

    revision: Revision
    to: int
    undone: int
    curricula: tuple[NodeId, ...]
    added: int
    removed: int


async def history(workspace: Workspace, *, first: int) -> tuple[Entry, ...]:
    """Return the newest revisions, newest first."""
    current = await workspace.store.revision()
    log = await workspace.store.log(after=max(0, current.sequence - first))
    return tuple(_entry(change) for change in reversed(log))


async def rollback(workspace: Workspace, to: int, *, preview: bool, progress: Progress) -> RolledBack:
    """Make the graph what it was at an earlier revision, as a new revision: nothing of the log is lost.

    Documents stay accepted as they are: what is rolled back comes again when a document of the curriculum
    changes and is ingested. Learners' progress stays.

    Raises
    ------
    InvalidInput
        If there is no such revision, or a store of an older version did not log a rename or a merge since.
    RevisionConflict
        If someone else wrote meanwhile.
    """
    store = workspace.store
    undo = await _undo(store, to)
    changes = ChangeSet(
        added=tuple(undo.back[key] for key in sorted(undo.back)),
        removed=tuple(sorted(undo.away)),
        redirects=leading(undo.redirects, undo.redirects_before),
        message=f"rollback to revision {to}",
    )
    changes = await _with_passages(workspace, changes, undo.curricula, progress)
    revision = undo.current
    if not preview:
        revision = await store.apply(changes, expected=revision.sequence)
        await workspace.written()
    return RolledBack(
        revision=revision,
        to=to,
        undone=undo.revisions,
        curricula=undo.curricula,
        added=len(undo.back),
        removed=len(undo.away),
    )


async def content_at(workspace: Workspace, sequence: int) -> Content:
    """Return what the graph held at a revision; raises InvalidInput as :func:`rollback` does."""
    now = await workspace.store.statements_of()
    if sequence == (await workspace.store.revision()).sequence:
        return Content({s.id: s for s in now}, await redirects_of(workspace.store))
    undo = await _undo(workspace.store, sequence)
    statements = {s.id: s for s in (*now, *undo.back.values()) if s.id not in undo.away}
    return Content(statements, undo.redirects_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undo:
    """How to make what ``revisions`` changed never have been: what comes back, what goes, and redirects."""

    current: Revision
    revisions: int
    back: Mapping[StatementId, Statement]
    away: Mapping[StatementId, Statement]
    redirects: Mapping[NodeId, NodeId]
    redirects_before: Mapping[NodeId, NodeId]

    @property
    def curricula(self) -> tuple[NodeId, ...]:
        """The curricula that this is about."""
        return _curricula((*self.back.values(), *self.away.values()))


async def _undo(store: GraphStore, to: int) -> _Undo:
    """Return the way back to a revision, proven by its digest."""
    current = await store.revision()
    if not 0 <= to < current.sequence:
        raise InvalidInput(
            f"There is no revision {to} to go back to: the graph is at {current.sequence}.",
            hint="`cairn history` lists the revisions.",
        )
    log = await store.log(after=max(0, to - 1))
    later = [change for change in log if change.revision.sequence > to]
    back, away = _undone(later)
    led = await redirects_of(store)
    were = _redirects_before(led, later)
    was = next((change.revision.digest for change in log if change.revision.sequence == to), _NOTHING)
    come, gone = back.keys() | redirect_items(were), away.keys() | redirect_items(led)
    if digest_after(current.digest, come=come, gone=gone) != was:
        raise InvalidInput(
            f"Revision {to} cannot be brought back: an older Cairn renamed or merged something since, and"
            " did not log that.",
            hint="Ingest the documents as they were then, or import an export of that time.",
        )
    return _Undo(
        current=current,
        revisions=len(later),
        back=back,
        away=away,
        redirects=led,
        redirects_before=were,
    )


def _entry(change: LoggedChange) -> Entry:
    return Entry(
        revision=change.revision,
        message=change.message,
        curricula=_curricula((*change.added, *change.removed)),
        added=len(change.added),
        removed=len(change.removed),
    )


def _curricula(statements: Iterable[Statement]) -> tuple[NodeId, ...]:
    """Return the curricula that statements are about, those first that most are about."""
    counts = Counter(curriculum_of(statement.subject) for statement in statements)
    return tuple(curriculum for curriculum, _ in counts.most_common())


def _undone(
    changes: list[LoggedChange],
) -> tuple[dict[StatementId, Statement], dict[StatementId, Statement]]:
    """Return the statements to add and those to remove so that changes, oldest first, never were."""
    back: dict[StatementId, Statement] = {}
    away: dict[StatementId, Statement] = {}
    for change in reversed(changes):
        for statements, undone, done in ((change.added, back, away), (change.removed, away, back)):
            for statement in statements:
                if undone.pop(statement.id, None) is None:
                    done[statement.id] = statement
    return back, away


def _redirects_before(
    redirects: Mapping[NodeId, NodeId], changes: Sequence[LoggedChange]
) -> dict[NodeId, NodeId]:
    """Return the redirects that held before changes, oldest first, which led to those that hold now."""
    held = dict(redirects)
    for change in reversed(changes):
        for old in change.led:
            held.pop(old, None)
        held |= change.ended
    return held


async def _with_passages(
    workspace: Workspace, changes: ChangeSet, curricula: Sequence[NodeId], progress: Progress
) -> ChangeSet:
    """Return a change that also brings the passages of curricula to what they then hold."""
    gone = set(changes.removed)
    standing = [s for one in curricula for s in await workspace.store.statements_of(one) if s.id not in gone]
    new, stale = await passages_of(workspace, (*standing, *changes.added), curricula, progress)
    return replace(changes, passages=tuple(new), forgotten=tuple(stale))

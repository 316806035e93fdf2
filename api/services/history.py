"""What was published when, and the way back to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.services.interchange import passages_of, redirects_of
from api.services.workspace import Workspace
from graph.changes import ChangeSet, LoggedChange, Revision, digest_after, leading, redirect_items
from graph.errors import InvalidInput
from graph.model import NodeId, Statement, StatementId, curriculum_of
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
    current = await store.revision()
    if not 0 <= to < current.sequence:
        raise InvalidInput(
            f"There is no revision {to} to go back to: the graph is at {current.sequence}.",
            hint="`cairn history` lists the revisions.",
        )
    log = await store.log(after=max(0, to - 1))
    later = [change for change in log if change.revision.sequence > to]
    back, away = _undo(later)
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
    changes = replace(await _changes(workspace, to, back, away, progress), redirects=leading(led, were))
    revision = current
    if not preview:
        revision = await store.apply(changes, expected=current.sequence)
        await workspace.written()
    return RolledBack(
        revision=revision,
        to=to,
        undone=len(later),
        curricula=_curricula((*back.values(), *away.values())),
        added=len(back),
        removed=len(away),
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


def _undo(
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


async def _changes(
    workspace: Workspace,
    to: int,
    back: dict[StatementId, Statement],
    away: dict[StatementId, Statement],
    progress: Progress,
) -> ChangeSet:
    curricula = _curricula((*back.values(), *away.values()))
    standing = [s for one in curricula for s in await workspace.store.statements_of(one) if s.id not in away]
    new, stale = await passages_of(workspace, (*standing, *back.values()), curricula, progress)
    return ChangeSet(
        added=tuple(back[key] for key in sorted(back)),
        removed=tuple(sorted(away)),
        passages=tuple(new),
        forgotten=tuple(stale),
        message=f"rollback to revision {to}",
    )

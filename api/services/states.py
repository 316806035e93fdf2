"""States of a curriculum that no store holds as they are: what was, and what would be."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import anyio.to_thread

from api.services.cohort import stored_learners
from api.services.compare import Comparison, Notify, compare
from api.services.curricula import require_curriculum
from api.services.history import content_at
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import Content, Delta, Revision
from graph.columns import Contents, columns_of, within
from graph.formats.interchange import Interchange
from graph.model import NodeId, curriculum_of
from graph.patch import patched
from graph.snapshot import Snapshot, View
from ingest.conclusion import Conclusion

_NEVER: Final = datetime.fromtimestamp(0, UTC)
"""When a graph from a file was made: nobody knows."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


async def state_of(content: Content, revision: Revision) -> Picture:
    """Return the picture of some content; it has no passages, so nothing is found in it by meaning."""
    return await anyio.to_thread.run_sync(_state, content, revision)


async def published(workspace: Workspace, curriculum: str | None, *, at: int | None = None) -> Picture:
    """Return the picture of one curriculum of a store, or of all, at a revision: by default as it is now.

    Raises
    ------
    UnknownId
        If there was no such curriculum.
    InvalidInput
        If there is no such revision; see :func:`api.services.history.rollback`.
    """
    revision = await workspace.store.revision()
    sequence = revision.sequence if at is None else at
    content = _within(await content_at(workspace, sequence), curriculum)
    return await state_of(content, replace(revision, sequence=sequence))


async def between(
    workspace: Workspace, since: int, until: int | None, scope: Scope, *, learners: bool = False
) -> Comparison:
    """Return what publishing did from one revision to another, by default to the newest.

    With ``learners`` also to those that are stored. To an earlier one it is what a rollback would do.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there was not.
    InvalidInput
        If there is no such revision.
    """
    picture = await workspace.picture()
    last = picture.snapshot.revision.sequence if until is None else until

    async def read() -> Comparison:
        before = await published(workspace, scope.curriculum, at=since)
        after = await published(workspace, scope.curriculum, at=last)
        held = await stored_learners(workspace) if learners else None
        return await compare(before, after, scope.view, silent, held)

    if learners:  # who change without a revision
        return await read()
    return await picture.memo.once_read(("between", since, last, scope), read)


async def imported(graph: Interchange, curriculum: str | None) -> Picture:
    """Return the picture of a graph from a file, or of one curriculum in it; or raise UnknownId."""
    content = Content({s.id: s for s in graph.statements}, graph.redirects)
    return await state_of(_within(content, curriculum), Revision(0, graph.digest, _NEVER))


async def preview_effects(
    workspace: Workspace, curriculum: NodeId, conclusion: Conclusion | None, view: View, notify: Notify
) -> Comparison:
    """Return what publishing what a preview concluded would do to a curriculum, and to stored learners.

    Nothing is written; None concluded that nothing changes.
    """
    picture = await workspace.picture()
    learners = await stored_learners(workspace)
    delta = conclusion.delta if conclusion else None
    before, after = await anyio.to_thread.run_sync(_imagined, picture, curriculum, delta)
    return await compare(before, after, view, notify, learners)


def _imagined(picture: Picture, curriculum: NodeId, delta: Delta | None) -> tuple[Picture, Picture]:
    """Return a curriculum as it is and as a delta makes it, without passages."""
    whole = picture.snapshot.columns
    own = within(whole, curriculum)
    before = picture if own is whole else Picture(Snapshot.compile(own), ())
    return before, Picture.of(patched(Contents(own, (), 0), delta)) if delta else before


def _state(content: Content, revision: Revision) -> Picture:
    return Picture(Snapshot.compile(columns_of(content, revision)), ())


def _within(content: Content, curriculum: str | None) -> Content:
    """Return what content says of one curriculum."""
    if curriculum is None:
        return content
    require_curriculum(curriculum, {curriculum_of(s.subject) for s in content.statements.values()})
    own = {key: s for key, s in content.statements.items() if curriculum_of(s.subject) == curriculum}
    return Content(own, content.redirects)

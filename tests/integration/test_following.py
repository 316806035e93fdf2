"""A server's picture of the graph follows the store, and outlives it."""

from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import anyio.lowlevel
import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS
from reference_store import graph_of
from store_support import LESSON, OTHER_PAGE, SKILL, TEACHES, add, apply, said
from support import PATIENCE, until

from api.services import workspace as module
from api.services.picture import Picture
from api.services.workspace import Workspace
from graph.changes import ChangeSet, Passage, Revision
from graph.errors import StoreUnavailable
from graph.model import FactId, Statement
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

PASSAGE = Passage(SKILL.id, 0, "Loops", "test/1", b"\x00\x00\x80?")


class Moody(SqliteStore):
    """A store that can be unreachable, silent or broken."""

    mood = "well"

    async def revision(self) -> Revision:
        """Return the revision, if in the mood."""
        await self._suffer()
        return await super().revision()

    async def statements(self, subjects: Collection[FactId]) -> dict[FactId, tuple[Statement, ...]]:
        """Return statements, if in the mood."""
        await self._suffer()
        return await super().statements(subjects)

    async def _suffer(self) -> None:
        if self.mood == "unreachable":
            raise StoreUnavailable("The store is gone.")
        if self.mood == "silent":
            await anyio.sleep_forever()
        if self.mood == "broken":
            raise ZeroDivisionError


@pytest.fixture
async def store() -> AsyncIterator[Moody]:
    """Return a store that holds a skill and is well."""
    async with await Moody.open(":memory:") as store:
        await add(store, *said(SKILL))
        yield store


@pytest.fixture
async def workspace(store: Moody, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return a workspace that looks often."""
    for name in ("_INTERVAL", "_LONGEST_PAUSE"):
        monkeypatch.setattr(module, name, 0.02)
    for name in ("_PATIENCE", "_BRIEFLY"):
        monkeypatch.setattr(module, name, PATIENCE)
    return Workspace(store, HashingEncoder(), SETTINGS)


@asynccontextmanager
async def followed(workspace: Workspace) -> AsyncIterator[None]:
    """Follow the store until the block ends."""
    async with anyio.create_task_group() as group:
        group.start_soon(workspace.follow)
        while workspace.freshness is None:
            await anyio.lowlevel.checkpoint()
        yield
        group.cancel_scope.cancel()


@contextmanager
def trouble(store: Moody, mood: str) -> Iterator[None]:
    """Put a store into a mood for which nobody has much patience; then it is well again."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_PATIENCE", "_BRIEFLY"):
            patch.setattr(module, name, 0.02)
        store.mood = mood
        yield
        store.mood = "well"


async def revision_of(workspace: Workspace, wanted: int) -> None:
    """Wait until a revision is served."""
    await until(lambda: workspace.freshness is not None and workspace.freshness.revision.sequence == wanted)


async def in_trouble(workspace: Workspace, *, really: bool = True) -> None:
    """Wait until the store is known to be in trouble, or to be well again."""
    await until(lambda: workspace.freshness is not None and bool(workspace.freshness.trouble) is really)


async def test_what_others_write_arrives(workspace: Workspace, store: Moody) -> None:
    """Nobody has to ask for it."""
    async with followed(workspace):
        await add(store, *said(LESSON))
        await revision_of(workspace, 2)


async def test_what_was_just_written_is_seen_at_once(
    workspace: Workspace, store: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes through this process reads it back, however seldom the store is looked at."""
    monkeypatch.setattr(module, "_INTERVAL", 3600)
    async with followed(workspace):
        await add(store, *said(LESSON))
        assert (await workspace.picture()).snapshot.revision.sequence == 1
        await workspace.written()
        assert (await workspace.picture()).snapshot.revision.sequence == 2


async def test_no_more_is_read_than_what_changed(
    workspace: Workspace, store: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first picture the store is asked for changes alone, and the picture is as if read whole."""
    async with followed(workspace):
        monkeypatch.setattr(store, "contents", None)
        monkeypatch.setattr(store, "columns", None)
        monkeypatch.setattr(store, "passages", None)
        await add(store, *said(LESSON, TEACHES))
        await revision_of(workspace, 2)
        await apply(store, ChangeSet(passages=(PASSAGE,), removed=tuple(s.id for s in said(SKILL))))
        await revision_of(workspace, 3)
        picture = await workspace.picture()
    monkeypatch.undo()
    whole = Picture.of(await store.contents())
    assert graph_of(picture.snapshot.columns) == graph_of(whole.snapshot.columns)
    assert (picture.passages, picture.moment) == (whole.passages, whole.moment)


async def test_new_passages_arrive_without_a_revision(workspace: Workspace, store: Moody) -> None:
    """A copy writes them after the graph; what searches then finds them, and nobody waits for the index."""
    async with followed(workspace):
        await apply(store, ChangeSet(passages=(PASSAGE,)))
        await until(lambda: workspace._picture is not None and workspace._picture.edition == 1)
        picture = await workspace.picture()
        assert picture.passages == (PASSAGE,)
        assert "index" in vars(picture)


async def test_evidence_is_asked_for_again_where_it_changed(workspace: Workspace, store: Moody) -> None:
    """What is known of other facts stays known from one revision to the next."""
    await add(store, *said(LESSON))
    async with followed(workspace):
        await workspace.evidence([SKILL.id, LESSON.id])
        await add(store, *said(SKILL, owner=OTHER_PAGE))
        await revision_of(workspace, 3)
        assert (await workspace.picture()).evidence.keys() == {LESSON.id}
        assert len((await workspace.evidence([SKILL.id]))[SKILL.id]) == 2


@pytest.mark.parametrize("mood", ["unreachable", "silent", "broken"])
async def test_the_last_picture_outlives_the_store(workspace: Workspace, store: Moody, mood: str) -> None:
    """It is served at once, its age grows, the reason is told; and all is well again by itself."""
    async with followed(workspace):
        with trouble(store, mood):
            await in_trouble(workspace)
            with anyio.fail_after(PATIENCE):
                assert (await workspace.picture()).snapshot.revision.sequence == 1
            fresh = workspace.freshness
            assert fresh
            await anyio.sleep(0.05)
            assert (later := workspace.freshness)
            assert later.age > fresh.age
        await in_trouble(workspace, really=False)
        await add(store, *said(LESSON))
        await revision_of(workspace, 2)


@pytest.mark.parametrize("mood", ["unreachable", "silent"])
async def test_evidence_that_was_asked_for_outlives_the_store(
    workspace: Workspace, store: Moody, mood: str
) -> None:
    """What is not known is left out: an answer without a quote is better than none."""
    await add(store, *said(LESSON))
    async with followed(workspace):
        known = await workspace.evidence([SKILL.id])
        with trouble(store, mood):
            assert await workspace.evidence([SKILL.id, LESSON.id]) == {**known, LESSON.id: ()}
        await in_trouble(workspace, really=False)
        assert (await workspace.evidence([LESSON.id]))[LESSON.id] != ()


@pytest.mark.parametrize("mood", ["unreachable", "silent"])
async def test_a_write_that_cannot_be_read_back_has_not_failed(
    workspace: Workspace, store: Moody, mood: str
) -> None:
    """It was acknowledged; seeing it later is no error."""
    async with followed(workspace):
        with trouble(store, mood), anyio.fail_after(PATIENCE):
            await workspace.written()


async def test_a_command_does_not_answer_from_the_past(workspace: Workspace, store: Moody) -> None:
    """Where nobody follows the store, what cannot be read is an error."""
    await workspace.picture()
    store.mood = "unreachable"
    with pytest.raises(StoreUnavailable):
        await workspace.picture()
    store.mood = "well"
    await workspace.evidence([SKILL.id])
    await add(store, *said(LESSON))
    assert (await workspace.picture()).snapshot.revision.sequence == 2

"""What was published can be listed, and brought back."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from fakes_encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from store_histories import histories

from api.services.history import history, rollback
from api.services.workspace import Workspace
from api.settings import Settings
from graph.changes import ChangeSet
from graph.errors import InvalidInput
from graph.learner import Completion, LearnerId
from graph.model import Curriculum, Lesson, NodeId, Owner, Statement
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio


def said(name: str) -> Statement:
    """Return a statement that there is a lesson."""
    return Statement(says=Lesson(id=NodeId(f"c/lesson/{name}"), name=name), owner=Owner("c/document/d"))


TOP = Statement(says=Curriculum(id=NodeId("c"), name="C"), owner=Owner("c/document/d"))


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Hear of progress, and say nothing."""


async def published(store: SqliteStore, states: Sequence[frozenset[str]]) -> Workspace:
    """Return a workspace whose store went through sets of lessons, a revision each."""
    await store.apply(ChangeSet(added=(TOP,), message="begin"), expected=0)
    before: frozenset[str] = frozenset()
    for number, names in enumerate(states, start=1):
        changes = ChangeSet(
            added=tuple(said(name) for name in sorted(names - before)),
            removed=tuple(said(name).id for name in sorted(before - names)),
            message=f"step {number}",
        )
        await store.apply(changes, expected=(await store.revision()).sequence)
        before = names
    return Workspace(store, HashingEncoder(), Settings.read({}))


async def lessons(workspace: Workspace) -> set[str]:
    """Return the names of the lessons that there are."""
    return {s.says.name for s in await workspace.store.statements_of() if isinstance(s.says, Lesson)}


async def test_the_newest_comes_first() -> None:
    """A revision is listed with its message and what it changed; only as many as are asked for."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await published(store, [frozenset("ab"), frozenset("bc")])
        entries = await history(workspace, first=2)
    assert [(e.message, e.added, e.removed) for e in entries] == [("step 2", 1, 1), ("step 1", 2, 0)]
    assert entries[0].curricula == ("c",)


async def test_a_rollback_is_a_new_revision_with_the_content_of_the_old() -> None:
    """The digest is that of the revision that was asked for, and the way there can be undone itself."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await published(store, [frozenset("ab"), frozenset("bc"), frozenset("d")])
        digests = {
            entry.revision.sequence: entry.revision.digest for entry in await history(workspace, first=9)
        }
        done = await rollback(workspace, 2, preview=False, progress=quiet)
        assert await lessons(workspace) == {"a", "b"}
        assert (done.revision.sequence, done.revision.digest) == (5, digests[2])
        await rollback(workspace, 4, preview=False, progress=quiet)
        assert await lessons(workspace) == {"d"}
        assert {p.node for p in await store.passages()} == {"c/lesson/d"}


async def test_a_preview_writes_nothing() -> None:
    """What would be undone is said, and the store stays as it is."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await published(store, [frozenset("a"), frozenset("b")])
        done = await rollback(workspace, 2, preview=True, progress=quiet)
        assert (done.added, done.removed, done.undone) == (1, 1, 1)
        assert await lessons(workspace) == {"b"}


RENAMED = ChangeSet(
    added=(said("z"),),
    removed=(said("a").id,),
    redirects={NodeId("c/lesson/a"): NodeId("c/lesson/z")},
)


async def test_a_rename_is_undone_and_a_learner_finds_the_old_name_again() -> None:
    """Redirects are led back with the statements; what was done under the old id counts under it again."""
    ada, old = LearnerId("ada"), NodeId("c/lesson/a")
    async with await SqliteStore.open(":memory:") as store:
        workspace = await published(store, [frozenset("a")])
        await store.record(ada, completed=[Completion(old, datetime(2026, 1, 1, tzinfo=UTC))])
        await store.apply(RENAMED, expected=2)
        assert [c.lesson for c in (await store.learner(ada)).completed] == ["c/lesson/z"]
        await rollback(workspace, 2, preview=False, progress=quiet)
        assert await lessons(workspace) == {"a"}
        assert (await store.columns()).redirects == {}
        assert [c.lesson for c in (await store.learner(ada)).completed] == [old]


async def test_a_rename_that_was_not_logged_is_refused(tmp_path: Path) -> None:
    """A store whose redirects are older than their log is never made half of one time."""
    place = tmp_path / "old.db"
    async with await SqliteStore.open(place) as store:
        workspace = await published(store, [frozenset("a")])
        await store.apply(RENAMED, expected=2)
        with closing(sqlite3.connect(place)) as db, db:
            db.execute("DELETE FROM redirected")
        with pytest.raises(InvalidInput, match="did not log"):
            await rollback(workspace, 2, preview=False, progress=quiet)
        assert await lessons(workspace) == {"z"}


@pytest.mark.parametrize("to", [-1, 2, 9])
async def test_there_is_no_way_to_where_nothing_was(to: int) -> None:
    """The present and the future are no revisions to go back to."""
    async with await SqliteStore.open(":memory:") as store:
        workspace = await published(store, [frozenset("a")])
        with pytest.raises(InvalidInput, match="no revision"):
            await rollback(workspace, to, preview=False, progress=quiet)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from("abc")), min_size=1, max_size=5), st.data())
def test_any_revision_can_be_brought_back(states: list[frozenset[str]], data: st.DataObject) -> None:
    """Whatever came and went, and came again, in between."""

    async def check() -> None:
        async with await SqliteStore.open(":memory:") as store:
            workspace = await published(store, states)
            entries = {e.revision.sequence: e.revision.digest for e in await history(workspace, first=99)}
            sequences = sorted(entries)
            if len(sequences) < 2:
                return
            to = data.draw(st.sampled_from(sequences[:-1]))
            done = await rollback(workspace, to, preview=False, progress=quiet)
            assert done.revision.digest == entries[to]

    anyio.run(check)


@settings(max_examples=30, deadline=None)
@given(histories(max_size=6), st.data())
def test_any_history_can_be_undone(changes: list[ChangeSet], data: st.DataObject) -> None:
    """Renames, merges and judgements that followed them are undone too, to the same digest and redirects."""

    async def check() -> None:
        async with await SqliteStore.open(":memory:") as store:
            workspace = Workspace(store, HashingEncoder(), Settings.read({}))
            states = {0: (await store.revision(), {})}
            for change in changes:
                made = await store.apply(change, expected=(await store.revision()).sequence)
                states[made.sequence] = (made, (await store.columns()).redirects)
            if len(states) < 2:
                return
            to = data.draw(st.sampled_from(sorted(states)[:-1]))
            done = await rollback(workspace, to, preview=False, progress=quiet)
            assert done.revision.digest == states[to][0].digest
            assert (await store.columns()).redirects == states[to][1]

    anyio.run(check)

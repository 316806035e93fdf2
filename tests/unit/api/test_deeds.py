"""Progress out of a file is kept once, however often the file is read."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import anyio
import pytest
from fakes_encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.deeds import import_progress
from api.services.question import Scope
from api.services.workspace import Workspace
from api.settings import Settings
from graph.changes import ChangeSet
from graph.errors import InvalidInput, UnknownId
from graph.formats.deeds import Deed, Deeds
from graph.learner import LearnerId
from graph.model import Edge, EdgeKind, Lesson, NodeId, Owner, Skill, Statement, TeachingRole
from graph.snapshot import Snapshot
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio
JOINS = Lesson(id=NodeId("c/lesson/joins"), name="Joins", url="https://example.org/joins/")
VIEWS = Lesson(id=NodeId("c/lesson/views"), name="Views")
SKILL = Skill(id=NodeId("c/skill/join"), name="join")
TEACHES = Edge(source=JOINS.id, kind=EdgeKind.TEACHES, target=SKILL.id, role=TeachingRole.MAIN)
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def deed(
    learner: str = "ada",
    *names: str,
    passed: bool | None = None,
    score: float | None = None,
    at: datetime | None = MAY,
) -> Deed:
    """Return that somebody did something."""
    return Deed(learner=learner, names=names or ("Joins",), passed=passed, score=score, at=at)


async def within(work: Callable[[Workspace], Awaitable[None]]) -> None:
    """Do something with a store of two lessons and a skill."""
    async with await SqliteStore.open(":memory:") as store:
        said = tuple(
            Statement(says=one, owner=Owner("c/document/d")) for one in (JOINS, VIEWS, SKILL, TEACHES)
        )
        await store.apply(ChangeSet(added=said), expected=0)
        await work(Workspace(store, HashingEncoder(), Settings.read({})))


async def test_addresses_titles_and_skills_are_found_and_the_rest_is_named() -> None:
    """What the graph does not have is told with how often it comes; the rest is kept."""

    async def work(workspace: Workspace) -> None:
        told = Deeds(
            (
                deed("ada", "https://example.org/joins", "Something else"),
                deed("bob", "join", passed=True),
                deed("bob", "xylophones"),
                deed("cyd", "https://elsewhere.example/x", "xylophones"),
            ),
            passed_over=2,
        )
        done = await import_progress(workspace, told, Scope())
        assert (done.learners, done.recorded, done.passed_over) == (2, 2, 2)
        assert done.unmatched == {"xylophones": 2}
        ada = await workspace.store.learner(LearnerId("ada"))
        assert [(c.lesson, c.at) for c in ada.completed] == [(JOINS.id, MAY)]
        bob = await workspace.store.learner(LearnerId("bob"))
        assert bob.knows[0].level > 0.8

    await within(work)


async def test_nobody_looks_for_what_is_spelled_like_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another system has thousands of names of its own: each is looked up, and no more."""
    monkeypatch.delattr(Snapshot, "nearest_names")

    async def work(workspace: Workspace) -> None:
        told = Deeds(tuple(deed("ada", f"joinz {number}") for number in range(9)), passed_over=0)
        assert len((await import_progress(workspace, told, Scope())).unmatched) == 9

    await within(work)


async def test_the_latest_counts_whatever_the_order_of_the_file() -> None:
    """A test that was passed in June counts, though a failure in May comes after it in the file."""

    async def work(workspace: Workspace) -> None:
        told = Deeds((deed(passed=True, at=JUNE), deed(passed=False, at=MAY)))
        await import_progress(workspace, told, Scope())
        ada = await workspace.store.learner(LearnerId("ada"))
        assert ada.knows[0].at == JUNE
        assert ada.knows[0].level > 0.5

    await within(work)


async def test_what_has_no_time_is_not_dated_anew() -> None:
    """Reading a file without dates again leaves the moment of the first time."""

    async def work(workspace: Workspace) -> None:
        told = Deeds((deed(at=None),))
        await import_progress(workspace, told, Scope())
        first = await workspace.store.learner(LearnerId("ada"))
        assert (await import_progress(workspace, told, Scope())).recorded == 0
        assert await workspace.store.learner(LearnerId("ada")) == first

    await within(work)


async def test_a_file_with_a_name_that_cannot_be_kept_is_refused_whole() -> None:
    """Nothing is half imported; an unknown curriculum is said too."""

    async def work(workspace: Workspace) -> None:
        with pytest.raises(InvalidInput):
            await import_progress(workspace, Deeds((deed(), deed("x" * 300))), Scope())
        assert not await workspace.store.learners(limit=9)
        with pytest.raises(UnknownId, match="nowhere"):
            await import_progress(workspace, Deeds((deed(),)), Scope(curriculum="nowhere"))

    await within(work)


DEEDS = st.builds(
    Deed,
    learner=st.sampled_from(["ada", "bob"]),
    names=st.sampled_from([("Joins",), ("Views",), ("join",), ("nothing",)]),
    passed=st.sampled_from([None, True, False]),
    score=st.none() | st.floats(0, 1),
    at=st.none() | st.sampled_from([MAY, JUNE]),
)


@settings(max_examples=25)
@given(st.lists(DEEDS, max_size=8))
def test_the_same_file_again_changes_nothing(deeds: list[Deed]) -> None:
    """Whatever is in it; and it is said that all was known."""

    async def work(workspace: Workspace) -> None:
        told = Deeds(tuple(deeds))
        await import_progress(workspace, told, Scope())
        before = await workspace.store.learners(limit=9)
        again = await import_progress(workspace, told, Scope())
        assert await workspace.store.learners(limit=9) == before
        assert again.learners == 0

    anyio.run(within, work)

"""All that a store holds comes into another, whatever was there and whenever it is ended."""

import io
from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from cli_support import PAGE
from fakes_encoder import HashingEncoder
from http_support import SAMPLE, SETTINGS
from hypothesis import given
from hypothesis import strategies as st
from neo4j_support import empty as empty_database
from neo4j_support import place_of
from store_histories import histories
from store_support import LESSON, SKILL, add, apply, judged, said

from api.services import copy as copying
from api.services.copy import Copied, copy_store
from api.services.ingest import ingest_path
from api.services.interchange import export_graph
from api.services.workspace import Workspace
from graph.changes import ChangeSet, DocumentBody
from graph.errors import InvalidInput
from graph.learner import FIRST, Completion, LearnerId, Mastery
from graph.model import NodeId, Verdict
from graph.ports import GraphStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.sqlite import SqliteStore
from tools.neo4j_server import Address

pytestmark = pytest.mark.anyio

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ADA, BOB = LearnerId("ada"), LearnerId("bob")
KNOWS = Mastery(SKILL.id, 0.9, NOON, "said so")


async def empty() -> SqliteStore:
    """Return a store in memory that holds nothing."""
    return await SqliteStore.open(":memory:")


async def copied(
    source: GraphStore,
    target: GraphStore,
    *,
    replacing: bool = False,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> Copied:
    """Copy one store to another."""
    return await copy_store(source, target, replacing=replacing, progress=progress)


async def content(store: GraphStore) -> list[object]:
    """Return all that a store holds, its export as bytes; but for revisions."""
    out = io.BytesIO()
    await export_graph(Workspace(store, HashingEncoder(), SETTINGS), None, out)
    documents = await store.documents()
    return [
        out.getvalue(),
        documents,
        await store.bodies([record.id for record in documents]),
        await store.passages(),
        await store.learners(after=FIRST, limit=1000),
        (await store.revision()).digest,
    ]


async def filled() -> SqliteStore:
    """Return a store that holds the sample site, a person's judgement, a rename and two learners."""
    store = await empty()
    await ingest_path(Workspace(store, HashingEncoder(), SETTINGS), SAMPLE)
    await add(store, *said(LESSON), judged(SKILL, Verdict.REJECT))
    await apply(store, ChangeSet(redirects={LESSON.id: NodeId("c/lesson/renamed")}))
    await store.record(ADA, knows=[KNOWS], completed=[Completion(LESSON.id, NOON, 0.5)])
    await store.record(BOB, knows=[KNOWS])
    return store


async def test_a_copy_holds_all_that_the_store_holds() -> None:
    """Graph, evidence, judgements, redirects, documents with their bytes, vectors and learners are equal."""
    async with await filled() as source, await empty() as target:
        done = await copied(source, target)
        assert await content(target) == await content(source)
        assert done.learners == 2
        assert done.documents == len(await source.documents())
        assert not done.erased


@given(here=histories(max_size=3), there=histories(max_size=2), size=st.integers(1, 5))
async def test_a_replaced_store_becomes_what_the_other_is(
    here: list[ChangeSet], there: list[ChangeSet], size: int
) -> None:
    """Whatever the target held and however large batches are, it ends equal; a copy back is no work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_STATEMENTS", size)
        async with await empty() as source, await empty() as target:
            await apply(source, *here)
            await apply(target, *there)
            await target.record(ADA, knows=[KNOWS])
            await copied(source, target, replacing=True)
            assert await content(target) == await content(source)
            assert (await copied(target, source)).is_nothing


async def test_a_second_copy_writes_nothing() -> None:
    """What is equal already is left alone, the target's revision too."""
    async with await filled() as source, await empty() as target:
        first = await copied(source, target)
        second = await copied(source, target)
        assert second.is_nothing
        assert second.revision == first.revision


class Ended(Exception):
    """The copy was ended from outside."""


async def test_a_copy_that_was_ended_anywhere_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each batch it may end; the next run writes the rest alone, and all is equal."""
    monkeypatch.setattr(copying, "_STATEMENTS", 700)
    monkeypatch.setattr(copying, "_PASSAGES", 300)
    async with await filled() as source, await empty() as target:
        runs = 1
        while not (done := await _copied_until(source, target, batches=2)):
            runs += 1
        assert runs > 3
        assert done.statements < len(await source.statements_of())
        assert await content(target) == await content(source)


async def _copied_until(source: GraphStore, target: GraphStore, *, batches: int) -> Copied | None:
    """Copy until so many batches are written; return None if there were more."""
    try:
        return await copied(source, target, progress=_end_after(batches))
    except Ended:
        return None


def _end_after(batches: int) -> Callable[[str, int, int], None]:
    calls = iter(range(batches))

    def progress(stage: str, done: int, total: int) -> None:
        if next(calls, None) is None:
            raise Ended(f"{stage} {done} {total}")

    return progress


async def test_documents_come_after_what_they_say() -> None:
    """A copy that was ended leaves no document that an ingest would take for done."""
    async with await filled() as source, await empty() as target:

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "passages" and done == total:
                raise Ended

        with pytest.raises(Ended):
            await copied(source, target, progress=progress)
        assert await target.documents() == ()
        assert await target.statements_of() == await source.statements_of()


@pytest.mark.parametrize("held", ["1 statement", "1 redirect", "1 learner", "another level"])
async def test_a_store_that_holds_something_else_is_left_as_it_is(held: str) -> None:
    """The refusal says what would be lost, and nothing is written before it is raised."""
    async with await filled() as source, await empty() as target:
        if held == "1 statement":
            await add(target, *said(SKILL))
        elif held == "1 redirect":
            await apply(target, ChangeSet(redirects={NodeId("c/skill/x"): NodeId("c/skill/y")}))
        elif held == "1 learner":
            await target.record(LearnerId("eve"), knows=[KNOWS])
        else:
            await target.record(ADA, knows=[Mastery(SKILL.id, 0.1, NOON, "later")])
        before = await content(target)
        with pytest.raises(InvalidInput, match=held.replace("another level", "1 learner")) as caught:
            await copied(source, target)
        assert "--replace" in (caught.value.hint or "")
        assert await content(target) == before
        assert (await copied(source, target, replacing=True)).erased == 1
        assert await content(target) == await content(source)


class Moving(SqliteStore):
    """A store to which somebody writes while its documents are read."""

    async def bodies(self, documents: Collection[NodeId]) -> dict[NodeId, DocumentBody]:
        """Read bodies, later than one more change."""
        await add(self, *said(SKILL))
        return await super().bodies(documents)


async def test_a_source_that_goes_on_meanwhile_is_told() -> None:
    """The copy is of the revision that it began with; that there is a newer one is said."""
    async with await Moving.open(":memory:") as source, await empty() as target:
        await ingest_path(Workspace(source, HashingEncoder(), SETTINGS), PAGE)
        before = await source.revision()
        done = await copied(source, target)
        assert done.revision.digest == before.digest
        assert done.moved_to == before.sequence + 1


@pytest.mark.slow
async def test_to_a_server_and_back(neo4j: Address) -> None:
    """From a file to Neo4j and into another file, all is equal at each step, and a second copy is no work."""
    place = place_of(neo4j)
    async with await filled() as source, await empty() as back, await Neo4jStore.open(place) as server:
        await empty_database(place)
        await copied(source, server)
        assert await content(server) == await content(source)
        assert (await copied(source, server)).is_nothing
        await copied(server, back)
        assert await content(back) == await content(source)


async def test_a_rename_that_the_target_took_further_is_led_back() -> None:
    """Where the target led on what the source leads to, that ends, and the first redirect stays."""
    a, b, c = (NodeId(f"c/skill/{name}") for name in "abc")
    async with await empty() as source, await empty() as target:
        for store in (source, target):
            await apply(store, ChangeSet(redirects={a: b}))
        await apply(target, ChangeSet(redirects={b: c}))
        await copied(source, target, replacing=True)
        assert (await target.columns()).redirects == {a: b}
        assert (await target.revision()).digest == (await source.revision()).digest

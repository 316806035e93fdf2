"""Several writers and readers at one Neo4j database see whole changes, one after the other."""

from itertools import count

import anyio
import pytest
from neo4j_support import empty, place_of
from store_support import add, said, skills

from graph.changes import ChangeSet
from graph.errors import RevisionConflict
from graph.model import Edge, EdgeKind, NodeId, Owner, Skill, Statement
from graph.stores.neo4j import Neo4jStore, Place
from tools.neo4j_server import Address

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
async def place(neo4j: Address) -> Place:
    """Return where an empty store is."""
    place = place_of(neo4j)
    await empty(place)
    async with await Neo4jStore.open(place):
        return place


def written_by(name: str, number: int) -> ChangeSet:
    """Return a change of forty skills, each of which requires itself."""
    nodes = [Skill(id=NodeId(f"c/skill/{name}-{number}-{part}"), name=name) for part in range(40)]
    edges = [Edge(source=node.id, kind=EdgeKind.REQUIRES, target=node.id) for node in nodes]
    return ChangeSet(added=tuple(Statement(says=fact, owner=Owner(name)) for fact in (*nodes, *edges)))


async def test_writers_take_turns_and_readers_see_whole_changes(place: Place) -> None:
    """Of what two writers acknowledge nothing is lost or doubled, and no reader sees part of a change."""
    acknowledged: list[int] = []
    reads = 0
    writing = 2

    async def write(name: str) -> None:
        nonlocal writing
        async with await Neo4jStore.open(place) as store:
            for number in range(12):
                for _ in count():
                    expected = (await store.revision()).sequence
                    try:
                        revision = await store.apply(written_by(name, number), expected=expected)
                        break
                    except RevisionConflict:
                        continue
                acknowledged.append(revision.sequence)
        writing -= 1

    async def read() -> None:
        nonlocal reads
        async with await Neo4jStore.open(place) as store:
            while writing:
                columns = await store.columns()
                assert len(columns.ids) == len(columns.source) == 40 * columns.revision.sequence
                reads += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(write, "ada")
        tasks.start_soon(write, "bob")
        tasks.start_soon(read)
        tasks.start_soon(read)
    assert sorted(acknowledged) == list(range(1, 25))
    assert reads


async def test_stores_that_are_opened_at_once_make_one_schema(neo4j: Address) -> None:
    """Whoever comes second to an empty database finds a store, and nobody fails."""
    place = place_of(neo4j)
    await empty(place, whole=True)
    stores: list[Neo4jStore] = []

    async def open_() -> None:
        stores.append(await Neo4jStore.open(place))

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(open_)
    assert {(await store.revision()).sequence for store in stores} == {0}
    for store in stores:
        await store.close()


async def test_whoever_wrote_reads_what_was_written(place: Place) -> None:
    """A reader with another connection sees an acknowledged change at once."""
    async with await Neo4jStore.open(place) as writer, await Neo4jStore.open(place) as reader:
        for number, skill in enumerate(skills(10), start=1):
            await add(writer, *said(skill))
            assert (await reader.revision()).sequence == number

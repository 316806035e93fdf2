"""The queries of the Cypher guide."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from http_support import SAMPLE, SETTINGS
from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase, Record
from neo4j_support import empty, place_of

from api.services.ingest import ingest_path
from api.services.workspace import Workspace
from graph.algorithms.ready import ready
from graph.model import EdgeKind, NodeKind, Origin, TeachingRole
from graph.snapshot import Snapshot, View, ViewKind
from graph.stores.neo4j import Neo4jStore
from tools.neo4j_server import Address

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

GUIDE = Path(__file__).parents[2] / "docs" / "cypher.md"
EXAMPLE = re.compile(
    r"^## (?P<title>[^\n]+)\n(?:(?!^## ).)*?"
    r"```cypher\n(?P<query>.*?)```(?:\n\n```json\n(?P<parameters>.*?)```)?",
    re.DOTALL | re.MULTILINE,
)
EXAMPLES = {example["title"]: example for example in EXAMPLE.finditer(GUIDE.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
async def driver(neo4j: Address) -> AsyncIterator[AsyncDriver]:
    """Return a driver of a server that holds the sample site, its indexes up to date."""
    place = place_of(neo4j)
    await empty(place)
    async with await Neo4jStore.open(place) as store:
        await ingest_path(Workspace(store, HashingEncoder(), SETTINGS), SAMPLE)
    async with AsyncGraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver:
        await driver.execute_query("CALL db.awaitIndexes(60)")
        await driver.execute_query("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
        yield driver


@pytest.fixture(scope="module")
async def snapshot(neo4j: Address, driver: AsyncDriver) -> Snapshot:  # noqa: ARG001  # fills the server
    """Return what Cairn has of the same graph."""
    async with await Neo4jStore.open(place_of(neo4j)) as store:
        return Snapshot.compile(await store.columns())


async def answer(driver: AsyncDriver, title: str) -> list[Record]:
    """Return what the query under a heading answers, run with read access and the guide's parameters."""
    example = EXAMPLES[title]
    parameters = json.loads(example["parameters"] or "{}")
    async with driver.session(default_access_mode=READ_ACCESS) as session:
        result = await session.run(example["query"], parameters)
        records = [record async for record in result]
        counters = (await result.consume()).counters
    assert not counters.contains_updates
    return records


@pytest.mark.parametrize("title", EXAMPLES)
async def test_every_query_of_the_guide_has_an_answer(driver: AsyncDriver, title: str) -> None:
    """What readers copy works, changes nothing, and shows something."""
    assert await answer(driver, title)


def test_every_query_is_found() -> None:
    """No block of the guide goes untested."""
    assert len(EXAMPLES) == GUIDE.read_text(encoding="utf-8").count("```cypher\n") >= 8


async def test_dependencies_are_those_of_the_graph(driver: AsyncDriver, snapshot: Snapshot) -> None:
    """What Cypher walks to from a skill's main teachers is what one reaches over the same edges."""
    found = [record["lesson"] for record in await answer(driver, "Dependencies of a skill")]
    skill = snapshot.index(json.loads(EXAMPLES["Dependencies of a skill"]["parameters"])["skill"])
    teachers = [
        e for e in snapshot.edges_into(skill, EdgeKind.TEACHES) if snapshot.role(e) is TeachingRole.MAIN
    ]
    wanted: set[int] = set()
    waiting = [snapshot.source_of(edge) for edge in teachers]
    while waiting:
        node = waiting.pop()
        edges = [*snapshot.edges_out(node, EdgeKind.REQUIRES), *snapshot.edges_out(node, EdgeKind.PART_OF)]
        stated = {snapshot.target_of(e) for e in edges if snapshot.origin(e) is not Origin.INFERRED}
        waiting += stated - wanted
        wanted |= stated
    lessons = {snapshot.ids[node] for node in wanted if snapshot.kind(node) is NodeKind.LESSON}
    assert found == sorted(lessons)


async def test_the_outer_fringe_is_what_can_be_started(driver: AsyncDriver, snapshot: Snapshot) -> None:
    """Cypher and Cairn agree on which lessons are ready for someone with these skills."""
    found = {record["lesson"] for record in await answer(driver, "Outer fringe: what can be studied next")}
    parameters = json.loads(EXAMPLES["Outer fringe: what can be studied next"]["parameters"])
    known = [snapshot.lookup(skill, [NodeKind.SKILL])[0] for skill in parameters["known"]]
    started = ready(snapshot, known_skills=known, done=(), toward=None, view=View(ViewKind.AUTHORED))
    assert found == {snapshot.ids[r.lesson] for r in started if _main(snapshot, r.lesson) & set(r.adds)}


def _main(snapshot: Snapshot, lesson: int) -> set[int]:
    """Return the skills that a lesson is about."""
    edges = snapshot.edges_out(lesson, EdgeKind.TEACHES)
    return {snapshot.target_of(edge) for edge in edges if snapshot.role(edge) is TeachingRole.MAIN}

"""What people see who open the database in Neo4j Browser, and what moves between stores of two kinds."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes_encoder import HashingEncoder
from http_support import SAMPLE, SETTINGS
from neo4j import AsyncDriver, AsyncGraphDatabase
from neo4j_support import empty, place_of
from store_calls import RECORD
from store_support import LESSON, PAGE, SKILL, TEACHES, add, apply, judged, remove, said

from api.services.history import history, rollback
from api.services.ingest import ingest_path
from api.services.interchange import export_graph
from api.services.workspace import Workspace
from graph.changes import ChangeSet, LedgerNews, Passage
from graph.errors import StoreTooNew, StoreUnavailable
from graph.learner import Completion, LearnerId
from graph.model import Document, NodeId, Pitfall, Verdict
from graph.ports import GraphStore
from graph.stores.neo4j import Neo4jStore, Place
from graph.stores.sqlite import SqliteStore
from tools.neo4j_server import Address

pytestmark = pytest.mark.anyio


@pytest.fixture
def place(neo4j: Address) -> Place:
    """Return where the server is."""
    return place_of(neo4j)


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Neo4jStore]:
    """Open an empty store."""
    await empty(place)
    async with await Neo4jStore.open(place) as store:
        yield store


@pytest.fixture
async def driver(place: Place) -> AsyncIterator[AsyncDriver]:
    """Connect as somebody who writes Cypher."""
    auth = (place.user or "", place.password or "")
    async with AsyncGraphDatabase.driver(
        place.address, auth=auth, notifications_min_severity="OFF"
    ) as driver:
        yield driver


async def ask(driver: AsyncDriver, query: str, **parameters: object) -> list[list[object]]:
    """Return the rows that a query gives."""
    return [record.values() for record in (await driver.execute_query(query, parameters)).records]


async def test_facts_are_labelled_nodes_and_typed_relationships(
    store: Neo4jStore, driver: AsyncDriver
) -> None:
    """A lesson that teaches a skill is found as one would write it, with every field a property."""
    await add(store, *said(LESSON, SKILL, TEACHES))
    query = "MATCH (l:Lesson)-[t:TEACHES]->(s:Skill) RETURN l.name, l.minutes, t.role, t.origin, s.name"
    assert await ask(driver, query) == [["Repeat yourself", 20, "covered", "authored", "Loops"]]


async def test_a_statement_points_at_its_document_and_names_its_subject(
    store: Neo4jStore, driver: AsyncDriver
) -> None:
    """From an edge one gets to the reasons for it, and from these to the document, whichever came first."""
    await add(store, *said(LESSON, SKILL, TEACHES))
    page = Document(
        id=NodeId(PAGE), name="A page", uri="page.md", media_type="text/markdown", sha256="0" * 64
    )
    await add(store, *said(page))
    query = (
        "MATCH (s:Statement {subject: $subject})-[:STATED_IN]->(d:Document) RETURN s.kind, s.owner, d.name"
    )
    assert await ask(driver, query, subject=TEACHES.id) == [["TEACHES", PAGE, "A page"]]


async def test_what_does_not_live_is_not_seen(store: Neo4jStore, driver: AsyncDriver) -> None:
    """A rejected skill has no label, and its relationships are gone; what held before is the change log."""
    await add(store, *said(LESSON, SKILL, TEACHES))
    await add(store, judged(SKILL, Verdict.REJECT))
    await remove(store, said(LESSON))
    assert await ask(driver, "MATCH (n:Identity) WHERE n:Skill OR n:Lesson RETURN n.id") == []
    assert await ask(driver, "MATCH ()-[t:TEACHES]->() RETURN t") == []
    assert await ask(driver, "MATCH (w:Withdrawn) RETURN w.subject, w.removed") == [[LESSON.id, 3]]


async def test_a_node_that_turns_out_to_be_another_kind_changes_its_label(
    store: Neo4jStore, driver: AsyncDriver
) -> None:
    """There is one label of a kind at a time, and no property of the former kind is left."""
    await add(store, *said(replace(LESSON, id=SKILL.id)))
    await apply(
        store,
        ChangeSet(
            removed=tuple(s.id for s in said(replace(LESSON, id=SKILL.id))),
            added=said(Pitfall(id=SKILL.id, name="Endless loop")),
        ),
    )
    query = "MATCH (n:Identity {id: $id}) RETURN labels(n), n.name, n.minutes"
    assert await ask(driver, query, id=SKILL.id) == [[["Identity", "Pitfall"], "Endless loop", None]]


async def test_words_and_vectors_can_be_searched_by_cypher(store: Neo4jStore, driver: AsyncDriver) -> None:
    """The full-text and vector indexes find what is stored, and lead to the node that it is about."""
    vector = b"\x00\x00\x80?" * 4
    strange = b"\xff\xff\xff\xff" * 4  # not a number
    await apply(
        store,
        ChangeSet(
            added=said(SKILL),
            passages=(
                Passage(SKILL.id, 0, "Loops repeat work", "test/1", vector),
                Passage(SKILL.id, 1, "Nothing", "test/1", strange),
            ),
        ),
    )
    await ask(driver, "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    named = "CALL db.index.fulltext.queryNodes('names', 'loops') YIELD node RETURN node.id"
    assert await ask(driver, named) == [[SKILL.id]]
    near = """
        CALL db.index.vector.queryNodes('passage_embeddings', 5, [1.0, 1.0, 1.0, 1.0]) YIELD node
        MATCH (node)-[:ABOUT]->(s:Skill) RETURN node.text, s.name
    """
    assert await ask(driver, near) == [["Loops repeat work", "Loops"]]


async def test_properties_that_others_add_do_no_harm(store: Neo4jStore, driver: AsyncDriver) -> None:
    """A team may add labels, properties and relationships of its own; Cairn reads what is Cairn's."""
    await add(store, *said(LESSON, SKILL, TEACHES))
    before = await store.columns()
    await ask(driver, "MATCH (s:Skill) SET s:Reviewed, s.by = 'ada'")
    await ask(driver, "MATCH (s:Statement) SET s.by = 'ada'")
    await ask(driver, "MATCH (a:Skill), (b:Lesson) CREATE (a)-[:REQUIRES]->(b), (:Skill {name: 'ours'})")
    columns = await store.columns()
    assert (columns.ids, columns.data) == (before.ids, before.data)
    assert len(columns.source) == len(before.source)
    assert len(await store.statements_of()) == 3
    assert {s.fact.id for s in (await store.delta(0)).living} == {LESSON.id, SKILL.id, TEACHES.id}


async def test_a_store_is_made_only_where_that_is_asked_for(place: Place, driver: AsyncDriver) -> None:
    """A command that only reads leaves an empty database empty, and says that nothing was ingested."""
    await ask(driver, "MATCH (n) DETACH DELETE n")
    assert not await Neo4jStore.exists(place)
    with pytest.raises(StoreUnavailable, match="nothing has been ingested"):
        await Neo4jStore.open(place, make=False)
    assert await ask(driver, "MATCH (n) RETURN count(n)") == [[0]]
    async with await Neo4jStore.open(place) as store:
        assert (await store.revision()).sequence == 0
    assert await Neo4jStore.exists(place)


@pytest.mark.usefixtures("store")
async def test_a_store_of_a_newer_cairn_is_left_alone(place: Place, driver: AsyncDriver) -> None:
    """A schema that this version does not know is refused, with both numbers."""
    await ask(driver, "MATCH (c:Cairn) SET c.schema = c.schema + 7")
    try:
        with pytest.raises(StoreTooNew, match="schema version"):
            await Neo4jStore.open(place)
    finally:
        await ask(driver, "MATCH (c:Cairn) SET c.schema = c.schema - 7")


async def test_a_store_of_the_first_version_tells_of_its_passages_and_documents(
    store: Neo4jStore, driver: AsyncDriver, place: Place
) -> None:
    """What was stored before passages had editions, and the ledger entries, counts as the first of them."""
    passage = Passage(SKILL.id, 0, "Loops", "test/1", b"0000")
    await apply(store, ChangeSet(passages=(passage,), documents=(RECORD,)))
    await ask(driver, "MATCH (p:Passage) REMOVE p.edition")
    await ask(driver, "MATCH (d:DocumentRecord) REMOVE d.entry, d.ingested_at")
    await ask(driver, "MATCH (c:Cairn) REMOVE c.entry")
    await ask(driver, "MATCH (c:Cairn) SET c.schema = 1")
    async with await Neo4jStore.open(place) as upgraded:
        assert await upgraded.edition() == 1
        assert (await upgraded.delta(0, edition=0)).passages == (passage,)
        assert await upgraded.ledger_since(0) == LedgerNews(1, (RECORD,))
    assert await ask(driver, "MATCH (c:Cairn) RETURN c.schema > 1") == [[True]]


async def exported(store: GraphStore) -> bytes:
    """Ingest the sample curriculum and return the file that an export writes."""
    out = io.BytesIO()
    workspace = Workspace(store, HashingEncoder(), SETTINGS)
    await ingest_path(workspace, SAMPLE)
    await export_graph(workspace, None, out)
    return out.getvalue()


async def test_the_same_ingest_is_exported_as_the_same_bytes(store: Neo4jStore) -> None:
    """An export does not tell which store it comes from."""
    async with await SqliteStore.open(":memory:") as embedded:
        assert await exported(store) == await exported(embedded)


async def test_a_publish_is_listed_and_undone(store: Neo4jStore, driver: AsyncDriver) -> None:
    """A rename is rolled back with its redirect, learner and relationships, as a revision of its own."""
    ada, renamed = LearnerId("ada"), replace(LESSON, id=NodeId(f"{LESSON.id}-anew"))
    workspace = Workspace(store, HashingEncoder(), SETTINGS)
    await apply(store, ChangeSet(added=said(LESSON, SKILL, TEACHES), message="first"))
    await store.record(ada, completed=[Completion(LESSON.id, datetime(2026, 1, 1, tzinfo=UTC))])
    first = await store.revision()
    gone = tuple(statement.id for statement in said(LESSON, TEACHES))
    redirects = {LESSON.id: renamed.id}
    await apply(store, ChangeSet(added=said(renamed), removed=gone, redirects=redirects, message="renamed"))
    told = await rollback(workspace, 1, preview=True, progress=quiet)
    assert (told.added, told.removed, told.undone, (await store.revision()).sequence) == (2, 1, 1, 2)
    done = await rollback(workspace, 1, preview=False, progress=quiet)
    assert (done.revision.sequence, done.revision.digest) == (3, first.digest)
    entries = await history(workspace, first=2)
    assert [(e.message, e.added, e.removed) for e in entries] == [
        ("rollback to revision 1", 2, 1),
        ("renamed", 1, 2),
    ]
    assert (await store.columns()).redirects == {}
    assert [done.lesson for done in (await store.learner(ada)).completed] == [LESSON.id]
    query = "MATCH (l:Lesson)-[:TEACHES]->(s:Skill) RETURN l.id, s.id"
    assert await ask(driver, query) == [[LESSON.id, SKILL.id]]


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Hear of progress, and say nothing."""

"""What people decide holds: on a re-ingest, for learners, and when it is taken back; in either store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS
from neo4j_support import empty, place_of

from api.services.documents import remove_document
from api.services.ingest import find_documents, ingest_documents
from api.services.judging import Decision, judge, merge_skills, split_skill
from api.services.learners import learner_id, learner_record
from api.services.review import AWAITED, ReviewKind, ReviewQuestion, ReviewState, key_of, review_queue
from api.services.workspace import Workspace
from graph.changes import ChangeSet
from graph.errors import InvalidInput, UnknownId
from graph.learner import Mastery
from graph.model import Edge, NodeId, NodeKind, Origin, Skill
from graph.stores.neo4j import Neo4jStore
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

PAGES = {
    "plans.md": "# Query plans\n\nCovers query plans, row locks, and cost.\n\n"
    "## Common mistakes\n\n- Guessing what a query costs instead of reading its plan\n",
    "locks.md": "# Sessions that wait\n\nCovers row lock, cost model, and patience.\n\n"
    "You should have read [query plans](plans.md) before.\n",
}
LOCK, LOCKS = NodeId("course/skill/row-lock"), NodeId("course/skill/row-locks")
COST, MODEL = NodeId("course/skill/cost"), NodeId("course/skill/cost-model")
MERGED = f"{LOCKS} SAME_AS {LOCK}"


@pytest.fixture(params=["sqlite", "neo4j"])
async def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    """Open a workspace with a small course of two pages."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    if request.param == "neo4j":
        place = place_of(request.getfixturevalue("neo4j"))
        await empty(place)
        opened = await Neo4jStore.open(place)
    else:
        opened = await SqliteStore.open(":memory:")
    async with opened as store:
        found = Workspace(store, HashingEncoder(), SETTINGS)
        await ingest_documents(found, find_documents(folder))
        yield found


async def ingest_again(workspace: Workspace, folder: Path) -> None:
    """Edit a page and ingest the folder again, so that all is concluded anew."""
    page = folder / "course" / "plans.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    await ingest_documents(workspace, find_documents(folder / "course"))


async def skills(workspace: Workspace) -> dict[NodeId, Skill]:
    """Return the skills that live."""
    snapshot = (await workspace.picture()).snapshot
    nodes = (snapshot.node(node) for node in range(len(snapshot)))
    return {node.id: node for node in nodes if isinstance(node, Skill)}


async def listed(workspace: Workspace, state: ReviewState, kind: ReviewKind = ReviewKind.MERGE) -> list[str]:
    """Return the ids of items."""
    page = await review_queue(workspace, ReviewQuestion(kinds=(kind,), state=state), first=100)
    return [item.id for item in page.items]


async def test_a_merge_by_rule_awaits_judgement_with_its_evidence(workspace: Workspace) -> None:
    """The log says which name became part of which skill, why, how surely, and where it stands."""
    page = await review_queue(workspace, ReviewQuestion(kinds=(ReviewKind.MERGE,)), first=100)
    (item,) = (item for item in page.items if item.id == MERGED)
    assert (item.source.name, item.target and item.target.name) == ("row locks", "row lock")
    assert (item.state, item.holds, item.confidence) == (ReviewState.PENDING, True, 1.0)
    assert item.because == "“row locks” and “row lock”: singular and plural"
    assert item.evidence[0].uri == "plans.md"
    assert "row locks" in (item.evidence[0].quote or "")


async def test_a_rejected_merge_splits_and_stays_split(workspace: Workspace, tmp_path: Path) -> None:
    """Both names are skills again, a later ingest respects it, and undoing it merges them again."""
    before = (await workspace.store.revision()).digest
    done = await judge(workspace, MERGED, Decision.REJECT, by="ada")
    assert {skill.id for skill in done.skills} == {LOCK, LOCKS}
    assert LOCKS in {fact.id for fact in done.added}
    assert (done.items[0].state, done.items[0].holds, done.items[0].judged_by) == (
        "rejected",
        False,
        ("ada",),
    )
    assert (await workspace.picture()).snapshot.redirects == {}
    await ingest_again(workspace, tmp_path)
    assert {LOCK, LOCKS} <= (await skills(workspace)).keys()
    assert await listed(workspace, ReviewState.REJECTED) == [MERGED]
    (tmp_path / "course" / "plans.md").write_text(PAGES["plans.md"], encoding="utf-8")
    await ingest_documents(workspace, find_documents(tmp_path / "course"))
    await judge(workspace, MERGED, Decision.UNDO, by="bob")
    assert LOCKS not in await skills(workspace)
    assert (await workspace.store.revision()).digest == before


async def test_a_person_merges_what_no_rule_would(workspace: Workspace, tmp_path: Path) -> None:
    """The kept skill takes the other's name and edges; it holds after an ingest, and can be undone."""
    before = (await workspace.store.revision()).digest
    done = await merge_skills(workspace, "cost", "cost model", by="ada")
    assert [skill.id for skill in done.skills] == [MODEL]
    assert (await skills(workspace))[MODEL].aliases == ("cost",)
    await ingest_again(workspace, tmp_path)
    found = await skills(workspace)
    assert COST not in found
    snapshot = (await workspace.picture()).snapshot
    assert snapshot.redirects[COST] == MODEL
    assert snapshot.index(COST) == snapshot.index(MODEL)
    again = await merge_skills(workspace, COST, MODEL, by="ada")
    assert again.items == ()
    (tmp_path / "course" / "plans.md").write_text(PAGES["plans.md"], encoding="utf-8")
    await ingest_documents(workspace, find_documents(tmp_path / "course"))
    await judge(workspace, f"{COST} SAME_AS {MODEL}", Decision.UNDO, by="ada")
    assert (await workspace.store.revision()).digest == before


async def test_learners_follow_a_merge_and_a_split(workspace: Workspace) -> None:
    """Who knew the skill that went knows the one it became part of; after a split they know their own."""
    kim = learner_id("kim")
    known = Mastery(COST, 1.0, datetime(2026, 1, 1, tzinfo=UTC), "said so")
    await workspace.store.record(kim, knows=[known])
    await merge_skills(workspace, COST, MODEL, by="ada")
    assert [s.skill.id for s in (await learner_record(workspace, kim)).skills] == [MODEL]
    await split_skill(workspace, MODEL, ["cost"], by="ada")
    assert [s.skill.id for s in (await learner_record(workspace, kim)).skills] == [COST]


async def test_judgements_follow_a_merge(workspace: Workspace) -> None:
    """What a person said of a skill is said of the one that it became part of."""
    edge = f"course/lesson/query-plans TEACHES {COST}"
    await judge(workspace, edge, Decision.ACCEPT, by="ada")
    await merge_skills(workspace, COST, MODEL, by="ada")
    said = await workspace.store.statements_of(NodeId("course"), origins=[Origin.CURATED])
    assert {s.subject for s in said} == {
        f"course/lesson/query-plans TEACHES {MODEL}",
        f"{COST} SAME_AS {MODEL}",
    }


async def test_an_alias_is_split_off(workspace: Workspace, tmp_path: Path) -> None:
    """Each name becomes a skill of its own; what is none of its aliases is refused with those it has."""
    with pytest.raises(InvalidInput, match="no other name") as refused:
        await split_skill(workspace, LOCK, ["spanners"], by="ada")
    assert "row locks" in (refused.value.hint or "")
    done = await split_skill(workspace, LOCK, ["Row locks"], by="ada")
    assert {skill.id for skill in done.skills} == {LOCK, LOCKS}
    await ingest_again(workspace, tmp_path)
    assert (await skills(workspace))[LOCK].aliases == ()
    await merge_skills(workspace, LOCKS, LOCK, by="bob")
    assert LOCKS not in await skills(workspace)
    assert await listed(workspace, ReviewState.REJECTED) == []


async def test_a_judgement_of_a_conclusion_outlives_an_ingest(workspace: Workspace, tmp_path: Path) -> None:
    """A rejected guard is gone and stays gone; an accepted one is curated; undone, it is a guess again."""
    (guard,) = await listed(workspace, ReviewState.PENDING, ReviewKind.GUARD)
    rejected = await judge(workspace, key_of(guard), Decision.REJECT, by="ada")
    assert [fact.id for fact in rejected.removed] == [guard]
    await ingest_again(workspace, tmp_path)
    assert await listed(workspace, ReviewState.REJECTED, ReviewKind.GUARD) == [guard]
    assert not (await judge(workspace, guard, Decision.REJECT, by="ada")).removed
    accepted = await judge(workspace, guard, Decision.ACCEPT, by="bob")
    assert (accepted.items[0].holds, accepted.items[0].judged_by) == (True, ("bob",))
    assert accepted.items[0].evidence[0].origin is Origin.CURATED
    undone = await judge(workspace, guard, Decision.UNDO, by="bob")
    assert undone.items[0].state is ReviewState.PENDING
    with pytest.raises(InvalidInput, match="Nobody has judged"):
        await judge(workspace, guard, Decision.UNDO, by="bob")


async def test_a_rejected_node_takes_its_edges_along(workspace: Workspace, tmp_path: Path) -> None:
    """A skill that is noise goes with all that leads to it, for good."""
    await judge(workspace, COST, Decision.REJECT, by="ada")
    assert COST not in await skills(workspace)
    await ingest_again(workspace, tmp_path)
    assert COST not in await skills(workspace)
    assert await listed(workspace, ReviewState.REJECTED, ReviewKind.NODE) == [COST]
    await judge(workspace, COST, Decision.UNDO, by="ada")
    await ingest_again(workspace, tmp_path)
    assert COST in await skills(workspace)


async def test_the_queue_is_paged_and_filtered(workspace: Workspace) -> None:
    """Pages put together are the whole, the surest first; each filter leaves out the rest."""
    every = ReviewQuestion(kinds=tuple(ReviewKind))
    whole = await review_queue(workspace, every, first=1000)
    pages = [await review_queue(workspace, every, first=2, skip=n) for n in range(0, whole.total, 2)]
    assert tuple(item for page in pages for item in page.items) == whole.items
    assert [item.confidence for item in whole.items] == sorted(
        (i.confidence for i in whole.items), reverse=True
    )
    usual = await review_queue(workspace, ReviewQuestion(), first=1000)
    assert usual.items == tuple(item for item in whole.items if item.kind in AWAITED)
    low = await review_queue(
        workspace, ReviewQuestion(kinds=tuple(ReviewKind), max_confidence=0.7), first=1000
    )
    assert low.items == tuple(item for item in whole.items if item.confidence <= 0.7)


async def test_what_cannot_be_decided_says_why(workspace: Workspace) -> None:
    """Unknown ids, nameless people, curricula without their documents: refused, and nothing is written."""
    before = await workspace.store.revision()
    with pytest.raises(UnknownId):
        await judge(workspace, "nothing", Decision.ACCEPT, by="ada")
    with pytest.raises(InvalidInput, match="no name"):
        await judge(workspace, COST, Decision.ACCEPT, by=" ")
    with pytest.raises(InvalidInput, match="No name"):
        await split_skill(workspace, LOCK, [], by="ada")
    documents = tuple(record.id for record in await workspace.store.documents())
    await workspace.store.apply(ChangeSet(dropped=documents), expected=before.sequence)
    with pytest.raises(InvalidInput, match="not in this store"):
        await merge_skills(workspace, COST, MODEL, by="ada")
    assert await workspace.store.revision() == before


async def test_a_title_that_a_person_gave_can_be_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    """It is listed with what people said; taken back, the curriculum is called as its documents call it."""
    course = NodeId("course")
    found = find_documents(tmp_path / "course")
    await ingest_documents(workspace, found, title="Databases")
    assert await listed(workspace, ReviewState.ACCEPTED, ReviewKind.NODE) == [course]
    decided = await judge(workspace, course, Decision.UNDO, by="ada")
    assert [fact.name for fact in decided.changed if not isinstance(fact, Edge)] == ["Course"]


async def test_a_title_goes_with_the_last_document(workspace: Workspace, tmp_path: Path) -> None:
    """No curriculum is left of a name alone."""
    await ingest_documents(workspace, find_documents(tmp_path / "course"), title="Databases")
    for uri in PAGES:
        await remove_document(workspace, f"course/document/{uri}")
    assert not (await workspace.picture()).snapshot.lookup("course", (NodeKind.CURRICULUM,))

"""What is asked of a store costs what it is about, however large the rest of the store is."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from neo4j import Record
from neo4j_support import empty, place_of
from store_support import LESSON, SKILL, TEACHES, add, background, judged, remove, said

from graph.changes import ChangeSet, DocumentBody, Passage
from graph.learner import LearnerId, Mastery
from graph.model import NodeId, Verdict
from graph.stores.neo4j import Neo4jStore, Place
from graph.stores.neo4j.database import Database, Transaction
from tools.neo4j_server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Call: TypeAlias = Callable[[Neo4jStore], Coroutine[object, object, object]]

PAGE = NodeId("d/document/page")
KNOWS = Mastery(SKILL.id, 1.0, datetime(2024, 1, 1, tzinfo=UTC), "test")
BESIDE = ChangeSet(
    bodies={PAGE: DocumentBody(b"content", b"draft")},
    passages=(Passage(NodeId("d/skill/a"), 0, "Loops", "test/1", b"0000"),),
)
CALLS: dict[str, Call] = {
    "revision": lambda store: store.revision(),
    "add": lambda store: add(store, *said(LESSON, TEACHES)),
    "what changed": lambda store: store.delta(1, edition=1),
    "log": lambda store: store.log(after=1),
    "statements": lambda store: store.statements([SKILL.id, TEACHES.id]),
    "judge": lambda store: add(store, judged(TEACHES, Verdict.REJECT)),
    "rename": lambda store: store.apply(ChangeSet(redirects={SKILL.id: NodeId("c/skill/new")}), expected=3),
    "what changed since": lambda store: store.delta(2),
    "remove": lambda store: remove(store, said(LESSON, TEACHES)),
    "beside the graph": lambda store: store.apply(BESIDE, expected=5),
    "edition": lambda store: store.edition(),
    "passages that changed": lambda store: store.delta(5, edition=1),
    "another curriculum": lambda store: store.statements_of(NodeId("d")),
    "its passages": lambda store: store.passages(NodeId("d")),
    "its documents": lambda store: store.documents(NodeId("d")),
    "bodies": lambda store: store.bodies([PAGE]),
    "record": lambda store: store.record(LearnerId("ada"), knows=[KNOWS]),
    "learner": lambda store: store.learner(LearnerId("ada")),
    "learners": lambda store: store.learners(limit=5),
    "forget": lambda store: store.forget(LearnerId("ada")),
}


async def test_small_questions_to_a_large_store_are_small(
    own_neo4j: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server looks at about as many records in a store of two thousand facts as in one of twenty.

    It is a server of its own: what others left in its statistics decides how a query is planned.
    """
    small = await hits(place_of(own_neo4j.address), 20, monkeypatch)
    large = await hits(place_of(own_neo4j.address), 2_000, monkeypatch)
    excess = {name: (small[name], large[name]) for name in CALLS if large[name] > 2 * small[name] + 100}
    assert excess == {}


async def hits(place: Place, facts: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return for each call how often the server touched its store, with that many other facts in it."""
    touched: dict[str, int] = {}
    name = ""

    async def profiled(self: Transaction, query: str, **parameters: object) -> list[Record]:
        result = await self._transaction.run(f"PROFILE {query}", parameters)
        records = [record async for record in result]
        profile = (await result.consume()).profile
        assert profile is not None
        touched[name] = touched.get(name, 0) + _hits(profile)
        return records

    await empty(place)
    async with await Neo4jStore.open(place) as store:
        passages = tuple(Passage(NodeId(f"c/skill/{n}"), 0, "text", "t", b"") for n in range(facts // 2))
        await store.apply(ChangeSet(added=said(SKILL, *background(facts)), passages=passages), expected=0)
        await forget_plans(place)
        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "rows", profiled)
            for name, call in CALLS.items():  # noqa: B007  # ``profiled`` reads it
                await call(store)
    return touched


async def forget_plans(place: Place) -> None:
    """Have the server plan each query for the store as it is, not as it was when it last counted."""
    database = Database(place)
    await database.command("CALL db.prepareForReplanning()")
    await database.close()


def _hits(plan: dict[str, object]) -> int:
    """Return the database hits of a plan and of the plans that it is made of."""
    own, children = plan.get("dbHits", 0), plan.get("children") or []
    assert isinstance(own, int)
    assert isinstance(children, list)
    return own + sum(_hits(child) for child in children)

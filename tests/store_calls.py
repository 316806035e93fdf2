"""A change that holds something of everything, and each method of a store, to be called on what it left."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TypeAlias

from store_support import LESSON, SKILL, TEACHES, said, skills

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus, Passage
from graph.errors import StoreError
from graph.learner import LearnerId, Mastery
from graph.model import NodeId, StatementId
from graph.ports import GraphStore
from graph.requests import Request

Call: TypeAlias = Callable[[GraphStore], Coroutine[object, object, object]]

PAGE = NodeId("c/document/page")
ADA = LearnerId("ada")
KNOWS = Mastery(SKILL.id, 1.0, datetime(2024, 1, 1, tzinfo=UTC), "test")
RECORD = DocumentRecord(
    id=PAGE,
    curriculum=NodeId("c"),
    uri="page.md",
    media_type="text/markdown",
    sha256="0" * 64,
    fingerprint="1",
    status=DocumentStatus.INGESTED,
    unused=((1, 2),),
)
REQUEST = Request("key", "what")
EVERYTHING = ChangeSet(
    added=said(LESSON, SKILL, TEACHES),
    documents=(RECORD,),
    bodies={PAGE: DocumentBody(b"content", b"draft")},
    passages=(Passage(SKILL.id, 0, "Loops", "test/1", b"0000"),),
    redirects={NodeId("c/skill/old"): SKILL.id},
    memos={NodeId("c"): b"as before"},
)
READS: dict[str, Call] = {
    "revision": lambda store: store.revision(),
    "columns": lambda store: store.columns(),
    "contents": lambda store: store.contents(),
    "delta": lambda store: store.delta(0),
    "log": lambda store: store.log(),
    "statements": lambda store: store.statements([SKILL.id, TEACHES.id]),
    "statements_of": lambda store: store.statements_of(NodeId("c")),
    "statement_owners": lambda store: store.statement_owners(NodeId("c")),
    "statements_by_id": lambda store: store.statements_by_id([StatementId("0")]),
    "documents": lambda store: store.documents(),
    "document_page": lambda store: store.document_page(limit=9),
    "records": lambda store: store.records([PAGE]),
    "ledger_since": lambda store: store.ledger_since(0),
    "bodies": lambda store: store.bodies([PAGE]),
    "drafts": lambda store: store.drafts([PAGE]),
    "passages": lambda store: store.passages(),
    "memos": lambda store: store.memos(NodeId("c")),
    "learner": lambda store: store.learner(ADA),
    "learners": lambda store: store.learners(limit=10),
}
WRITES: dict[str, Call] = {
    "remove": lambda store: store.apply(ChangeSet(removed=(said(SKILL)[0].id,)), expected=1),
    "add": lambda store: store.apply(ChangeSet(dropped=(PAGE,), added=said(*skills(9))), expected=1),
    "record": lambda store: store.record(ADA, knows=[KNOWS]),
    "take_back": lambda store: store.take_back(ADA, [NodeId("c/lesson/x")]),
    "forget": lambda store: store.forget(ADA),
    "claim": lambda store: store.claim(REQUEST, "runner"),
    "release": lambda store: store.release(REQUEST, "runner"),
    "answer": lambda store: store.answer(REQUEST, b"done"),
}
CALLS = {**READS, **WRITES}
"""By name, in this order: each write is of what the ones before it left."""


async def fill(store: GraphStore, change: ChangeSet = EVERYTHING) -> None:
    """Have a new store hold something of everything."""
    await store.apply(change, expected=0)
    await store.record(ADA, knows=[KNOWS])


async def outcome(call: Call, store: GraphStore) -> StoreError | None:
    """Return the error of a call, if it raised one that it may raise."""
    try:
        await call(store)
    except StoreError as error:
        return error
    return None

"""What is asked of a store costs what it is about, however large the rest of the store is."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from store_support import LESSON, SKILL, TEACHES, add, background, judged, remove, said

from graph.changes import ChangeSet, Passage
from graph.learner import LearnerId, Mastery
from graph.model import NodeId, Verdict
from graph.stores.sqlite import SqliteStore

pytestmark = pytest.mark.anyio

Call: TypeAlias = Callable[[SqliteStore], Coroutine[object, object, object]]

PASSAGE = Passage(SKILL.id, 0, "Loops", "test/1", b"0000")
KNOWS = Mastery(SKILL.id, 1.0, datetime(2024, 1, 1, tzinfo=UTC), "test")
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
    "passages": lambda store: store.apply(ChangeSet(passages=(PASSAGE,)), expected=5),
    "edition": lambda store: store.edition(),
    "passages that changed": lambda store: store.delta(5, edition=1),
    "another curriculum": lambda store: store.statements_of(NodeId("d")),
    "record": lambda store: store.record(LearnerId("ada"), knows=[KNOWS]),
    "learner": lambda store: store.learner(LearnerId("ada")),
    "some learners": lambda store: store.learners(limit=1),
    "forget": lambda store: store.forget(LearnerId("ada")),
}


async def test_small_questions_to_a_large_store_are_small(tmp_path: Path) -> None:
    """SQLite takes about as many steps in a store of ten thousand facts as in one of a hundred."""
    small = await steps(tmp_path / "small.db", facts=100)
    large = await steps(tmp_path / "large.db", facts=10_000)
    excess = {name: (small[name], large[name]) for name in CALLS if large[name] > 2 * small[name] + 50}
    assert excess == {}


async def steps(path: Path, *, facts: int) -> dict[str, int]:
    """Return for each call how often SQLite took ten steps, in a store with that many other facts."""
    taken: dict[str, int] = {}
    async with await SqliteStore.open(path) as store:
        others = tuple(replace(PASSAGE, node=NodeId(f"c/skill/{n}")) for n in range(facts))
        await store.apply(ChangeSet(added=said(SKILL, *background(facts)), passages=others), expected=0)
        (connection,) = store._database._idle
        for name, call in CALLS.items():
            taken[name] = 0

            def count(name: str = name) -> int:
                taken[name] += 1
                return 0

            connection.set_progress_handler(count, 10)
            await call(store)
            connection.set_progress_handler(None, 0)
    return taken

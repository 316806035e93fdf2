"""Small graphs and shorthands for tests of stores."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeAlias

from reference_store import graph_of

from graph.changes import ChangeSet
from graph.model import (
    Edge,
    EdgeKind,
    Fact,
    FactId,
    Lesson,
    NodeId,
    Origin,
    Owner,
    Skill,
    Statement,
    TeachingRole,
    Verdict,
)
from graph.ports import GraphStore

OpenStore: TypeAlias = Callable[..., AbstractAsyncContextManager[GraphStore]]
"""Opens a store that is new and empty; takes the clock that its revisions are told by."""

SKILL = Skill(id=NodeId("c/skill/loops"), name="Loops")
LESSON = Lesson(id=NodeId("c/lesson/repeat"), name="Repeat yourself", minutes=20)
TEACHES = Edge(
    source=LESSON.id, kind=EdgeKind.TEACHES, target=SKILL.id, role=TeachingRole.COVERED, position=2
)
PAGE, OTHER_PAGE = Owner("c/document/page"), Owner("c/document/other")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment that it stands at."""
        return self.now


def said(*facts: Fact, owner: Owner = PAGE) -> tuple[Statement, ...]:
    """Return a document's statement of each fact."""
    return tuple(Statement(says=fact, owner=owner, document=NodeId(owner)) for fact in facts)


def judged(fact: Fact, verdict: Verdict) -> Statement:
    """Return what a person decided about a fact."""
    return Statement(says=fact, owner=Owner("person:ada"), origin=Origin.CURATED, verdict=verdict)


def skills(count: int) -> list[Skill]:
    """Return that many skills."""
    return [Skill(id=NodeId(f"c/skill/{n}"), name=f"Skill {n}") for n in range(count)]


def background(facts: int) -> list[Fact]:
    """Return skills and a chain of edges between them."""
    nodes = skills(facts // 2)
    chain = pairwise(nodes)
    return [*nodes, *(Edge(source=a.id, kind=EdgeKind.REQUIRES, target=b.id) for a, b in chain)]


async def apply(store: GraphStore, *changes: ChangeSet) -> None:
    """Apply changes one after the other, each to what the one before left."""
    for change in changes:
        await store.apply(change, expected=(await store.revision()).sequence)


async def add(store: GraphStore, *statements: Statement) -> None:
    """Add statements in one change."""
    await apply(store, ChangeSet(added=statements))


async def remove(store: GraphStore, statements: Iterable[Statement]) -> None:
    """Remove statements in one change."""
    await apply(store, ChangeSet(removed=tuple(s.id for s in statements)))


async def living(store: GraphStore) -> set[FactId]:
    """Return the ids of what lives."""
    return set(graph_of(await store.columns()))

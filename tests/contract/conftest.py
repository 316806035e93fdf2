"""The stores that the contract is held against: one more adapter is one more factory here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from neo4j_support import empty, place_of
from store_support import OpenStore

from graph.ports import GraphStore
from graph.stores.neo4j import Neo4jStore, Place
from graph.stores.sqlite import SqliteStore


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session", params=["sqlite file", "sqlite memory", "neo4j"])
def open_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Return a factory of empty stores, for one adapter after the other."""
    if request.param == "neo4j":
        return _neo4j(place_of(request.getfixturevalue("neo4j")))
    return _sqlite(None if request.param == "sqlite memory" else tmp_path_factory.mktemp("stores"))


def _sqlite(folder: Path | None) -> OpenStore:
    numbers = count()

    @asynccontextmanager
    async def opened(clock: Callable[[], datetime] = _now) -> AsyncIterator[GraphStore]:
        path = folder / f"{next(numbers)}.db" if folder else ":memory:"
        async with await SqliteStore.open(path, clock=clock) as store:
            yield store

    return opened


def _neo4j(place: Place) -> OpenStore:
    """Empty the one database that a server has before each use, so no two stores are open at once."""

    @asynccontextmanager
    async def opened(clock: Callable[[], datetime] = _now) -> AsyncIterator[GraphStore]:
        await empty(place)
        async with await Neo4jStore.open(place, clock=clock) as store:
            yield store

    return opened

"""The stores that the contract is held against: one more adapter is one more factory here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

import pytest
from store_support import OpenStore

from graph.ports import GraphStore
from graph.stores.sqlite import SqliteStore


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session", params=["sqlite file", "sqlite memory"])
def open_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Return a factory of empty stores, for one adapter after the other."""
    folder = tmp_path_factory.mktemp("stores")
    numbers = count()

    @asynccontextmanager
    async def opened(clock: Callable[[], datetime] = _now) -> AsyncIterator[GraphStore]:
        path = ":memory:" if request.param == "sqlite memory" else folder / f"{next(numbers)}.db"
        async with await SqliteStore.open(path, clock=clock) as store:
            yield store

    return opened

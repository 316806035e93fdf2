"""The way in to an empty store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from documents_support import Door
from fakes_encoder import HashingEncoder
from http_support import SETTINGS

from api.services.workspace import Workspace
from graph.stores.sqlite import SqliteStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Return a store in a file."""
    async with await SqliteStore.open(tmp_path / "cairn.db") as store:
        yield store


@pytest.fixture
def door(store: SqliteStore) -> Door:
    """Return the way in to an empty store."""
    return Door(Workspace(store, HashingEncoder(), SETTINGS))

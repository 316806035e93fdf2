"""A server over an empty store, with few streams."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes_encoder import HashingEncoder
from http_support import SETTINGS
from stream_support import SMALL, Served, served

from api.services.workspace import Workspace
from graph.stores.sqlite import SqliteStore


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    """Return a workspace over an empty store in a file."""
    async with await SqliteStore.open(tmp_path / "cairn.db") as store:
        yield Workspace(store, HashingEncoder(), SETTINGS)


@pytest.fixture
async def server(workspace: Workspace) -> AsyncIterator[Served]:
    """Return a server over nothing, with few streams."""
    async with served(workspace, SMALL) as server:
        yield server

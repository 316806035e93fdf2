"""The sample site behind the application, for all who only read it or put back what they change."""

from collections.abc import AsyncIterator

import httpx
import pytest
from http_support import SETTINGS, client_of, sample_workspace

from api.http.app import create_app
from api.services.workspace import Workspace


@pytest.fixture(scope="module")
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds the sample site, one for the tests of a file."""
    async with sample_workspace() as workspace:
        yield workspace


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser of the workspace, of somebody at this machine."""
    async with client_of(create_app(workspace, SETTINGS), accept="text/html") as client:
        yield client

"""The only place that wires concrete stores, encoders and doors."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.cli.app import Doors, run
from api.services.workspace import Workspace
from api.settings import DEFAULT_STORE, Settings
from embeddings.minilm import MiniLM
from embeddings.ports import Encoder
from graph.errors import InvalidInput
from graph.stores.sqlite import SqliteStore

_SQLITE = "sqlite:///"


def main() -> None:
    """Run the ``cairn`` command."""
    run(Doors(open_workspace=open_workspace, serve=_serve, environment=os.environ))


@asynccontextmanager
async def open_workspace(settings: Settings) -> AsyncIterator[Workspace]:
    """Open the store and the encoder that the settings name, and close them at the end.

    Raises
    ------
    StoreError
        If the store cannot be opened.
    InvalidInput
        If its URL is of no known kind.
    """
    store = await SqliteStore.open(_sqlite_path(settings))
    try:
        yield Workspace(store, _encoder(settings), settings)
    finally:
        await store.close()


def _sqlite_path(settings: Settings) -> str:
    """Return the file of ``sqlite:///FILE`` or of a plain path; the user's data folder is made if need be."""
    url = settings.store
    if url == DEFAULT_STORE:
        Path(url).parent.mkdir(parents=True, exist_ok=True)
    if url.startswith(_SQLITE):
        return url.removeprefix(_SQLITE)
    scheme, separator, _ = url.partition("://")
    if separator:
        raise InvalidInput(
            f"No store is known for {scheme}:// addresses.", hint="Give sqlite:///FILE, or a path to a file."
        )
    return url


def _encoder(settings: Settings) -> Encoder:
    if settings.encoder == "minilm":
        return MiniLM(cache=settings.cache)
    from embeddings.sentence_transformers import (  # noqa: PLC0415  # an extra that few installations have
        SentenceTransformerEncoder,
    )

    return SentenceTransformerEncoder(Path(settings.encoder))


def _serve(settings: Settings) -> None:
    from api.http.server import serve  # noqa: PLC0415  # no other command needs a web server

    serve(settings, open_workspace)

"""The only place that wires concrete stores, encoders and doors."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.cli.app import Absent, Doors, run
from api.settings import Settings, default_store
from graph.errors import CairnError, InvalidInput, StoreUnavailable

if TYPE_CHECKING:
    from api.services.tracing import Tracer
    from api.services.workspace import Workspace
    from embeddings.minilm import MiniLM
    from embeddings.ports import Encoder
    from graph.ports import GraphStore

_SQLITE: Final = "sqlite:///"
_MEMORY: Final = ":memory:"
_LIGHT: Final = "minilm"
ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "1")
"""Matrices are small here and products many: a second thread would mostly wait, at full speed."""
SELDOM: Final = (50_000, 20, 20)
"""When Python looks for objects that hold one another: few do, of a million drafts and statements."""
_NEO4J: Final = tuple(
    f"{scheme}{security}://" for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc")
)


def main() -> None:
    """Run the ``cairn`` command."""
    os.environ.setdefault(*ONE_THREAD)  # numpy reads it when it is loaded, which is later
    gc.set_threshold(*SELDOM)
    doors = Doors(
        open_workspace=open_workspace, serve=_serve, environment=os.environ, expect_words=_expect_words
    )
    sys.exit(run(doors, sys.argv[1:]))


@asynccontextmanager
async def open_workspace(settings: Settings, *, absent: Absent = Absent.MAKE) -> AsyncIterator["Workspace"]:
    """Open the store and the encoder that the settings name, and close them at the end.

    Raises
    ------
    StoreError
        If the store cannot be opened, or there is none and ``absent`` refuses that.
    InvalidInput
        If its URL is of no known kind.
    """
    from api.services.workspace import Workspace  # noqa: PLC0415  # `cairn --help` should not wait for numpy
    from embeddings.remembering import Remembering  # noqa: PLC0415

    tracer = _tracer(settings)
    store = await _open_store(settings, absent)
    try:
        yield Workspace(store, Remembering(_encoder(settings)), settings, tracer)
    finally:
        await store.close()
        tracer.close()


async def _open_store(settings: Settings, absent: Absent) -> "GraphStore":
    """Open the store that the settings name, or an empty one in memory where ``absent`` asks for that."""
    from graph.stores.sqlite import SqliteStore  # noqa: PLC0415  # as above

    if not settings.store.startswith(_NEO4J):
        return await SqliteStore.open(_place(settings.store, absent))

    from graph.stores.neo4j import Neo4jStore, Place  # noqa: PLC0415  # loads a driver that few need

    place = Place.parse(
        settings.store,
        user=settings.neo4j_user,
        password=settings.neo4j_password,
        pool=settings.neo4j_pool,
        patience=settings.neo4j_timeout,
    )
    if absent is Absent.IMAGINE and not await Neo4jStore.exists(place):
        return await SqliteStore.open(_MEMORY)
    return await Neo4jStore.open(place, make=absent is Absent.MAKE)


def _place(url: str, absent: Absent) -> str:
    """Return the file of a store, or where to work instead if there is none."""
    path = _path(url)
    if path == _MEMORY or Path(path).exists():
        return path
    if absent is Absent.IMAGINE:
        return _MEMORY
    if absent is Absent.REFUSE:
        raise StoreUnavailable(
            f"There is no store at {path}: nothing has been ingested yet.",
            hint="`cairn ingest PATH` makes one; --store or CAIRN_STORE names another.",
        )
    if url == default_store():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return path


def _path(url: str) -> str:
    """Return the path in ``sqlite:///PATH``, or the one that ``url`` is."""
    if url.startswith(_SQLITE):
        return url.removeprefix(_SQLITE)
    scheme, separator, _ = url.partition("://")
    if separator:
        raise InvalidInput(
            f"No store is known for {scheme}:// addresses.",
            hint="Give sqlite:///FILE, a path to a file, or neo4j://HOST.",
        )
    return url


def _encoder(settings: Settings) -> "Encoder":
    if settings.encoder == _LIGHT:
        return _light(settings.cache)
    from embeddings.sentence_transformers import (  # noqa: PLC0415  # an extra that few installations have
        SentenceTransformerEncoder,
    )

    return SentenceTransformerEncoder(Path(settings.encoder))


@cache
def _light(folder: Path) -> "MiniLM":
    """Return the one light encoder of this process; its compiled graph is kept in the folder."""
    from embeddings.minilm import MiniLM  # noqa: PLC0415  # loads numpy

    return MiniLM(cache=folder)


def _expect_words() -> None:
    """Load the light model while the command is imported, which takes as long: a third of a second."""
    with suppress(CairnError):  # whoever needs the settings is told then
        settings = Settings.read(os.environ)
        if settings.encoder == _LIGHT:
            _light(settings.cache).load_soon()


def _tracer(settings: Settings) -> "Tracer":
    """Return what collects spans, or what does not."""
    if settings.traces is None:
        from api.services.tracing import SILENT  # noqa: PLC0415  # `cairn --help` should not wait for it

        return SILENT
    try:
        from api.services.telemetry import OpenTelemetry  # noqa: PLC0415  # an extra that few have
    except ImportError as error:
        raise InvalidInput(
            "CAIRN_TRACES is set, and OpenTelemetry is not installed.",
            hint="pip install 'cairn-curriculum[opentelemetry]', or leave it unset.",
        ) from error
    return OpenTelemetry.sending_to(settings.traces)


def _serve(settings: Settings) -> None:
    from api.http.server import serve  # noqa: PLC0415  # no other command needs a web server

    serve(settings, open_workspace)

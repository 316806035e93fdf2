"""Graphs leave a store as a file and come into another one, through the services that the commands call."""

import io
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import pytest
from cli_support import PAGE
from fakes_encoder import HashingEncoder
from http_support import SAMPLE, SETTINGS, sample_workspace
from hypothesis import given
from hypothesis import strategies as st
from strategies import graphs, node_ids

from api.services.ingest import ingest_path
from api.services.interchange import export_graph, import_graph
from api.services.workspace import Workspace
from graph.changes import ChangeSet, compose
from graph.errors import UnknownId
from graph.formats.interchange import Interchange, load
from graph.model import NodeId, Statement
from graph.stores.sqlite import SqliteStore

T = TypeVar("T")


def in_new_store(work: Callable[[Workspace], Awaitable[T]]) -> T:
    """Run a coroutine with a workspace in memory that holds nothing."""

    async def run() -> T:
        async with await SqliteStore.open(":memory:") as store:
            return await work(Workspace(store, HashingEncoder(), SETTINGS))

    return anyio.run(run)


async def exported(workspace: Workspace, curriculum: str | None = None) -> bytes:
    """Return the file that an export writes."""
    out = io.BytesIO()
    await export_graph(workspace, curriculum, out)
    return out.getvalue()


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""


redirects = st.dictionaries(node_ids(), node_ids(), max_size=3).map(lambda new: compose({}, new))


@given(graphs(), redirects)
def test_an_imported_export_is_exported_as_the_same_bytes(
    statements: tuple[Statement, ...], moved: dict[NodeId, NodeId]
) -> None:
    """Whatever a store holds, its export read into an empty store gives an equal export and digest."""

    async def fill(workspace: Workspace) -> tuple[bytes, str]:
        await workspace.store.apply(ChangeSet(added=statements, redirects=moved), expected=0)
        return await exported(workspace), (await workspace.store.revision()).digest

    async def read_in(workspace: Workspace) -> tuple[bytes, str]:
        done = await import_graph(workspace, load(file), silent)
        assert done.added == len({statement.id for statement in load(file).statements})
        return await exported(workspace), (await workspace.store.revision()).digest

    file, digest = in_new_store(fill)
    assert in_new_store(read_in) == (file, digest)
    assert load(file).digest == digest


@pytest.mark.anyio
async def test_importing_what_is_there_writes_nothing() -> None:
    """An import of a store's own export adds no revision, and loses no word of a lesson's body."""
    async with sample_workspace() as workspace:
        before, passages = await workspace.store.revision(), await workspace.store.passages()
        done = await import_graph(workspace, load(await exported(workspace)), silent)
        assert (done.added, done.removed, done.revision) == (0, 0, before)
        assert await workspace.store.passages() == passages


@pytest.mark.anyio
async def test_an_import_touches_no_other_curriculum() -> None:
    """A curriculum becomes what a file says of it, even less than before; the others stay to the byte."""
    async with sample_workspace() as workspace:
        await ingest_path(workspace, PAGE)
        other = await exported(workspace, SAMPLE.name)
        whole = load(await exported(workspace, PAGE.stem))
        lesson = f"{PAGE.stem}/lesson/severity-and-triage"
        kept = tuple(statement for statement in whole.statements if statement.subject == lesson)
        assert kept
        done = await import_graph(workspace, Interchange(kept), silent)
        assert done.curricula == (PAGE.stem,)
        assert (done.added, done.removed) == (0, len(whole.statements) - len(kept))
        assert await exported(workspace, SAMPLE.name) == other
        left = await workspace.store.passages(NodeId(PAGE.stem))
        assert {passage.node for passage in left} == {lesson}


@pytest.mark.anyio
async def test_exporting_an_unknown_curriculum_names_those_that_there_are() -> None:
    """A mistyped curriculum is answered with the known ones, not with an empty file."""
    async with sample_workspace() as workspace:
        with pytest.raises(UnknownId) as caught:
            await exported(workspace, "postgres")
        assert SAMPLE.name in (caught.value.hint or "")

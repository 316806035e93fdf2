"""Graphs out to a file and in again."""

from dataclasses import dataclass
from typing import BinaryIO

import anyio.to_thread

from api.services.workspace import Workspace
from graph.changes import ChangeSet, Passage, PassageKey, Revision, difference
from graph.errors import UnknownId
from graph.formats.interchange import Interchange, dump, load
from graph.model import NodeId, curriculum_of
from ingest.passages import refresh
from ingest.pipeline import Progress
from ingest.resolve import Resolution


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the curricula it brought up to date, and the statements it added and removed."""

    revision: Revision
    curricula: tuple[NodeId, ...]
    added: int
    removed: int


async def export_graph(workspace: Workspace, curriculum: str | None, out: BinaryIO) -> None:
    """Write the interchange form of a curriculum, or of all that the store holds.

    Raises
    ------
    UnknownId
        If there is no such curriculum.
    """
    statements = await workspace.store.statements_of(NodeId(curriculum) if curriculum else None)
    if curriculum and not statements:
        raise UnknownId(f"There is no curriculum {curriculum!r}.", hint="cairn health names what there is.")
    redirects = (await workspace.store.columns()).redirects
    kept = {old: new for old, new in redirects.items() if curriculum in {None, curriculum_of(old)}}
    await anyio.to_thread.run_sync(dump, Interchange(statements, kept), out)


async def import_graph(workspace: Workspace, data: bytes, progress: Progress) -> Imported:
    """Make the curricula of an interchange file what the file says; other curricula stay as they are.

    Raises
    ------
    FormatError
        If it is no interchange file, or contradicts itself; nothing was written.
    """
    graph = await anyio.to_thread.run_sync(load, data)
    store = workspace.store
    base = await store.revision()
    curricula = tuple(sorted({curriculum_of(statement.subject) for statement in graph.statements}))
    stored = {s.id: s.owner for curriculum in curricula for s in await store.statements_of(curriculum)}
    added, removed = difference(stored, graph.statements)
    passages: list[Passage] = []
    forgotten: list[PassageKey] = []
    for curriculum in curricula:
        own = tuple(s for s in graph.statements if curriculum_of(s.subject) == curriculum)
        said = Resolution(
            curriculum=curriculum, statements=own, profiles=(), merges=(), redirects={}, warnings=()
        )
        texts = await refresh(store, workspace.encoder, curriculum, said, progress)
        passages += texts.new
        forgotten += texts.stale
    changes = ChangeSet(
        added=added,
        removed=removed,
        passages=tuple(passages),
        forgotten=tuple(forgotten),
        redirects=graph.redirects,
        message=f"import {', '.join(curricula)}",
    )
    revision = base if changes.is_empty else await store.apply(changes, expected=base.sequence)
    return Imported(revision, curricula, len(added), len(removed))

"""Graphs out to a file and in again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import anyio.to_thread

from api.services.curricula import require_curriculum
from api.services.workspace import Workspace
from graph.changes import ChangeSet, Passage, PassageKey, Revision, difference
from graph.formats.interchange import Interchange, dump
from graph.model import NodeId, Owner, Statement, StatementId, curriculum_of
from graph.ports import GraphStore
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
        known = {curriculum_of(NodeId(node)) for node in (await workspace.store.columns()).ids}
        require_curriculum(curriculum, known)
    redirects = await redirects_of(workspace.store)
    kept = {old: new for old, new in redirects.items() if curriculum in {None, curriculum_of(old)}}
    await anyio.to_thread.run_sync(dump, Interchange(statements, kept), out)


async def import_graph(workspace: Workspace, graph: Interchange, progress: Progress) -> Imported:
    """Make the curricula of a graph what it says of them; other curricula stay as they are.

    What people judged in the store stays too, and so do the texts of lessons that it knows already.
    """
    store = workspace.store
    base = await store.revision()
    curricula = tuple(sorted({curriculum_of(statement.subject) for statement in graph.statements}))
    stored: dict[StatementId, Owner] = {}
    for curriculum in curricula:
        stored |= await store.statement_owners(curriculum)
    added, removed = difference(stored, graph.statements)
    redirects = await redirects_of(store)
    new, stale = await passages_of(workspace, graph.statements, curricula, progress)
    changes = ChangeSet(
        added=added,
        removed=removed,
        passages=tuple(new),
        forgotten=tuple(stale),
        redirects={old: target for old, target in graph.redirects.items() if redirects.get(old) != target},
        message=f"import {', '.join(curricula)}",
    )
    revision = base if changes.is_empty else await store.apply(changes, expected=base.sequence)
    await workspace.written()
    return Imported(revision, curricula, len(added), len(removed))


async def redirects_of(store: GraphStore) -> Mapping[NodeId, NodeId]:
    """Return where retired ids lead now, without reading the graph."""
    return (await store.delta((await store.revision()).sequence)).redirects


async def passages_of(
    workspace: Workspace, statements: Iterable[Statement], curricula: Iterable[NodeId], progress: Progress
) -> tuple[list[Passage], list[PassageKey]]:
    """Return the passages that names and summaries make, and those of nodes that are no longer there.

    Statements do not have the bodies of lessons, so those that are stored are kept.
    """
    statements = tuple(statements)
    new: list[Passage] = []
    stale: list[PassageKey] = []
    for curriculum in curricula:
        own = tuple(s for s in statements if curriculum_of(s.subject) == curriculum)
        said = Resolution(curriculum=curriculum, statements=own, profiles=())
        texts = await refresh(workspace.store, workspace.encoder, curriculum, said, progress)
        living = {passage.node for passage in texts.current}
        new += texts.new
        stale += (key for key in texts.stale if key[0] not in living)
    return new, stale

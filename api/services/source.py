"""The documents themselves: the ledger of all, and the text of one, line by line."""

import hashlib
from dataclasses import dataclass

from anyio import to_thread

from api.services.curricula import picture_of
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import DocumentRecord, Revision
from graph.errors import SourceError, UnknownId
from graph.model import Document, NodeId
from ingest.lines import Lines
from ingest.sources import readable


@dataclass(frozen=True, slots=True)
class Ledger:
    """The documents of a store or of one curriculum, by id."""

    revision: Revision
    documents: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document as it was ingested; ``problem`` says why it has no ``lines`` to show."""

    revision: Revision
    title: str
    uri: str
    language: str | None
    sha256: str
    lines: tuple[str, ...]
    problem: str | None = None


async def ledger(workspace: Workspace, scope: Scope) -> Ledger:
    """Return what is known of every document, whether it got into the graph or not.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    records = await workspace.store.documents(NodeId(scope.curriculum) if scope.curriculum else None)
    return Ledger(picture.snapshot.revision, records)


async def read_source(workspace: Workspace, document: NodeId) -> Source:
    """Return a document's own text, or the transcript of one that is no text, in lines.

    Raises
    ------
    UnknownId
        If there is no such document.
    """
    picture = await workspace.picture()
    node = picture.snapshot.node(picture.snapshot.index(document))
    if not isinstance(node, Document):
        raise UnknownId(f"{document!r} is no document.")
    body = (await workspace.store.bodies([node.id])).get(node.id)
    lines: tuple[str, ...] = ()
    problem = None
    if body is None:
        problem = "The store has its statements alone: it came from an interchange file, without its text."
    elif hashlib.sha256(body.content).hexdigest() != node.sha256:
        problem = "What was sent last is not in the graph (yet); its lines are not those that are quoted."
    else:
        try:
            lines = _lines(await to_thread.run_sync(readable, node.uri, body.content))
        except SourceError as error:
            problem = error.message
    return Source(
        revision=picture.snapshot.revision,
        title=node.name,
        uri=node.uri,
        language=node.language,
        sha256=node.sha256,
        lines=lines,
        problem=problem,
    )


def _lines(text: str) -> tuple[str, ...]:
    lines = Lines(text)
    return tuple(lines[number] for number in range(len(lines)))

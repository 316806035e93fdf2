"""The documents themselves: the ledger of all, and the text of one, line by line."""

import hashlib
from dataclasses import dataclass
from functools import partial

from anyio import to_thread

from api.services.curricula import picture_of
from api.services.documents import page_of_documents
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import DocumentStatus, LedgerPage, Revision
from graph.errors import SourceError, UnknownId
from graph.model import Document, NodeId
from ingest.lines import Lines
from ingest.sources import readable


@dataclass(frozen=True, slots=True)
class Ledger:
    """A run of the documents of a store or of one curriculum, by id, and the first that are in trouble.

    ``failed`` and ``waiting`` hold few records, and say how many there are.
    """

    revision: Revision
    documents: LedgerPage
    failed: LedgerPage
    waiting: LedgerPage
    curricula: tuple[str, ...]


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


async def ledger(workspace: Workspace, scope: Scope, *, after: str, first: int, troubled: int) -> Ledger:
    """Return what is known of documents, whether they got into the graph or not.

    It is the ``first`` that come after an id, and up to ``troubled`` each of those that failed and that wait.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    read = partial(page_of_documents, workspace, scope.curriculum)
    failed = await read(DocumentStatus.FAILED, after="", first=troubled)
    waiting = await read(DocumentStatus.PENDING, after="", first=troubled)
    documents = await read(None, after=after, first=first)
    seen = (*documents.records, *failed.records, *waiting.records)
    return Ledger(
        revision=picture.snapshot.revision,
        documents=documents,
        failed=failed,
        waiting=waiting,
        curricula=tuple(sorted({*picture.curricula, *(record.curriculum for record in seen)})),
    )


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

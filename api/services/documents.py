"""Documents one at a time: what may be sent, what is there, what one would change, and taking one out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from api.services.workspace import Workspace
from graph.changes import DocumentRecord, DocumentStatus, LedgerPage
from graph.errors import InvalidInput, UnknownId
from graph.model import NodeId
from ingest.conclusion import Conclusion
from ingest.pipeline import ingest, remove
from ingest.slugs import slug
from ingest.sources import format_named, format_of, titles
from ingest.sources.given import Given

_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Submission:
    """A document that someone sends for a curriculum."""

    curriculum: NodeId
    document: Given


def submission(
    curriculum: str, uri: str, content: str | bytes, *, media_type: str | None = None
) -> Submission:
    """Return a document that can be taken in; to a uri that does not say so the suffix of its type is added.

    Raises
    ------
    InvalidInput
        If the curriculum's name has no letter, the uri is no path below a folder, or documents of the type
        cannot be read.
    """
    uri = uri if media_type is None else _with_suffix(uri, media_type)
    target = slug(curriculum)
    if not target:
        raise InvalidInput(f"{curriculum!r} cannot name a curriculum.", hint="Give it a name with letters.")
    parts = PurePosixPath(uri).parts
    if not parts or parts[0] == "/" or ".." in parts or not uri.isprintable() or len(uri) > _LONGEST:
        raise InvalidInput(
            f"{uri[:80]!r} is no place for a document.",
            hint="Give a path below the root, as guides/intro.md.",
        )
    try:
        data = content.encode() if isinstance(content, str) else content
        return Submission(NodeId(target), Given(uri, data))
    except UnicodeEncodeError as error:
        raise InvalidInput("The text holds half a character.", hint="Send it as UTF-8.") from error


def _with_suffix(uri: str, media_type: str) -> str:
    form = format_named(media_type)
    if form is None or not form.suffixes:
        raise InvalidInput(
            f"Documents of the type {media_type[:80]!r} cannot be read.", hint=f"What can is {titles()}."
        )
    return uri if format_of(uri) is form else f"{uri}{form.suffixes[0]}"


async def list_documents(
    workspace: Workspace, curriculum: str | None, status: DocumentStatus | None
) -> list[DocumentRecord]:
    """Return the documents of a curriculum, or of all, sorted by id; those of one status if it is given."""
    return [*await workspace.store.documents(NodeId(curriculum) if curriculum else None, status=status)]


async def page_of_documents(
    workspace: Workspace, curriculum: str | None, status: DocumentStatus | None, *, after: str, first: int
) -> LedgerPage:
    """Return the ``first`` of what :func:`list_documents` does that come after an id."""
    chosen = NodeId(curriculum) if curriculum else None
    return await workspace.store.document_page(chosen, status=status, after=after, limit=first)


async def find_documents(workspace: Workspace, ids: Sequence[str]) -> list[DocumentRecord | None]:
    """Return documents by id, None where there is none, in the order of ``ids``."""
    wanted = [NodeId(id_) for id_ in ids]
    found = await workspace.store.records(wanted)
    return [found.get(id_) for id_ in wanted]


async def find_document(workspace: Workspace, id_: str) -> DocumentRecord:
    """Return a document.

    Raises
    ------
    UnknownId
        If there is none of that id.
    """
    (found,) = await _all_of(workspace, [id_])
    return found


async def _all_of(workspace: Workspace, ids: Sequence[str]) -> list[DocumentRecord]:
    """Return documents, in the order of ``ids``; raises an UnknownId if one of them is not there."""
    found = dict(zip(ids, await find_documents(workspace, ids), strict=True))
    for id_, record in found.items():
        if record is None:
            raise UnknownId(f"There is no document {id_!r}.", hint="`documents` lists them.")
    return [record for record in found.values() if record]


async def preview_document(workspace: Workspace, sent: Submission) -> Conclusion | None:
    """Return what a document would change in the graph, or None for nothing; nothing is written.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    report = await ingest(
        workspace.store,
        workspace.encoder,
        [sent.document],
        sent.curriculum,
        preview=True,
        max_bytes=workspace.settings.max_bytes,
    )
    for error in report.failed.values():
        raise error
    return report.conclusion


async def remove_document(workspace: Workspace, id_: str) -> Conclusion:
    """Take a document out of the graph, with all that it alone says, and return what that changed.

    Raises
    ------
    UnknownId
        If there is none of that id.
    """
    return await remove_documents(workspace, [id_])


async def remove_documents(workspace: Workspace, ids: Sequence[str]) -> Conclusion:
    """Take documents of a curriculum out of the graph as one change, and return what that was.

    Raises
    ------
    UnknownId
        If one of them is not there; none is removed.
    """
    documents = await _all_of(workspace, ids)
    conclusion = await remove(workspace.store, workspace.encoder, documents)
    await workspace.written()
    return conclusion

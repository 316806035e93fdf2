"""Documents that someone wants to publish: what they would change, before anything is written.

What was sent is kept in files until it is published, given up, or pushed out by what came later. Comparing
the paths of all goals takes longer than a request may, so that is worked out beside the requests, by each
process that is asked for it.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

import anyio
import anyio.to_thread

from api.services.compare import Comparison
from api.services.documents import Submission, remove_documents, submission
from api.services.identity import Principal, Scope
from api.services.previews import Sent, Shelf
from api.services.queue import Queue
from api.services.states import preview_effects
from api.services.workspace import Workspace
from graph.changes import ChangeSet, DocumentRecord
from graph.errors import CairnError, InvalidInput, UnknownId
from graph.model import NodeId
from graph.snapshot import View
from ingest.pipeline import IngestReport, ingest
from ingest.slugs import document_id
from ingest.sources.archive import archived, is_archive
from ingest.sources.given import Given

_log = logging.getLogger("cairn.ingest")
_MOST: Final = 8
"""Publications at a time."""
_MOST_BYTES: Final = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """How far the comparison of paths is: ``done`` of ``total``."""

    done: int = 0
    total: int = 0


@dataclass(slots=True, kw_only=True)
class Publication:
    """Documents for a curriculum, and what they would change.

    ``report`` is None until they are read, ``comparison`` until paths are compared.
    ``placed`` leads from the name that a document was sent under to the uri that it takes the place of.
    ``trouble`` is why it came no further; ``shelved`` whether other processes can go on with it.
    """

    id: str
    owner: str
    curriculum: NodeId
    documents: tuple[Given, ...]
    placed: Mapping[str, str]
    prune: bool
    shelved: bool = True
    report: IngestReport | None = None
    work: Work = field(default_factory=Work)
    comparison: Comparison | None = None
    trouble: str | None = None

    @property
    def changes(self) -> ChangeSet | None:
        """What would be written; None if nothing would, or that is not known yet."""
        return self.report.conclusion.changes if self.report and self.report.conclusion else None

    @property
    def waits(self) -> bool:
        """Whether something about it is still being worked out."""
        ready = self.report is not None and (self.changes is None or self.comparison is not None)
        return not ready and self.trouble is None

    @property
    def size(self) -> int:
        """The bytes of all documents."""
        return sum(len(document.data) for document in self.documents)


class Publications:
    """What was sent and not published yet, the latest last."""

    def __init__(self, workspace: Workspace, queue: Queue) -> None:
        self._workspace = workspace
        self._queue = queue
        folder = workspace.settings.cache / "previews"
        self._shelf = Shelf(folder, most=_MOST, most_bytes=_MOST_BYTES)
        self._kept: OrderedDict[str, Publication] = OrderedDict()
        self._waiting: list[Publication] = []
        self._came = anyio.Event()

    async def propose(
        self, sent: Iterable[Given], curriculum: str, *, prune: bool, owner: Principal
    ) -> Publication:
        """Take documents, or archives of them, to find out what they would change; nothing is written.

        With ``prune`` what is not among them is taken out of the curriculum.

        Raises
        ------
        InvalidInput
            If the curriculum cannot be called that, or nothing was sent.
        SourceError
            If an archive cannot be opened.
        """
        workspace = self._workspace
        limit = workspace.settings.max_bytes
        documents = await anyio.to_thread.run_sync(_unpacked, tuple(sent), limit)
        if not documents:
            raise InvalidInput("No document was sent.", hint="Choose files, or a folder as a zip.")
        target = submission(curriculum, documents[0].uri, documents[0].data).curriculum
        known = () if prune else await workspace.store.documents(target)
        placed = _places(documents, known)
        submissions = [submission(target, placed.get(d.uri, d.uri), d.data) for d in documents]
        documents = tuple(one.document for one in submissions)
        content = tuple((one.uri, one.data) for one in documents)
        sent_now = Sent(owner.name, target, prune, content, placed)
        id_, shelved = await anyio.to_thread.run_sync(self._shelf.put, sent_now)
        publication = _publication(id_, sent_now, shelved=shelved)
        self._keep(publication)
        return publication

    async def find(self, id_: str, asked_by: Principal) -> Publication:
        """Return a publication that someone proposed; whoever may do all sees those of others too.

        One that another process took in is read again here.

        Raises
        ------
        UnknownId
            If there is none any more.
        """
        found = await self._here(id_)
        if found is None or (found.owner != asked_by.name and not asked_by.may(Scope.ADMIN)):
            raise UnknownId(
                "This preview is gone: it was published, given up, or others came after it.",
                hint="Send the documents again; nothing was lost, for nothing was written.",
            )
        return found

    async def discard(self, publication: Publication) -> None:
        """Give up what was proposed."""
        self._kept.pop(publication.id, None)
        await anyio.to_thread.run_sync(self._shelf.remove, publication.id)

    async def publish(self, publication: Publication) -> None:
        """Accept the documents; when this returns, they survive a crash, and are brought into the graph.

        Raises
        ------
        InvalidInput
            If they were not read yet, or the graph is not what they were compared with.
        """
        report = publication.report
        if report is None:
            raise InvalidInput("The documents are still being read.", hint="Wait for the preview.")
        now = await self._workspace.store.revision()
        if now.sequence != report.revision.sequence:
            raise InvalidInput(
                f"The graph is at revision {now.sequence}, and the preview was compared with "
                f"{report.revision.sequence}.",
                hint="Preview the documents again.",
            )
        for document in publication.documents:
            if document.uri not in report.failed:
                await self._queue.submit(Submission(publication.curriculum, document))
        if report.removed:
            gone = [document_id(publication.curriculum, uri) for uri in report.removed]
            await remove_documents(self._workspace, gone)
        await self.discard(publication)

    async def run(self) -> None:
        """Work out what was proposed, one after another, until cancelled."""
        while True:
            while self._waiting:
                publication = self._waiting.pop(0)
                if publication.id in self._kept:
                    await self._work_out(publication)
            await self._came.wait()
            self._came = anyio.Event()

    async def _here(self, id_: str) -> Publication | None:
        """Return a publication that there is, from the shelf if another process put it there."""
        found = self._kept.get(id_)
        if found is not None and not found.shelved:
            return found
        if not await anyio.to_thread.run_sync(self._shelf.has, id_):
            self._kept.pop(id_, None)
            return None
        if found is None:
            sent = await anyio.to_thread.run_sync(self._shelf.get, id_)
            found = self._kept.get(id_)  # another request may have been faster
            if found is None and sent is not None:
                found = _publication(id_, sent)
                self._keep(found)
        return found

    def _keep(self, publication: Publication) -> None:
        self._kept[publication.id] = publication
        while len(self._kept) > _MOST or sum(one.size for one in self._kept.values()) > _MOST_BYTES:
            self._kept.popitem(last=False)
        self._waiting.append(publication)
        self._came.set()

    async def _work_out(self, publication: Publication) -> None:
        """Read documents and compare paths; what keeps it from that is told to whoever waits for it."""

        def notify(_: str, done: int, total: int) -> None:
            publication.work = Work(done, total)

        try:
            report = publication.report = await self._read(publication)
            publication.comparison = await preview_effects(
                self._workspace, publication.curriculum, report.conclusion, View(), notify
            )
        except CairnError as error:
            publication.trouble = error.message
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop what serves everybody else
            _log.exception("a preview of %s could not be worked out", publication.curriculum)
            publication.trouble = f"It could not be worked out: {type(error).__name__}."

    async def _read(self, publication: Publication) -> IngestReport:
        workspace = self._workspace
        return await ingest(
            workspace.store,
            workspace.encoder,
            publication.documents,
            publication.curriculum,
            prune=publication.prune,
            preview=True,
            max_bytes=workspace.settings.max_bytes,
        )


def _publication(id_: str, sent: Sent, *, shelved: bool = True) -> Publication:
    return Publication(
        id=id_,
        owner=sent.owner,
        curriculum=NodeId(sent.curriculum),
        documents=tuple(Given(uri, data) for uri, data in sent.documents),
        placed=sent.placed,
        prune=sent.prune,
        shelved=shelved,
    )


def _unpacked(sent: Sequence[Given], limit: int) -> tuple[Given, ...]:
    """Return documents, those of archives in place of the archives."""
    return tuple(
        one
        for document in sent
        for one in (
            (Given(inner.uri, inner.read(limit)) for inner in archived(document.uri, document.data))
            if is_archive(document.uri)
            else (document,)
        )
    )


def _places(documents: Sequence[Given], known: Iterable[DocumentRecord]) -> dict[str, str]:
    """Return whose place a document takes that was sent by its name alone: that of the only one so called."""
    uris = {record.uri for record in known}
    by_name: dict[str, list[str]] = {}
    for uri in uris:
        by_name.setdefault(PurePosixPath(uri).name, []).append(uri)
    return {
        document.uri: by_name[document.uri][0]
        for document in documents
        if document.uri not in uris and len(by_name.get(document.uri, ())) == 1
    }

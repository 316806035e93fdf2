"""Documents sent by a form: previewed, then published; and what failed, tried again or taken out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services.compare import Alteration, Comparison, Relation
from api.services.documents import remove_document
from api.services.identity import Scope as Allowed
from api.services.phrases import counted, listed
from api.services.publication import Publication, Publications
from api.services.queue import Queue
from api.services.workspace import Workspace
from api.web.audit import record
from api.web.effects import effect_rows, shift_rows
from api.web.render import Renderer
from api.web.visitor import Visitor
from ingest.sources.given import Given

SENT_TO: Final = "/documents/preview"
"""Where forms send documents: the one address that takes more than a small body."""
_MOST_FILES: Final = 2_000
_SHOWN: Final = 40
_EFFECTS: Final = 25
_VERBS: Final = {
    "REQUIRES": "requires",
    "TEACHES": "teaches",
    "USES": "uses",
    "PROMISES": "promises",
    "WARNS_OF": "warns of",
    "GUARDS_AGAINST": "guards against",
    "PART_OF": "is part of",
    "FOLLOWS": "follows",
    "FOR": "is for",
    "SAME_AS": "is the same as",
}


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff: ``add``, ``cut`` or ``alter``, a thing, and what of it."""

    op: str
    subject: object
    verb: str = ""
    target: object = None


class PublishingPage:
    """Takes documents, shows what they would change, and publishes them when told to."""

    def __init__(
        self, workspace: Workspace, renderer: Renderer, publications: Publications, queue: Queue
    ) -> None:
        self._workspace = workspace
        self._renderer = renderer
        self._publications = publications
        self._queue = queue

    async def propose(self, request: Request) -> Response:
        """Take documents, and lead to what they would change."""
        visitor = Visitor.of(request)
        visitor.require(Allowed.INGEST)
        async with request.form(max_files=_MOST_FILES, max_fields=8) as form:
            sent = [Given(file.filename or "", await file.read()) for file in _files(form)]
            curriculum = str(form.get("curriculum", "")) or str(form.get("known", ""))
            publication = await self._publications.propose(
                sent, curriculum, prune="prune" in form, owner=visitor.principal
            )
        return _to(f"{SENT_TO}/{publication.id}")

    async def answer(self, request: Request) -> Response:
        """Answer with what documents would change."""
        publication = await self._find(request)
        found = publication.comparison
        return self._renderer.page(
            request,
            "preview.html",
            revision=publication.report.revision if publication.report else None,
            publication=publication,
            report=publication.report,
            found=found,
            waiting=publication.waits,
            nodes=_first(list(_nodes(found))) if found else None,
            edges=_first(list(_edges(found))) if found else None,
            effects=effect_rows(found.effects[:_EFFECTS]) if found else [],
            shifts=shift_rows(found.cohort.shifts[:_EFFECTS]) if found and found.cohort else [],
            verdict=_verdict(publication),
        )

    async def publish(self, request: Request) -> Response:
        """Publish what was previewed, and lead to the documents, where it settles."""
        publication = await self._find(request)
        await self._publications.publish(publication)
        record(
            request,
            "publish",
            curriculum=publication.curriculum,
            documents=[document.uri for document in publication.documents][:_SHOWN],
        )
        return _to("/documents")

    async def discard(self, request: Request) -> Response:
        """Give up what was previewed."""
        await self._publications.discard(await self._find(request))
        return _to("/documents")

    async def retry(self, request: Request) -> Response:
        """Try a document again that has failed."""
        document = await _named(request)
        await self._queue.retry(document)
        record(request, "retryDocument", id=document)
        return _to("/documents")

    async def remove(self, request: Request) -> Response:
        """Take a document out of the graph, with all that it alone says."""
        document = await _named(request)
        await remove_document(self._workspace, document)
        record(request, "removeDocument", id=document)
        return _to("/documents")

    async def _find(self, request: Request) -> Publication:
        visitor = Visitor.of(request)
        visitor.require(Allowed.INGEST)
        return await self._publications.find(request.path_params["id"], visitor.principal)


async def _named(request: Request) -> str:
    Visitor.of(request).require(Allowed.INGEST)
    form = await request.form(max_files=0, max_fields=2)
    return str(form.get("document", ""))


def _files(form: FormData) -> Iterator[UploadFile]:
    """Return the files of a form; a field for files that stayed empty sends one without a name."""
    for name, value in form.multi_items():
        if name == "files" and isinstance(value, UploadFile) and value.filename:
            yield value


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"cache-control": "no-store"})


def _first(lines: Sequence[DiffLine]) -> tuple[Sequence[DiffLine], int]:
    """Return the lines that fit a page, and how many more there are."""
    return lines[:_SHOWN], max(0, len(lines) - _SHOWN)


def _nodes(found: Comparison) -> Iterator[DiffLine]:
    for item in found.added:
        yield DiffLine("add", item)
    for one in found.renamed:
        yield DiffLine("alter", one.before, "is called", one.after)
    for one in found.changed:
        yield DiffLine("alter", one.after, _fields(one))
    for item in found.removed:
        yield DiffLine("cut", item)


def _fields(one: Alteration) -> str:
    return f"is different in {listed([name.replace('_', ' ') for name in one.fields])}"


def _edges(found: Comparison) -> Iterator[DiffLine]:
    yield from (_relation("add", one) for one in found.linked)
    yield from (_relation("cut", one) for one in found.unlinked)


def _relation(op: str, one: Relation) -> DiffLine:
    return DiffLine(op, one.source, _VERBS.get(one.kind, one.kind.lower()), one.target)


def _verdict(publication: Publication) -> str:
    """Say in a sentence what publishing would do."""
    found = publication.comparison
    if publication.trouble:
        return "What this changes could not be worked out"
    if publication.report is None:
        return "Reading what was sent…"
    if publication.changes is None:
        return "Nothing would change"
    if found is None:
        return "Working out what this changes…"
    tones = [row.tone for row in effect_rows(found.effects)]
    worse, better = tones.count("longer"), tones.count("shorter")
    parts = [
        counted(worse, "path gets longer or is lost", "paths get longer or are lost") if worse else "",
        counted(better, "path gets shorter or opens", "paths get shorter or open") if better else "",
    ]
    said = [part for part in parts if part]
    return listed(said) if said else "No path gets longer"

"""From files to a change of the graph: identify → parse → extract → accept, then resolve → infer → apply.

Documents are read, extracted and durably accepted in small batches: a slow store slows the reader down
instead of filling memory. What a whole curriculum says is settled once, at the end, and applied as one
change: after a crash the next run finds what was accepted and goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from graph.changes import DocumentRecord, DocumentStatus, Revision
from graph.errors import SourceError
from graph.model import NodeId, Origin
from graph.ports import GraphStore
from ingest.accepting import Acceptance, Accepted, Progress
from ingest.extractors import versions
from ingest.slugs import document_id
from ingest.sources.files import Source
from ingest.version import VERSION

if TYPE_CHECKING:  # where nothing has changed neither numpy nor scipy is waited for
    from embeddings.ports import Encoder
    from ingest.conclusion import Conclusion
    from ingest.occasion import Occasion

__all__ = ["IngestReport", "Progress", "accept", "ingest", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did; lists are sorted by uri.

    ``unused`` has, for each document read, its number of lines and the 1-based inclusive ranges of those that
    became nothing. ``conclusion`` is None where nothing had changed. In a preview ``revision`` is the one
    compared with.
    """

    curriculum: NodeId
    revision: Revision
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: Mapping[str, SourceError] = field(default_factory=dict)
    unused: Mapping[str, tuple[int, tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    conclusion: "Conclusion | None" = None


async def ingest(
    store: GraphStore,
    encoder: "Encoder",
    files: Sequence[Source],
    curriculum: NodeId,
    *,
    title: str | None = None,
    prune: bool = False,
    preview: bool = False,
    max_bytes: int,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring a curriculum up to date with files, and return what that did.

    Same bytes again write nothing. ``title`` is what a person calls the curriculum: it goes before what the
    documents say, and is kept. With ``prune`` documents that are not among ``files`` are removed, with
    ``preview`` nothing is written. A file that cannot be read, or that breaks what all documents say
    together, is reported and blocks no other.

    Raises
    ------
    StoreError
        If the store fails; what was accepted before stays accepted.
    EncoderError
        If the embedding model cannot be loaded.
    """
    notify = progress or _silent
    asked = _Asked(files, curriculum, title, prune=prune, preview=preview, max_bytes=max_bytes)
    report, occasion = await _take_in(store, encoder, asked, notify)
    if occasion is None:
        return report
    from ingest.culprits import settle_around  # noqa: PLC0415  # see above

    conclusion, blamed = await settle_around(store, encoder, occasion, notify)
    if blamed:
        known = (record.uri for record in await store.documents(curriculum))
        uris = {document_id(curriculum, uri): uri for uri in (*known, *report.added)}
        report = _without(report, {uris.get(document, document): why for document, why in blamed.items()})
    warnings = (*report.warnings, *conclusion.warnings)
    return replace(report, revision=conclusion.revision, conclusion=conclusion, warnings=warnings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What :func:`ingest` was asked for."""

    files: Sequence[Source]
    curriculum: NodeId
    title: str | None
    prune: bool
    preview: bool
    max_bytes: int


async def _take_in(
    store: GraphStore, encoder: "Encoder", asked: _Asked, notify: Progress
) -> "tuple[IngestReport, Occasion | None]":
    """Accept what changed; return what that was, and why the curriculum is to be settled anew, if it is.

    Of ten thousand documents nothing else is held while that is done.
    """
    curriculum, title = asked.curriculum, asked.title
    ledger = {record.uri: record for record in await store.documents(curriculum)}
    run = Acceptance(store, curriculum, _fingerprint(encoder), ledger, asked.preview, asked.max_bytes, notify)
    accepted = await run.accept(asked.files)
    dropped = sorted(ledger.keys() - {file.uri for file in asked.files}) if asked.prune else []
    report = _summary(run, accepted, await store.revision(), dropped, len(asked.files))
    is_pending = any(record.status is DocumentStatus.PENDING for record in ledger.values())
    called = title is None or await _is_called(store, curriculum, title)
    if called and not (report.added or report.updated or dropped or is_pending):
        return report, None
    from ingest.occasion import Occasion  # noqa: PLC0415  # see above

    occasion = Occasion(
        curriculum=curriculum,
        title=title,
        fresh={item.record.id: item.body.draft for item in accepted if item.body},
        gone={document_id(curriculum, uri) for uri in dropped},
        preview=asked.preview,
    )
    return report, occasion


async def accept(
    store: GraphStore, encoder: "Encoder", file: Source, curriculum: NodeId, *, max_bytes: int
) -> DocumentRecord:
    """Read one document and store it, durably, for :func:`ingest` to go on with; return its record.

    It is ``PENDING`` then, or ``FAILED`` if it cannot be read. One that is in the graph, or on its way there,
    as it stands is left alone.

    Raises
    ------
    StoreError
        If the store fails; nothing was accepted.
    """
    known = await store.records([document_id(curriculum, file.uri)])
    ledger = {record.uri: record for record in known.values()}
    run = Acceptance(
        store, curriculum, _fingerprint(encoder), ledger, preview=False, max_bytes=max_bytes, notify=_silent
    )
    accepted = await run.accept([file])
    return accepted[0].record if accepted else ledger[file.uri]


async def remove(
    store: GraphStore, encoder: "Encoder", documents: Sequence[DocumentRecord], *, preview: bool = False
) -> "Conclusion":
    """Take documents of a curriculum out of the graph, with all that they alone say, as one change.

    In a preview nothing is written. What is pending beside them goes in; what breaks the others does not
    hold it up (:mod:`ingest.culprits`).

    Raises
    ------
    StoreError
        If the store fails; nothing was removed.
    ValueError
        If there is no document, or not all are of one curriculum.
    """
    (curriculum,) = {document.curriculum for document in documents}

    from ingest.culprits import settle_around  # noqa: PLC0415  # see above
    from ingest.occasion import Occasion  # noqa: PLC0415

    gone = {document.id for document in documents}
    occasion = Occasion(curriculum=curriculum, gone=gone, preview=preview)
    conclusion, _ = await settle_around(store, encoder, occasion)
    return conclusion


async def _is_called(store: GraphStore, curriculum: NodeId, title: str) -> bool:
    """Return whether a person calls a curriculum so already."""
    said = (await store.statements([curriculum])).get(curriculum, ())
    return any(s.origin is Origin.CURATED and getattr(s.says, "name", None) == title for s in said)


def _without(report: IngestReport, blamed: Mapping[str, str]) -> IngestReport:
    """Return a report in which some documents, by uri, have failed."""
    failed = {
        uri: SourceError(
            f"It breaks what all documents say together ({why}).",
            uri=uri,
            hint="It is left out, and what it said before stays. Please report this: it is a fault of Cairn.",
        )
        for uri, why in blamed.items()
    }
    return replace(
        report,
        added=tuple(uri for uri in report.added if uri not in failed),
        updated=tuple(uri for uri in report.updated if uri not in failed),
        unused={uri: lines for uri, lines in report.unused.items() if uri not in failed},
        failed=dict(sorted({**report.failed, **failed}.items())),
    )


def _fingerprint(encoder: "Encoder") -> str:
    return f"{VERSION}/{encoder.id}{versions()}"


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def _summary(
    run: Acceptance, accepted: Sequence[Accepted], revision: Revision, dropped: Sequence[str], files: int
) -> IngestReport:
    read = sorted((item for item in accepted if not item.error), key=lambda item: item.record.uri)
    uris = [item.record.uri for item in read]
    return IngestReport(
        curriculum=run.curriculum,
        revision=revision,
        added=tuple(uri for uri in uris if uri not in run.ledger),
        updated=tuple(uri for uri in uris if uri in run.ledger),
        removed=tuple(dropped),
        unchanged=files - len(accepted),
        failed={item.record.uri: item.error for item in accepted if item.error},
        unused={item.record.uri: (item.lines, item.record.unused) for item in read},
        warnings=tuple(f"{item.record.uri}: {warning}" for item in read for warning in item.warnings),
    )

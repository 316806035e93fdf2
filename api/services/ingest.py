"""Ingest as a use case: which files, into which curriculum, and what came of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio.to_thread

from api.services.compare import Comparison
from api.services.tracing import stages_of
from api.services.workspace import Workspace
from graph.codec import NODE_KINDS
from graph.errors import InvalidInput
from graph.model import NodeId, NodeKind
from ingest.extract.uris import is_index
from ingest.pipeline import IngestReport, Progress, ingest
from ingest.slugs import slug
from ingest.sources.archive import archived, is_archive
from ingest.sources.files import Source, discover
from ingest.sources.given import Given

_NOUNS = {
    NodeKind.MODULE: "module",
    NodeKind.LESSON: "lesson",
    NodeKind.SKILL: "skill",
    NodeKind.PITFALL: "pitfall",
    NodeKind.AUDIENCE: "audience",
}


@dataclass(frozen=True, slots=True)
class Ingested:
    """An ingest of one path; ``counts`` are the curriculum's nodes by noun afterwards (none in a preview).

    ``effects`` is what a preview found that publishing would do to paths.
    """

    path: Path
    report: IngestReport
    counts: Mapping[str, int]
    effects: Comparison | None = None

    def summary(self) -> dict[str, object]:
        """Return what a program wants to know."""
        report = self.report
        conclusion = report.conclusion
        return {
            "curriculum": report.curriculum,
            "revision": (conclusion.revision if conclusion else report.revision).sequence,
            "added": report.added,
            "updated": report.updated,
            "removed": report.removed,
            "unchanged": report.unchanged,
            "failed": {uri: error.message for uri, error in report.failed.items()},
            "unused": {uri: ranges for uri, (_, ranges) in report.unused.items() if ranges},
            "warnings": report.warnings,
            "facts": {
                "added": len(conclusion.added) if conclusion else 0,
                "changed": len(conclusion.changed) if conclusion else 0,
                "removed": len(conclusion.removed) if conclusion else 0,
            },
            "renamed": conclusion.renamed if conclusion else {},
            "counts": self.counts,
            "effects": self.effects,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The documents at a path, and the curriculum that they stand for."""

    path: Path
    files: tuple[Source, ...]
    curriculum: NodeId


def find_documents(path: Path, *, curriculum: str | None = None) -> Found:
    """Look what there is to ingest; ``curriculum`` goes before the name of the folder or file.

    A folder's index page by itself goes by the folder, too: *index* would name none or all.

    Raises
    ------
    SourceError
        If the path does not exist or holds no document.
    InvalidInput
        If the curriculum's name has no letter and no digit.
    """
    return _found(path, tuple(discover(path)), curriculum or _name(path))


def _name(path: Path) -> str:
    if path.is_dir():
        return path.resolve().name
    return (path.resolve().parent.name if is_index(path.name) else "") or path.stem


def find_given(given: Given, *, curriculum: str | None = None) -> Found:
    """Look what there is to ingest in a document that is at hand, an archive perhaps; see above."""
    path = Path(given.uri)
    files = tuple(archived(given.uri, given.data)) if is_archive(given.uri) else (given,)
    return _found(path, files, curriculum or path.stem)


def _found(path: Path, files: tuple[Source, ...], name: str) -> Found:
    target = slug(name)
    if not target:
        raise InvalidInput(
            f"{name!r} cannot name a curriculum.", hint="Give --curriculum a name with letters."
        )
    return Found(path, files, NodeId(target))


async def ingest_path(workspace: Workspace, path: Path, *, curriculum: str | None = None) -> Ingested:
    """Find the documents at a path and bring their curriculum up to date; raises what these two raise."""
    found = await anyio.to_thread.run_sync(partial(find_documents, path, curriculum=curriculum))
    return await ingest_documents(workspace, found)


def _untold(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


async def ingest_documents(
    workspace: Workspace,
    found: Found,
    *,
    title: str | None = None,
    prune: bool = False,
    preview: bool = False,
    progress: Progress | None = None,
) -> Ingested:
    """Bring a curriculum up to date with documents; see :func:`ingest.pipeline.ingest`."""
    with stages_of(workspace.tracer, progress or _untold) as tell:
        report = await ingest(
            workspace.store,
            workspace.encoder,
            found.files,
            found.curriculum,
            title=title,
            prune=prune,
            preview=preview,
            max_bytes=workspace.settings.max_bytes,
            progress=tell,
        )
    if not preview:
        await workspace.written()
    counts = {} if preview or report.conclusion is None else await _counts(workspace, report.curriculum)
    return Ingested(found.path, report, counts)


async def _counts(workspace: Workspace, curriculum: NodeId) -> dict[str, int]:
    columns = await workspace.store.columns()
    prefix = f"{curriculum}/"
    kinds = Counter(
        NODE_KINDS[kind]
        for id_, kind in zip(columns.ids, columns.kinds, strict=True)
        if id_.startswith(prefix)
    )
    return {noun: kinds[kind] for kind, noun in _NOUNS.items()}

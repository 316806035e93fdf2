"""Why a claim is believed: statements, and where a document makes them."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry import field

from api.graphql.context import Info
from api.graphql.enums import Decision, DocumentStatus, Origin
from api.graphql.resolver import resolver
from api.graphql.shared import named
from api.services.answers import Evidence
from graph import changes, model
from graph.changes import DocumentRecord


@strawberry.interface(description="Something with an id of its own, stable from one ingest to the next.")
class Node:
    """What has an id."""

    id: strawberry.ID = field(
        description="`<curriculum>/<kind>/<name>`, of an edge `<source> <KIND> <target>`; deterministic."
    )


@strawberry.type(description="Lines of a document, 1-based and inclusive.")
class LineRange:
    """A stretch of lines."""

    first: int = field(description="The first line.")
    last: int = field(description="The last line.")


@strawberry.type(description="Why a document did not get into the graph.")
class Failure:
    """See :class:`graph.changes.Failure`."""

    stage: str = field(description="How far it got: `parse`, or `settle` where its curriculum could not be.")
    message: str = field(description="What went wrong, in one sentence.")
    attempts: int = field(description="How often it was tried.")


@strawberry.type(description="An ingested source.")
class Document(Node):
    """A document as evidence names it; the rest is looked up in the ledger when asked for."""

    uri: str = field(description="Where it lies, relative to the folder that was ingested.")

    @resolver
    def title(self, info: Info) -> str | None:
        """What it calls itself; null until it is in the graph."""
        found = self._node(info)
        return found.name if found else None

    @resolver
    def language(self, info: Info) -> str | None:
        """The language that it is written in, as a code such as `en`; null where that is not known."""
        found = self._node(info)
        return found.language if found else None

    @resolver
    async def status(self, info: Info) -> DocumentStatus:
        """Where it stands."""
        return DocumentStatus((await info.context.record(self.id)).status.value)

    @resolver
    async def ingested_at(self, info: Info) -> datetime | None:
        """When it last got into the graph; null where it never did, or that was not kept."""
        return (await info.context.record(self.id)).ingested_at

    @resolver
    async def media_type(self, info: Info) -> str:
        """What format it was read as."""
        return (await info.context.record(self.id)).media_type

    @resolver
    async def failure(self, info: Info) -> Failure | None:
        """Why it is not in the graph; null where it is, or was not tried yet."""
        return failure((await info.context.record(self.id)).failure)

    @resolver
    async def unused_lines(self, info: Info) -> list[LineRange]:
        """Its lines that became nothing in the graph."""
        return [LineRange(first=one, last=two) for one, two in (await info.context.record(self.id)).unused]

    def _node(self, info: Info) -> model.Document | None:
        picture = info.context.workspace.settled
        found = picture.snapshot.lookup(self.id, (model.NodeKind.DOCUMENT,))
        node = picture.snapshot.node(found[0]) if found else None
        return node if isinstance(node, model.Document) else None


@strawberry.type(description="One reason for a node or an edge.")
class Statement(Node):
    """One piece of evidence."""

    shown_once: ClassVar = True
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    document: Document | None = field(description="The document that says so.")
    lines: LineRange | None = field(description="The lines of the document that say so.")
    quote: str | None = field(description="Verbatim from the document.")
    because: str | None = field(description="For an inference: its signals in words that a person can check.")
    verdict: Decision | None = field(description="What a person said of it, which later ingests respect.")


@strawberry.interface(description="Something that there are reasons for.")
class Described(Node):
    """A node or an edge that statements support."""

    @resolver
    async def statements(self, info: Info) -> list[Statement]:
        """The reasons for it, strongest first."""
        return statements(await info.context.evidence(model.NodeId(self.id)))


def document(record: DocumentRecord) -> Document:
    """Return a document of the ledger as the schema shows it."""
    return Document(id=strawberry.ID(record.id), uri=record.uri)


def failure(found: changes.Failure | None) -> Failure | None:
    """Return why a document is not in the graph as the schema shows it."""
    return Failure(stage=found.stage, message=found.message, attempts=found.attempts) if found else None


def statements(evidence: Sequence[Evidence]) -> list[Statement]:
    """Return evidence as the schema shows it, in the same order: strongest first."""
    return named(evidence, [one.id for one in evidence], _statement)


def _statement(one: Evidence) -> Statement:
    return Statement(
        id=strawberry.ID(one.id),
        origin=Origin(one.origin.value),
        confidence=one.confidence,
        document=_document(one),
        lines=_lines(one),
        quote=one.quote,
        because=one.because,
        verdict=Decision(one.verdict.value) if one.verdict else None,
    )


def _document(evidence: Evidence) -> Document | None:
    if evidence.document is None or evidence.uri is None:
        return None
    return Document(id=strawberry.ID(evidence.document), uri=evidence.uri)


def _lines(evidence: Evidence) -> LineRange | None:
    if evidence.first is None or evidence.last is None:
        return None
    return LineRange(first=evidence.first, last=evidence.last)

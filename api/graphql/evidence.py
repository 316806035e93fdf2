"""Why a claim is believed: statements, and where a document makes them."""

from collections.abc import Iterable

import strawberry
from strawberry import field

from api.graphql.enums import Origin
from api.services.answers import Evidence


@strawberry.interface(description="Something with an id of its own, stable from one ingest to the next.")
class Node:
    """What has an id."""

    id: strawberry.ID = field(description="`<curriculum>/<kind>/<name>`, readable and deterministic.")


@strawberry.type(description="An ingested source.")
class Document(Node):
    """A document as evidence names it."""

    uri: str = field(description="Where it lies, relative to the folder that was ingested.")


@strawberry.type(description="Lines of a document, 1-based and inclusive.")
class LineRange:
    """A stretch of lines."""

    first: int = field(description="The first line.")
    last: int = field(description="The last line.")


@strawberry.type(description="One reason for a node or an edge.")
class Statement:
    """One piece of evidence."""

    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    document: Document | None = field(description="The document that says so.")
    lines: LineRange | None = field(description="The lines of the document that say so.")
    quote: str | None = field(description="Verbatim from the document.")
    because: str | None = field(description="For an inference: its signals in words that a person can check.")


def statements(evidence: Iterable[Evidence]) -> list[Statement]:
    """Return evidence as the schema shows it, in the same order: strongest first."""
    return [
        Statement(
            origin=Origin(one.origin.value),
            confidence=one.confidence,
            document=_document(one),
            lines=_lines(one),
            quote=one.quote,
            because=one.because,
        )
        for one in evidence
    ]


def _document(evidence: Evidence) -> Document | None:
    if evidence.document is None or evidence.uri is None:
        return None
    return Document(id=strawberry.ID(evidence.document), uri=evidence.uri)


def _lines(evidence: Evidence) -> LineRange | None:
    if evidence.first is None or evidence.last is None:
        return None
    return LineRange(first=evidence.first, last=evidence.last)

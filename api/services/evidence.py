"""Statements as answers show them."""

from collections.abc import Iterable

from api.services.answers import Evidence
from graph.model import Statement


def evidence_of(statements: Iterable[Statement]) -> tuple[Evidence, ...]:
    """Return the reasons for one fact, strongest first."""
    ranked = sorted(statements, key=_strongest_first)
    return tuple(
        Evidence(
            origin=s.origin,
            confidence=s.confidence,
            document=s.document,
            uri=s.document.partition("/document/")[2] if s.document else None,
            first=s.span.first if s.span else None,
            last=s.span.last if s.span else None,
            quote=s.quote,
            because=s.because,
            verdict=s.verdict,
            id=f"{s.subject}#{s.id}",
        )
        for s in ranked
    )


def _strongest_first(statement: Statement) -> tuple[int, float, bool, str, str]:
    silent = statement.quote is None
    return (-statement.origin.rank, -statement.confidence, silent, statement.document or "", statement.id)

"""Statements as answers show them."""

import re
from collections.abc import Iterable
from typing import Final

from api.services.answers import Evidence
from graph.model import Statement

_PATH: Final = re.compile(r"\S+\.\w{1,8}|\S*/\S*")
"""A quote that is a file's name, from a table of contents, tells a reader least."""


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


def _strongest_first(statement: Statement) -> tuple[int, float, int, str, str]:
    quote = statement.quote
    silent = 2 if quote is None else int(bool(_PATH.fullmatch(quote)))
    return (-statement.origin.rank, -statement.confidence, silent, statement.document or "", statement.id)

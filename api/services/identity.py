"""Who asks, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.learner import LearnerId


class Scope(StrEnum):
    """What a key or a token allows; each but the first includes ``read``, and ``admin`` all."""

    READ = "read"
    """Ask about curricula."""
    LEARN = "learn"
    """See and write the state of one learner."""
    INGEST = "ingest"
    """Change curricula."""
    ADMIN = "admin"
    """All of it, for every learner."""


_GRANTED_BY: Final[Mapping[Scope, frozenset[Scope]]] = {
    Scope.READ: frozenset(Scope),
    Scope.LEARN: frozenset({Scope.LEARN, Scope.ADMIN}),
    Scope.INGEST: frozenset({Scope.INGEST, Scope.ADMIN}),
    Scope.ADMIN: frozenset({Scope.ADMIN}),
}
"""The scopes that include one."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who asks: ``name`` is for logs and rate limits, ``learner`` the one learner that they are."""

    name: str
    scopes: frozenset[Scope]
    learner: LearnerId | None = None

    def may(self, scope: Scope) -> bool:
        """Tell whether a scope that they have includes this one."""
        return not self.scopes.isdisjoint(_GRANTED_BY[scope])

    def is_or_may_see(self, learner: str) -> bool:
        """Tell whether they may see and write the state of a learner."""
        return self.may(Scope.ADMIN) or (self.may(Scope.LEARN) and self.learner == learner)


OPERATOR: Final = Principal("operator", frozenset({Scope.ADMIN}))
"""Whoever sits at this machine, where nobody else can reach it."""

NOBODY: Final = Principal("nobody", frozenset())
"""Whoever asks for what is public without saying who they are."""

"""Who looks at a page, and what they may do there."""

from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.services.identity import NOBODY, OPERATOR, Principal, Scope
from graph.learner import LearnerId

ME: Final = LearnerId("me")
"""Under this pseudonym whoever sits at this machine keeps their progress; `cairn learner` knows it too."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone before a page; ``learner`` is the one learner that they are, if they are one."""

    principal: Principal
    learner: LearnerId | None

    @classmethod
    def of(cls, request: Request) -> "Visitor":
        """Return who sent a request."""
        principal: Principal = request.scope.get("state", {}).get("principal", NOBODY)
        if principal == OPERATOR:
            return cls(principal, ME)
        return cls(principal, principal.learner if principal.may(Scope.LEARN) else None)

    @property
    def is_known(self) -> bool:
        """Whether they showed a key or a token; whoever sits at this machine needs none."""
        return self.principal not in {NOBODY, OPERATOR}

    def may(self, scope: str) -> bool:
        """Tell whether they may do what a scope allows."""
        return self.principal.may(Scope(scope))

    def require(self, scope: Scope) -> None:
        """Check that they may do what a scope allows.

        Raises
        ------
        HTTPException
            403 if they may not.
        """
        if not self.principal.may(scope):
            raise HTTPException(403, f"That needs a key or a token with the scope {scope}.")

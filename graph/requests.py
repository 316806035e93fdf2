"""Changes that clients may send again, as they do not know whether the first arrived."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LEASE: Final = timedelta(seconds=30)
"""How long a claim holds that is not renewed: whoever made it has ended."""
KEPT: Final = timedelta(days=1)
"""How long an answer is kept."""


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asks for: ``key`` is a digest of who and their name for it, ``asked`` of what it is."""

    key: str
    asked: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a store says to whoever wants to carry out a request.

    If it is ``granted`` they may. Else it was carried out, with that ``answer``, or somebody is at it.
    ``asked`` is what the key stands for: what was asked under it first.
    """

    asked: str
    granted: bool
    answer: bytes | None = None

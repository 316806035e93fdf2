"""What is wrong or odd in a curriculum, as its authors are told."""

from enum import StrEnum

from msgspec import Struct

from api.services.answers import Evidence, Item
from graph.changes import Revision


class Severity(StrEnum):
    """``error``: answers suffer; ``warning``: probably a mistake; ``notice``: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Finding(Struct, frozen=True, kw_only=True):
    """Something about a curriculum that its authors should look at, and what would mend it.

    ``fingerprint`` identifies it from run to run: it depends on the code and the ids of ``items`` alone.
    """

    code: str
    severity: Severity
    message: str
    items: tuple[Item, ...]
    evidence: tuple[Evidence, ...]
    remedy: str
    fingerprint: str


class Health(Struct, frozen=True, kw_only=True):
    """Findings, worst first, then by code and name."""

    revision: Revision
    lessons: int
    skills: int
    findings: tuple[Finding, ...]

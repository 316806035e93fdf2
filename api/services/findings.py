"""What is wrong or odd in a curriculum, as its authors are told."""

from enum import StrEnum

from msgspec import Struct

from api.services.answers import Evidence, Item
from graph.changes import Revision
from graph.model import EdgeKind, FactId, Origin


class Severity(StrEnum):
    """``error``: answers suffer; ``warning``: probably a mistake; ``notice``: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Tie(Struct, frozen=True, kw_only=True):
    """One member of a circle depends on the next, by an edge; without the ``weakest`` there is no circle."""

    dependent: Item
    prerequisite: Item
    kind: EdgeKind
    fact: FactId
    origin: Origin
    confidence: float
    weakest: bool


class Finding(Struct, frozen=True, kw_only=True):
    """Something about a curriculum that its authors should look at, and what would mend it.

    ``fingerprint`` identifies it from run to run: it depends on the code and the ids of ``items`` alone.
    Of a circle ``ties`` lead from each of ``items`` to the next, and from the last to the first.
    """

    code: str
    severity: Severity
    message: str
    items: tuple[Item, ...]
    evidence: tuple[Evidence, ...]
    remedy: str
    fingerprint: str
    ties: tuple[Tie, ...] = ()


class Health(Struct, frozen=True, kw_only=True):
    """Findings, worst first, then by code and name."""

    revision: Revision
    lessons: int
    skills: int
    findings: tuple[Finding, ...]


class Survey(Struct, frozen=True, kw_only=True):
    """Some findings, in the order of :class:`Health`, and how many there are in all of each code."""

    revision: Revision
    lessons: int
    skills: int
    totals: dict[str, int]
    findings: tuple[Finding, ...]

"""``/health``: what the authors of a curriculum should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.services.findings import Finding, Survey
from api.services.health import survey
from api.services.phrases import counted, listed
from api.services.question import Scope
from api.services.rules import RULES, Rule
from api.services.workspace import Workspace
from api.web.drawing import Drawing, ring
from api.web.paging import Paging
from api.web.render import Renderer
from api.web.waiting import soon, still_working

_AT_FIRST: Final = 10
_CIRCLE: Final = "CYCLE"


_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    _CIRCLE: ("circle", "circles"),
    "DANGLING_PREREQUISITE": ("loose end", "loose ends"),
    "FAILED_DOCUMENT": ("unread document", "unread documents"),
    "SELF_REFERENCE": ("self-reference", "self-references"),
    "CONTRADICTORY_ORDER": ("contradiction of the order", "contradictions of the order"),
    "UNSUPPORTED_OUTCOME": ("empty promise", "empty promises"),
    "EMPTY_MODULE": ("empty module", "empty modules"),
    "DUPLICATE": ("name used twice", "names used twice"),
    "REDUNDANT_PREREQUISITE": ("redundant prerequisite", "redundant prerequisites"),
    "UNTAUGHT_SKILL": ("skill nobody teaches", "skills nobody teaches"),
    "ORPHANED_SKILL": ("orphaned skill", "orphaned skills"),
    "UNGUARDED_PITFALL": ("warning without a lesson", "warnings without a lesson"),
    "TEACHES_NOTHING": ("lesson without a skill", "lessons without a skill"),
}
"""How findings are counted in a sentence, one and several of them; the rest is left to the sections."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule; ``findings`` are those that are shown, of ``total``."""

    rule: Rule
    total: int
    findings: tuple[Finding, ...]
    drawings: tuple[Drawing | None, ...]


class HealthPage:
    """Shows what is wrong or odd, worst first."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the first findings of every kind, or with a page of those of one."""
        query = request.query_params
        code = query.get("code", "")
        scope = Scope(curriculum=query.get("curriculum") or None)
        guess = Paging.guess(query)
        work = survey(self._workspace, scope, code=code, span=guess, each=_AT_FIRST)
        found = await soon(self._workspace, work)
        if found is None:
            return still_working(self._renderer, request, "Health")
        paging = Paging.read(query, found.totals.get(code, 0))
        if code in found.totals and paging.span != guess:
            found = await survey(self._workspace, scope, code=code, span=paging.span, each=_AT_FIRST)
        by_code: dict[str, list[Finding]] = {}
        for finding in found.findings:
            by_code.setdefault(finding.code, []).append(finding)
        return self._renderer.page(
            request,
            "health.html",
            revision=found.revision,
            found=found,
            verdict=_verdict(found),
            groups=[_group(code, findings, found.totals[code]) for code, findings in by_code.items()],
            names={code: _name(code) for code in found.totals},
            totals=[(RULES[code], total) for code, total in found.totals.items()],
            paging=paging,
        )


def _group(code: str, shown: Sequence[Finding], total: int) -> Group:
    drawings = tuple(ring([item.name for item in f.items]) if code == _CIRCLE else None for f in shown)
    return Group(RULES[code], total, tuple(shown), drawings)


def _name(code: str) -> str:
    """Return what findings of a rule are called, as a title for the number of them."""
    several = _COUNTED[code][1] if code in _COUNTED else RULES[code].title
    return several[:1].upper() + several[1:]


def _verdict(found: Survey) -> str:
    """Say in a sentence how things stand."""
    if not found.lessons and not found.skills:
        return "Nothing to look at yet"
    if not found.totals:
        return "Nothing is wrong that Cairn can see"
    parts = [counted(total, *_COUNTED[code]) for code, total in found.totals.items() if code in _COUNTED]
    return listed(parts, most=3)

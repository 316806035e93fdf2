"""``/health``: what the authors of a curriculum should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.services.answers import Finding, Health
from api.services.health import health
from api.services.phrases import counted, listed
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.drawing import Drawing, ring
from api.web.paging import Paging
from api.web.render import Renderer

_AT_FIRST: Final = 10
_CIRCLE: Final = "CYCLE"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How findings of one code are spoken of: one and several of them, a title, and what they mean."""

    one: str
    several: str
    title: str
    meaning: str


_KINDS: Final[Mapping[str, _Kind]] = {
    _CIRCLE: _Kind(
        "circle",
        "circles",
        "Lessons that wait for each other",
        "Each asks for the next, so none can come first. Arrows lead from what asks to what it asks for.",
    ),
    "DANGLING_PREREQUISITE": _Kind(
        "loose end", "loose ends", "Loose ends", "Named as a prerequisite, and no document says what it is."
    ),
    "FAILED_DOCUMENT": _Kind(
        "unread document",
        "unread documents",
        "Documents that could not be read",
        "What they say is missing from every answer.",
    ),
    "SELF_REFERENCE": _Kind(
        "self-reference",
        "self-references",
        "What requires itself",
        "It is ignored; most often a link was meant to lead elsewhere.",
    ),
    "UNSUPPORTED_OUTCOME": _Kind(
        "empty promise",
        "empty promises",
        "Promised, and led to by nothing",
        "No lesson was found that leads to these, so nobody can plan a path to them.",
    ),
    "UNTAUGHT_SKILL": _Kind(
        "skill nobody teaches",
        "skills nobody teaches",
        "Required, taught by nobody",
        "What learners are assumed to bring along. It never blocks them.",
    ),
    "UNGUARDED_PITFALL": _Kind(
        "warning without a lesson",
        "warnings without a lesson",
        "Warned of, and nothing helps",
        "No lesson was found that helps to avoid these.",
    ),
    "TEACHES_NOTHING": _Kind(
        "lesson without a skill",
        "lessons without a skill",
        "Lessons that teach nothing that was recognised",
        "No path leads through these.",
    ),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code; ``findings`` are those that are shown, of ``total``."""

    code: str
    title: str
    meaning: str
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
        found = await health(self._workspace, Scope(curriculum=query.get("curriculum") or None))
        by_code: dict[str, list[Finding]] = {}
        for finding in found.findings:
            by_code.setdefault(finding.code, []).append(finding)
        code = query.get("code", "")
        paging = Paging.read(query, len(by_code.get(code, ())))
        if code in by_code:
            groups = [_group(code, by_code[code], paging.span)]
        else:
            groups = [_group(code, findings, slice(_AT_FIRST)) for code, findings in by_code.items()]
        return self._renderer.page(
            request,
            "health.html",
            revision=found.revision,
            found=found,
            verdict=_verdict(found, by_code),
            groups=groups,
            totals=[(code, _kind(code).title, len(findings)) for code, findings in by_code.items()],
            paging=paging,
        )


def _group(code: str, findings: Sequence[Finding], span: slice) -> Group:
    kind = _kind(code)
    shown = tuple(findings[span])
    drawings = tuple(ring([item.name for item in f.items]) if code == _CIRCLE else None for f in shown)
    return Group(code, kind.title, kind.meaning, len(findings), shown, drawings)


def _kind(code: str) -> _Kind:
    name = code.replace("_", " ").lower()
    return _KINDS.get(code) or _Kind(name, name, name.capitalize(), "")


def _verdict(found: Health, by_code: Mapping[str, Sequence[Finding]]) -> str:
    """Say in a sentence how things stand."""
    if not found.lessons and not found.skills:
        return "Nothing to look at yet"
    if not by_code:
        return "Nothing is wrong that Cairn can see"
    parts = [
        counted(len(findings), _kind(code).one, _kind(code).several) for code, findings in by_code.items()
    ]
    return listed(parts, most=4)[:1].upper() + listed(parts, most=4)[1:]

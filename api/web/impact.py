"""``/impact/…``: what would happen without a skill or a lesson."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.services.effects import Change
from api.services.impact import Impact, impact
from api.services.phrases import counted, listed
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.effects import effect_rows
from api.web.links import node_id
from api.web.render import Renderer
from graph.errors import UnknownId
from graph.model import NodeKind

_KINDS: Final = {"lesson": NodeKind.LESSON, "skill": NodeKind.SKILL}
_SHOWN: Final = 12
"""Of each list; the rest of it is behind a line that unfolds."""
_MOST: Final = 60


class ImpactPage:
    """Shows what rests on something, and what its end would do to paths."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the consequences of removing one skill or lesson."""
        place = request.path_params
        kind = _KINDS.get(place["kind"])
        if kind is None:
            raise UnknownId("Only skills and lessons are looked at in this way.")
        found = await impact(self._workspace, [node_id(kind, place["curriculum"], place["slug"])], Scope())
        return self._renderer.page(
            request,
            "impact.html",
            revision=found.revision,
            found=found,
            verdict=_verdict(found),
            effects=effect_rows(found.effects[:_MOST]),
            shown=_SHOWN,
            most=_MOST,
        )


def _verdict(found: Impact) -> str:
    """Say in a sentence what would happen."""
    changes = [effect.change for effect in found.effects]
    lost, longer = changes.count(Change.UNREACHABLE), changes.count(Change.LONGER)
    parts = [
        counted(len(found.gates), "thing goes out of reach", "things go out of reach") if found.gates else "",
        counted(longer, "path gets longer", "paths get longer") if longer else "",
        counted(lost, "promise cannot be kept", "promises cannot be kept")
        if lost and not found.gates
        else "",
    ]
    said = [part for part in parts if part]
    if said:
        return listed(said)
    if found.serves:
        return f"Nothing is lost: {counted(len(found.serves), 'thing rests', 'things rest')} on it, \
and each has another way."
    return "Nothing rests on it"

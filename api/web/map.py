"""``/map``: the whole curriculum on a page, module by module."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from api.services.atlas import Atlas, Road, atlas
from api.services.overview import overview
from api.services.phrases import counted
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.chart import STONES, chart
from api.web.paging import Paging
from api.web.render import Renderer

_A_PAGE = 20


class MapPage:
    """Draws the modules of a curriculum, and what stands on what."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a page of the map."""
        query = request.query_params
        scope = Scope(curriculum=query.get("curriculum") or None)
        held = await overview(self._workspace, Scope(), first=0)
        seen = await atlas(self._workspace, scope, Paging.guess(query, _A_PAGE), lessons=STONES)
        paging = Paging.read(query, seen.total, _A_PAGE)
        if not seen.regions and seen.total:
            seen = await atlas(self._workspace, scope, paging.span, lessons=STONES)
        return self._renderer.page(
            request,
            "map.html",
            revision=seen.revision,
            seen=seen,
            curricula=held.curricula,
            curriculum=scope.curriculum,
            chart=chart(seen),
            needs=_needs(seen),
            verdict=_verdict(seen),
            paging=paging,
        )


def _needs(seen: Atlas) -> Mapping[int, Sequence[Road]]:
    """Return for the place of each region the roads that lead to it, those that most speaks for first."""
    roads = sorted(seen.roads, key=lambda road: (-road.said, -road.concluded, road.first))
    return {place: [road for road in roads if road.then == place] for place in range(len(seen.regions))}


def _verdict(seen: Atlas) -> str:
    """Say in a sentence what the map shows."""
    if not seen.roads:
        return "No module stands on another, as far as documents say and Cairn can tell."
    back = sum(road.then < road.first for road in seen.roads)
    ways = f"{counted(len(seen.roads), 'way leads', 'ways lead')} from one to another"
    if not back:
        return f"{ways}, all of them onward: who reads from the top is never sent ahead."
    return f"{ways}, {counted(back, 'of them', 'of them')} from a module that stands later."

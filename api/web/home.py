"""``/``: three questions, and where one could begin; ``/names`` helps to answer them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.services.names import KNOWABLE, WISHABLE, names_like
from api.services.overview import overview
from api.services.workspace import Workspace
from api.web.asked import LONGEST_WISH, Asked
from api.web.render import Renderer

_STARTING_POINTS = 5
_OFFERED = 6


class HomePage:
    """Asks what someone wants, what they know and how long they have."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the questions, filled in as the address has them."""
        asked = Asked.read(request.query_params)
        held = await overview(self._workspace, asked.scope, first=_STARTING_POINTS)
        return self._renderer.page(
            request,
            "home.html" if held.lessons or held.skills else "empty.html",
            revision=held.revision,
            held=held,
            asked=asked,
            longest=LONGEST_WISH,
        )

    async def names(self, request: Request) -> Response:
        """Answer with names that fit what is being typed, as JSON: of what one may know, or wish for."""
        words = request.query_params.get("q", "")[:LONGEST_WISH]
        kinds = WISHABLE if request.query_params.get("for") == "gap" else KNOWABLE
        found = await names_like(self._workspace, words, kinds, first=_OFFERED) if words.strip() else ()
        return JSONResponse([item.name for item in found], headers={"cache-control": "private, no-cache"})

"""``/history``: what was published when, and the way back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services.history import history, rollback
from api.services.identity import Scope as Allowed
from api.services.workspace import Workspace
from api.web.asked import whole
from api.web.audit import record
from api.web.render import Renderer
from api.web.visitor import Visitor

_SHOWN = 30


class HistoryPage:
    """Lists revisions, and brings one back."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the newest revisions; with ``to`` also with what going back there would do."""
        entries = await history(self._workspace, first=_SHOWN)
        to = whole(request.query_params, "to")
        back = None
        if to is not None and Visitor.of(request).may(Allowed.ADMIN):
            back = await rollback(self._workspace, to, preview=True, progress=_silent)
        return self._renderer.page(
            request,
            "history.html",
            revision=(await self._workspace.picture()).snapshot.revision,
            entries=entries,
            back=back,
        )

    async def go_back(self, request: Request) -> Response:
        """Make the graph what it was, as a new revision."""
        Visitor.of(request).require(Allowed.ADMIN)
        form = await request.form(max_files=0, max_fields=2)
        text = str(form.get("to", ""))
        to = int(text) if text.isascii() and text.isdecimal() else -1
        await rollback(self._workspace, to, preview=False, progress=_silent)
        record(request, "rollback", toSequence=to)
        return RedirectResponse("/history", 303, headers={"cache-control": "no-store"})


def _silent(_: str, __: int, ___: int) -> None:
    """Nobody watches."""

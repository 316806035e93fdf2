"""``/me`` and what marks a lesson as done: someone's own progress, and every way back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services import learners
from api.services.answers import Item
from api.services.identity import Scope as Allowed
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.audit import record
from api.web.links import own_address
from api.web.paging import Paging
from api.web.render import Renderer
from api.web.visitor import Visitor
from graph.learner import LearnerId

_JUST: Final = "just"
"""The part of an address that names the lesson that was marked a moment ago."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a page says of its reader's progress: when lessons were finished, and the one that just was.

    ``back`` is the page itself, without word of what was marked before.
    """

    learner: LearnerId
    finished: Mapping[str, datetime]
    just: Item | None
    back: str

    @classmethod
    async def of(cls, workspace: Workspace, request: Request, learner: LearnerId | None) -> "Progress | None":
        """Return the progress of a learner as a page needs it; None for who keeps none."""
        if learner is None:
            return None
        kept = await learners.learner_record(workspace, learner)
        just = request.query_params.get(_JUST)
        return cls(
            learner,
            {one.lesson.id: one.at for one in kept.lessons},
            next((one.lesson for one in kept.lessons if one.lesson.id == just), None),
            _address(f"{request.url.path}?{request.url.query}", None),
        )


class ProgressPage:
    """Shows what is kept of a reader, and changes it as they ask."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with all that is kept of whoever asks."""
        learner = _learner(request)
        kept = await learners.learner_record(self._workspace, learner)
        paging = Paging.read(request.query_params, max(len(kept.lessons), len(kept.skills)))
        return self._renderer.page(request, "me.html", kept=kept, paging=paging, span=paging.span)

    async def mark(self, request: Request) -> Response:
        """Keep that a lesson was finished, or take that back, and lead back to where that was said."""
        learner = _learner(request)
        form = await request.form(max_files=0, max_fields=4)
        back = str(form.get("back", "/me"))
        if done := str(form.get("done", "")):
            await learners.record_progress(self._workspace, learner, learners.Progress(name=done), Scope())
            record(request, "recordProgress", learner=learner, lesson=done)
            return _to(_address(back, done))
        undone = str(form.get("undo", ""))
        await learners.take_back(self._workspace, learner, undone, Scope())
        record(request, "takeBack", learner=learner, lesson=undone)
        return _to(_address(back, None))

    async def forget(self, request: Request) -> Response:
        """Erase all that is kept of whoever asks."""
        learner = _learner(request)
        await learners.forget_learner(self._workspace, learner)
        record(request, "forgetLearner", learner=learner)
        return _to("/me")


def _learner(request: Request) -> LearnerId:
    visitor = Visitor.of(request)
    visitor.require(Allowed.LEARN)
    if visitor.learner is None:
        raise HTTPException(403, "This key is for no one learner; a key with --learner keeps progress.")
    return visitor.learner


def _address(back: str, just: str | None) -> str:
    """Return an address of this server that says which lesson was just finished, or no longer says so."""
    parts = urlsplit(own_address(back))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != _JUST]
    query = urlencode([*kept, *([(_JUST, just)] if just else [])])
    return parts.path + (f"?{query}" if query else "")


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"cache-control": "no-store"})

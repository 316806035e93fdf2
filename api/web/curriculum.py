"""``/curriculum``: every lesson in its place, or every skill by name."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.services.contents import lessons_page, skills_page
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.paging import Paging
from api.web.render import Renderer

_LISTS: Final = {"lessons": lessons_page, "skills": skills_page}


class CurriculumPage:
    """Lists what can be studied."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a page of the lessons, or of the skills."""
        query = request.query_params
        what = query.get("list", "lessons")
        what = what if what in _LISTS else "lessons"
        words = query.get("q", "").strip()
        scope = Scope(curriculum=query.get("curriculum") or None)
        look = _LISTS[what]
        total = (await look(self._workspace, scope, containing=words, after=0, first=0)).total
        paging = Paging.read(query, total)
        span = paging.span
        contents = await look(
            self._workspace, scope, containing=words, after=span.start, first=span.stop - span.start
        )
        return self._renderer.page(
            request,
            "curriculum.html",
            revision=contents.revision,
            contents=contents,
            what=what,
            words=words,
            paging=paging,
        )

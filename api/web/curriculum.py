"""``/curriculum``: every lesson in its place, or every skill by name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.services.contents import Contents, lessons_page, skills_page
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.paging import Paging
from api.web.render import Renderer

_Look: TypeAlias = Callable[..., Awaitable[Contents]]
_LISTS: Final[Mapping[str, _Look]] = {"lessons": lessons_page, "skills": skills_page}


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
        contents, paging = await self._contents(_LISTS[what], scope, words, query)
        return self._renderer.page(
            request,
            "curriculum.html",
            revision=contents.revision,
            contents=contents,
            what=what,
            words=words,
            paging=paging,
        )

    async def _contents(
        self, look: _Look, scope: Scope, words: str, query: QueryParams
    ) -> tuple[Contents, Paging]:
        """Return the page that is asked for; one beyond the last is looked for once more, as the last."""
        span = Paging.guess(query)
        while True:
            first = span.stop - span.start
            contents = await look(self._workspace, scope, containing=words, after=span.start, first=first)
            paging = Paging.read(query, contents.total)
            if paging.span == span:
                return contents, paging
            span = paging.span

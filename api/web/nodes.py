"""``/skill/…`` and ``/lesson/…``: what something needs, what needs it, and who says so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api.services.answers import LessonDetails, SkillDetails
from api.services.neighbourhood import Direction, neighbourhood
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.drawing import layered
from api.web.links import node_id
from api.web.progress import Progress
from api.web.render import Renderer
from api.web.visitor import Visitor
from graph.errors import InvalidInput
from graph.model import NodeKind

_DEEPEST: Final = 4
_DEPTH: Final = 2
_MOST: Final = 20
"""Nodes of a drawing that can be unfolded; more cannot be read."""
_WIDE: Final = 490
"""Units; what is wider gets a place of its own to scroll in."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a neighbourhood is drawn, as the address asks."""

    depth: int
    direction: Direction
    unfolded: tuple[str, ...]

    @classmethod
    def read(cls, query: QueryParams) -> "Drawn":
        """Return what an address asks to be drawn.

        Raises
        ------
        InvalidInput
            If that is not possible.
        """
        depth = query.get("depth", "") or str(_DEPTH)
        direction = query.get("direction", "") or Direction.BOTH
        if depth not in {str(number) for number in range(1, _DEEPEST + 1)}:
            raise InvalidInput(f"“{depth}” steps away cannot be drawn.", hint=f"Give 1 to {_DEEPEST}.")
        if direction not in set(Direction):
            raise InvalidInput(
                f"There is no direction “{direction}”.", hint=f"There are: {', '.join(Direction)}."
            )
        return cls(int(depth), Direction(direction), tuple(dict.fromkeys(query.getlist("unfold")[:_MOST])))

    def unfolding(self, node: str) -> str:
        """Return the address of the same drawing with the neighbours of one more node."""
        parts = [("direction", self.direction.value), ("depth", str(self.depth))]
        return "?" + urlencode([*parts, *(("unfold", id_) for id_ in (*self.unfolded, node))])


class NodePage:
    """Shows all about the skills, or all about the lessons; ``look`` is the service that tells it."""

    def __init__(
        self,
        workspace: Workspace,
        renderer: Renderer,
        kind: NodeKind,
        look: Callable[[Workspace, str, Scope], Awaitable[SkillDetails | LessonDetails]],
    ) -> None:
        self._workspace = workspace
        self._renderer = renderer
        self._kind = kind
        self._look = look

    async def answer(self, request: Request) -> Response:
        """Answer with one of them as a page."""
        node = node_id(self._kind, request.path_params["curriculum"], request.path_params["slug"])
        drawn = Drawn.read(request.query_params)
        details = await self._look(self._workspace, node, Scope())
        around = await neighbourhood(
            self._workspace,
            node,
            self._kind,
            Scope(),
            depth=drawn.depth,
            direction=drawn.direction,
            unfold=drawn.unfolded,
        )
        drawing = layered(around)
        return self._renderer.page(
            request,
            f"{self._kind.value.lower()}.html",
            revision=around.revision,
            details=details,
            progress=await Progress.of(self._workspace, request, Visitor.of(request).learner),
            drawn=drawn,
            around=around,
            drawing=drawing,
            wide=drawing.width > _WIDE,
        )

"""``/coverage``: what is promised, warned of, aimed at and taught, module by module, as a heat map."""

import csv
import io
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services.matrix import Cell, Matrix, MatrixLine, MatrixRow, Selection, matrix, matrix_lines
from api.services.overview import overview
from api.services.phrases import counted, listed
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.asked import view_of
from api.web.drawing import wrapped
from api.web.paging import Paging
from api.web.render import Renderer
from api.web.stones import bars
from api.web.waiting import soon, still_working
from graph.algorithms.matrix import Served
from graph.errors import InvalidInput
from graph.snapshot import View, ViewKind

_HOTTEST: Final = 4
_A_PAGE: Final = 40
_THIN_SPOTS: Final = 6
_GROUPS: Final = {
    Served.OUTCOME: "Promises",
    Served.PITFALL: "Mistakes it warns of",
    Served.AUDIENCE: "Audiences",
    Served.SKILL: "Skills",
}
_USUAL: Final = (Served.OUTCOME, Served.PITFALL, Served.AUDIENCE)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes a text for that begins with it."""
_LABEL: Final = 330
_CELL: Final = (92, 44)
_HEAD: Final = 66


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows to show and what to believe, as the address has it."""

    selection: Selection
    view: ViewKind
    curriculum: str | None

    @classmethod
    def read(cls, query: QueryParams) -> "Filters":
        """Return the filters of an address.

        Raises
        ------
        InvalidInput
            If it names rows or a view that there are not.
        """
        try:
            kinds = {Served(name) for name in query.getlist("rows") if name}
        except ValueError as error:
            raise InvalidInput(
                "The address names rows that there are not.", hint=f"There are: {', '.join(Served)}."
            ) from error
        ordered = tuple(kind for kind in Served if kind in kinds) or _USUAL
        return cls(
            Selection(ordered, thin=bool(query.get("thin"))),
            view_of(query.get("view", "")),
            query.get("curriculum") or None,
        )

    @property
    def scope(self) -> Scope:
        """Where to look, and what to believe."""
        return Scope(curriculum=self.curriculum, view=View(self.view))

    def query(self, **more: str) -> str:
        """Return the same filters as the query of an address."""
        parts = [("rows", kind.value) for kind in self.selection.kinds]
        parts += [("thin", "1")] if self.selection.thin else []
        parts += [("view", self.view.value)] if self.view is not ViewKind.BALANCED else []
        parts += [("curriculum", self.curriculum)] if self.curriculum else []
        return "?" + urlencode([*parts, *more.items()])


class HeatPage:
    """Shows the heat map, and hands it out as a table and as a drawing."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with a page of the heat map, and what stands out in all of it."""
        if "by" in request.query_params:  # an address from before there was a heat map
            return RedirectResponse(f"/coverage/parts?{request.url.query}", 301)
        query, filters = request.query_params, Filters.read(request.query_params)
        found = await soon(self._workspace, self._matrix(filters, Paging.guess(query, _A_PAGE)))
        if found is None:
            return still_working(self._renderer, request, "Coverage")
        paging = Paging.read(query, found.total, _A_PAGE)
        if found.total and not found.rows:
            found = await self._matrix(filters, paging.span)
        held = await overview(self._workspace, Scope(), first=0)
        return self._renderer.page(
            request,
            "heat.html",
            revision=found.revision,
            found=found,
            filters=filters,
            groups=_grouped(found),
            titles=_GROUPS,
            cell=_asked_cell(found, query.get("cell", "")),
            bars=bars([count for _, count in found.lengths]),
            curricula=held.curricula,
            verdict=_verdict(found),
            paging=paging,
        )

    async def table(self, request: Request) -> Response:
        """Answer with every cell that has lessons on a line of its own, and bare rows, as CSV (RFC 4180)."""
        filters = Filters.read(request.query_params)
        found = await matrix_lines(self._workspace, filters.scope, filters.selection)
        text = io.StringIO(newline="")
        rows = csv.writer(text)
        rows.writerow(("kind", "id", "name", "module_id", "module", "lessons", "minutes"))
        rows.writerows(map(_plain, _line(one)) for one in found)
        return _file(text.getvalue(), "text/csv; charset=utf-8", "coverage.csv")

    async def drawing(self, request: Request) -> Response:
        """Answer with a page of the heat map as an SVG by itself."""
        query, filters = request.query_params, Filters.read(request.query_params)
        found = await self._matrix(filters, Paging.guess(query, _A_PAGE))
        height = _HEAD + _CELL[1] * (len(found.rows) + 1) + 12
        text = self._renderer.text(
            "heat.svg",
            found=found,
            titles=_GROUPS,
            label=_LABEL,
            cell=_CELL,
            head=_HEAD,
            width=_LABEL + _CELL[0] * len(found.columns) + 16,
            height=height,
            lines=wrapped,
            heat=heat,
        )
        return _file(text, "image/svg+xml", "coverage.svg")

    async def _matrix(self, filters: Filters, span: slice) -> Matrix:
        return await matrix(self._workspace, filters.scope, filters.selection, span=span, first=_THIN_SPOTS)


def heat(cell: Cell) -> int:
    """Return how warm a cell is, from 0 (nothing) to 4."""
    return min(len(cell.lessons), _HOTTEST)


def _grouped(found: Matrix) -> list[tuple[str, list[tuple[MatrixRow, list[tuple[Cell, int]]]]]]:
    """Return the rows under the titles of their kinds, each cell with how warm it is."""
    return [
        (
            title,
            [(row, [(cell, heat(cell)) for cell in row.cells]) for row in found.rows if row.kind is kind],
        )
        for kind, title in _GROUPS.items()
        if any(row.kind is kind for row in found.rows)
    ]


def _asked_cell(found: Matrix, asked: str) -> tuple[MatrixRow, int] | None:
    """Return the row and the column of a cell that an address names as ``<item>~<module>``."""
    item, _, module = asked.partition("~")
    columns: list[str] = [column.id for column in found.columns]
    return next(
        ((row, columns.index(module)) for row in found.rows if row.item.id == item and module in columns),
        None,
    )


def _line(one: MatrixLine) -> tuple[object, ...]:
    module = (one.module.id, one.module.name) if one.module else ("", "")
    return (one.kind.value, one.item.id, one.item.name, *module, one.lessons, one.minutes)


def _plain(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _file(text: str, media_type: str, name: str) -> Response:
    return Response(
        text,
        media_type=media_type,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "private, no-cache",
        },
    )


def _verdict(found: Matrix) -> str:
    """Say in a sentence how well what is stated is served."""
    none, one, more = found.strength
    total = none + one + more
    if not total:
        return f"{counted(found.lessons, 'lesson')}, and no document promises, warns of, or is for anything."
    parts = [f"{more} are served by two lessons or more"]
    parts += [f"{one} by one"] if one else []
    parts += [f"{none} by none"] if none else []
    return f"Of {counted(total, 'promise, warning and audience', 'promises, warnings and audiences')}, \
{listed(parts)}."

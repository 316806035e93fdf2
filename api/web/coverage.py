"""``/coverage/parts``: what each part of a curriculum covers, by one dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.services.coverage import Counts, coverage_counts
from api.services.phrases import counted, duration, listed
from api.services.question import Scope
from api.services.workspace import Workspace
from api.web.paging import Paging
from api.web.render import Renderer
from api.web.waiting import soon, still_working
from graph.algorithms.coverage import Dimension
from graph.errors import InvalidInput

_HOTTEST: Final = 4
_COLUMNS: Final = ("Lessons", "Time", "Skills taught", "Promises kept", "Warnings met", "Skills assumed")
_DIMENSIONS: Final = {
    Dimension.MODULE: "Module",
    Dimension.AUDIENCE: "Audience",
    Dimension.OUTCOME: "Promise",
    Dimension.PITFALL: "Mistake",
    Dimension.KIND: "Kind of skill",
    Dimension.DIFFICULTY: "Difficulty",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and how warm it is, from 0 (nothing) to 4; ``thin`` if something is missing."""

    text: str
    heat: int
    thin: bool


class CoveragePage:
    """Shows what the parts of a curriculum cover."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the table by the dimension that the address names."""
        query = request.query_params
        dimension = _dimension(query.get("by", ""))
        scope = Scope(curriculum=query.get("curriculum") or None)
        table = await soon(self._workspace, coverage_counts(self._workspace, scope, dimension))
        if table is None:
            return still_working(self._renderer, request, "Coverage")
        paging = Paging.read(query, len(table.rows))
        amounts = [_amounts(row) for row in table.rows]
        scales = [sorted({amount for amount in column if amount}) for column in zip(*amounts, strict=True)]
        shown = list(zip(table.rows, amounts, strict=True))[paging.span]
        return self._renderer.page(
            request,
            "coverage.html",
            revision=table.revision,
            table=table,
            dimensions=_DIMENSIONS,
            columns=_COLUMNS,
            rows=[(row, _cells(row, row_amounts, scales)) for row, row_amounts in shown],
            verdict=_verdict(table.total),
            paging=paging,
        )


def _dimension(name: str) -> Dimension:
    try:
        return Dimension(name.lower() or Dimension.MODULE)
    except ValueError as error:
        there = ", ".join(Dimension)
        raise InvalidInput(f"Coverage is not known by “{name}”.", hint=f"It is by: {there}.") from error


def _amounts(row: Counts) -> tuple[int, ...]:
    """Return the figures of a row, by which its cells are warm or cold."""
    kept, met = row.promised - row.unkept, row.warned - row.unguarded
    return row.lessons, row.minutes or 0, row.taught, kept, met, row.untaught


def _cells(row: Counts, amounts: Sequence[int], scales: Sequence[Sequence[int]]) -> list[Cell]:
    """Return the cells of a row; how warm one is, is where its figure stands among those of its column."""
    *_, kept, met, assumed = amounts
    texts = (
        str(row.lessons),
        ("about " if row.estimated else "") + duration(row.minutes) if row.minutes else "unknown",
        str(row.taught),
        f"{kept} of {row.promised}" if row.promised else "none made",
        f"{met} of {row.warned}" if row.warned else "none given",
        str(assumed),
    )
    thin = (not row.lessons, False, not row.taught, bool(row.unkept), bool(row.unguarded), False)
    return [
        Cell(text, _heat(amount, scale), is_thin)
        for text, amount, scale, is_thin in zip(texts, amounts, scales, thin, strict=True)
    ]


def _heat(amount: int, scale: Sequence[int]) -> int:
    return 1 + (_HOTTEST - 1) * scale.index(amount) // max(1, len(scale) - 1) if amount else 0


def _verdict(total: Counts) -> str:
    """Say in a sentence what is missing."""
    gaps = [
        counted(total.unkept, "promise that no lesson keeps", "promises that no lesson keeps"),
        counted(total.unguarded, "warning that no lesson meets", "warnings that no lesson meets"),
        counted(total.untaught, "skill that is assumed", "skills that are assumed"),
    ]
    missing = [gap for gap in gaps if not gap.startswith("0 ")]
    taught = f"{counted(total.lessons, 'lesson')} teach {counted(total.taught, 'skill')}."
    return f"{taught} Worth a look: {listed(missing)}." if missing else f"{taught} Nothing is missing."

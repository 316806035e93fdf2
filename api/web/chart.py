"""The map as it is drawn: modules in a column, stones for their lessons, arcs for what stands on what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.services.answers import LessonCard
from api.services.atlas import Atlas, Region, Road
from api.web.drawing import wrapped
from api.web.stones import widths

WIDTH: Final = 460
STONES: Final = 8
"""Lessons of a module that are drawn; the rest is counted."""
_ROW: Final = 92
_LEFT: Final = 104
"""Where rows begin; the arcs bend within what is left of it."""
_STONE_ROOM: Final = WIDTH - _LEFT - 8
_LETTERS: Final = 40
_LINES: Final = 2
"""Of a module's name; a third would run into its stones."""


@dataclass(frozen=True, slots=True)
class Stone:
    """A lesson: an ellipse around a point."""

    lesson: LessonCard
    x: float
    rx: float


@dataclass(frozen=True, slots=True)
class Row:
    """A module: where it stands, its name in lines, and its stones."""

    region: Region
    y: int
    lines: tuple[str, ...]
    stones: tuple[Stone, ...]
    end: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A road as a curve on the left; ``back`` if it leads up: what is required stands later."""

    road: Road
    d: str
    back: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it; ``height`` in units, 460 of which are the width."""

    height: int
    rows: tuple[Row, ...]
    arcs: tuple[Arc, ...]


def chart(atlas: Atlas) -> Chart:
    """Return the map of a run of modules."""
    rows = tuple(_row(region, number) for number, region in enumerate(atlas.regions))
    longest_first = sorted(atlas.roads, key=lambda road: -abs(road.then - road.first))
    return Chart(len(rows) * _ROW + 8, rows, tuple(_arc(road, len(rows)) for road in longest_first))


def _row(region: Region, number: int) -> Row:
    y = number * _ROW + 8
    minutes = [lesson.minutes for lesson in region.lessons]
    stones = tuple(_stones(region.lessons, widths(minutes)))
    end = stones[-1].x + stones[-1].rx if stones else float(_LEFT)
    return Row(region, y, wrapped(region.module.name, _LETTERS, _LINES), stones, end)


def _stones(lessons: Sequence[LessonCard], wide: Sequence[float]) -> list[Stone]:
    """Return stones side by side; where they would not fit, all are smaller."""
    room = _STONE_ROOM - 46 - 6 * len(wide)
    scale = min(0.62, room / sum(wide)) if wide else 1.0
    stones, x = [], float(_LEFT)
    for lesson, width in zip(lessons, wide, strict=True):
        half = width * scale / 2
        stones.append(Stone(lesson, round(x + half, 1), round(half, 1)))
        x += 2 * half + 6
    return stones


def _arc(road: Road, rows: int) -> Arc:
    """Return a curve from one row to another, the further left the further it leads."""
    top, bottom = (place * _ROW + 26 for place in (road.first, road.then))
    bend = 24 + 62 * abs(road.then - road.first) / max(rows - 1, 1)
    x = _LEFT - 14
    d = f"M{x} {top + 4}C{x - bend:.0f} {top + 4} {x - bend:.0f} {bottom - 4} {x - 3} {bottom - 4}"
    return Arc(road, d, road.then < road.first)

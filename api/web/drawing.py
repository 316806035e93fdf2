"""Geometry of drawn graphs: boxes in layers, boxes on a ring, and the lines between them.

Units are those of the SVG; names are wrapped here, for SVG does not.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.services.neighbourhood import Neighbourhood

_WIDTH: Final = 200
_HEIGHT: Final = 66
"""Of a box whose name takes two lines; a third one makes it higher."""
_LINE: Final = 18
_GAP: Final = (28, 46)
_EDGE: Final = 13
"""What is left free around boxes: the sign that unfolds one sits on its corner."""
_LETTERS: Final = 22
"""How many letters a line of a box holds at 15 units."""
_LINES: Final = 3
_MOST_ON_A_RING: Final = 10


@dataclass(frozen=True, slots=True)
class Box:
    """A node of a drawing, its name in lines; ``item`` is its position among what is drawn."""

    item: int
    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Where the middle is, from the left."""
        return self.x + _WIDTH / 2

    @property
    def first_line(self) -> float:
        """Where the kind stands above the name, from the top: both are in the middle of the box."""
        return self.y + (self.height - _LINE * len(self.lines)) / 2 + 3

    @property
    def is_cut(self) -> bool:
        """Whether the name is longer than its lines."""
        return self.lines[-1].endswith("…")


@dataclass(frozen=True, slots=True)
class Line:
    """A curve from one box to another: a path's ``d``, and the position of what it shows."""

    d: str
    item: int
    label_x: float = 0
    label_y: float = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines within ``width`` and ``height``."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def layered(around: Neighbourhood) -> Drawing:
    """Return a neighbourhood as layers from top to bottom; a line's item is the position of its tie."""
    rows = _uncrossed(around)
    widest = max(len(row) for row in rows)
    width = widest * _WIDTH + (widest - 1) * _GAP[0] + 2 * _EDGE
    boxes: dict[int, Box] = {}
    top = float(_EDGE)
    for row in rows:
        names = [wrapped(around.items[item].name) for item in row]
        height = _height(names)
        left = (width - len(row) * _WIDTH - (len(row) - 1) * _GAP[0]) / 2
        for column, (item, name) in enumerate(zip(row, names, strict=True)):
            boxes[item] = Box(item, left + column * (_WIDTH + _GAP[0]), top, height, name)
        top += height + _GAP[1]
    lines = tuple(
        Line(_downward(boxes[tie.first], boxes[tie.then]), number) for number, tie in enumerate(around.ties)
    )
    return Drawing(width, top - _GAP[1] + _EDGE, tuple(boxes.values()), lines)


def ring(names: Sequence[str]) -> Drawing | None:
    """Return things that wait for one another as a ring, each line leading to the next; None for too many.

    Line i leads from thing i to thing i + 1, the last one to the first.
    """
    count = len(names)
    if not 1 < count <= _MOST_ON_A_RING:
        return None
    wrapped_names = [wrapped(name) for name in names]
    tall = _height(wrapped_names)
    points = _ring(count, tall)
    boxes = tuple(
        Box(number, x - _WIDTH / 2, y - tall / 2, tall, wrapped_names[number])
        for number, (x, y) in enumerate(points)
    )
    lines = tuple(
        _along(points[number], points[(number + 1) % count], number, tall, bent=count == 2)  # noqa: PLR2004 - there and back
        for number in range(count)
    )
    width, height = (max(values) for values in zip(*points, strict=True))
    return Drawing(width + _WIDTH / 2 + _EDGE, height + tall / 2 + _EDGE, boxes, lines)


def _height(names: Sequence[tuple[str, ...]]) -> float:
    """Return how high boxes are that hold some names, all alike."""
    return _HEIGHT + _LINE * max(0, max(map(len, names)) - 2)


def _ring(count: int, tall: float) -> list[tuple[float, float]]:
    """Return the middles of boxes on a ring, so far apart that none touches its neighbours."""
    across, down = max(145, 50 * count), min(max(110, 40 * count), 200)
    angles = [2 * math.pi * number / count for number in range(count)]
    xs = [across * math.sin(angle) for angle in angles]
    ys = [-down * math.cos(angle) for angle in angles]
    left, top = _WIDTH / 2 + _EDGE - min(xs), tall / 2 + _EDGE - min(ys)
    return [(x + left, y + top) for x, y in zip(xs, ys, strict=True)]


def _uncrossed(around: Neighbourhood) -> list[list[int]]:
    """Return the layers, each sorted by the middle of what it is tied to in the layer before."""
    rows: list[list[int]] = []
    for layer in around.layers:
        before: Mapping[int, int] = {item: place for place, item in enumerate(rows[-1])} if rows else {}
        middles: dict[int, float] = {}
        for place, item in enumerate(layer):
            tied = [before[tie.first] for tie in around.ties if tie.then == item and tie.first in before]
            middles[item] = sum(tied) / len(tied) if tied else float(place)
        rows.append(sorted(layer, key=middles.__getitem__))
    return rows


def _downward(above: Box, below: Box) -> str:
    start, end = above.y + above.height, below.y - 6
    bend = min(40.0, (end - start) / 2)
    return (
        f"M{above.middle:.0f} {start:.0f}C{above.middle:.0f} {start + bend:.0f} "
        f"{below.middle:.0f} {end - bend:.0f} {below.middle:.0f} {end:.0f}"
    )


def _along(a: tuple[float, float], b: tuple[float, float], item: int, tall: float, *, bent: bool) -> Line:
    """Return the line between two boxes of a ring, from border to border; two boxes need two lines."""
    (x1, y1), (x2, y2) = _border(a, b, tall), _border(b, a, tall)
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    side = 60 if bent else 22
    x, y = (x1 + x2) / 2 + side * (y2 - y1) / length, (y1 + y2) / 2 - side * (x2 - x1) / length
    return Line(f"M{x1:.0f} {y1:.0f}Q{x:.0f} {y:.0f} {x2:.0f} {y2:.0f}", item, round(x), round(y))


def _border(inside: tuple[float, float], toward: tuple[float, float], tall: float) -> tuple[float, float]:
    """Return where a line from the middle of a box leaves it, a little outside."""
    dx, dy = toward[0] - inside[0], toward[1] - inside[1]
    across = (_WIDTH / 2 + 6) / abs(dx) if dx else math.inf
    down = (tall / 2 + 6) / abs(dy) if dy else math.inf
    part = min(across, down, 1.0)
    return inside[0] + dx * part, inside[1] + dy * part


def wrapped(name: str, letters: int = _LETTERS, lines: int = _LINES) -> tuple[str, ...]:
    """Return a name in up to so many lines of so many letters; wide ones count twice."""
    room = letters if name.isascii() else letters // 2 + 4
    return tuple(textwrap.wrap(name, room, max_lines=lines, placeholder=" …")) or (name[:room],)

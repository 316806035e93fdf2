"""Stones: a lesson is drawn as one, and the longer it takes, the wider it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NARROWEST: Final = 40
_WIDEST: Final = 90
_BEND: Final = 0.62
"""How far a control point stands from the middle of a side: more would be a box, less a diamond."""
_LEANS: Final = (0.04, -0.06, 0.08, -0.03, 0.06, -0.08, 0.02)
"""How much the tops of successive stones are off their middles, so that no two neighbours look alike."""
_HIGHEST_PILE: Final = 8
_HIGHEST_BAR: Final = 8


@dataclass(frozen=True, slots=True)
class Stone:
    """One drawn stone: the outline for a path's ``d``, its middle, and what is written on it."""

    outline: str
    x: float
    y: float
    label: str
    tone: str
    height: float


def widths(minutes: Sequence[int | None]) -> list[float]:
    """Return how wide the stones of lessons are, from 40 to 90 units; all the same where time is unknown."""
    known = [m for m in minutes if m is not None]
    if len(known) < len(minutes) or not known or min(known) == max(known):
        return [(_NARROWEST + _WIDEST) / 2] * len(minutes)
    low, high = min(known), max(known)
    return [_NARROWEST + (_WIDEST - _NARROWEST) * (m - low) / (high - low) for m in known]


def rail_stone(width: float, number: int) -> Stone:
    """Return the stone beside a step, in a box 92 units wide."""
    height = 30 + width / 6
    return _stone(46, 1 + height / 2, width, height, number, tone="top" if number == 1 else _tone(number))


def pile(minutes: Sequence[int | None]) -> tuple[list[Stone], int]:
    """Return the first steps of a path piled up, the first on top, and how high the pile is.

    The box is 220 units wide. Higher piles fall.
    """
    stones: list[Stone] = []
    top = 8.0
    for number, width in enumerate(widths(minutes)[:_HIGHEST_PILE], start=1):
        wide = width * 1.8 + 5 * number
        height = 30 + width / 6
        lean = _LEANS[number % len(_LEANS)] * 90
        tone = "top" if number == 1 else _tone(number)
        stones.append(_stone(110 + lean, top + height / 2, min(wide, 206), height, number, tone=tone))
        top += height - 1.5
    return stones, round(top)


def _tone(number: int) -> str:
    return "312"[number % 3]


def _stone(x: float, y: float, width: float, height: float, number: int, *, tone: str) -> Stone:
    lean = _LEANS[number % len(_LEANS)]
    left, right, top, bottom = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    crown, foot = x + lean * width, x - lean * width
    shoulder, hip = y + lean * height, y - lean * height
    points = [
        (left, shoulder), (left, shoulder - _BEND * (shoulder - top)), (crown - _BEND * (crown - left), top),
        (crown, top), (right, hip - _BEND * (hip - top)), (right, hip),
        (foot + _BEND * (right - foot), bottom), (foot, bottom),
        (left, shoulder + _BEND * (bottom - shoulder)), (left, shoulder),
    ]  # fmt: skip
    start, c1, c2, p1, s2, p2, s3, p3, s4, p4 = (f"{a:.1f} {b:.1f}" for a, b in points)
    outline = f"M{start}C{c1} {c2} {p1}S{s2} {p2}S{s3} {p3}S{s4} {p4}Z"
    return Stone(outline, round(x, 1), round(y, 1), str(number), tone, round(height + 2, 1))


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of stones: where its middle and its top are, and how many things it counts."""

    x: float
    top: float
    count: int
    stones: tuple[Stone, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns side by side in a box 340 units wide; a stone stands for ``each`` things."""

    columns: tuple[Bar, ...]
    height: int
    each: int


def bars(counts: Sequence[int]) -> Bars:
    """Return columns of stones, one for each count; where there are many, a stone stands for several."""
    each = max(1, -(-max(counts, default=1) // _HIGHEST_BAR))
    heights = [-(-count // each) for count in counts]
    height = 30 + 20 * max(heights, default=1)
    step = 340 / max(len(counts), 1)
    return Bars(
        tuple(
            _bar(step * (place + 0.5), height, count, stones, min(step - 8, 62))
            for place, (count, stones) in enumerate(zip(counts, heights, strict=True))
        ),
        height,
        each,
    )


def _bar(x: float, height: int, count: int, stones: int, width: float) -> Bar:
    drawn = tuple(
        _stone(x, height - 11 - 20 * number, width, 19, number, tone=_tone(number))
        for number in range(stones)
    )
    return Bar(round(x, 1), height - 20 * stones - 2, count, drawn)

"""Paths before and after a change, in the words of a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api.services.answers import Item
from api.services.cohort import Shift
from api.services.effects import WORDS, Change, Effect, PathCost
from api.services.phrases import counted, duration, listed

_GOOD: Final = frozenset({Change.SHORTER, Change.REACHABLE})
_BAD: Final = frozenset({Change.LONGER, Change.UNREACHABLE, Change.ASSUMES})


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A goal, what its path takes now and then, by how much that differs, and whether it is good."""

    goal: Item
    now: str
    then: str
    difference: str
    tone: str


def effect_rows(effects: Iterable[Effect]) -> list[EffectRow]:
    """Return effects as rows, in the same order."""
    return [
        EffectRow(effect.goal, _cost(effect.before), _cost(effect.after), _difference(effect), _tone(effect))
        for effect in effects
    ]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A goal, and in words what becomes of the paths of the learners who are on their way there."""

    goal: Item
    said: str


def shift_rows(shifts: Iterable[Shift]) -> list[ShiftRow]:
    """Return what happens to stored learners as rows, in the same order."""
    return [ShiftRow(shift.goal, _said(shift)) for shift in shifts]


def _said(shift: Shift) -> str:
    counts = listed([f"{WORDS[change]} for {number:,}" for change, number in shift.changes.items()])
    said = f"{counts} of {counted(shift.learners, 'learner')} on the way there"
    if shift.before is None or shift.after is None:
        return said
    return f"{said}; left on average: {shift.before.words}; then {shift.after.words}"


def _cost(cost: PathCost | None) -> str:
    if cost is None:
        return "not there"
    if cost.missing:
        return "out of reach"
    lessons = counted(len(cost.lessons), "lesson")
    return f"{duration(cost.minutes)}, {lessons}" if cost.minutes else lessons


def _difference(effect: Effect) -> str:
    before, after = effect.before, effect.after
    if after is not None and after.missing:
        return f"nothing teaches {listed([item.name for item in after.missing], most=2)}"
    if before is None or after is None or before.missing:
        return ""
    if effect.change is Change.ASSUMES:
        asked = [item.name for item in after.assumes if item not in before.assumes]
        return f"takes {listed(asked, most=2)} for granted"
    if (minutes := (after.minutes or 0) - (before.minutes or 0)) != 0:
        return f"{duration(abs(minutes))} {'longer' if minutes > 0 else 'shorter'}"
    if (lessons := len(after.lessons) - len(before.lessons)) != 0:
        return f"{counted(abs(lessons), 'lesson')} {'more' if lessons > 0 else 'fewer'}"
    return "other lessons"


def _tone(effect: Effect) -> str:
    return "shorter" if effect.change in _GOOD else "longer" if effect.change in _BAD else ""

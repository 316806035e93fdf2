"""How long lessons take, as far as anyone says: what a path minimises."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.model import NodeKind
from graph.snapshot import Snapshot


class Unit(StrEnum):
    """What a path's total counts."""

    MINUTES = "minutes"
    LESSONS = "lessons"


@dataclass(frozen=True, slots=True)
class Minutes:
    """What each lesson counts for: its minutes, or 1 where the unit is lessons."""

    unit: Unit
    of: Mapping[int, int]
    estimated: frozenset[int]

    @classmethod
    def read(
        cls, snapshot: Snapshot, lessons: Collection[int], lesson_minutes: int | None = None
    ) -> "Minutes":
        """Return what lessons count for.

        A lesson that states no minutes counts as the median of its module, else of its curriculum, else as
        ``lesson_minutes``, else as the median of the other lessons. Where there is none of these, lessons
        are counted.
        """
        stated, likely = snapshot.minutes.data, snapshot.estimated_minutes.data
        rest = _fallback((likely[lesson] for lesson in lessons), lesson_minutes)
        if rest is None:
            return cls(Unit.LESSONS, dict.fromkeys(lessons, 1), frozenset())
        minutes = {lesson: likely[lesson] if likely[lesson] >= 0 else rest for lesson in lessons}
        return cls(Unit.MINUTES, minutes, frozenset(lesson for lesson in lessons if stated[lesson] < 0))

    def total(self, lessons: Iterable[int]) -> int:
        """Return what lessons count for together."""
        return sum([self.of[lesson] for lesson in lessons])


def counted(snapshot: Snapshot, lesson_minutes: int | None = None) -> Callable[[int], int] | None:
    """Return what each lesson counts for, None where that depends on which other lessons there are."""
    likely = snapshot.estimated_minutes
    some, every = snapshot.once(counted, lambda: _stated(snapshot))
    if every:
        return likely.data.__getitem__
    if lesson_minutes is not None:
        return lambda lesson: likely.data[lesson] if likely.data[lesson] >= 0 else lesson_minutes
    return None if some else lambda _: 1


def _stated(snapshot: Snapshot) -> tuple[bool, bool]:
    """Return whether there is something to go by for some lesson, and for every lesson."""
    known = snapshot.estimated_minutes[snapshot.of_kind(NodeKind.LESSON)] >= 0
    return bool(known.any()), bool(known.all())


def _fallback(likely: Iterable[int], lesson_minutes: int | None) -> int | None:
    if lesson_minutes is not None:
        return lesson_minutes
    known = sorted(value for value in likely if value >= 0)
    return known[len(known) // 2] if known else None

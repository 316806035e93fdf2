"""What a change does to the paths of those who begin with nothing, goal by goal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.services.answers import Item
from graph.algorithms.effects import Cost


class Change(StrEnum):
    """What becomes of a goal's path, what learners feel most first; ``ASSUMES``: more is asked of them."""

    UNREACHABLE = "unreachable"
    ASSUMES = "assumes"
    LONGER = "longer"
    SHORTER = "shorter"
    REACHABLE = "reachable"
    OTHER = "other"
    SAME = "same"


WORDS: Final = {
    Change.UNREACHABLE: "out of reach",
    Change.ASSUMES: "assumes more",
    Change.REACHABLE: "within reach",
    Change.LONGER: "longer",
    Change.SHORTER: "shorter",
    Change.OTHER: "other lessons",
    Change.SAME: "no other lessons",
}
"""What becomes of a path, in two words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCost:
    """What a path takes; see :class:`graph.algorithms.effects.Cost`."""

    lessons: tuple[Item, ...]
    minutes: int | None
    missing: tuple[Item, ...]
    assumes: tuple[Item, ...]
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The path to a goal before and after a change; None where the goal is not there."""

    goal: Item
    change: Change
    before: PathCost | None
    after: PathCost | None

    @property
    def is_telling(self) -> bool:
        """Whether there is anything to say of it."""
        return self.change is not Change.SAME or (self.before is None) != (self.after is None)


def path_cost(cost: Cost, item: Callable[[int], Item]) -> PathCost:
    """Return what a path takes, by the names that ``item`` gives."""
    return PathCost(
        lessons=tuple(map(item, cost.lessons)),
        minutes=cost.minutes,
        missing=tuple(map(item, cost.missing)),
        assumes=tuple(map(item, cost.assumes)),
        proven=cost.proven,
    )


def effect(goal: Item, before: PathCost | None, after: PathCost | None) -> Effect:
    """Return a goal with what became of its path."""
    return Effect(goal=goal, change=_change(before, after), before=before, after=after)


def worst_first(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return effects, those first that learners feel most."""
    order = list(Change)
    return tuple(sorted(effects, key=lambda one: (order.index(one.change), one.goal.name)))


def _change(before: PathCost | None, after: PathCost | None) -> Change:
    """Return what becomes of a path; the same lessons in another order are the same path."""
    got, gets = before is not None and not before.missing, after is not None and not after.missing
    if got != gets:
        return Change.REACHABLE if gets else Change.UNREACHABLE
    if before is None or after is None:
        return Change.SAME
    if set(after.assumes) - set(before.assumes):
        return Change.ASSUMES
    was, now = _size(before), _size(after)
    if was == now:
        return Change.SAME if set(before.lessons) == set(after.lessons) else Change.OTHER
    return Change.LONGER if now > was else Change.SHORTER


def _size(cost: PathCost) -> tuple[int, int]:
    """Return minutes, where they are stated, and lessons."""
    return cost.minutes or 0, len(cost.lessons)

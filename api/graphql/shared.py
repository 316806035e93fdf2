"""Lists that are the same in many answers, and how they were shown."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

from msgspec import Raw

from api.services.answers import Lasting

S = TypeVar("S")
T = TypeVar("T")

_MOST: Final = 8
"""Ways to ask about a list that are kept."""


class Shared(list[T]):
    """A list that is the same in all answers that it is in, as is all that a repeatable query finds in it.

    How it was shown is kept with it, by who showed it: the JSON, and how many look-ups that took.
    """

    __slots__ = ("_shown",)

    _shown: dict[object, tuple[Raw, int]]

    def shown(self, by: object) -> tuple[Raw, int] | None:
        """Return how it was shown before."""
        return self._shown.get(by)

    def keep(self, by: object, shown: Raw, spent: int) -> None:
        """Keep how it was shown."""
        if len(self._shown) >= _MOST:
            self._shown.clear()
        self._shown[by] = shown, spent


def shared(items: Sequence[S], show: Callable[[S], T]) -> list[T]:
    """Return each of some items as ``show`` shows it: where they last, the same list each time."""
    if not isinstance(items, Lasting):
        return [show(one) for one in items]
    found = items.shown.get(show)
    if found is None:
        found = Shared(show(one) for one in items)
        found._shown = {}  # noqa: SLF001 - a list has its items before anything else
        items.shown[show] = found
    return cast("list[T]", found)

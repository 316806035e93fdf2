"""What is the same in many answers, and how it was shown."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

from msgspec import Raw

from api.services.answers import Lasting

S = TypeVar("S")
T = TypeVar("T")

_MOST: Final = 4
"""Ways to ask about the same thing that are kept."""


class Seen(dict[object, tuple[Raw, int]]):
    """How something was shown, by what showed it: the JSON, and how many look-ups that took."""

    __slots__ = ()

    def keep(self, by: object, shown: Raw, spent: int) -> None:
        """Keep how it was shown."""
        if len(self) >= _MOST:
            self.clear()
        self[by] = shown, spent


class Shared(list[T]):
    """A list that is the same in all answers that it is in, as is all that a repeatable query finds in it."""

    __slots__ = ("seen",)

    def __init__(self, items: Sequence[T]) -> None:
        super().__init__(items)
        self.seen = Seen()


def shared(items: Sequence[S], show: Callable[[S], T]) -> list[T]:
    """Return each of some items as ``show`` shows it: where they last, the same list each time."""
    if not isinstance(items, Lasting):
        return [show(one) for one in items]
    found = items.shown.get(show)
    if found is None:
        found = items.shown[show] = Shared([show(one) for one in items])
    return cast("list[T]", found)

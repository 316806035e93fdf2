"""What is the same in many answers, and how it was shown."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast, overload

from msgspec import Raw

from api.services.answers import Lasting
from api.services.shown import Shown

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


class Rows(Sequence[T]):
    """A list each item of which stands for a node of a picture, made when somebody looks at it.

    ``shown`` has how the nodes were shown before.
    """

    __slots__ = ("_make", "nodes", "shown")

    def __init__(self, nodes: Sequence[int], make: Callable[[int], T], shown: Shown) -> None:
        """Have a row for each node, by its place, from 0."""
        self.nodes, self.shown = nodes, shown
        self._make = make

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.nodes)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Return the row at a place."""
        places = range(len(self.nodes))[at]
        return self._make(places) if isinstance(places, int) else [self._make(one) for one in places]


def shared(items: Sequence[S], show: Callable[[S], T]) -> list[T]:
    """Return each of some items as ``show`` shows it: where they last, the same list each time."""
    if not isinstance(items, Lasting):
        return [show(one) for one in items]
    found = items.shown.get(show)
    if found is None:
        found = items.shown[show] = Shared([show(one) for one in items])
    return cast("list[T]", found)

"""What is the same in many answers, and how it was shown."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar, cast, overload

from msgspec import Raw

from api.services.answers import Lasting
from api.services.shown import Name

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


class Shared(Sequence[T]):
    """A list that is the same in all answers that it is in, as is all that a repeatable query finds in it.

    Its items are made when somebody looks at them: ``seen`` has how they were shown before, and that is all
    that is kept of them. Kept themselves, they were most of what a garbage collection has to visit.
    """

    __slots__ = ("_items", "_show", "seen")

    def __init__(self, items: Sequence[S], show: Callable[[S], T], seen: Seen) -> None:
        """Have each of some items as ``show`` shows it."""
        self._items: Sequence[object] = items
        self._show = cast("Callable[[object], T]", show)
        self.seen = seen

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        """Make each."""
        return map(self._show, self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Make one, or several."""
        if isinstance(at, int):
            return self._show(self._items[at])
        return [self._show(one) for one in self._items[at]]


class Rows(Sequence[T]):
    """A list each item of which has a name of its own in a picture, made when somebody looks at it.

    All that is said of an item follows from its name and the picture, so that it is shown once in each way.
    """

    __slots__ = ("_make", "names")

    def __init__(self, names: Sequence[Name], make: Callable[[int], T]) -> None:
        """Have a row for each name, made of its place, from 0."""
        self.names = names
        self._make = make

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Return the row at a place."""
        places = range(len(self.names))[at]
        return self._make(places) if isinstance(places, int) else [self._make(one) for one in places]


def named(items: Sequence[S], names: Sequence[Name], show: Callable[[S], T]) -> list[T]:
    """Return each of some items, of which their names say all, as ``show`` shows it."""
    return cast("list[T]", Rows(names, lambda at: show(items[at])))


def shared(items: Sequence[S], show: Callable[[S], T]) -> list[T]:
    """Return each of some items as ``show`` shows it; where they last, how they were shown lasts too."""
    if not isinstance(items, Lasting):
        return [show(one) for one in items]
    seen = items.shown.get(show)
    if seen is None:
        seen = items.shown[show] = Seen()
    return cast("list[T]", Shared(items, show, cast("Seen", seen)))

"""Writing where others write too."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from graph.errors import RevisionConflict

T = TypeVar("T")

_ATTEMPTS = 5


async def persist(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try again, a few times, when someone else wrote first.

    Raises
    ------
    RevisionConflict
        If they did each time.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return await attempt()
        except RevisionConflict:
            continue
    return await attempt()

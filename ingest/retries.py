"""Writing where others write too, and what a failure of the store means."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from graph.changes import ChangeSet
from graph.errors import (
    RevisionConflict,
    StoreCorrupt,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
    StoreUnavailable,
)
from graph.ports import GraphStore

T = TypeVar("T")

_ATTEMPTS = 5
_LONGEST: Final = 500
"""Characters of a reason: an error may quote all that it stumbled over."""

_OF_THE_STORE: Final = (
    RevisionConflict,
    StoreCorrupt,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
    StoreUnavailable,
)


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


async def write_beside(store: GraphStore, changes: ChangeSet) -> None:
    """Apply changes that leave the graph alone, such as of records: any revision will do.

    Raises
    ------
    StoreError
        If the store fails; nothing was changed.
    """

    async def apply() -> None:
        await store.apply(changes, expected=(await store.revision()).sequence)

    await persist(apply)


def is_of_the_store(error: Exception) -> bool:
    """Return whether the store itself is in trouble; else what it was given may be to blame.

    A store refuses a value that it cannot hold with a plain :class:`graph.errors.StoreError`.
    """
    return isinstance(error, _OF_THE_STORE)


def reason(error: Exception) -> str:
    """Return an error in words; most are faults of Cairn itself, so that the kind says more than the text."""
    return f"{type(error).__name__}: {error}"[:_LONGEST]

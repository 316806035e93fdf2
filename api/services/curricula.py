"""Which curricula there are."""

from collections.abc import Iterable

from graph.errors import UnknownId
from graph.model import NodeId, curriculum_of


def require_curriculum(curriculum: str | None, ids: Iterable[str]) -> None:
    """Check that a curriculum is among those of some nodes; None, for all of them, always is.

    Raises
    ------
    UnknownId
        If it is not; the hint names those that there are.
    """
    if curriculum is not None and all(curriculum_of(NodeId(id_)) != curriculum for id_ in ids):
        raise unknown_curriculum(curriculum, ids)


def unknown_curriculum(curriculum: str, ids: Iterable[str]) -> UnknownId:
    """Return the error for a curriculum that is not among those of some nodes."""
    names = ", ".join(sorted({curriculum_of(NodeId(id_)) for id_ in ids}))
    hint = f"There are: {names}." if names else "Nothing is ingested yet: `cairn ingest PATH`."
    return UnknownId(f"There is no curriculum {curriculum!r}.", hint=hint)

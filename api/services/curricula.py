"""Which curricula there are."""

from collections.abc import Collection

from api.services.picture import Picture
from api.services.workspace import Workspace
from graph.errors import UnknownId


def require_curriculum(curriculum: str | None, curricula: Collection[str]) -> None:
    """Check that a curriculum is one of some; None, for all of them, always is.

    Raises
    ------
    UnknownId
        If it is not; the hint names those that there are.
    """
    if curriculum is None or curriculum in curricula:
        return
    names = ", ".join(sorted(curricula))
    hint = f"There are: {names}." if names else "Nothing is ingested yet: `cairn ingest PATH`."
    raise UnknownId(f"There is no curriculum {curriculum!r}.", hint=hint)


async def picture_of(workspace: Workspace, curriculum: str | None) -> Picture:
    """Return the picture to answer from, which holds the curriculum that was asked about; None is for all.

    Raises
    ------
    UnknownId
        If there is no such curriculum.
    """
    picture = await workspace.picture()
    require_curriculum(curriculum, picture.curricula)
    return picture

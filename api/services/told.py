"""What an answer says of a path: put together once for all who take the same one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from api.services.answers import Assumption, InferredEdge, Lasting, Step, Suggestion, Unreachable
from api.services.picture import Picture
from api.services.reasons import Reasons
from api.services.suggest import Helper, same_purpose, suggestions
from api.services.workspace import Workspace
from graph.algorithms.known import Known
from graph.algorithms.path import Path
from graph.snapshot import View

_HELPFUL: Final = 4
_SHORT: Final = 64
"""Steps up to which what is said of a path is kept."""
_MOST: Final = 64
"""Choices of what helps beside a path that are kept: who knows some of it gets the next best."""


@dataclass(slots=True)
class Told:
    """What is said of a path; ``same`` are all lessons that serve what its steps serve."""

    path: Path
    reasons: Reasons
    same: tuple[Helper, ...]
    steps: Lasting[Step]
    assumes: Lasting[Assumption]
    unreachable: Lasting[Unreachable]
    relied_on: Lasting[InferredEdge]
    left_out: Lasting[InferredEdge]
    helpful: dict[tuple[Helper, ...], Lasting[Suggestion]] = field(default_factory=dict)

    @classmethod
    def of(cls, reasons: Reasons, same: tuple[Helper, ...]) -> "Told":
        """Return what reasons say."""
        return cls(
            path=reasons.path,
            reasons=reasons,
            same=same,
            steps=Lasting(reasons.steps(reasons.path.steps)),
            assumes=Lasting(reasons.assumptions()),
            unreachable=Lasting(reasons.unreachable()),
            relied_on=Lasting(reasons.relied_on()),
            left_out=Lasting(reasons.left_out()),
        )


async def tell(
    workspace: Workspace,
    picture: Picture,
    path: Path,
    view: View,
    *,
    known: Known,
    others: Sequence[Helper],
) -> tuple[Told, Lasting[Suggestion]]:
    """Return what is said of a path, and what helps beside it: ``others``, then what serves the same.

    It is kept for the very same path, unless some evidence could not be read.
    """
    none: Told | None = None
    told = picture.told.get(id(path), none)  # which holds on to the path, so that no other has its id
    same = told.same if told is not None else tuple(same_purpose(picture, path, view))
    helpers = suggestions(path, (*others, *same), known)[:_HELPFUL]
    if told is not None and helpers in told.helpful:
        return told, told.helpful[helpers]
    reasons = await Reasons.read(workspace, picture, path, view, helpers)
    found = told or Told.of(reasons, same)
    helpful = Lasting(reasons.suggestions(helpers))
    if reasons.complete and len(path.steps) <= _SHORT:
        if len(found.helpful) >= _MOST:
            found.helpful.clear()
        found.helpful[helpers] = helpful
        picture.told.once(id(path), lambda: found)
    return found, helpful

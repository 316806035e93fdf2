"""What an answer believes: which inferred edges bind it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.codec import EDGE_CODES, ORIGIN_CODES
from graph.model import EdgeKind, Origin

INFERRED: Final = ORIGIN_CODES[Origin.INFERRED]
REQUIRES: Final = EDGE_CODES[EdgeKind.REQUIRES]
SAME_AS: Final = EDGE_CODES[EdgeKind.SAME_AS]
HELPFUL: Final = 0.5
"""An inferred prerequisite above this confidence may break ties, whatever the view that shows it."""


class ViewKind(StrEnum):
    """How much of what was inferred binds.

    ``AUTHORED``: nothing. ``BALANCED``: what lessons teach, what guards against a pitfall, what an outcome
    consists of, but no prerequisite. ``INFERRED``: prerequisites above a confidence as well.
    """

    AUTHORED = "authored"
    BALANCED = "balanced"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class View:
    """What an answer believes; what is authored or curated binds in every view.

    ``min_confidence`` is what an inferred prerequisite must exceed to bind in the view ``INFERRED``; in the
    others, in which it has no say, it is .5.
    """

    kind: ViewKind = ViewKind.BALANCED
    min_confidence: float = 0.5

    def __post_init__(self) -> None:
        if self.kind is not ViewKind.INFERRED:
            object.__setattr__(self, "min_confidence", 0.5)

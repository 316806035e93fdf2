"""Why a curriculum is settled anew, and what people say of it from then on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph.model import Curriculum, NodeId, Origin, Owner, Statement, StatementId


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a curriculum is settled anew.

    In a ``preview`` nothing is written; ``fresh`` are the drafts that it has and the store has not, encoded
    as there. ``gone`` are documents to remove, ``judged`` what a person decided just now and ``withdrawn``
    the judgements that it ends. Documents ``aside`` are left out, and what they said before stays. ``title``
    is what a person calls the curriculum from now on.
    """

    curriculum: NodeId
    title: str | None = None
    fresh: Mapping[NodeId, bytes] = field(default_factory=dict)
    gone: Collection[NodeId] = ()
    aside: Collection[NodeId] = ()
    judged: tuple[Statement, ...] = ()
    withdrawn: Collection[StatementId] = ()
    preview: bool = False
    message: str = ""

    def without(self, aside: Collection[NodeId]) -> "Occasion":
        """Return the same, but for some documents that are left out."""
        fresh = {document: draft for document, draft in self.fresh.items() if document not in aside}
        return replace(self, fresh=fresh, aside=aside)


def _title_of(curriculum: NodeId, title: str) -> Statement:
    """Return that the person who sent its documents calls a curriculum so."""
    says = Curriculum(id=curriculum, name=title)
    return Statement(says=says, owner=Owner("person:operator"), origin=Origin.CURATED)


def titled(occasion: Occasion, said: Iterable[Statement]) -> Occasion:
    """Let a title that a person gives take the place of the one that they gave before."""
    if occasion.title is None:
        return occasion
    now = _title_of(occasion.curriculum, occasion.title)
    before = (s.id for s in said if isinstance(s.says, Curriculum) and s.verdict is None and s != now)
    return replace(
        occasion, judged=(*occasion.judged, now), withdrawn=(*occasion.withdrawn, *before), title=None
    )


def curated(said: Iterable[Statement], occasion: Occasion) -> list[Statement]:
    """Return what people decided, as it is from now on."""
    stays = (s for s in said if s.id not in set(occasion.withdrawn))
    return [*stays, *occasion.judged]

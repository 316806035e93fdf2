"""What a curriculum warns of, and which lessons help against it."""

from dataclasses import dataclass

from api.services.answers import Item
from api.services.curricula import picture_of
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.requirements import bound_into
from graph.changes import Revision
from graph.model import EdgeKind, NodeId, NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A pitfall, what warns of it, and the lessons that guard against it, each in reading order."""

    pitfall: Item
    warned_by: tuple[Item, ...]
    guarded_by: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitfalls:
    """Pitfalls, in reading order."""

    revision: Revision
    pitfalls: tuple[Warned, ...]


async def pitfalls(workspace: Workspace, scope: Scope, *, guarded: bool | None = None) -> Pitfalls:
    """Return the pitfalls in a scope, or those alone that are guarded against, or that are not.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    snapshot = picture.snapshot

    def sources(pitfall: int, kind: EdgeKind) -> tuple[Item, ...]:
        found = {snapshot.source_of(edge) for edge in bound_into(snapshot, pitfall, kind, scope.view)}
        return picture.items(picture.in_reading_order(found))

    own = (n for n in snapshot.of_kind(NodeKind.PITFALL).tolist() if scope.includes(NodeId(snapshot.ids[n])))
    told = (
        Warned(
            pitfall=picture.item(pitfall),
            warned_by=sources(pitfall, EdgeKind.WARNS_OF),
            guarded_by=sources(pitfall, EdgeKind.GUARDS_AGAINST),
        )
        for pitfall in picture.in_reading_order(own)
    )
    wanted = tuple(one for one in told if guarded in {None, bool(one.guarded_by)})
    return Pitfalls(revision=snapshot.revision, pitfalls=wanted)

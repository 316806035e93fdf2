"""What a store holds, at a glance: how much of everything, and where a person could begin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.services.answers import Item
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import Revision
from graph.codec import NODE_CODES
from graph.columns import Ints
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What is ingested, all of it or one curriculum.

    ``minutes`` is the sum of what lessons state, of which ``untimed`` lessons state nothing. ``promises`` and
    ``pitfalls`` are in reading order, ``assumed`` (required, and taught by no lesson) begins with what is
    asked for most.
    """

    revision: Revision
    curricula: tuple[Item, ...]
    documents: int
    modules: int
    lessons: int
    skills: int
    minutes: int
    untimed: int
    promised: int
    warned: int
    promises: tuple[Item, ...]
    pitfalls: tuple[Item, ...]
    assumed: tuple[Item, ...]


async def overview(workspace: Workspace, scope: Scope, *, first: int) -> Overview:
    """Return how much there is, and up to ``first`` promises, pitfalls and assumed skills.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    snapshot = picture.snapshot
    inside = _inside(snapshot, scope)
    promised = _members(inside, np.unique(snapshot.target[snapshot.block(EdgeKind.PROMISES)]))
    stated = inside & ~snapshot.referenced
    lessons = _of_kind(snapshot, stated, NodeKind.LESSON)
    pitfalls = _of_kind(snapshot, inside, NodeKind.PITFALL)
    minutes = snapshot.minutes[lessons]
    return Overview(
        revision=snapshot.revision,
        curricula=picture.items(picture.in_reading_order(snapshot.of_kind(NodeKind.CURRICULUM).tolist())),
        documents=len(_of_kind(snapshot, inside, NodeKind.DOCUMENT)),
        modules=len(_of_kind(snapshot, stated, NodeKind.MODULE)),
        lessons=len(lessons),
        skills=len(_of_kind(snapshot, inside, NodeKind.SKILL)),
        minutes=int(minutes[minutes >= 0].sum()),
        untimed=int((minutes < 0).sum()),
        promised=len(promised),
        warned=len(pitfalls),
        promises=_in_reading_order(picture, promised, first),
        pitfalls=_in_reading_order(picture, pitfalls, first),
        assumed=picture.items(_assumed(snapshot, inside)[:first].tolist()),
    )


def _inside(snapshot: Snapshot, scope: Scope) -> NDArray[np.bool_]:
    """Return for each node whether it belongs to the scope."""
    if scope.curriculum is None:
        return np.ones(len(snapshot), np.bool_)
    prefix = f"{scope.curriculum}/"
    return np.fromiter((node.startswith(prefix) for node in snapshot.ids), np.bool_, len(snapshot))


def _of_kind(snapshot: Snapshot, inside: NDArray[np.bool_], kind: NodeKind) -> Ints:
    return np.flatnonzero(inside & (snapshot.kinds == NODE_CODES[kind])).astype(np.int32)


def _members(inside: NDArray[np.bool_], nodes: Ints) -> Ints:
    return nodes[inside[nodes]]


def _in_reading_order(picture: Picture, nodes: Ints, first: int) -> tuple[Item, ...]:
    order = np.argsort(picture.snapshot.reading[nodes], kind="stable")
    return picture.items(nodes[order[:first]].tolist())


def _assumed(snapshot: Snapshot, inside: NDArray[np.bool_]) -> Ints:
    """Return the skills that are required and that nothing teaches or makes up, most required first."""
    required, times = np.unique(snapshot.target[snapshot.block(EdgeKind.REQUIRES)], return_counts=True)
    served = np.zeros(len(snapshot), np.bool_)
    for kind in (EdgeKind.TEACHES, EdgeKind.PART_OF):
        served[snapshot.target[snapshot.block(kind)]] = True
    keep = inside[required] & ~served[required] & (snapshot.kinds[required] == NODE_CODES[NodeKind.SKILL])
    order = np.argsort(-times[keep], kind="stable")
    assumed: Ints = required[keep][order]
    return assumed

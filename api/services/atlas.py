"""A curriculum seen from above: its modules in reading order, and which of them stands on which."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio.to_thread
import numpy as np

from api.services.answers import Item, LessonCard
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.changes import Revision
from graph.codec import NODE_CODES
from graph.columns import Ints
from graph.model import EdgeKind, NodeId, NodeKind
from graph.snapshot import Snapshot
from graph.snapshot.view import HELPFUL, INFERRED

_NOWHERE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A module: ``lessons`` are the first of the ``count`` of its own; ``minutes`` None: unknown."""

    module: Item
    lessons: tuple[LessonCard, ...]
    count: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Road:
    """The regions at places ``first`` and ``then``: the second requires what the first has.

    That often documents ``said`` so, and so often it was ``concluded``.
    """

    first: int
    then: int
    said: int
    concluded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """A run of the regions that hold lessons, ``total`` in all, and the roads between those of the run."""

    revision: Revision
    total: int
    regions: tuple[Region, ...]
    roads: tuple[Road, ...]


async def atlas(workspace: Workspace, scope: Scope, span: slice, *, lessons: int) -> Atlas:
    """Return a run of the modules in scope, each with up to so many lessons, and the roads between them.

    An inferred prerequisite is among the roads if it is more likely than not.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    return await anyio.to_thread.run_sync(partial(_atlas, picture, scope, span, lessons))


def _atlas(picture: Picture, scope: Scope, span: slice, lessons: int) -> Atlas:
    snapshot = picture.snapshot
    held = picture.memo.once(("regions",), lambda: _regions(snapshot))
    modules = [node for node in _holders(snapshot, held) if scope.includes(NodeId(snapshot.ids[node]))]
    shown = modules[span]
    roads = picture.memo.once(("roads",), lambda: _roads(snapshot, held))
    place = {module: number for number, module in enumerate(shown)}
    return Atlas(
        revision=snapshot.revision,
        total=len(modules),
        regions=tuple(_region(picture, held, module, lessons) for module in shown),
        roads=tuple(
            Road(place[first], place[then], said, concluded)
            for first, then, said, concluded in roads
            if first in place and then in place
        ),
    )


def _regions(snapshot: Snapshot) -> Ints:
    """Return for each node the module that it is, or that holds it as a lesson; -1 for all else."""
    nodes = np.arange(len(snapshot), dtype=np.int32)
    is_module = snapshot.kinds == NODE_CODES[NodeKind.MODULE]
    parent = np.asarray(snapshot.parent)
    held = (snapshot.kinds == NODE_CODES[NodeKind.LESSON]) & (parent >= 0) & is_module[parent]
    return np.where(is_module, nodes, np.where(held, parent, _NOWHERE)).astype(np.int32)


def _holders(snapshot: Snapshot, held: Ints) -> Sequence[int]:
    """Return the modules that hold lessons themselves, in reading order."""
    modules = np.unique(held[snapshot.kinds == NODE_CODES[NodeKind.LESSON]])
    modules = modules[modules != _NOWHERE]
    ordered: list[int] = modules[np.argsort(snapshot.reading[modules], kind="stable")].tolist()
    return ordered


def _region(picture: Picture, held: Ints, module: int, most: int) -> Region:
    snapshot = picture.snapshot
    lessons = np.array(snapshot.lessons_of(module), np.int32)
    own = lessons[held[lessons] == module]
    minutes = np.asarray(snapshot.estimated_minutes)[own]
    return Region(
        module=picture.item(module),
        lessons=tuple(picture.card(lesson) for lesson in own[:most].tolist()),
        count=len(own),
        minutes=int(minutes[minutes >= 0].sum()) if (minutes >= 0).any() else None,
    )


def _roads(snapshot: Snapshot, held: Ints) -> list[tuple[int, int, int, int]]:
    """Return which module stands on which, how often that is said, and how often concluded.

    A skill leads to every module whose lessons teach it, but to none where the one that asks teaches it too.
    """
    block = snapshot.block(EdgeKind.REQUIRES)
    edges = np.arange(block.start, block.stop)
    inferred = snapshot.edge_origin[edges] == INFERRED
    edges = edges[~inferred | (snapshot.edge_confidence[edges] > HELPFUL)]
    asking, asked = held[snapshot.source[edges]], snapshot.target[edges]
    by, taught = _teachers(snapshot, asked)
    number = np.concatenate([np.arange(len(edges)), by])
    first = np.concatenate([held[asked], held[taught]])
    then = asking[number]
    at_home = np.unique(number[first == then])
    keep = (first != _NOWHERE) & (then != _NOWHERE) & ~np.isin(number, at_home)
    once = np.unique(np.stack([number[keep], first[keep], then[keep]]), axis=1)
    is_said = snapshot.edge_origin[edges][once[0]] != INFERRED
    pairs, inverse = np.unique(once[1:], axis=1, return_inverse=True)
    said = np.bincount(inverse.ravel(), is_said, pairs.shape[1]).astype(int)
    total = np.bincount(inverse.ravel(), minlength=pairs.shape[1])
    return list(
        zip(pairs[0].tolist(), pairs[1].tolist(), said.tolist(), (total - said).tolist(), strict=True)
    )


def _teachers(snapshot: Snapshot, skills: Ints) -> tuple[Ints, Ints]:
    """Return for each teacher of some skills the place of the skill, and the teacher."""
    pointers, by_target = snapshot.csr_into(EdgeKind.TEACHES)
    counts = pointers[skills + 1] - pointers[skills]
    places = np.repeat(np.arange(len(skills), dtype=np.int32), counts)
    starts = np.repeat(pointers[skills] - (np.cumsum(counts) - counts), counts)
    found = by_target[starts + np.arange(counts.sum())]
    return places, snapshot.source[found]

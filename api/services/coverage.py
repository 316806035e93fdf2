"""Which skills, promises, warnings and minutes a curriculum covers, part by part, and what rests on what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio.to_thread

from api.services.answers import Item
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms import centrality
from graph.algorithms import clusters as clustering
from graph.algorithms import coverage as covering
from graph.algorithms.coverage import Dimension
from graph.algorithms.matrix import Served, serving
from graph.changes import Revision
from graph.model import NodeId, NodeKind

SPOTS: Final = (Served.OUTCOME, Served.PITFALL, Served.AUDIENCE)
"""What is thin where one lesson alone serves it; that one lesson alone teaches a skill is the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one part of a curriculum covers; see :class:`graph.algorithms.coverage.Coverage`.

    ``item`` is the part where it is a node; ``value`` where it is a difficulty or a kind of skill. Both are
    None for the whole, and for lessons whose difficulty nobody states.
    """

    item: Item | None
    value: str | None
    lessons: tuple[Item, ...]
    minutes: int | None
    estimated: bool
    taught: tuple[Item, ...]
    required: tuple[Item, ...]
    untaught: tuple[Item, ...]
    unused: tuple[Item, ...]
    promised: tuple[Item, ...]
    unkept: tuple[Item, ...]
    warned: tuple[Item, ...]
    unguarded: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Thin:
    """Something that one lesson serves, or none."""

    kind: Served
    item: Item
    lesson: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTable:
    """The parts by one dimension, in the curriculum's order, and the whole.

    ``thin`` are the outcomes, pitfalls and audiences that at most one of the lessons serves, bare ones first.
    """

    revision: Revision
    dimension: Dimension
    rows: tuple[Row, ...]
    total: Row
    thin: tuple[Thin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a part of a curriculum covers: the lengths of what a :class:`Row` lists."""

    item: Item | None
    value: str | None
    lessons: int
    minutes: int | None
    estimated: bool
    taught: int
    untaught: int
    promised: int
    unkept: int
    warned: int
    unguarded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """The parts of a :class:`CoverageTable`, counted."""

    revision: Revision
    dimension: Dimension
    rows: tuple[Counts, ...]
    total: Counts


@dataclass(frozen=True, slots=True)
class _Division:
    """The parts by one dimension, and the whole, in numbers of nodes."""

    parts: tuple[covering.Part, ...]
    whole: covering.Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much of the curriculum rests on a lesson or skill; ``share`` is ``gates`` of all other lessons."""

    item: Item
    gates: int
    serves: int
    depth: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Centrality:
    """The lessons and skills on which most rests, the most important first, of ``lessons`` lessons."""

    revision: Revision
    lessons: int
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Lessons that hang together, and the modules they stand in; see :mod:`graph.algorithms.clusters`."""

    lessons: tuple[Item, ...]
    skills: tuple[Item, ...]
    modules: tuple[Item, ...]
    cohesion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Clusters of lessons, the largest first; ``modularity`` says how much there is to them, up to 1."""

    revision: Revision
    clusters: tuple[Cluster, ...]
    modularity: float


async def coverage(
    workspace: Workspace, scope: Scope, dimension: Dimension, *, module: str | None = None
) -> CoverageTable:
    """Return what the curriculum in scope covers, or one of its modules, by one dimension.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not, or there is no such module.
    """
    picture = await picture_of(workspace, scope.curriculum)
    within = None if module is None else picture.find(module, [NodeKind.MODULE], scope.curriculum)
    table = partial(_table, picture, scope, dimension, within)
    return await anyio.to_thread.run_sync(picture.memo.once, ("coverage", scope, dimension, within), table)


async def coverage_counts(workspace: Workspace, scope: Scope, dimension: Dimension) -> CountTable:
    """Return how much :func:`coverage` would list, at a fraction of its cost; raises as it does."""
    picture = await picture_of(workspace, scope.curriculum)
    counted = partial(_count_table, picture, scope, dimension)
    return await anyio.to_thread.run_sync(counted, abandon_on_cancel=True)


async def central(workspace: Workspace, scope: Scope, *, first: int) -> Centrality:
    """Return the lessons and skills on which most of the curriculum in scope rests.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    InvalidInput
        If there is too much to compare.
    """
    picture = await picture_of(workspace, scope.curriculum)
    lessons = lessons_within(picture, scope)
    standings = partial(centrality.standings, picture.snapshot, lessons, scope.view)
    found = await anyio.to_thread.run_sync(picture.memo.once, ("central", scope), standings)
    weights = (
        Weight(
            item=picture.item(one.node),
            gates=one.gates,
            serves=one.serves,
            depth=one.depth,
            share=one.gates / len(lessons),
        )
        for one in found[:first]
        if one.gates or one.serves
    )
    return Centrality(revision=picture.snapshot.revision, lessons=len(lessons), weights=tuple(weights))


async def clusters(workspace: Workspace, scope: Scope) -> Clusters:
    """Return which lessons of the curriculum in scope hang together by what they are about.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    InvalidInput
        If there is too much to compare.
    """
    picture = await picture_of(workspace, scope.curriculum)
    work = partial(clustering.clusters, picture.snapshot, lessons_within(picture, scope), scope.view)
    found = await anyio.to_thread.run_sync(picture.memo.once, ("clusters", scope), work)
    return Clusters(
        revision=picture.snapshot.revision,
        clusters=tuple(_cluster(picture, one) for one in found.clusters),
        modularity=round(found.modularity, 3),
    )


def lessons_within(picture: Picture, scope: Scope) -> list[int]:
    """Return the lessons in a scope that documents describe, in reading order."""
    snapshot = picture.snapshot
    lessons = snapshot.of_kind(NodeKind.LESSON)
    stated = picture.in_reading_order(lessons[~snapshot.referenced[lessons]].tolist())
    return [n for n in stated if scope.curriculum is None or scope.includes(NodeId(snapshot.ids[n]))]


def _cluster(picture: Picture, found: clustering.Cluster) -> Cluster:
    above = {module for lesson in found.lessons for module in picture.snapshot.modules_above(lesson)[:1]}
    return Cluster(
        lessons=picture.items(found.lessons),
        skills=picture.items(found.skills),
        modules=picture.items(picture.in_reading_order(above)),
        cohesion=round(found.cohesion, 3),
    )


def _table(picture: Picture, scope: Scope, dimension: Dimension, module: int | None) -> CoverageTable:
    division = _divided(picture, scope, dimension, module)
    return CoverageTable(
        revision=picture.snapshot.revision,
        dimension=dimension,
        rows=tuple(_row(picture, part) for part in division.parts),
        total=_row(picture, division.whole),
        thin=thin_spots(
            picture,
            {
                kind: serving(picture.snapshot, division.whole.coverage.lessons, kind, scope.view)
                for kind in SPOTS
            },
        ),
    )


def _count_table(picture: Picture, scope: Scope, dimension: Dimension) -> CountTable:
    division = _divided(picture, scope, dimension, None)
    return CountTable(
        revision=picture.snapshot.revision,
        dimension=dimension,
        rows=tuple(_counts(picture, part) for part in division.parts),
        total=_counts(picture, division.whole),
    )


def _divided(picture: Picture, scope: Scope, dimension: Dimension, module: int | None) -> _Division:
    key = ("division", scope, dimension, module)
    return picture.memo.together(key, lambda: _divide(picture, scope, dimension, module))


def _divide(picture: Picture, scope: Scope, dimension: Dimension, module: int | None) -> _Division:
    lessons = lessons_within(picture, scope)
    if module is not None:
        held = frozenset(picture.snapshot.lessons_of(module))
        lessons = [lesson for lesson in lessons if lesson in held]
    parts = covering.divide(picture.snapshot, lessons, dimension, scope.view)
    whole = covering.coverage(picture.snapshot, lessons, scope.view)
    return _Division(parts, covering.Part(None, None, whole))


def _counts(picture: Picture, part: covering.Part) -> Counts:
    found = part.coverage
    return Counts(
        item=picture.item(part.node) if part.node is not None else None,
        value=part.value,
        lessons=len(found.lessons),
        minutes=found.minutes,
        estimated=found.estimated,
        taught=len(found.taught),
        untaught=len(found.untaught),
        promised=len(found.promised),
        unkept=len(found.unkept),
        warned=len(found.warned),
        unguarded=len(found.unguarded),
    )


def thin_spots(
    picture: Picture, rows: Mapping[Served, Sequence[tuple[int, Sequence[int]]]]
) -> tuple[Thin, ...]:
    """Return what at most one lesson serves, bare ones first; ``rows`` have each thing with its lessons."""
    found = [(kind, *row) for kind in SPOTS for row in rows[kind] if len(row[1]) <= 1]
    return tuple(
        Thin(kind, picture.item(node), picture.item(lessons[0]) if lessons else None)
        for kind, node, lessons in sorted(found, key=lambda one: len(one[2]))
    )


def _row(picture: Picture, part: covering.Part) -> Row:
    found = part.coverage

    def items(nodes: Iterable[int]) -> tuple[Item, ...]:
        return picture.items(nodes)

    return Row(
        item=picture.item(part.node) if part.node is not None else None,
        value=part.value,
        lessons=items(found.lessons),
        minutes=found.minutes,
        estimated=found.estimated,
        taught=items(found.taught),
        required=items(found.required),
        untaught=items(found.untaught),
        unused=items(found.unused),
        promised=items(found.promised),
        unkept=items(found.unkept),
        warned=items(found.warned),
        unguarded=items(found.unguarded),
    )

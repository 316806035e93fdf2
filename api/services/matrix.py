"""The heat map of a curriculum: what it promises, warns of, is for and teaches, module by module."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from typing import Final, TypeAlias

import anyio.to_thread
import numpy as np

from api.services.answers import Item
from api.services.coverage import Thin, lessons_within, thin_spots
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.matrix import Served, serving
from graph.changes import Revision
from graph.codec import NODE_CODES, stated_difficulty
from graph.columns import Ints
from graph.model import Difficulty, EdgeKind, NodeKind

_THIN: Final = 1
"""Lessons; what is served by no more of them is thin."""
_COLUMNS: Final = 12
_BINS: Final = (15, 30, 45, 60, 90)
"""Minutes at which lengths of lessons are parted."""

_Rows: TypeAlias = Sequence[tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """The lessons of one module that serve something, and their minutes; None where none states any."""

    lessons: tuple[Item, ...]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Something that lessons serve; ``cells`` are as the columns of the matrix."""

    kind: Served
    item: Item
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A cell by itself; ``module`` None: the lessons are in none, or there are none."""

    kind: Served
    item: Item
    module: Item | None
    lessons: int
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A run of the rows, ``total`` in all, and what stands out in all of them.

    ``columns`` are modules: those that hold lessons, or where these are too many those that hold them. Up to
    twelve are there, ``left_out`` are not. ``strength`` counts rows by how many lessons serve them, of every
    kind, ``single`` skills that one lesson teaches. ``lengths`` and ``difficulties`` count lessons.
    """

    revision: Revision
    columns: tuple[Item, ...]
    left_out: int
    rows: tuple[MatrixRow, ...]
    total: int
    strength: tuple[int, int, int]
    thin: tuple[Thin, ...]
    single: int
    skills: int
    lengths: tuple[tuple[str, int], ...]
    difficulties: tuple[tuple[str, int], ...]
    lessons: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: of some kinds, with ``thin`` those alone that one lesson serves or none."""

    kinds: tuple[Served, ...]
    thin: bool = False


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is the same for every run of rows; ``within`` has the columns that each lesson is in."""

    lessons: int
    modules: list[int]
    within: Mapping[int, tuple[int, ...]]
    rows: Mapping[Served, _Rows]
    thin: Mapping[Served, _Rows]
    lengths: tuple[tuple[str, int], ...]
    difficulties: tuple[tuple[str, int], ...]

    def run(self, selection: Selection, span: slice) -> list[tuple[Served, int, tuple[int, ...]]]:
        """Return a run of the rows that are selected."""
        rows = self.thin if selection.thin else self.rows
        chosen = ((kind, *row) for kind in selection.kinds for row in rows[kind])
        return list(islice(chosen, span.start, span.stop))

    def count(self, selection: Selection) -> int:
        """Return how many rows are selected."""
        rows = self.thin if selection.thin else self.rows
        return sum(len(rows[kind]) for kind in selection.kinds)


async def matrix(
    workspace: Workspace, scope: Scope, selection: Selection, *, span: slice, first: int
) -> Matrix:
    """Return a run of the rows that are selected.

    Up to ``first`` thin spots are named, those that nothing serves first.

    Raises
    ------
    UnknownId
        If the scope names a curriculum that there is not.
    """
    picture = await picture_of(workspace, scope.curriculum)
    found = partial(_matrix, picture, scope, selection, span, first)
    return await anyio.to_thread.run_sync(found, abandon_on_cancel=True)


async def matrix_lines(workspace: Workspace, scope: Scope, selection: Selection) -> list[MatrixLine]:
    """Return every cell with lessons of the selected rows, and one line for a bare row; raises as above."""
    picture = await picture_of(workspace, scope.curriculum)
    return await anyio.to_thread.run_sync(partial(_lines, picture, scope, selection))


def _matrix(picture: Picture, scope: Scope, selection: Selection, span: slice, first: int) -> Matrix:
    whole = _whole_of(picture, scope)
    columns = whole.modules[:_COLUMNS]
    served, weak = (
        {kind: len(rows[kind]) for kind in Served if kind is not Served.SKILL}
        for rows in (whole.rows, whole.thin)
    )
    bare = sum(not lessons for kind in weak for _, lessons in whole.thin[kind])
    skills = whole.thin[Served.SKILL]
    return Matrix(
        revision=picture.snapshot.revision,
        columns=picture.items(columns),
        left_out=len(whole.modules) - len(columns),
        rows=tuple(_row(picture, whole, *row) for row in whole.run(selection, span)),
        total=whole.count(selection),
        strength=(bare, sum(weak.values()) - bare, sum(served.values()) - sum(weak.values())),
        thin=thin_spots(picture, whole.thin)[:first],
        single=sum(len(lessons) == 1 for _, lessons in skills),
        skills=len(whole.rows[Served.SKILL]),
        lengths=whole.lengths,
        difficulties=whole.difficulties,
        lessons=whole.lessons,
    )


def _lines(picture: Picture, scope: Scope, selection: Selection) -> list[MatrixLine]:
    whole = _whole_of(picture, scope)
    return [
        MatrixLine(
            kind, picture.item(node), None if module is None else picture.item(module), len(own), minutes
        )
        for kind, node, lessons in whole.run(selection, slice(None))
        for module, own, minutes in _parted(picture, whole, lessons)
    ]


def _parted(
    picture: Picture, whole: _Whole, lessons: Sequence[int]
) -> Iterator[tuple[int | None, list[int], int | None]]:
    """Yield the columns that some lessons are in, each with its own and their minutes; None for in none."""
    parts: dict[int | None, list[int]] = {}
    for lesson in lessons:
        for module in whole.within.get(lesson) or (None,):
            parts.setdefault(module, []).append(lesson)
    for module, own in (parts or {None: []}).items():
        minutes = [m for n in own if (m := int(picture.snapshot.estimated_minutes[n])) >= 0]
        yield module, own, sum(minutes) if minutes else None


def _whole_of(picture: Picture, scope: Scope) -> _Whole:
    return picture.memo.together(("matrix", scope), lambda: _whole(picture, scope))


def _whole(picture: Picture, scope: Scope) -> _Whole:
    snapshot = picture.snapshot
    lessons = lessons_within(picture, scope)
    within = _within(picture, lessons)
    modules = _modules(picture, set(within.values()))
    chosen = set(modules)
    columns = {above: tuple(m for m in above if m in chosen) for above in set(within.values())}
    rows = {kind: serving(snapshot, lessons, kind, scope.view) for kind in Served}
    return _Whole(
        lessons=len(lessons),
        modules=modules,
        within={lesson: columns[above] for lesson, above in within.items()},
        rows=rows,
        thin={kind: [row for row in every if len(row[1]) <= _THIN] for kind, every in rows.items()},
        lengths=_lengths(snapshot.minutes[lessons]),
        difficulties=_difficulties(picture, lessons),
    )


def _within(picture: Picture, lessons: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return the modules that hold each lesson, innermost first; lessons of one module share theirs."""
    snapshot = picture.snapshot
    block = snapshot.block(EdgeKind.PART_OF)
    inward = snapshot.kinds[snapshot.target[block]] == NODE_CODES[NodeKind.MODULE]
    ends = (snapshot.source[block][inward].tolist(), snapshot.target[block][inward].tolist())
    direct: dict[int, tuple[int, ...]] = {}
    for part, module in zip(*ends, strict=True):
        direct[part] = (*direct.get(part, ()), module)
    above: dict[tuple[int, ...], tuple[int, ...]] = {}
    within: dict[int, tuple[int, ...]] = {}
    for lesson in lessons:
        inner = direct.get(lesson, ())
        if inner not in above:
            outer = (m for module in inner for m in snapshot.modules_above(module))
            above[inner] = tuple(dict.fromkeys([*inner, *outer]))
        within[lesson] = above[inner]
    return within


def _modules(picture: Picture, within: Iterable[Sequence[int]]) -> list[int]:
    """Return the modules that hold lessons, or the outermost where there are too many of those."""
    holders = [above for above in within if above]
    inner = {above[0] for above in holders}
    return picture.in_reading_order(inner if len(inner) <= _COLUMNS else {above[-1] for above in holders})


def _row(picture: Picture, whole: _Whole, kind: Served, node: int, lessons: tuple[int, ...]) -> MatrixRow:
    parts = {module: (own, minutes) for module, own, minutes in _parted(picture, whole, lessons)}
    cells = (parts.get(module, ((), None)) for module in whole.modules[:_COLUMNS])
    return MatrixRow(
        kind,
        picture.item(node),
        len(lessons),
        tuple(Cell(picture.items(own), minutes) for own, minutes in cells),
    )


def _lengths(minutes: Ints) -> tuple[tuple[str, int], ...]:
    """Return how many lessons are of which length; the unknown ones last."""
    names = [f"under {_BINS[0]}", *(f"{low} to {high - 1}" for low, high in pairwise(_BINS))]
    names.append(f"{_BINS[-1]} and up")
    stated = minutes[minutes >= 0]
    counts = np.bincount(np.searchsorted(_BINS, stated, side="right"), minlength=len(names)).tolist()
    unknown = len(minutes) - len(stated)
    found = list(zip(names, counts, strict=True)) if len(stated) else []
    return (*found, *([("not stated", unknown)] if unknown else []))


def _difficulties(picture: Picture, lessons: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return how many lessons are how difficult, from easy to hard; the unknown ones last."""
    counts = Counter(stated_difficulty(picture.snapshot.data[lesson]) for lesson in lessons)
    stated = [(one.value, counts[one]) for one in Difficulty if counts[one]]
    return (*stated, *([("not stated", counts[None])] if counts[None] else []))

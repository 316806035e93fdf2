"""The heat map of a curriculum: what it promises, warns of, is for and teaches, module by module."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final, TypeAlias

import anyio.to_thread

from api.services.answers import Item
from api.services.coverage import lessons_within
from api.services.curricula import picture_of
from api.services.question import Scope
from api.services.workspace import Picture, Workspace
from graph.algorithms.matrix import Served, serving
from graph.changes import Revision
from graph.model import Difficulty, Lesson

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
class Thin:
    """Something that one lesson serves, or none."""

    kind: Served
    item: Item
    lesson: Item | None


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
class _Whole:
    """What is the same for every run of rows."""

    lessons: list[int]
    modules: list[int]
    rows: dict[Served, _Rows]
    lengths: tuple[tuple[str, int], ...]
    difficulties: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: of some kinds, with ``thin`` those alone that one lesson serves or none."""

    kinds: tuple[Served, ...]
    thin: bool = False


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
    return await anyio.to_thread.run_sync(partial(_matrix, picture, scope, selection, span, first))


def _matrix(picture: Picture, scope: Scope, selection: Selection, span: slice, first: int) -> Matrix:
    whole = picture.memo.once(("matrix", scope), lambda: _whole(picture, scope))
    rows = [
        (kind, node, lessons)
        for kind in selection.kinds
        for node, lessons in whole.rows[kind]
        if not selection.thin or len(lessons) <= _THIN
    ]
    columns = whole.modules[:_COLUMNS]
    stated = [pair for kind in Served if kind is not Served.SKILL for pair in whole.rows[kind]]
    counts = Counter(min(len(lessons), 2) for _, lessons in stated)
    skills = whole.rows[Served.SKILL]
    return Matrix(
        revision=picture.snapshot.revision,
        columns=picture.items(columns),
        left_out=len(whole.modules) - len(columns),
        rows=tuple(_row(picture, columns, *row) for row in rows[span]),
        total=len(rows),
        strength=(counts[0], counts[1], counts[2]),
        thin=_thin(picture, whole, first),
        single=sum(len(lessons) == 1 for _, lessons in skills),
        skills=len(skills),
        lengths=whole.lengths,
        difficulties=whole.difficulties,
        lessons=len(whole.lessons),
    )


def _whole(picture: Picture, scope: Scope) -> _Whole:
    snapshot = picture.snapshot
    lessons = lessons_within(picture, scope)
    return _Whole(
        lessons=lessons,
        modules=_modules(picture, lessons),
        rows={kind: serving(snapshot, lessons, kind, scope.view) for kind in Served},
        lengths=_lengths([int(snapshot.minutes[lesson]) for lesson in lessons]),
        difficulties=_difficulties(picture, lessons),
    )


def _modules(picture: Picture, lessons: Sequence[int]) -> list[int]:
    """Return the modules that hold lessons, or the outermost where there are too many of those."""
    snapshot = picture.snapshot
    inner = dict.fromkeys(m for n in lessons if (m := snapshot.module_of(n)) is not None)
    outer = dict.fromkeys(snapshot.modules_above(module)[-1:] or (module,) for module in inner)
    chosen = inner if len(inner) <= _COLUMNS else dict.fromkeys(module for (module,) in outer)
    return picture.in_reading_order(chosen)


def _row(
    picture: Picture, columns: Sequence[int], kind: Served, node: int, lessons: tuple[int, ...]
) -> MatrixRow:
    snapshot = picture.snapshot
    cells = []
    for module in columns:
        own = [n for n in lessons if snapshot.module_of(n) == module or module in snapshot.modules_above(n)]
        minutes = [m for n in own if (m := int(snapshot.estimated_minutes[n])) >= 0]
        cells.append(Cell(picture.items(own), sum(minutes) if minutes else None))
    return MatrixRow(kind, picture.item(node), len(lessons), tuple(cells))


def _thin(picture: Picture, whole: _Whole, first: int) -> tuple[Thin, ...]:
    found = [
        (len(lessons), kind, node, lessons)
        for kind in (Served.OUTCOME, Served.PITFALL, Served.AUDIENCE)
        for node, lessons in whole.rows[kind]
        if len(lessons) <= _THIN
    ]
    ordered = sorted(found, key=lambda one: one[0])[:first]
    return tuple(
        Thin(kind, picture.item(node), picture.item(lessons[0]) if lessons else None)
        for _, kind, node, lessons in ordered
    )


def _lengths(minutes: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return how many lessons are of which length; the unknown ones last."""
    names = [f"under {_BINS[0]}", *(f"{low} to {high - 1}" for low, high in pairwise(_BINS))]
    names.append(f"{_BINS[-1]} and up")
    counts = Counter(sum(m >= bound for bound in _BINS) for m in minutes if m >= 0)
    unknown = sum(m < 0 for m in minutes)
    found = [(name, counts[place]) for place, name in enumerate(names)] if counts else []
    return (*found, *([("not stated", unknown)] if unknown else []))


def _difficulties(picture: Picture, lessons: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return how many lessons are how difficult, from easy to hard; the unknown ones last."""
    counts: Counter[Difficulty | None] = Counter()
    for lesson in lessons:
        node = picture.snapshot.node(lesson)
        assert isinstance(node, Lesson)
        counts[node.difficulty] += 1
    stated = [(one.value, counts[one]) for one in Difficulty if counts[one]]
    return (*stated, *([("not stated", counts[None])] if counts[None] else []))

"""What a part of a curriculum teaches, requires, promises and warns of, and where that is thin."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.bound import bound_at, bound_from
from graph.algorithms.containment import containment
from graph.algorithms.goals import leads_to
from graph.algorithms.pairs import Pairs, distinct, grouped
from graph.algorithms.requirements import bound_into, is_untaught
from graph.codec import NODE_CODES
from graph.columns import Ints
from graph.model import Difficulty, EdgeKind, Lesson, NodeKind, Skill, SkillKind
from graph.snapshot import Snapshot, View, gather


class Dimension(StrEnum):
    """By what a curriculum is divided."""

    MODULE = "module"
    AUDIENCE = "audience"
    OUTCOME = "outcome"
    PITFALL = "pitfall"
    KIND = "kind"
    DIFFICULTY = "difficulty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What some lessons, with the modules that hold them, say; nodes are indices in reading order.

    Attributes
    ----------
    minutes
        Of the lessons, estimates included; None where nothing states any.
    taught, required
        Skills that the lessons teach; that they, or modules all of whose lessons they are, require.
    untaught
        Of the required skills those that nothing in the graph teaches.
    unused
        Of the taught skills those that nothing requires and that no outcome or broader skill consists of.
    promised, unkept
        Outcomes that are promised, and those of them that nothing leads to.
    warned, unguarded
        Pitfalls that are warned of, and those of them that no lesson helps against.
    """

    lessons: tuple[int, ...]
    minutes: int | None
    estimated: bool
    taught: tuple[int, ...]
    required: tuple[int, ...]
    untaught: tuple[int, ...]
    unused: tuple[int, ...]
    promised: tuple[int, ...]
    unkept: tuple[int, ...]
    warned: tuple[int, ...]
    unguarded: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a division: a node or a value (None: a difficulty not stated), and its coverage."""

    node: int | None
    value: str | None
    coverage: Coverage


def coverage(snapshot: Snapshot, lessons: Iterable[int], view: View) -> Coverage:
    """Return what lessons cover together; modules count that hold no other lesson."""
    (found,) = _coverages(snapshot, [list(lessons)], view)
    return found


def divide(snapshot: Snapshot, lessons: Iterable[int], dimension: Dimension, view: View) -> tuple[Part, ...]:
    """Return what lessons cover, part by part; nodes in reading order, values from easy to hard.

    A lesson belongs to every module that holds it and every audience that it, or such a module, is for. To an
    outcome belong the lessons that lead to it, to a pitfall those that guard against it.
    """
    studied = set(lessons)
    if dimension is Dimension.DIFFICULTY:
        return _by_difficulty(snapshot, studied, view)
    if dimension is Dimension.KIND:
        return tuple(_by_skill_kind(snapshot, studied, view))
    groups = lessons_by(snapshot, studied, dimension, view)
    ordered = sorted(groups, key=lambda node: (int(snapshot.reading[node]), node))
    covered = _coverages(snapshot, [groups[node] for node in ordered], view)
    return tuple(
        Part(node, None, _about(snapshot, node, found)) for node, found in zip(ordered, covered, strict=True)
    )


def _about(snapshot: Snapshot, node: int, found: Coverage) -> Coverage:
    """Return what lessons cover, seen from the outcome or pitfall that they serve, if it is one."""
    if snapshot.kind(node) is NodeKind.SKILL:
        return replace(found, promised=(node,), unkept=() if found.lessons else (node,))
    if snapshot.kind(node) is NodeKind.PITFALL:
        return replace(found, warned=(node,), unguarded=() if found.lessons else (node,))
    return found


def lessons_by(
    snapshot: Snapshot, lessons: Collection[int], dimension: Dimension, view: View
) -> dict[int, list[int]]:
    """Return the nodes of a dimension that divide lessons, each with its own, in no stated order.

    The dimension is one of nodes: a module, an audience, an outcome or a pitfall.
    """
    inside = _flags(snapshot, lessons)
    if dimension is Dimension.MODULE:
        return grouped(*_held(snapshot, inside))
    held_by, held = _held(snapshot, inside)
    if dimension is Dimension.AUDIENCE:
        own = np.flatnonzero(inside).astype(np.int32)
        holder, lesson = np.concatenate([own, held_by]), np.concatenate([own, held])
        return grouped(*_ends(snapshot, (lesson, holder), EdgeKind.FOR, view)[::-1])
    holders = inside.copy()
    holders[held_by] = True
    if dimension is Dimension.OUTCOME:
        promised = _targets(snapshot, EdgeKind.PROMISES, view, holders)
        return {outcome: _among(leads_to(snapshot, outcome, view), inside) for outcome in promised}
    pitfalls = _targets(snapshot, EdgeKind.WARNS_OF, view, holders)
    return {pitfall: _among(_guards(snapshot, pitfall, view), inside) for pitfall in pitfalls}


def _coverages(snapshot: Snapshot, parts: Sequence[Collection[int]], view: View) -> list[Coverage]:
    """Return what each of some collections of lessons covers."""
    number = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    nodes = np.fromiter((node for part in parts for node in part), np.int64, len(number))
    lessons = distinct(snapshot, number, nodes)
    holders = _with_modules(snapshot, lessons)
    taught = _ends(snapshot, lessons, EdgeKind.TEACHES, view)
    required = _ends(snapshot, holders, EdgeKind.REQUIRES, view)
    required = _where(required, snapshot.kinds == NODE_CODES[NodeKind.SKILL])
    promised = _ends(snapshot, holders, EdgeKind.PROMISES, view)
    warned = _ends(snapshot, holders, EdgeKind.WARNS_OF, view)
    untaught = _untaught(snapshot, np.union1d(required[1], promised[1]), view)
    unguarded = ~bound_at(snapshot, view, EdgeKind.GUARDS_AGAINST)
    columns = (
        lessons,
        taught,
        required,
        _where(required, untaught),
        _where(taught, ~_used(snapshot, view)),
        promised,
        _where(promised, untaught),
        warned,
        _where(warned, unguarded),
    )
    split = zip(*(_split(pairs, len(parts)) for pairs in columns), strict=True)
    times = _times(snapshot, lessons, len(parts))
    return [
        Coverage(
            lessons=fields[0],
            minutes=minutes,
            estimated=estimated,
            taught=fields[1],
            required=fields[2],
            untaught=fields[3],
            unused=fields[4],
            promised=fields[5],
            unkept=fields[6],
            warned=fields[7],
            unguarded=fields[8],
        )
        for fields, (minutes, estimated) in zip(split, times, strict=True)
    ]


def _by_difficulty(snapshot: Snapshot, lessons: set[int], view: View) -> tuple[Part, ...]:
    graded: dict[str | None, list[int]] = {}
    for lesson in lessons:
        node = snapshot.node(lesson)
        assert isinstance(node, Lesson)
        graded.setdefault(node.difficulty.value if node.difficulty else None, []).append(lesson)
    values = [v for v in (*(difficulty.value for difficulty in Difficulty), None) if v in graded]
    covered = _coverages(snapshot, [graded[value] for value in values], view)
    return tuple(Part(None, value, found) for value, found in zip(values, covered, strict=True))


def _by_skill_kind(snapshot: Snapshot, lessons: set[int], view: View) -> Iterator[Part]:
    """Yield for each kind of skill what of it is covered, and the lessons that teach some of it."""
    whole = coverage(snapshot, lessons, view)
    kinds = {node: _skill_kind(snapshot, node) for node in {*whole.taught, *whole.required, *whole.promised}}
    lesson = np.array(whole.lessons, np.int32)
    teaching, taught = _ends(snapshot, (lesson, lesson), EdgeKind.TEACHES, view)
    for kind in SkillKind:
        own = {node for node, found in kinds.items() if found is kind}
        if own:
            teachers = set(teaching[_flags(snapshot, own)[taught]].tolist())
            yield Part(None, kind.value, _only(coverage(snapshot, teachers, view), whole, own))


def _only(part: Coverage, whole: Coverage, own: set[int]) -> Coverage:
    """Return the lessons of a part with what the whole says of some skills alone."""
    return replace(
        part,
        taught=tuple(node for node in whole.taught if node in own),
        required=tuple(node for node in whole.required if node in own),
        untaught=tuple(node for node in whole.untaught if node in own),
        unused=tuple(node for node in whole.unused if node in own),
        promised=tuple(node for node in whole.promised if node in own),
        unkept=tuple(node for node in whole.unkept if node in own),
        warned=(),
        unguarded=(),
    )


def _skill_kind(snapshot: Snapshot, node: int) -> SkillKind:
    skill = snapshot.node(node)
    assert isinstance(skill, Skill)
    return skill.skill_kind


def _with_modules(snapshot: Snapshot, lessons: Pairs) -> Pairs:
    """Return the lessons of each part with the modules all of whose lessons are among them."""
    held = containment(snapshot)
    number, lesson = lessons
    module = held.module[gather(held.pointers, lesson)]
    number_of = np.repeat(number, held.pointers[lesson + 1] - held.pointers[lesson])
    pairs, counts = np.unique(number_of.astype(np.int64) * len(snapshot) + module, return_counts=True)
    whole = pairs[counts == held.size[pairs % len(snapshot)]]
    numbers = np.concatenate([number, (whole // len(snapshot)).astype(np.int32)])
    return numbers, np.concatenate([lesson, (whole % len(snapshot)).astype(np.int32)])


def _held(snapshot: Snapshot, inside: NDArray[np.bool_]) -> Pairs:
    """Return every module that holds some of the lessons, directly or not, with each that it holds."""
    held = containment(snapshot)
    chosen = inside[held.lesson]
    return held.module[chosen], held.lesson[chosen]


def _ends(snapshot: Snapshot, pairs: Pairs, kind: EdgeKind, view: View) -> Pairs:
    """Return where the edges of a kind that bind lead from the nodes of each part, each once."""
    number, node = pairs
    pointers = snapshot.pointers_out(kind)
    edges = gather(pointers, node)
    numbers = np.repeat(number, pointers[node + 1] - pointers[node])
    bound = snapshot.binding(view, edges)
    return distinct(snapshot, numbers[bound], snapshot.target[edges[bound]])


def _where(pairs: Pairs, holds: NDArray[np.bool_]) -> Pairs:
    """Return the pairs of whose nodes something holds."""
    chosen = holds[pairs[1]]
    return pairs[0][chosen], pairs[1][chosen]


def _split(pairs: Pairs, parts: int) -> list[tuple[int, ...]]:
    """Return the nodes of each part; the pairs are by part."""
    bounds = np.searchsorted(pairs[0], np.arange(parts + 1)).tolist()
    nodes = pairs[1].tolist()
    return [tuple(nodes[bounds[part] : bounds[part + 1]]) for part in range(parts)]


def _times(snapshot: Snapshot, lessons: Pairs, parts: int) -> list[tuple[int | None, bool]]:
    """Return the minutes of each part, estimates included, and whether there are any of those."""
    number, lesson = lessons
    estimate = snapshot.estimated_minutes[lesson]
    known = estimate >= 0
    minutes = np.bincount(number[known], estimate[known], minlength=parts).astype(np.int64)
    timed = np.bincount(number[known], minlength=parts) > 0
    guessed = np.bincount(number[snapshot.minutes[lesson] < 0], minlength=parts) > 0
    return [
        (int(total) if has else None, bool(is_guess))
        for total, has, is_guess in zip(minutes, timed, guessed, strict=True)
    ]


def _flags(snapshot: Snapshot, nodes: Collection[int]) -> NDArray[np.bool_]:
    flags = np.zeros(len(snapshot), np.bool_)
    flags[np.fromiter(nodes, np.int64, len(nodes))] = True
    return flags


def _targets(snapshot: Snapshot, kind: EdgeKind, view: View, sources: NDArray[np.bool_]) -> list[int]:
    """Return where the edges of a kind that bind lead from some nodes."""
    block = snapshot.block(kind)
    bound = sources[snapshot.source[block]] & snapshot.binding(view, block)
    targets: list[int] = np.unique(snapshot.target[block][bound]).tolist()
    return targets


def _used(snapshot: Snapshot, view: View) -> NDArray[np.bool_]:
    """Return for each skill whether anything requires or promises it, or consists of it."""
    wanted = bound_at(snapshot, view, EdgeKind.REQUIRES, EdgeKind.PROMISES)
    return wanted | bound_from(snapshot, view, EdgeKind.PART_OF)


def _untaught(snapshot: Snapshot, skills: Ints, view: View) -> NDArray[np.bool_]:
    """Return for each node whether it is one of some skills, and nothing could make it true by study."""
    bare = skills[~bound_at(snapshot, view, EdgeKind.TEACHES)[skills]].tolist()
    return _flags(snapshot, [skill for skill in bare if is_untaught(snapshot, skill, view)])


def _guards(snapshot: Snapshot, pitfall: int, view: View) -> list[int]:
    return [snapshot.source_of(e) for e in bound_into(snapshot, pitfall, EdgeKind.GUARDS_AGAINST, view)]


def _among(nodes: Iterable[int], inside: NDArray[np.bool_]) -> list[int]:
    return [node for node in nodes if inside[node]]

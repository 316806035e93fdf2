"""What a part of a curriculum teaches, requires, promises and warns of, and where that is thin."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from graph.algorithms.goals import leads_to
from graph.algorithms.requirements import bound_into, bound_out, is_untaught
from graph.model import Difficulty, EdgeKind, Lesson, NodeKind, Skill, SkillKind
from graph.snapshot import Snapshot, View


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
    studied = sorted(set(lessons), key=lambda node: int(snapshot.reading[node]))
    holders = [*studied, *_modules(snapshot, studied)]
    taught = _ends(snapshot, studied, EdgeKind.TEACHES, view)
    skills = _ends(snapshot, holders, EdgeKind.REQUIRES, view)
    required = [node for node in skills if snapshot.kind(node) is NodeKind.SKILL]
    promised = _ends(snapshot, holders, EdgeKind.PROMISES, view)
    warned = _ends(snapshot, holders, EdgeKind.WARNS_OF, view)
    minutes = [int(snapshot.estimated_minutes[node]) for node in studied]
    return Coverage(
        lessons=tuple(studied),
        minutes=sum(m for m in minutes if m >= 0) if any(m >= 0 for m in minutes) else None,
        estimated=any(snapshot.minutes[node] < 0 for node in studied),
        taught=tuple(taught),
        required=tuple(required),
        untaught=tuple(node for node in required if is_untaught(snapshot, node, view)),
        unused=tuple(node for node in taught if not _is_used(snapshot, node, view)),
        promised=tuple(promised),
        unkept=tuple(node for node in promised if is_untaught(snapshot, node, view)),
        warned=tuple(warned),
        unguarded=tuple(n for n in warned if not bound_into(snapshot, n, EdgeKind.GUARDS_AGAINST, view)),
    )


def divide(snapshot: Snapshot, lessons: Iterable[int], dimension: Dimension, view: View) -> tuple[Part, ...]:
    """Return what lessons cover, part by part; nodes in reading order, values from easy to hard.

    A lesson belongs to every module that holds it and every audience that it, or such a module, is for. To an
    outcome belong the lessons that lead to it, to a pitfall those that guard against it.
    """
    studied = set(lessons)
    if dimension is Dimension.DIFFICULTY:
        return tuple(_by_difficulty(snapshot, studied, view))
    if dimension is Dimension.KIND:
        return tuple(_by_skill_kind(snapshot, studied, view))
    groups = lessons_by(snapshot, studied, dimension, view)
    ordered = sorted(groups, key=lambda node: (int(snapshot.reading[node]), node))
    return tuple(Part(node, None, _about(snapshot, node, groups[node], view)) for node in ordered)


def _about(snapshot: Snapshot, node: int, lessons: Iterable[int], view: View) -> Coverage:
    """Return what lessons cover, seen from the outcome or pitfall that they serve, if it is one."""
    found = coverage(snapshot, lessons, view)
    if snapshot.kind(node) is NodeKind.SKILL:
        return replace(found, promised=(node,), unkept=() if found.lessons else (node,))
    if snapshot.kind(node) is NodeKind.PITFALL:
        return replace(found, warned=(node,), unguarded=() if found.lessons else (node,))
    return found


def lessons_by(
    snapshot: Snapshot, lessons: set[int], dimension: Dimension, view: View
) -> dict[int, list[int]]:
    """Return the nodes of a dimension that divide lessons, each with its own, in no stated order.

    The dimension is one of nodes: a module, an audience, an outcome or a pitfall.
    """
    modules = _holding(snapshot, lessons)
    if dimension is Dimension.MODULE:
        return {module: _among(snapshot.lessons_of(module), lessons) for module in modules}
    holders = [*lessons, *modules]
    if dimension is Dimension.AUDIENCE:
        groups: dict[int, list[int]] = {}
        for holder in holders:
            for audience in _ends(snapshot, [holder], EdgeKind.FOR, view):
                groups.setdefault(audience, []).extend(_among(_lessons(snapshot, holder), lessons))
        return groups
    if dimension is Dimension.OUTCOME:
        promised = _ends(snapshot, holders, EdgeKind.PROMISES, view)
        return {outcome: _among(leads_to(snapshot, outcome, view), lessons) for outcome in promised}
    pitfalls = _ends(snapshot, holders, EdgeKind.WARNS_OF, view)
    return {pitfall: _among(_guards(snapshot, pitfall, view), lessons) for pitfall in pitfalls}


def _holding(snapshot: Snapshot, lessons: Iterable[int]) -> list[int]:
    """Return every module that holds some lesson, directly or not: each module is looked at once."""
    direct = dict.fromkeys(
        snapshot.target_of(edge)
        for lesson in lessons
        for edge in snapshot.edges_out(lesson, EdgeKind.PART_OF)
    )
    inner = [node for node in direct if snapshot.kind(node) is NodeKind.MODULE]
    return list(dict.fromkeys([*inner, *(m for node in inner for m in snapshot.modules_above(node))]))


def _by_difficulty(snapshot: Snapshot, lessons: set[int], view: View) -> Iterator[Part]:
    graded: dict[str | None, list[int]] = {}
    for lesson in lessons:
        node = snapshot.node(lesson)
        assert isinstance(node, Lesson)
        graded.setdefault(node.difficulty.value if node.difficulty else None, []).append(lesson)
    for value in (*(difficulty.value for difficulty in Difficulty), None):
        if value in graded:
            yield Part(None, value, coverage(snapshot, graded[value], view))


def _by_skill_kind(snapshot: Snapshot, lessons: set[int], view: View) -> Iterator[Part]:
    """Yield for each kind of skill what of it is covered, and the lessons that teach some of it."""
    whole = coverage(snapshot, lessons, view)
    kinds = {node: _skill_kind(snapshot, node) for node in {*whole.taught, *whole.required, *whole.promised}}
    for kind in SkillKind:
        own = {node for node, found in kinds.items() if found is kind}
        teaching = [n for n in whole.lessons if own & set(_ends(snapshot, [n], EdgeKind.TEACHES, view))]
        if own:
            yield Part(None, kind.value, _only(coverage(snapshot, teaching, view), whole, own))


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


def _modules(snapshot: Snapshot, lessons: Iterable[int]) -> list[int]:
    """Return the modules all of whose lessons are among some."""
    studied = set(lessons)
    above = dict.fromkeys(module for lesson in studied for module in snapshot.modules_above(lesson))
    return [module for module in above if studied.issuperset(snapshot.lessons_of(module))]


def _lessons(snapshot: Snapshot, holder: int) -> tuple[int, ...]:
    return (holder,) if snapshot.kind(holder) is NodeKind.LESSON else snapshot.lessons_of(holder)


def _guards(snapshot: Snapshot, pitfall: int, view: View) -> list[int]:
    return [snapshot.source_of(e) for e in bound_into(snapshot, pitfall, EdgeKind.GUARDS_AGAINST, view)]


def _among(nodes: Iterable[int], lessons: set[int]) -> list[int]:
    return [node for node in nodes if node in lessons]


def _ends(snapshot: Snapshot, nodes: Iterable[int], kind: EdgeKind, view: View) -> list[int]:
    """Return where the edges of a kind out of nodes lead, each once, in reading order."""
    ends = {snapshot.target_of(edge) for node in nodes for edge in bound_out(snapshot, node, kind, view)}
    return sorted(ends, key=lambda node: (int(snapshot.reading[node]), node))


def _is_used(snapshot: Snapshot, skill: int, view: View) -> bool:
    """Return whether anything requires or promises a skill, or consists of it."""
    wanted = (EdgeKind.REQUIRES, EdgeKind.PROMISES)
    if any(bound_into(snapshot, skill, kind, view) for kind in wanted):
        return True
    return bool(bound_out(snapshot, skill, EdgeKind.PART_OF, view))

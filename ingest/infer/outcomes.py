"""Which taught skills an outcome is made of: usually those of several lessons jointly."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import Edge, EdgeKind, Lesson, NodeId, Skill, SkillKind, Statement, TeachingRole
from ingest.infer.affinity import Affinity, Support
from ingest.infer.grounds import Grounds, listed

_OWN_PAGE = 0.8
_SUREST = 0.95
_STANDS_OUT = 0.15
_SLOPE, _EVEN = 10.0, 0.2
_LESSONS = 4
_SKILLS = 6
_OWN_SKILLS = 3
_BELONGS = 0.3
_MAIN = 0.15
_NAMED = 0.3


@dataclass(frozen=True, slots=True)
class _Component:
    """A taught skill that may be part of an outcome."""

    skill: NodeId
    lesson: Support
    score: float


def components(grounds: Grounds, affinity: Affinity) -> Iterator[Statement]:
    """Yield PART_OF conclusions from taught skills to outcomes; an outcome that no lesson treats gets none.

    An outcome that a lesson promises is made of what the lesson mainly teaches. For one that a module
    promises, the lessons that stand out are found first, then among the skills they teach those that the
    outcome names or means, at least one of each lesson. A skill that is mostly taught elsewhere, such as
    the subject of the whole curriculum, is no part.
    """
    teaching = _Teaching(grounds)
    composed = {edge.target for edge in grounds.edges(EdgeKind.PART_OF)}
    for promise in grounds.edges(EdgeKind.PROMISES):
        if promise.target not in composed:
            yield from _parts(grounds, affinity, promise, teaching)


class _Teaching:
    """Which lessons teach which skills, outcomes aside."""

    def __init__(self, grounds: Grounds) -> None:
        self._taught: defaultdict[NodeId, list[Edge]] = defaultdict(list)
        self._teachers: defaultdict[NodeId, set[NodeId]] = defaultdict(set)
        for edge in grounds.edges(EdgeKind.TEACHES):
            skill = grounds.facts.get(edge.target)
            if isinstance(skill, Skill) and skill.skill_kind is not SkillKind.OUTCOME:
                self._taught[edge.source].append(edge)
                self._teachers[edge.target].add(edge.source)

    def of(self, lessons: Sequence[Support]) -> list[tuple[Edge, Support]]:
        """Return what lessons teach, if at least half of those that teach it are among them."""
        chosen = {support.lesson for support in lessons}
        return [
            (edge, support)
            for support in lessons
            for edge in self._taught[support.lesson]
            if 2 * len(self._teachers[edge.target] & chosen) >= len(self._teachers[edge.target])
        ]


def _parts(grounds: Grounds, affinity: Affinity, promise: Edge, teaching: _Teaching) -> Iterator[Statement]:
    """Yield the parts of one outcome, as one lesson, module or curriculum promises it."""
    text = grounds.name(promise.target)
    own = isinstance(grounds.facts[promise.source], Lesson)
    among = grounds.lessons_of.get(promise.source, ())
    if own:
        lessons = [Support(lesson, 0.0, None, ()) for lesson in among]
    else:
        ranked = affinity.rank(promise.target, text, among)
        lessons = [support for support in ranked[:_LESSONS] if support.score >= _STANDS_OUT]
    found = [_scored(grounds, affinity, promise.target, edge, s) for edge, s in teaching.of(lessons)]
    for part in _chosen(found, _OWN_SKILLS if own else _SKILLS):
        sure = 1 / (1 + math.exp(_SLOPE * (_EVEN - part.lesson.score)))
        confidence = _OWN_PAGE if own else min(_SUREST, sure)
        edge = Edge(source=part.skill, kind=EdgeKind.PART_OF, target=promise.target)
        because = _because(grounds, part, own=own)
        yield grounds.conclude(edge, confidence, because, affinity.quote(text, part.lesson.lesson))


def _scored(
    grounds: Grounds, affinity: Affinity, outcome: NodeId, teaching: Edge, lesson: Support
) -> _Component:
    """Return a taught skill with its fit: named by the outcome, close in meaning, mainly taught."""
    named = affinity.overlap(grounds.name(teaching.target), grounds.name(outcome))
    close = affinity.cosine(outcome, teaching.target) or 0.0
    main = _MAIN if teaching.role is TeachingRole.MAIN else 0.0
    return _Component(teaching.target, lesson, close + _NAMED * named + main)


def _chosen(found: Sequence[_Component], most: int) -> list[_Component]:
    """Return the best skill of each lesson and further ones that fit nearly as well as the best of all."""
    best: dict[NodeId, _Component] = {}
    ranked = sorted(found, key=lambda c: (-c.score, c.skill))
    for part in ranked:
        best.setdefault(part.lesson.lesson, part)
    enough = max((part.score for part in ranked), default=0.0) - _BELONGS
    more = [part for part in ranked if part.score >= enough]
    unique = {part.skill: part for part in (*best.values(), *more)}
    return list(unique.values())[:most]


def _because(grounds: Grounds, part: _Component, *, own: bool) -> str:
    lesson = f"“{grounds.name(part.lesson.lesson)}”"
    if own:
        return f"{lesson} promises the outcome and teaches this"
    if part.lesson.shared:
        return f"taught in {lesson}, which speaks of {listed(part.lesson.shared)}, as the outcome does"
    return f"taught in {lesson}, which is close to the outcome in meaning"

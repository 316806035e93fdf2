"""Which lessons guard against which pitfalls: those that treat what the pitfall names."""

import math
from collections.abc import Iterator, Sequence

from graph.model import Edge, EdgeKind, Lesson, NodeId, Statement
from ingest.infer.affinity import Affinity, Support
from ingest.infer.grounds import Grounds, heading, listed
from ingest.matters import matters
from ingest.words import roots

_OWN_PAGE = 0.8
_SUREST = 0.95
_BEST = 0.15
_ANOTHER = 0.34
_SLOPE, _EVEN_BEST, _EVEN_ANOTHER = 8.2, 0.27, 0.34
_NAMED_MATTER = 0.8


def guards(grounds: Grounds, affinity: Affinity) -> Iterator[Statement]:
    """Yield GUARDS_AGAINST conclusions; a pitfall that no lesson treats gets none.

    A lesson that warns of a pitfall itself guards against it. For a module's pitfall the lesson that stands
    out most does, and others that stand out as clearly. A pitfall that names two matters can have a guard
    for each. The logistics behind the confidences were fitted to the two example curricula, 34 guards in
    all: take them as rough.
    """
    authored = {edge.id for edge in grounds.edges(EdgeKind.GUARDS_AGAINST)}
    for warning in grounds.edges(EdgeKind.WARNS_OF):
        own = isinstance(grounds.facts[warning.source], Lesson)
        found = _by_itself(grounds, affinity, warning) if own else _among_lessons(grounds, affinity, warning)
        yield from (statement for statement in found if statement.subject not in authored)


def _by_itself(grounds: Grounds, affinity: Affinity, warning: Edge) -> Iterator[Statement]:
    if warning.source in grounds.lessons_of:
        guard = _guard(warning.source, warning)
        yield _statement(grounds, affinity, guard, _OWN_PAGE, "the lesson itself warns of it")


def _among_lessons(grounds: Grounds, affinity: Affinity, warning: Edge) -> Iterator[Statement]:
    text = grounds.name(warning.target)
    lessons = grounds.lessons_of.get(warning.source, ())
    ranked = affinity.rank(warning.target, text, lessons)
    chosen = [
        support
        for place, support in enumerate(ranked)
        if support.score >= (_BEST if place == 0 else max(_ANOTHER, ranked[0].score / 2))
    ]
    for support in chosen:
        even = _EVEN_BEST if support is ranked[0] else _EVEN_ANOTHER
        confidence = min(_SUREST, 1 / (1 + math.exp(_SLOPE * (even - support.score))))
        because = _because(grounds, warning, support, ranked)
        yield _statement(grounds, affinity, _guard(support.lesson, warning), confidence, because)
    for matter, support in _left_out(affinity, text, ranked, chosen):
        because = f"the pitfall names several matters; of “{matter}” this lesson speaks"
        yield _statement(grounds, affinity, _guard(support.lesson, warning), 0.5, because)


def _guard(lesson: NodeId, warning: Edge) -> Edge:
    return Edge(source=lesson, kind=EdgeKind.GUARDS_AGAINST, target=warning.target)


def _statement(
    grounds: Grounds, affinity: Affinity, guard: Edge, confidence: float, because: str
) -> Statement:
    place = affinity.quote(grounds.name(guard.target), guard.source)
    return grounds.conclude(guard, confidence, because, place)


def _because(grounds: Grounds, warning: Edge, support: Support, ranked: Sequence[Support]) -> str:
    """Return the signals in words."""
    reasons = []
    if support.shared:
        reasons.append(f"speaks of {listed(support.shared)}, as the pitfall does")
    closer = sum((other.cosine or 0.0) > (support.cosine or 0.0) for other in ranked)
    if support.cosine is not None and closer == 0 and len(ranked) > 1:
        where = heading(grounds, warning.source)
        closest = f"closest to it in meaning of the {len(ranked)} lessons of {where}"
        reasons.append(f"{closest} (cosine {support.cosine:.2f})")
    return "; ".join(reasons) or f"close to it in meaning (cosine {support.cosine or 0.0:.2f})"


def _left_out(
    affinity: Affinity, text: str, ranked: Sequence[Support], chosen: Sequence[Support]
) -> Iterator[tuple[str, Support]]:
    """Yield matters that no chosen lesson speaks of, each with the best lesson that does."""
    for matter in matters(text):
        if not any(_treats(affinity, matter, support.lesson) for support in chosen):
            best = next((s for s in ranked if s.score > 0 and _treats(affinity, matter, s.lesson)), None)
            if best:
                yield matter, best


def _treats(affinity: Affinity, matter: str, lesson: NodeId) -> bool:
    return bool(roots(matter)) and affinity.share(matter, lesson) >= _NAMED_MATTER

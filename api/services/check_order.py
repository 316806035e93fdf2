"""What is wrong with what depends on what: circles, references to nothing, order, and what is said twice."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from api.services.looking import Check, Found, Look
from graph.algorithms.contradictions import contradictions
from graph.algorithms.cycles import Cycle, cycles
from graph.algorithms.elementary_circles import Circle, circles, weakest_edges
from graph.algorithms.redundant import redundant
from graph.model import EdgeKind, NodeKind

_MOST: Final = 20
"""Circles that are listed of one strongly connected component."""


def _cycles(look: Look) -> Iterator[Found]:
    """Lessons that wait for one another: answers have them studied together."""
    for cycle in cycles(look.snapshot, look.view):
        if look.includes(cycle.path[0]):
            yield from _circles(look, cycle)


def _circles(look: Look, cycle: Cycle) -> Iterator[Found]:
    listed = circles(cycle, most=_MOST)

    @cache
    def weakest() -> frozenset[int]:
        return frozenset(weakest_edges(look.snapshot, cycle))

    for circle in listed.found:
        yield _self_reference(look, circle) if len(circle) == 1 else _circle(look, circle, weakest)
    if listed.more:
        message = f"{look.names(cycle.members[:3])} lie on more than the {_MOST} circles that are listed."
        yield look.found("MORE_CYCLES", message, cycle.members, remedy=lambda: _cuts(look, weakest()))


def _self_reference(look: Look, circle: Circle) -> Found:
    node = circle[0].dependent
    message = f"{look.name(node)} requires itself."
    edges = frozenset({circle[0].edge})
    return look.found("SELF_REFERENCE", message, [node], edges=edges, weakest=lambda: edges)


def _circle(look: Look, circle: Circle, weakest: Callable[[], frozenset[int]]) -> Found:
    path = [link.dependent for link in circle]
    names = " → ".join(look.snapshot.names[node] for node in (*path, path[0]))
    message = f"A circle of prerequisites: {names}."
    edges = [link.edge for link in circle]

    def ends() -> frozenset[int]:
        return weakest().intersection(edges)

    return look.found("CYCLE", message, path, edges=edges, remedy=lambda: _cuts(look, ends()), weakest=ends)


def _cuts(look: Look, edges: frozenset[int]) -> str:
    said = " and that ".join(look.says(edge) for edge in sorted(edges))
    return f"The weakest link is that {said}: without it the circle ends."


def _dangling(look: Look) -> Iterator[Found]:
    """Prerequisites that point at nothing."""
    for kind in (NodeKind.LESSON, NodeKind.MODULE):
        for node in look.within(kind, look.snapshot.referenced):
            edges = look.snapshot.edges_into(node, EdgeKind.REQUIRES)
            names = look.names(look.sources(edges))
            message = f"{look.name(node)} is required by {names}, and no document is about it."
            yield look.found("DANGLING_PREREQUISITE", message, [node], edges=edges)


def _contradictions(look: Look) -> Iterator[Found]:
    """Prerequisites that a document's own order places after what requires them."""
    snapshot = look.snapshot
    for one in contradictions(snapshot, look.view):
        source, target = snapshot.source_of(one.edge), snapshot.target_of(one.edge)
        if not look.includes(source):
            continue
        where = "which comes" if target == one.later else f"which {look.name(one.later)} gives"
        message = f"{look.name(source)} requires {look.name(target)}, {where} only afterwards."
        about = dict.fromkeys((source, target, one.later))
        yield look.found("CONTRADICTORY_ORDER", message, about, edges=[one.edge])


def _redundant(look: Look) -> Iterator[Found]:
    """Prerequisites that follow from others."""
    snapshot = look.snapshot
    for one in redundant(snapshot, look.view):
        source, target = snapshot.source_of(one.edge), snapshot.target_of(one.edge)
        if not look.includes(source):
            continue
        through = [snapshot.target_of(edge) for edge in one.chain[:-1]]
        message = (
            f"{look.name(source)} requires {look.name(target)}, which follows from {look.names(through)}."
        )
        about = (source, target, *through)
        yield look.found("REDUNDANT_PREREQUISITE", message, about, edges=(one.edge, *one.chain))


CHECKS: tuple[Check, ...] = (_cycles, _dangling, _contradictions, _redundant)

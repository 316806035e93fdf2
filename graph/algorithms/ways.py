"""The ways to reach each node: what it needs, and what else would do. An AND/OR graph, for counting."""

from collections.abc import Iterable
from typing import TypeAlias

from graph.algorithms.requirements import bound_into, bound_out, parts_of, requirements, same_as
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

Ways: TypeAlias = list[list[int]]
"""Sets of nodes, any one of which is enough to reach a node."""


def ways_below(snapshot: Snapshot, nodes: Iterable[int], view: View) -> dict[int, Ways]:
    """Return for some nodes, and all that they rest on, the ways to reach each."""
    found: dict[int, Ways] = {}
    queue = sorted(nodes)
    for node in queue:
        if node not in found:
            found[node] = _ways_to(snapshot, node, view)
            queue += (other for way in found[node] for other in way)
    return found


def _ways_to(snapshot: Snapshot, node: int, view: View) -> Ways:
    kind = snapshot.kind(node)
    if kind is NodeKind.LESSON:
        return [[one.node for one in requirements(snapshot, node, view) if not one.at_the_door]]
    if kind is NodeKind.MODULE:
        return [list(snapshot.lessons_of(node))]
    if kind is NodeKind.AUDIENCE:
        return [_promised(snapshot, node, view)]
    if kind is NodeKind.PITFALL:
        guards = bound_into(snapshot, node, EdgeKind.GUARDS_AGAINST, view)
        return [[snapshot.source_of(edge)] for edge in guards] or [[]]
    ways = [[snapshot.source_of(edge)] for edge in bound_into(snapshot, node, EdgeKind.TEACHES, view)]
    ways += [[other] for other in same_as(snapshot, node, view)]
    ways += [parts] if (parts := list(parts_of(snapshot, node, view))) else []
    return ways or [[]]


def _promised(snapshot: Snapshot, audience: int, view: View) -> list[int]:
    """Return the outcomes that what is for an audience promises."""
    holders = [snapshot.source_of(edge) for edge in bound_into(snapshot, audience, EdgeKind.FOR, view)]
    promises = [edge for one in holders for edge in bound_out(snapshot, one, EdgeKind.PROMISES, view)]
    return list(dict.fromkeys(snapshot.target_of(edge) for edge in promises))

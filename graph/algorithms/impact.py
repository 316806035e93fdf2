"""What rests on a skill or a lesson, and what could not be reached without it."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.algorithms.problem import fire
from graph.algorithms.requirements import bound_into, bound_out
from graph.algorithms.ways import Ways, ways_below
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

_DEPENDENT = ((EdgeKind.REQUIRES, False), (EdgeKind.PROMISES, False), (EdgeKind.PART_OF, True))
_GIVEN = (EdgeKind.TEACHES, EdgeKind.GUARDS_AGAINST)


@dataclass(frozen=True, slots=True)
class Impact:
    """What depends on a node; nodes are in reading order.

    Attributes
    ----------
    direct
        Edges by which others depend on it: they require or promise it, or consist of it.
    gates
        Of the nodes asked about, those that cannot be reached without it.
    serves
        Those that rest on it, or on an alternative to it; ``gates`` are among them.
    alone
        Of a lesson, the skills that it alone teaches and the pitfalls that it alone guards against.
    hidden
        How many inferred edges about it the view leaves out.
    """

    node: int
    direct: tuple[int, ...]
    gates: tuple[int, ...]
    serves: tuple[int, ...]
    alone: tuple[int, ...]
    hidden: int


def impact(snapshot: Snapshot, node: int, among: Iterable[int], view: View) -> Impact:
    """Return which of some nodes (lessons, outcomes, audiences, pitfalls) rest on a lesson or a skill.

    What cannot be reached in any case, being in a circle, is in no gate. The work is linear in what the
    nodes rest on.
    """
    asked = set(among) - {node}
    ways = ways_below(snapshot, asked, view)
    serves = _above(ways, node) & asked
    lost = _reached(ways, frozenset()) - _reached(ways, {node})
    return Impact(
        node=node,
        direct=tuple(_direct(snapshot, node, view)),
        gates=_in_order(snapshot, lost & serves),
        serves=_in_order(snapshot, serves),
        alone=_in_order(snapshot, _alone(snapshot, node, view)),
        hidden=_hidden(snapshot, node, view),
    )


def _above(ways: Mapping[int, Ways], node: int) -> set[int]:
    """Return what rests on a node by any way."""
    above: dict[int, list[int]] = {}
    for other, own in ways.items():
        for below in {below for way in own for below in way}:
            above.setdefault(below, []).append(other)
    found: set[int] = set()
    queue = deque([node])
    while queue:
        new = [other for other in above.get(queue.popleft(), ()) if other not in found]
        found.update(new)
        queue += new
    return found - {node}


def _reached(ways: Mapping[int, Ways], without: Collection[int]) -> set[int]:
    """Return what can be reached without some nodes."""
    actions = [(node, way) for node, own in ways.items() if node not in without for way in own]
    _, first = fire(range(len(actions)), lambda i: set(actions[i][1]), lambda i: (actions[i][0],))
    return set(first)


def _direct(snapshot: Snapshot, node: int, view: View) -> list[int]:
    found: list[int] = []
    for kind, out in _DEPENDENT:
        edges = bound_out(snapshot, node, kind, view) if out else bound_into(snapshot, node, kind, view)
        found += [
            edge for edge in edges if not out or snapshot.kind(snapshot.target_of(edge)) is NodeKind.SKILL
        ]
    return found


def _alone(snapshot: Snapshot, node: int, view: View) -> set[int]:
    given = [(kind, edge) for kind in _GIVEN for edge in bound_out(snapshot, node, kind, view)]
    return {
        snapshot.target_of(edge)
        for kind, edge in given
        if len(bound_into(snapshot, snapshot.target_of(edge), kind, view)) == 1
    }


def _hidden(snapshot: Snapshot, node: int, view: View) -> int:
    edges = [edge for kind in EdgeKind for edge in (*snapshot.edges_out(node, kind),)]
    edges += [edge for kind in EdgeKind for edge in snapshot.edges_into(node, kind)]
    return sum(not snapshot.binds(edge, view) for edge in edges)


def _in_order(snapshot: Snapshot, nodes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(nodes, key=lambda node: (int(snapshot.reading[node]), node)))

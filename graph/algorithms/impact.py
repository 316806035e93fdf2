"""What rests on skills and lessons, and what could not be reached without them."""

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
    """What depends on some nodes together; nodes are in reading order.

    Attributes
    ----------
    direct
        Edges by which others depend on them: they require or promise one, or consist of it.
    gates
        Of the nodes asked about, those that cannot be reached without them.
    serves
        Those that rest on them, or on an alternative to them; ``gates`` are among them.
    alone
        Of lessons, the skills that they alone teach and the pitfalls that they alone guard against.
    hidden
        How many inferred edges about them the view leaves out.
    """

    direct: tuple[int, ...]
    gates: tuple[int, ...]
    serves: tuple[int, ...]
    alone: tuple[int, ...]
    hidden: int


def impact(snapshot: Snapshot, nodes: Collection[int], among: Iterable[int], view: View) -> Impact:
    """Return which of some nodes (lessons, outcomes, audiences, pitfalls) rest on lessons or skills.

    What cannot be reached in any case, being in a circle, is in no gate. The work is linear in what the
    nodes rest on.
    """
    asked = set(among).difference(nodes)
    ways = ways_below(snapshot, asked, view)
    serves = _above(ways, nodes) & asked
    lost = _reached(ways, frozenset()) - _reached(ways, nodes)
    return Impact(
        direct=tuple(_direct(snapshot, nodes, view)),
        gates=_in_order(snapshot, lost & serves),
        serves=_in_order(snapshot, serves),
        alone=_in_order(snapshot, _alone(snapshot, nodes, view)),
        hidden=_hidden(snapshot, nodes, view),
    )


def _above(ways: Mapping[int, Ways], nodes: Collection[int]) -> set[int]:
    """Return what rests on any of some nodes by any way."""
    above: dict[int, list[int]] = {}
    for other, own in ways.items():
        for below in {below for way in own for below in way}:
            above.setdefault(below, []).append(other)
    found: set[int] = set()
    queue = deque(nodes)
    while queue:
        new = [other for other in above.get(queue.popleft(), ()) if other not in found]
        found.update(new)
        queue += new
    return found.difference(nodes)


def _reached(ways: Mapping[int, Ways], without: Collection[int]) -> set[int]:
    """Return what can be reached without some nodes."""
    actions = [(node, way) for node, own in ways.items() if node not in without for way in own]
    _, first = fire(range(len(actions)), lambda i: set(actions[i][1]), lambda i: (actions[i][0],))
    return set(first)


def _direct(snapshot: Snapshot, nodes: Collection[int], view: View) -> list[int]:
    found: list[int] = []
    for node in nodes:
        for kind, out in _DEPENDENT:
            edges = bound_out(snapshot, node, kind, view) if out else bound_into(snapshot, node, kind, view)
            other = snapshot.target_of if out else snapshot.source_of
            apart = [edge for edge in edges if other(edge) not in nodes]
            found += [edge for edge in apart if not out or snapshot.kind(other(edge)) is NodeKind.SKILL]
    return found


def _alone(snapshot: Snapshot, nodes: Collection[int], view: View) -> set[int]:
    given = {
        (kind, snapshot.target_of(edge))
        for node in nodes
        for kind in _GIVEN
        for edge in bound_out(snapshot, node, kind, view)
    }
    return {
        target
        for kind, target in given
        if all(snapshot.source_of(edge) in nodes for edge in bound_into(snapshot, target, kind, view))
    }


def _hidden(snapshot: Snapshot, nodes: Collection[int], view: View) -> int:
    edges = {edge for node in nodes for kind in EdgeKind for edge in snapshot.edges_out(node, kind)}
    edges |= {edge for node in nodes for kind in EdgeKind for edge in snapshot.edges_into(node, kind)}
    return sum(not snapshot.binds(edge, view) for edge in edges)


def _in_order(snapshot: Snapshot, nodes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(nodes, key=lambda node: (int(snapshot.reading[node]), node)))

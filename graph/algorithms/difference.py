"""The difference between two graphs, with what was merely renamed recognised."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.model import EdgeKind, Node, NodeId, NodeKind
from graph.snapshot import Snapshot, View
from graph.snapshot.names import fold

COMPARED: Final = (NodeKind.MODULE, NodeKind.LESSON, NodeKind.SKILL, NodeKind.PITFALL, NodeKind.AUDIENCE)
"""Curricula and documents hold the rest; that their bytes differ says nothing of what is taught."""
_ALIKE: Final = 0.7
"""How alike in name, or in what they are linked with, a node that went and one that came must be."""
_LINKS: Final = 2
"""Links that two nodes must share before these alone say that they are the same."""
_PLACING: Final = frozenset((EdgeKind.PART_OF, EdgeKind.FOLLOWS))
"""Where a node stands, not what it is: another lesson in the same place is another lesson."""
_NOWHERE: Final = -1

Numbers: TypeAlias = NDArray[np.int64]
_Link: TypeAlias = tuple[EdgeKind, bool, int]
"""A kind of edge, whether it leads out, and the node at its other end."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A node that stayed, or was renamed, and the names of its fields that differ."""

    before: int
    after: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What came, went and changed between two snapshots, each in reading order.

    ``removed`` and ``unlinked`` are of the one before, the others of the one after. ``renamed`` have another
    id, ``changed`` kept theirs. ``same`` leads from every node of before that is still there to where it is.
    """

    added: tuple[int, ...]
    removed: tuple[int, ...]
    renamed: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    linked: tuple[int, ...]
    unlinked: tuple[int, ...]
    same: Mapping[int, int]


def difference(before: Snapshot, after: Snapshot, view: View) -> Difference:
    """Return what differs between two graphs, as far as it binds in a view.

    Equal ids are the same node. Of what is left, a node that went and one that came are the same, renamed, if
    an earlier rename says so, or if they are of one kind and alike enough: in name, or in what they are
    linked with. The best pair goes first, and no node is in two.
    """
    old, new = _nodes(before), _nodes(after)
    same = {old[node]: new[node] for node in old.keys() & new.keys()}
    gone = [old[node] for node in sorted(old.keys() - new.keys())]
    come = [new[node] for node in sorted(new.keys() - old.keys())]
    renames = _renames(before, after, gone, come, same)
    same |= renames
    stayed = ((b, a) for b, a in same.items() if b not in renames)
    altered = [(b, a) for b, a in stayed if before.data[b] != after.data[a]]
    linked, unlinked = _edges_apart(before, after, view, same)
    return Difference(
        added=_in_order(after, set(come) - set(renames.values())),
        removed=_in_order(before, set(gone) - renames.keys()),
        renamed=tuple(_changed(before, after, renames.items())),
        changed=tuple(one for one in _changed(before, after, altered) if one.fields),
        linked=linked,
        unlinked=unlinked,
        same=same,
    )


def _nodes(snapshot: Snapshot) -> dict[str, int]:
    return {snapshot.ids[n]: n for kind in COMPARED for n in snapshot.of_kind(kind).tolist()}


def _edges_apart(
    before: Snapshot, after: Snapshot, view: View, same: Mapping[int, int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the edges between compared nodes that bind after and not before, and those before and not after.

    Both are sorted by the ids that hold after the change.
    """
    place = np.full(len(before), _NOWHERE, np.int64)
    place[[*same]] = [*same.values()]
    gone = np.flatnonzero(place == _NOWHERE)
    place[gone] = len(after) + np.arange(len(gone))
    nodes = len(after) + len(gone)
    old, was = _keys(before, view, place, nodes)
    new, now = _keys(after, view, np.arange(len(after)), nodes)
    heirs = {b: after.ids[a] for b, a in same.items()}
    return (
        _by_id(after, new[~np.isin(now, was)].tolist(), {}),
        _by_id(before, old[~np.isin(was, now)].tolist(), heirs),
    )


def _keys(snapshot: Snapshot, view: View, place: Numbers, nodes: int) -> tuple[Numbers, Numbers]:
    """Return the edges between compared nodes that bind, and a number for each that says what it links."""
    compared = np.zeros(len(snapshot), np.bool_)
    for kind in COMPARED:
        compared[snapshot.of_kind(kind)] = True
    edges = np.flatnonzero(compared[snapshot.source] & compared[snapshot.target] & snapshot.binding(view))
    source, target = place[snapshot.source[edges]], place[snapshot.target[edges]]
    return edges, (source * len(EdgeKind) + snapshot.edge_kind[edges]) * nodes + target


def _by_id(snapshot: Snapshot, edges: Iterable[int], renamed: Mapping[int, str]) -> tuple[int, ...]:
    def key(edge: int) -> tuple[str, EdgeKind, str]:
        source, target = snapshot.source_of(edge), snapshot.target_of(edge)
        ids = (renamed.get(node, snapshot.ids[node]) for node in (source, target))
        return next(ids), snapshot.edge_kind_of(edge), next(ids)

    return tuple(sorted(edges, key=key))


def _renames(
    before: Snapshot, after: Snapshot, gone: Iterable[int], come: Iterable[int], same: Mapping[int, int]
) -> dict[int, int]:
    """Return what went and what came that are the same, the most alike first."""
    arrived: dict[NodeKind, list[_Look]] = {}
    for node in come:
        look = _Look(node, after.names[node], after.ids[node], _links(after, node, int))
        arrived.setdefault(after.kind(node), []).append(look)
    pairs: list[tuple[float, int, int]] = []
    for node in gone:
        heir = after.redirects.get(NodeId(before.ids[node]), "")
        look = _Look(node, before.names[node], heir, _links(before, node, lambda n: same.get(n, _NOWHERE)))
        scored = ((look.likeness(new), new) for new in arrived.get(before.kind(node), ()))
        pairs += ((-score, node, new.node) for score, new in scored if score >= _ALIKE)
    found: dict[int, int] = {}
    for _, old, new in sorted(pairs):
        if old not in found and new not in found.values():
            found[old] = new
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """A node as renames are recognised by it; ``id`` is the one that it has afterwards, if that is known."""

    node: int
    name: str
    id: str
    links: set[_Link]

    def likeness(self, other: "_Look") -> float:
        """Return how alike two nodes are, 0 to 1, or 2 if a redirect says that they are the same."""
        if self.id == other.id:
            return 2.0
        links = {link for link in self.links if link[2] != _NOWHERE}
        shared = len(links & other.links)
        by_links = shared / len(links | other.links) if shared >= _LINKS else 0.0
        name, called = fold(self.name), fold(other.name)
        if not by_links and not set(name.split()) & set(called.split()):
            return 0.0  # spares comparing letter by letter what has no word in common
        return max(by_links, SequenceMatcher(None, name, called).ratio())


def _links(snapshot: Snapshot, node: int, place: Callable[[int], int]) -> set[_Link]:
    """Return what a node is linked with; ``place`` gives the node after the change that each end is."""
    found: set[_Link] = set()
    for kind in EdgeKind:
        if kind not in _PLACING:
            out = (snapshot.target_of(edge) for edge in snapshot.edges_out(node, kind))
            found.update((kind, True, place(other)) for other in out)
        if kind is not EdgeKind.FOLLOWS:
            into = (snapshot.source_of(edge) for edge in snapshot.edges_into(node, kind))
            found.update((kind, False, place(other)) for other in into)
    return found


def _changed(before: Snapshot, after: Snapshot, pairs: Iterable[tuple[int, int]]) -> Iterator[Changed]:
    for old, new in sorted(pairs, key=lambda pair: (int(after.reading[pair[1]]), pair[1])):
        yield Changed(old, new, _differing(before.node(old), after.node(new)))


def _differing(old: Node, new: Node) -> tuple[str, ...]:
    names = (field.name for field in fields(new) if field.name != "id")
    return tuple(name for name in names if getattr(old, name, None) != getattr(new, name, None))


def _in_order(snapshot: Snapshot, nodes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(nodes, key=lambda node: (int(snapshot.reading[node]), node)))

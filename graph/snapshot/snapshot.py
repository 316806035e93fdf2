"""An immutable, compiled picture of one revision: nodes in topological order, edges as CSR arrays."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph import codec
from graph.changes import Revision
from graph.columns import Bytes, Floats, GraphColumns, Ints
from graph.errors import UnknownId
from graph.model import Edge, EdgeId, EdgeKind, Node, NodeId, NodeKind, Skill, curriculum_of, edge_id
from graph.snapshot import compile as compiling
from graph.snapshot import names as naming
from graph.snapshot.relations import Relations
from graph.snapshot.view import View, ViewKind

T = TypeVar("T")

_PART_OF: Final = codec.EDGE_CODES[EdgeKind.PART_OF]
_REMEMBERED: Final = 50_000
"""Nodes that are kept decoded."""
_VIEWS: Final = 4
"""Views in which inferred prerequisites bind, of which what follows is kept."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot(Relations):
    """n nodes and m edges of one revision; indices hold within this snapshot alone.

    A node's index grows with its dependencies: what it requires, and what teaches it, comes first, but for
    cycles, whose members are neighbours. Edges are sorted by kind, source and target, so that the edges of
    a kind out of a node are a range. Arrays are read-only; those that describe nodes have shape (n,).

    Attributes
    ----------
    minutes
        As stated; -1 where unknown and for what is no lesson.
    estimated_minutes
        As stated, else the median of the lesson's module, else of its curriculum, else -1.
    reading
        Rank in reading order: modules and lessons by position within what contains them, depth first.
    parent
        The module or curriculum that a node is part of, or -1.
    referenced
        Whether documents merely point at the node (a dangling reference).
    component
        The lowest index in the node's strongly connected component of the dependency relation.
    """

    revision: Revision
    ids: Sequence[str]
    names: Sequence[str]
    data: Sequence[bytes]
    redirects: Mapping[NodeId, NodeId]
    kinds: Bytes
    origins: Bytes
    confidences: Floats
    minutes: Ints
    estimated_minutes: Ints
    reading: Ints
    parent: Ints
    referenced: NDArray[np.bool_]
    component: Ints

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def compile(cls, columns: GraphColumns) -> "Snapshot":
        """Return the snapshot of a graph; equal graphs give equal snapshots, whatever their order."""
        order = compiling.arrange(columns)
        nodes, edges = order.nodes, order.edges
        ids = compiling.take(columns.ids, nodes)
        data = [columns.data[i] for i in nodes.tolist()]
        kinds, minutes, kind = columns.kinds[nodes], columns.minutes[nodes], columns.edge_kind[edges]
        position = columns.edge_position[edges]
        inside = slice(*np.searchsorted(kind, np.array((_PART_OF, _PART_OF + 1), np.uint8)).tolist())
        held = order.source[inside], order.target[inside]
        parent = compiling.containers(kinds, *held, position[inside])
        place = compiling.part_positions(len(ids), parent, *held, position[inside])
        return cls(
            count=len(ids),
            revision=columns.revision,
            ids=ids,
            names=compiling.take(columns.names, nodes),
            data=data,
            redirects=columns.redirects,
            kinds=kinds,
            origins=columns.origins[nodes],
            confidences=columns.confidences[nodes],
            minutes=minutes,
            estimated_minutes=compiling.estimates(kinds, minutes, parent, compiling.curricula(ids)),
            reading=compiling.rank_readings(kinds, parent, place, order.by_id),
            parent=parent,
            referenced=compiling.referenced(data),
            component=order.component,
            source=order.source,
            target=order.target,
            edge_kind=kind,
            edge_origin=columns.edge_origin[edges],
            edge_confidence=columns.edge_confidence[edges],
            edge_role=columns.edge_role[edges],
            edge_position=position,
        )

    def once(self, key: Hashable, make: Callable[[], T], view: View | None = None) -> T:
        """Return what is made under a key, which no other type of thing is kept under; made when first asked.

        It lives as long as the snapshot, unless it is of a ``view``: confidences to believe from are without
        number, and of those the ones that came first are let go of. Of two who ask at the same time both get
        the same.
        """
        kept = self._kept.get(view)
        if kept is None:
            kept = self._kept_of(view)
        found = kept.get(key)
        made = kept.setdefault(key, make()) if found is None else found
        return cast("T", made)

    def _kept_of(self, view: View | None) -> dict[Hashable, object]:
        """Return where what is of a view is kept, in place of another view's if there are too many."""
        kept = self._kept.setdefault(view, {})
        counted = [one for one in list(self._kept) if one is not None and one.kind is ViewKind.INFERRED]
        for one in counted[:-_VIEWS]:
            self._kept.pop(one, None)
        return kept

    @property
    def columns(self) -> GraphColumns:
        """What this was compiled from, in the order of the snapshot."""
        return GraphColumns(**{f.name: getattr(self, f.name) for f in fields(GraphColumns)})

    def index(self, node: str) -> int:
        """Return the index of the node with an id, following redirects.

        Raises
        ------
        UnknownId
            If there is none; the hint names ids that are spelled much like it.
        """
        found = self._index.get(self._current(node))
        if found is None:
            near = naming.nearest(node, map(self.ids.__getitem__, self._spelled_ids.near(node)))
            hint = f"Did you mean {', '.join(near)}?" if near else None
            raise UnknownId(f"Nothing in the graph has the id {node!r}.", hint=hint)
        return found

    def lookup(self, name: str, kinds: Collection[NodeKind], curriculum: str | None = None) -> list[int]:
        """Return the nodes of some kinds with an id, or else a name or an alias, whatever its case."""
        by_id = self._index.get(self._current(name))
        if by_id is not None and self.kind(by_id) in kinds:
            return [by_id]
        named = (node for node in self._by_name.get(naming.fold(name), ()) if self.kind(node) in kinds)
        return naming.within(self.ids, named, curriculum)

    def nearest_names(
        self, name: str, kinds: Collection[NodeKind], curriculum: str | None = None
    ) -> tuple[str, ...]:
        """Return up to three names of nodes of some kinds that are spelled much like a name, best first."""
        nodes = (node for node in self._spelled_names.near(name) if self.kind(node) in kinds)
        return naming.nearest(name, (self.names[i] for i in naming.within(self.ids, nodes, curriculum)))

    def find_names(self) -> None:
        """Make what ids and names, and those that are spelled like them, are looked up in."""
        self.lookup("", ())
        self._spelled_ids.prepare()
        self._spelled_names.prepare()

    def node(self, node: int) -> Node:
        """Return a node, decoded when it is first asked for."""
        found = self._decoded.get(node)
        if found is None:
            if len(self._decoded) >= _REMEMBERED:
                self._decoded.clear()
            found = self._decoded[node] = codec.decode_node(self.data[node])
        return found

    def kind(self, node: int) -> NodeKind:
        """Return a node's kind."""
        return codec.NODE_KINDS[self._kinds[node]]

    def of_kind(self, kind: NodeKind) -> Ints:
        """Return the nodes of a kind, ascending."""
        return np.flatnonzero(self.kinds == codec.NODE_CODES[kind]).astype(np.int32)

    def curriculum(self, node: int) -> NodeId:
        """Return the id of the curriculum that a node belongs to."""
        return curriculum_of(NodeId(self.ids[node]))

    def module_of(self, node: int) -> int | None:
        """Return the module that a lesson or module is part of, or None."""
        parent = int(self.parent[node])
        return parent if parent >= 0 and self.kind(parent) is NodeKind.MODULE else None

    @cached_property
    def requiring(self) -> frozenset[NodeKind]:
        """The kinds of node that require something, by any edge."""
        sources = self.kinds[self.source[self.block(EdgeKind.REQUIRES)]]
        return frozenset(codec.NODE_KINDS[code] for code in np.flatnonzero(np.bincount(sources)).tolist())

    def modules_above(self, node: int) -> tuple[int, ...]:
        """Return every module that holds a node, directly or not, innermost first."""
        found: dict[int, None] = {}
        queue = [node]
        for inner in queue:
            outer = (self.target_of(edge) for edge in self.edges_out(inner, EdgeKind.PART_OF))
            new = [m for m in outer if m not in found and m != node and self.kind(m) is NodeKind.MODULE]
            found.update(dict.fromkeys(new))
            queue += new
        return tuple(found)

    def lessons_of(self, container: int) -> tuple[int, ...]:
        """Return the lessons that a module or curriculum holds, directly or not, in reading order."""
        found = {container}
        queue = [container]
        for outer in queue:
            inner = (self.source_of(edge) for edge in self.edges_into(outer, EdgeKind.PART_OF))
            new = [i for i in inner if i not in found and self.kind(i) in {NodeKind.MODULE, NodeKind.LESSON}]
            found.update(new)
            queue += new
        lessons = (node for node in found if self.kind(node) is NodeKind.LESSON)
        return tuple(sorted(lessons, key=self._reading.__getitem__))

    def edge(self, edge: int) -> Edge:
        """Return an edge as the domain has it."""
        position = int(self.edge_position[edge])
        return Edge(
            source=NodeId(self.ids[self.source_of(edge)]),
            kind=self.edge_kind_of(edge),
            target=NodeId(self.ids[self.target_of(edge)]),
            role=self.role(edge),
            position=position if position >= 0 else None,
        )

    def edge_id(self, edge: int) -> EdgeId:
        """Return the id of an edge, which names its statements."""
        return edge_id(self.ids[self._source[edge]], self.edge_kind_of(edge), self.ids[self._target[edge]])

    def _current(self, node: str) -> str:
        """Follow redirects; a circle of them ends where it began."""
        if not self.redirects:
            return node
        seen = {node}
        while (successor := self.redirects.get(NodeId(node))) is not None and successor not in seen:
            seen.add(successor)
            node = successor
        return node

    @cached_property
    def _kept(self) -> dict[View | None, dict[Hashable, object]]:
        return {}

    @cached_property
    def _index(self) -> dict[str, int]:
        return {node: i for i, node in enumerate(self.ids)}

    @cached_property
    def _spelled_ids(self) -> naming.Spelling:
        return naming.Spelling(self.ids)

    @cached_property
    def _spelled_names(self) -> naming.Spelling:
        return naming.Spelling(self.names)

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}  # tuples of numbers are nothing to the garbage collector
        for i, name in enumerate(self.names):
            folded = naming.fold(name)
            found[folded] = (*found.get(folded, ()), i)
        for i in (i for i, data in enumerate(self.data) if b'"aliases"' in data):
            node = self.node(i)
            for alias in node.aliases if isinstance(node, Skill) else ():
                named = found.get(folded := naming.fold(alias), ())
                found[folded] = named if i in named else (*named, i)
        return found

    @cached_property
    def _decoded(self) -> dict[int, Node]:
        return {}

    @cached_property
    def _kinds(self) -> "memoryview[int]":
        return self.kinds.data

    @cached_property
    def _reading(self) -> "memoryview[int]":
        return self.reading.data

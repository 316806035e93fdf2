"""The edges of a snapshot: arrays, and who is linked to whom."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from graph import codec
from graph.columns import Bytes, Floats, Ints
from graph.model import EdgeKind, Origin, TeachingRole
from graph.snapshot.view import HELPFUL, INFERRED, REQUIRES, SAME_AS, View, ViewKind


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """CSR: node i is linked to ``ends[pointers[i]:pointers[i + 1]]``, by ``edges`` at the same places.

    ``inferred`` is whether some of the edges are, so that not all of them bind in every view.
    """

    pointers: Ints
    ends: Ints
    edges: Ints
    inferred: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Relations:
    """m edges between n nodes, sorted by kind, source and target; every array has shape (m,), ``count`` is n.

    Kinds, origins and roles are the codes of :mod:`graph.codec`; ``edge_position`` is -1 where there is none.
    """

    count: int
    source: Ints
    target: Ints
    edge_kind: Bytes
    edge_origin: Bytes
    edge_confidence: Floats
    edge_role: Bytes
    edge_position: Ints

    def __len__(self) -> int:
        """Return the number of nodes, n."""
        return self.count

    def edges_out(self, node: int, kind: EdgeKind) -> range:
        """Return the edges of a kind that start at a node, by target."""
        pointers = self._rows_out.get(kind)
        if pointers is None:
            pointers = self._rows_out[kind] = self.pointers_out(kind).data
        return range(pointers[node], pointers[node + 1])

    def edges_into(self, node: int, kind: EdgeKind) -> list[int]:
        """Return the edges of a kind that end at a node, by source."""
        rows = self._rows_into.get(kind)
        if rows is None:
            pointers, by_target = self.csr_into(kind)
            rows = self._rows_into[kind] = pointers.data, by_target.data
        return rows[1][rows[0][node] : rows[0][node + 1]].tolist()

    def source_of(self, edge: int) -> int:
        """Return the node that an edge starts at."""
        return self._source[edge]

    def target_of(self, edge: int) -> int:
        """Return the node that an edge ends at."""
        return self._target[edge]

    def edge_kind_of(self, edge: int) -> EdgeKind:
        """Return the kind of an edge."""
        return codec.EDGE_KINDS[self._edge_kind[edge]]

    def role(self, edge: int) -> TeachingRole | None:
        """Return the role of a TEACHES edge."""
        return codec.ROLES[self._role[edge]]

    def origin(self, edge: int) -> Origin:
        """Return the effective origin of an edge."""
        return codec.ORIGINS[self._origin[edge]]

    def confidence(self, edge: int) -> float:
        """Return the confidence of an edge, 0 to 1."""
        return self._confidence[edge]

    def binds(self, edge: int, view: View) -> bool:
        """Return whether an edge binds an answer in a view; see :class:`ViewKind`."""
        if self._origin[edge] != INFERRED:
            return True
        if view.kind is ViewKind.AUTHORED:
            return False
        if self._edge_kind[edge] != REQUIRES and self._edge_kind[edge] != SAME_AS:
            return True
        return view.kind is ViewKind.INFERRED and bool(self.edge_confidence[edge] > view.min_confidence)

    def links(self, relations: tuple[tuple[EdgeKind, bool], ...]) -> "Links":
        """Return who is linked to whom by some kinds of edge, each with whether it is followed forward.

        Put together when first asked for, like pointers.
        """
        found = self._links.get(relations)
        if found is None:
            found = self._links[relations] = self._link(relations)
        return found

    def _link(self, relations: tuple[tuple[EdgeKind, bool], ...]) -> "Links":
        blocks = [self.block(kind) for kind, _ in relations]
        forward = np.repeat([way for _, way in relations], [block.stop - block.start for block in blocks])
        edges = np.concatenate([np.arange(block.start, block.stop, dtype=np.int32) for block in blocks])
        rows = np.where(forward, self.source[edges], self.target[edges])
        by_row = np.argsort(rows, kind="stable")
        ends = np.where(forward, self.target[edges], self.source[edges])[by_row]
        inferred = any(kind in self.inferred_kinds for kind, _ in relations)
        return Links(_pointers(rows, self.count, 0), ends.astype(np.int32), edges[by_row], inferred)

    def bound(self, edges: Sequence[int], kind: EdgeKind, view: View) -> Sequence[int]:
        """Return those of some edges of a kind that bind in a view."""
        if kind not in self.inferred_kinds:
            return edges
        origin = self._origin
        return [edge for edge in edges if origin[edge] != INFERRED or self.binds(edge, view)]

    @cached_property
    def inferred_kinds(self) -> frozenset[EdgeKind]:
        """The kinds of edge some of which are inferred: of the others all bind in every view."""
        kinds = np.bincount(self.edge_kind[self.edge_origin == INFERRED])
        return frozenset(codec.EDGE_KINDS[code] for code in np.flatnonzero(kinds).tolist())

    def helps(self, edge: int, view: View) -> bool:
        """Return whether an edge breaks ties in a view: an inferred prerequisite that likely holds."""
        return (
            view.kind is not ViewKind.AUTHORED
            and self.edge_kind[edge] == REQUIRES
            and bool(self.edge_confidence[edge] > HELPFUL)
            and not self.binds(edge, view)
        )

    def binding(self, view: View, edges: "slice | NDArray[np.integer]" = slice(None)) -> NDArray[np.bool_]:
        """Return for each of some edges, or for all, what :meth:`binds` says."""
        bound: NDArray[np.bool_] = self.edge_origin[edges] != INFERRED
        if view.kind is not ViewKind.AUTHORED:
            kind = self.edge_kind[edges]
            bound |= (kind != REQUIRES) & (kind != SAME_AS)
        if view.kind is ViewKind.INFERRED:
            bound |= self.edge_confidence[edges] > view.min_confidence
        return bound

    def alike(self, view: View) -> View:
        """Return the view in which the same edges bind, the same one for all bounds between two confidences.

        Bounds are without number; confidences that inferred edges have are some dozens.
        """
        if view.kind is not ViewKind.INFERRED:
            return view
        below = bisect_right(self._confidences, np.float32(view.min_confidence))
        return View(view.kind, self._confidences[below - 1] if below else 0.0)

    @cached_property
    def _confidences(self) -> list[float]:
        """The confidences of inferred edges, each once, ascending."""
        found: list[float] = np.unique(self.edge_confidence[self.edge_origin == INFERRED]).tolist()
        return found

    def block(self, kind: EdgeKind) -> slice:
        """Return where the edges of a kind are."""
        code = codec.EDGE_CODES[kind]
        low, high = np.searchsorted(self.edge_kind, np.array((code, code + 1), np.uint8))
        return slice(int(low), int(high))

    def pointers_out(self, kind: EdgeKind) -> Ints:
        """Return CSR pointers, shape (n + 1,): edges ``[p[i], p[i + 1])`` of a kind start at node i."""
        found = self._out.get(kind)
        if found is None:
            block = self.block(kind)
            found = self._out[kind] = _pointers(self.source[block], self.count, block.start)
        return found

    def csr_into(self, kind: EdgeKind) -> tuple[Ints, Ints]:
        """Return CSR pointers, shape (n + 1,), and the edges of a kind sorted by target."""
        found = self._into.get(kind)
        if found is None:
            block = self.block(kind)
            by_target = np.argsort(self.target[block], kind="stable") + block.start
            pointers = _pointers(self.target[block], self.count, 0)
            found = self._into[kind] = pointers, by_target.astype(np.int32)
        return found

    @cached_property
    def _out(self) -> dict[EdgeKind, Ints]:
        """Pointers by kind, each computed when first asked for: the same whoever asks first."""
        return {}

    @cached_property
    def _into(self) -> dict[EdgeKind, tuple[Ints, Ints]]:
        return {}

    @cached_property
    def _links(self) -> "dict[tuple[tuple[EdgeKind, bool], ...], Links]":
        return {}

    @cached_property
    def _rows_out(self) -> "dict[EdgeKind, memoryview[int]]":
        """The same as views, whose items are Python integers: three times as fast to read singly."""
        return {}

    @cached_property
    def _rows_into(self) -> "dict[EdgeKind, tuple[memoryview[int], memoryview[int]]]":
        return {}

    @cached_property
    def _confidence(self) -> "memoryview[float]":
        return cast("memoryview[float]", self.edge_confidence.data)  # its items are floats

    @cached_property
    def _source(self) -> "memoryview[int]":
        return self.source.data

    @cached_property
    def _target(self) -> "memoryview[int]":
        return self.target.data

    @cached_property
    def recalled(self) -> dict[tuple[str, int, str, float], object]:
        """What follows from the edges alone and is asked for over and over; see ``requirements``."""
        return {}

    @cached_property
    def _edge_kind(self) -> "memoryview[int]":
        return self.edge_kind.data

    @cached_property
    def _role(self) -> "memoryview[int]":
        return self.edge_role.data

    @cached_property
    def _origin(self) -> "memoryview[int]":
        return self.edge_origin.data


def _pointers(rows: Ints, count: int, offset: int) -> Ints:
    pointers = np.full(count + 1, offset, np.int32)
    pointers[1:] += np.cumsum(np.bincount(rows, minlength=count), dtype=np.int32)
    return pointers

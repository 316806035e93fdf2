"""How the checks of health look at a graph, and what they hand over before its evidence is read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from api.services.answers import Item
from api.services.picture import Picture
from api.services.question import Scope
from graph.algorithms.bound import bound_at
from graph.algorithms.requirements import bound_into
from graph.codec import NODE_CODES
from graph.model import EdgeKind, NodeId, NodeKind, Origin
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Found:
    """A finding before its evidence is read: the edges and nodes whose statements show it.

    ``remedy`` goes before that of the rule, where there is more to say than the rule can. Of a circle, each
    of ``items`` depends on the next by the edge at its place; ``weakest`` are those whose end ends it. These
    two may take a while to find, so they are worked out for what is shown.
    """

    code: str
    message: str
    items: tuple[Item, ...]
    edges: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    remedy: Callable[[], str] | None = None
    weakest: Callable[[], frozenset[int]] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A look at what lies in a scope."""

    picture: Picture
    scope: Scope

    @property
    def snapshot(self) -> Snapshot:
        """The graph."""
        return self.picture.snapshot

    @property
    def view(self) -> View:
        """What to believe."""
        return self.scope.view

    def includes(self, node: int) -> bool:
        """Return whether a node lies in the scope."""
        return self.scope.curriculum is None or self.scope.includes(NodeId(self.snapshot.ids[node]))

    def within(self, kind: NodeKind, such: NDArray[np.bool_] | None = None) -> Iterator[int]:
        """Return the nodes of a kind, in reading order: those of which something holds, if it is given."""
        chosen = self.snapshot.kinds == NODE_CODES[kind]
        nodes = np.flatnonzero(chosen if such is None else chosen & such).tolist()
        return (node for node in self.picture.in_reading_order(nodes) if self.includes(node))

    def stated(self, kind: NodeKind, such: NDArray[np.bool_] | None = None) -> Iterator[int]:
        """Return the nodes of a kind that documents describe, not merely point at."""
        stated = ~self.snapshot.referenced
        return self.within(kind, stated if such is None else stated & such)

    def served(self) -> NDArray[np.bool_]:
        """Return for each skill whether a lesson teaches it, or it has parts."""
        return bound_at(self.snapshot, self.view, EdgeKind.TEACHES, EdgeKind.PART_OF)

    def bound_into(self, node: int, *kinds: EdgeKind) -> list[int]:
        """Return the edges of some kinds into a node that bind."""
        return [edge for kind in kinds for edge in bound_into(self.snapshot, node, kind, self.view)]

    def sources(self, edges: Iterable[int]) -> list[int]:
        """Return the nodes that edges start at."""
        return [self.snapshot.source_of(edge) for edge in edges]

    def name(self, node: int) -> str:
        """Return a node's name between quotation marks."""
        return f"“{self.snapshot.names[node]}”"

    def names(self, nodes: Iterable[int]) -> str:
        """Return the names of nodes as a sentence lists them."""
        named = [self.name(node) for node in nodes]
        return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:]))) or "nothing"

    def says(self, edge: int) -> str:
        """Return what an edge says, and how sure that is where it was inferred."""
        snapshot = self.snapshot
        verb = _VERBS.get(snapshot.edge_kind_of(edge), "is linked to")
        words = f"{self.name(snapshot.source_of(edge))} {verb} {self.name(snapshot.target_of(edge))}"
        if snapshot.origin(edge) is Origin.INFERRED:
            return f"{words} (inferred, {snapshot.confidence(edge):.0%})"
        return words

    def found(
        self,
        code: str,
        message: str,
        about: Iterable[int],
        *,
        edges: Iterable[int] = (),
        nodes: Iterable[int] = (),
        remedy: Callable[[], str] | None = None,
        weakest: Callable[[], frozenset[int]] | None = None,
    ) -> Found:
        """Return a finding about some nodes."""
        items = self.picture.items(about)
        return Found(code, message, items, tuple(edges), tuple(nodes), remedy, weakest)


Check: TypeAlias = Callable[[Look], Iterator[Found]]

_VERBS = {EdgeKind.REQUIRES: "requires", EdgeKind.TEACHES: "teaches", EdgeKind.PART_OF: "is part of"}

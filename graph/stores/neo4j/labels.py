"""The labels and relationship types of the graph, as Cypher spells them."""

from collections.abc import Iterable
from typing import Final

from graph.model import EdgeKind, NodeKind

NODES: Final = ":".join(NodeKind)
"""All kinds of node, to be removed from one."""
EDGES: Final = "|".join(EdgeKind)
"""Any kind of edge."""
_KINDS: Final = {kind.value: kind for kind in NodeKind}


def kind_in(labels: Iterable[str]) -> NodeKind | None:
    """Return the kind that a node's labels name; None for an id without a living node."""
    return next((_KINDS[label] for label in labels if label in _KINDS), None)

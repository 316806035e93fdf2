"""Which nodes edges of a kind leave from and lead to, of all nodes at once."""

import numpy as np
from numpy.typing import NDArray

from graph.model import EdgeKind
from graph.snapshot import Snapshot, View


def bound_at(snapshot: Snapshot, view: View | None, *kinds: EdgeKind) -> NDArray[np.bool_]:
    """Return for each node whether an edge of some kinds leads to it that binds; without a view, any edge."""
    return _ends(snapshot, snapshot.target, view, kinds)


def bound_from(snapshot: Snapshot, view: View | None, *kinds: EdgeKind) -> NDArray[np.bool_]:
    """Return for each node whether an edge of some kinds leaves it that binds; without a view, any edge."""
    return _ends(snapshot, snapshot.source, view, kinds)


def _ends(
    snapshot: Snapshot, ends: "NDArray[np.integer]", view: View | None, kinds: tuple[EdgeKind, ...]
) -> NDArray[np.bool_]:
    found = np.zeros(len(snapshot), np.bool_)
    for kind in kinds:
        block = snapshot.block(kind)
        found[ends[block] if view is None else ends[block][snapshot.binding(view, block)]] = True
    return found

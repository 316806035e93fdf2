"""What can be started now, and what was learnt last: the fringes of a knowledge state.

Doignon and Falmagne, "Learning Spaces" (2011): the outer fringe holds the items that can be learnt next, the
inner fringe those that may have been learnt last. Items are the nodes of the prerequisite relation.
"""

import numpy as np
from numpy.typing import NDArray

from graph.columns import Ints
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View


def outer_fringe(snapshot: Snapshot, known: NDArray[np.bool_], view: View) -> Ints:
    """Return the nodes that are not known and require nothing unknown, ascending.

    Parameters
    ----------
    known
        Shape (n,).
    """
    return np.flatnonzero(~known & ~_waiting(snapshot, known, view)).astype(np.int32)


def inner_fringe(snapshot: Snapshot, known: NDArray[np.bool_], view: View) -> Ints:
    """Return the known nodes that nothing known requires, ascending: what to review first."""
    block = snapshot.block(EdgeKind.REQUIRES)
    needed = np.zeros(len(snapshot), np.bool_)
    source, target = snapshot.source[block], snapshot.target[block]
    needed[target[known[source] & snapshot.binding(view, block)]] = True
    return np.flatnonzero(known & ~needed).astype(np.int32)


def _waiting(snapshot: Snapshot, met: NDArray[np.bool_], view: View) -> NDArray[np.bool_]:
    """Return which nodes require something that is not met, shape (n,)."""
    block = snapshot.block(EdgeKind.REQUIRES)
    unmet = ~met[snapshot.target[block]] & snapshot.binding(view, block)
    waits = np.zeros(len(snapshot), np.bool_)
    waits[snapshot.source[block][unmet]] = True
    return waits

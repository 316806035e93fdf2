"""Many-to-many relations as arrays: which nodes belong to which owners."""

from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.columns import Ints
from graph.snapshot import Snapshot

Pairs: TypeAlias = tuple[Ints, Ints]
"""Owners and nodes that belong to them, shape (pairs,) each."""


def distinct(snapshot: Snapshot, owner: NDArray[np.integer], node: NDArray[np.integer]) -> Pairs:
    """Return pairs once each, by owner, then by the node's place in reading order."""
    order = snapshot.once(("reading order",), lambda: np.argsort(snapshot.reading, kind="stable"))
    rank = snapshot.once(("reading rank",), lambda: np.argsort(order))
    keys = unique(owner.astype(np.int64) * len(snapshot) + rank[node])
    owners, ranks = np.divmod(keys, len(snapshot))
    return owners.astype(np.int32), order[ranks].astype(np.int32)


def unique(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return non-negative numbers once each, ascending; ``np.unique`` takes three times as long."""
    ordered = np.sort(keys)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def grouped(owner: Ints, node: Ints) -> dict[int, list[int]]:
    """Return the nodes of each owner, in their order."""
    by_owner = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[by_owner], return_index=True)
    nodes, bounds = node[by_owner].tolist(), [*starts.tolist(), len(owner)]
    return {one: nodes[a:b] for one, (a, b) in zip(owners.tolist(), pairwise(bounds), strict=True)}

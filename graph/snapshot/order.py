"""Orders of nodes: strongly connected components, dependency levels, reading order.

Every function takes plain arrays, so that it costs the same few numpy steps whatever the graph holds.
"""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.columns import Ints

_LARGE = 20_000
"""Edges from which scipy's components are faster than our own although it has to be imported first."""
_MIDDLING = 500
"""Edges from which they are faster where it was imported already."""


def strong_components(n: int, source: Ints, target: Ints) -> Ints:
    """Return the strongly connected component of each of n nodes, numbered from 0 in no stated order.

    Parameters
    ----------
    n
        Number of nodes.
    source, target
        Ends of the edges, shape (m,).
    """
    if len(source) < (_MIDDLING if "scipy.sparse.csgraph" in sys.modules else _LARGE):
        pointers, targets = compress(n, source, target)
        return np.array(_tarjan(pointers.tolist(), targets.tolist()), np.int32)
    from scipy.sparse import coo_array  # noqa: PLC0415  # costs .2 s, which a small graph need not pay
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  # the same

    graph = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(n, n)).tocsr()
    _, labels = connected_components(graph, directed=True, connection="strong")
    return np.asarray(labels, np.int32)


def dependency_levels(n: int, dependent: Ints, dependency: Ints) -> tuple[Ints, Ints]:
    """Return each node's component, and its level: the longest chain of components that it rests on.

    Sorted by level, what is depended on comes first; nodes on a cycle share a component and a level.
    """
    component = strong_components(n, dependent, dependency)
    above, below = component[dependent], component[dependency]
    proper = above != below
    level = _levels(int(component.max(initial=-1)) + 1, above[proper], below[proper])
    return component, level[component]


def reading_order(parent: Ints, among_siblings: Ints) -> Ints:
    """Return each node's rank in a depth-first walk of a forest, parents first.

    Parameters
    ----------
    parent
        Shape (n,); -1 for a root. A node that hangs on a cycle of parents is ranked after all others.
    among_siblings
        Shape (n,); a permutation that orders siblings, and roots among each other.
    """
    n = len(parent)
    layers = _layers(parent, among_siblings)
    size = np.ones(n + 1, np.int64)  # the last entry stands for the parent of all roots
    for layer in reversed(layers):
        np.add.at(size, parent[layer], size[layer])
    rank = np.full(n + 1, -1, np.int64)
    for layer in layers:
        above = parent[layer]
        before = np.cumsum(size[layer]) - size[layer]
        first = np.flatnonzero(np.diff(above, prepend=-2))
        base = np.repeat(before[first], np.diff(np.append(first, len(layer))))
        rank[layer] = rank[above] + 1 + before - base
    reached = np.zeros(n, np.bool_)
    for layer in layers:
        reached[layer] = True
    lost = np.flatnonzero(~reached)
    rank[lost[np.argsort(among_siblings[lost])]] = n - len(lost) + np.arange(len(lost))
    return rank[:n].astype(np.int32)


def compress(n: int, rows: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Return CSR pointers, shape (n + 1,), and the values sorted by row."""
    by_row = np.argsort(rows, kind="stable")
    pointers = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=n), out=pointers[1:])
    return pointers, values[by_row]


def gather(pointers: NDArray[np.integer], rows: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the positions of all entries of the given CSR rows, row after row."""
    starts = pointers[rows].astype(np.int64)
    lengths = pointers[rows + 1] - starts
    ends = np.cumsum(lengths)
    if not len(ends) or not ends[-1]:
        return np.empty(0, np.int64)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1])


def _levels(n: int, above: Ints, below: Ints) -> Ints:
    """Peel an acyclic graph from below (Kahn, a whole level at a time)."""
    pointers, dependents = compress(n, below, above)
    waiting = np.bincount(above, minlength=n)
    level = np.zeros(n, np.int32)
    frontier = np.flatnonzero(waiting == 0)
    depth = 0
    while len(frontier):
        level[frontier] = depth
        freed, times = np.unique(dependents[gather(pointers, frontier)], return_counts=True)
        waiting[freed] -= times
        frontier = freed[waiting[freed] == 0]
        depth += 1
    return level


def _layers(parent: Ints, among_siblings: Ints) -> list[NDArray[np.int64]]:
    """Return the nodes at depth 0, 1, …, each layer sorted by parent and then among siblings."""
    order = np.lexsort((among_siblings, parent))
    roots = int(np.count_nonzero(parent < 0))
    pointers = np.zeros(len(parent) + 1, np.int32)
    np.cumsum(np.bincount(parent[order[roots:]], minlength=len(parent)), out=pointers[1:])
    children = order[roots:]
    layers = [order[:roots]]
    while len(layers[-1]):
        layers.append(children[gather(pointers, np.sort(layers[-1]))])
    return layers[:-1]


def _tarjan(pointers: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Return the component of each node, numbered so that a component comes after all it points to.

    Notes
    -----
    Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972), without recursion.
    """
    n = len(pointers) - 1
    component, low, cursor = [-1] * n, [0] * n, list(pointers[:n])
    on_stack: list[int] = []
    found = complete = 0
    for root in range(n):
        path = [] if low[root] else [(root, 0)]
        while path:
            node, number = path.pop()
            if not low[node]:
                found += 1
                low[node] = number = found
                on_stack.append(node)
            while cursor[node] < pointers[node + 1] and low[targets[cursor[node]]]:
                child = targets[cursor[node]]
                cursor[node] += 1
                if component[child] < 0:
                    low[node] = min(low[node], low[child])
            if cursor[node] < pointers[node + 1]:  # the child is seen now, and again on the way back
                path += [(node, number), (targets[cursor[node]], 0)]
            elif low[node] == number:
                while component[node] < 0:
                    component[on_stack.pop()] = complete
                complete += 1
    return component

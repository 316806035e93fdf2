"""How columns become arrays in topological order, grouped by kind of edge."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.codec import EDGE_CODES, NODE_CODES
from graph.columns import GraphColumns, Ints
from graph.model import EdgeKind, NodeKind
from graph.snapshot.estimate import estimate_minutes
from graph.snapshot.order import dependency_levels, reading_order

_PART_OF: Final = EDGE_CODES[EdgeKind.PART_OF]
_REQUIRES: Final = EDGE_CODES[EdgeKind.REQUIRES]
_TEACHES: Final = EDGE_CODES[EdgeKind.TEACHES]
_SKILL: Final = NODE_CODES[NodeKind.SKILL]
_MODULE: Final = NODE_CODES[NodeKind.MODULE]
_CURRICULUM: Final = NODE_CODES[NodeKind.CURRICULUM]
_REFERENCED: Final = b'"status":"referenced"'
"""Canonical JSON escapes quotes in text, so that these bytes appear as that field alone."""


@dataclass(frozen=True, slots=True)
class Order:
    """Where each node and edge of the snapshot stands in the columns, and what compiling needs of both.

    ``source`` and ``target`` are the snapshot's, ``component`` holds for each node the lowest of its strongly
    connected component, ``by_id`` each node's rank when sorted by id.
    """

    nodes: NDArray[np.int64]
    edges: NDArray[np.int64]
    source: Ints
    target: Ints
    component: Ints
    by_id: Ints


def arrange(columns: GraphColumns) -> Order:
    """Return the order of a snapshot: nodes by level of dependency, edges by kind, source and target.

    It depends on what the columns hold alone, not on their order.
    """
    n = len(columns.ids)
    by_id = np.array(sorted(range(n), key=columns.ids.__getitem__), np.int64)
    rank = _inverse(by_id)
    component, level = dependency_levels(n, *_dependencies(columns))
    first_of_component = np.full(n, n, np.int64)
    np.minimum.at(first_of_component, component, rank)
    nodes = np.lexsort((rank, first_of_component[component], level))
    index = _inverse(nodes).astype(np.int32)
    source, target = index[columns.source], index[columns.target]
    edges = np.argsort((columns.edge_kind.astype(np.int64) * n + source) * n + target, kind="stable")
    lowest = index[by_id[first_of_component[component]]]
    by_rank = rank[nodes].astype(np.int32)
    return Order(nodes, edges, source[edges], target[edges], lowest[nodes], by_rank)


def containers(kinds: NDArray[np.uint8], part_of: Ints, whole: Ints, position: Ints) -> Ints:
    """Return the module or curriculum that each node is part of, -1 for none.

    Of several the innermost kind wins (a module before a curriculum), then the lowest stated position.
    """
    parent = np.full(len(kinds), -1, np.int32)
    rank = np.where(kinds[whole] == _MODULE, 0, np.where(kinds[whole] == _CURRICULUM, 1, 2))
    inside = rank < 2  # noqa: PLR2004  # modules and curricula alone contain
    part_of, whole, position, rank = part_of[inside], whole[inside], position[inside], rank[inside]
    best_last = np.lexsort((whole, _unknown_last(position), rank))[::-1]
    parent[part_of[best_last]] = whole[best_last]
    return parent


def rank_readings(kinds: NDArray[np.uint8], parent: Ints, position: Ints, by_id: Ints) -> Ints:
    """Return each node's rank in reading order: curricula, what they hold by position, then the rest."""
    outside = (parent < 0) & (kinds != _CURRICULUM)
    among = np.lexsort((by_id, _unknown_last(position), outside))
    return reading_order(parent, _inverse(among).astype(np.int32))


def part_positions(n: int, parent: Ints, part_of: Ints, whole: Ints, position: Ints) -> Ints:
    """Return each node's position within its parent, -1 where none is stated."""
    positions = np.full(n, -1, np.int32)
    chosen = parent[part_of] == whole
    positions[part_of[chosen]] = position[chosen]
    return positions


def curricula(ids: list[str]) -> Ints:
    """Return a number for each node's curriculum."""
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(i.partition("/")[0], len(codes)) for i in ids], np.int32)


def referenced(data: list[bytes]) -> NDArray[np.bool_]:
    """Return for each node whether documents merely point at it."""
    return np.fromiter((_REFERENCED in node for node in data), np.bool_, len(data))


def estimates(kinds: NDArray[np.uint8], minutes: Ints, parent: Ints, curriculum: Ints) -> Ints:
    """Return the minutes to count for each lesson, -1 where there is nothing to go by."""
    module = np.where((parent >= 0) & (kinds[parent] == _MODULE), parent, -1).astype(np.int32)
    estimate = estimate_minutes(minutes, module, curriculum)
    estimate[kinds != NODE_CODES[NodeKind.LESSON]] = -1
    return estimate


def take(values: list[str], order: NDArray[np.int64]) -> list[str]:
    """Return a list's values in an order."""
    return [values[i] for i in order.tolist()]


def _dependencies(columns: GraphColumns) -> tuple[Ints, Ints]:
    """Return who depends on what: a skill on its teachers and parts, the rest on what it requires."""
    kind, source, target = columns.edge_kind, columns.source, columns.target
    skill_part = (kind == _PART_OF) & (columns.kinds[source] == _SKILL) & (columns.kinds[target] == _SKILL)
    forward, backward = kind == _REQUIRES, (kind == _TEACHES) | skill_part
    dependent = np.concatenate((source[forward], target[backward]))
    dependency = np.concatenate((target[forward], source[backward]))
    return dependent, dependency


def _inverse(permutation: NDArray[np.int64]) -> NDArray[np.int64]:
    inverse = np.empty_like(permutation)
    inverse[permutation] = np.arange(len(permutation))
    return inverse


def _unknown_last(position: Ints) -> NDArray[np.int64]:
    return np.where(position < 0, np.iinfo(np.int32).max, position).astype(np.int64)

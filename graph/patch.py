"""What a delta makes of an earlier state: a picture follows its store without reading all of it again."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.changes import Delta, Passage
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES, encode_node
from graph.columns import Contents, GraphColumns, Ints
from graph.model import Edge, EdgeKind, FactId, Lesson, Node

T = TypeVar("T")
D = TypeVar("D", bound=np.generic)

_LARGEST: Final = 2**31 - 1  # columns hold 32-bit numbers
_CODES: Final = {kind.value: EDGE_CODES[kind] for kind in EdgeKind}


def patched(contents: Contents, delta: Delta) -> Contents:
    """Return ``contents`` once ``delta``, which starts at their revision and edition, is read into them.

    That copies the columns, and runs Python for each node and passage, a few instructions, and for each
    fact that changed.
    """
    passages = {(passage.node, passage.part): passage for passage in contents.passages}
    for key in delta.forgotten:
        passages.pop(key, None)
    passages |= {(passage.node, passage.part): passage for passage in delta.passages}
    in_order: tuple[Passage, ...] = tuple(passages[key] for key in sorted(passages))
    return Contents(_patched(contents.columns, delta), in_order, delta.edition)


def _patched(columns: GraphColumns, delta: Delta) -> GraphColumns:
    nodes = [(s, s.fact) for s in delta.living if not isinstance(s.fact, Edge)]
    edges = [(s, s.fact) for s in delta.living if isinstance(s.fact, Edge)]
    away = {*delta.gone, *(node.id for _, node in nodes)}
    kept = np.flatnonzero(np.fromiter((i not in away for i in columns.ids), np.bool_, len(columns.ids)))
    ids = [*_take(columns.ids, kept), *(node.id for _, node in nodes)]
    place = {node: i for i, node in enumerate(ids)}
    moved = np.fromiter((place.get(i, -1) for i in columns.ids), np.int32, len(columns.ids))
    source, target = moved[columns.source], moved[columns.target]
    changed = _keys(place, [*(edge.id for _, edge in edges), *delta.gone])
    keys = _key(source, columns.edge_kind, target, len(ids))
    rest = np.flatnonzero((source >= 0) & (target >= 0) & ~np.isin(keys, changed))
    return GraphColumns(
        revision=delta.revision,
        ids=ids,
        names=[*_take(columns.names, kept), *(node.name for _, node in nodes)],
        data=[*_take(columns.data, kept), *(encode_node(node) for _, node in nodes)],
        kinds=_joined(columns.kinds[kept], (NODE_CODES[node.kind] for _, node in nodes)),
        origins=_joined(columns.origins[kept], (ORIGIN_CODES[s.origin] for s, _ in nodes)),
        confidences=_joined(columns.confidences[kept], (s.confidence for s, _ in nodes)),
        minutes=_joined(columns.minutes[kept], (_minutes(node) for _, node in nodes)),
        source=_joined(source[rest], (place[edge.source] for _, edge in edges)),
        target=_joined(target[rest], (place[edge.target] for _, edge in edges)),
        edge_kind=_joined(columns.edge_kind[rest], (EDGE_CODES[edge.kind] for _, edge in edges)),
        edge_origin=_joined(columns.edge_origin[rest], (ORIGIN_CODES[s.origin] for s, _ in edges)),
        edge_confidence=_joined(columns.edge_confidence[rest], (s.confidence for s, _ in edges)),
        edge_role=_joined(columns.edge_role[rest], (ROLE_CODES[edge.role] for _, edge in edges)),
        edge_position=_joined(columns.edge_position[rest], (_clip(edge.position) for _, edge in edges)),
        redirects=delta.redirects,
    )


def _keys(place: dict[str, int], facts: Iterable[FactId]) -> NDArray[np.int64]:
    """Return the keys of those facts that are edges between nodes that are there."""
    found = []
    for fact in facts:
        source, _, rest = fact.partition(" ")
        kind, _, target = rest.partition(" ")
        if kind in _CODES and source in place and target in place:
            found.append((place[source] * len(_CODES) + _CODES[kind]) * len(place) + place[target])
    return np.array(found, np.int64)


def _key(source: Ints, kind: NDArray[np.uint8], target: Ints, nodes: int) -> NDArray[np.int64]:
    return (source.astype(np.int64) * len(_CODES) + kind) * nodes + target


def _take(values: Sequence[T], places: NDArray[np.int64]) -> Iterable[T]:
    return (values[place] for place in places.tolist())


def _joined(column: NDArray[D], more: Iterable[float]) -> NDArray[D]:
    return np.concatenate((column, np.array(list(more), column.dtype)))


def _minutes(node: Node) -> int:
    return _clip(node.minutes if isinstance(node, Lesson) else None)


def _clip(number: int | None) -> int:
    return -1 if number is None else min(number, _LARGEST)

"""What a delta makes of an earlier state: a picture follows its store without reading all of it again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.changes import Content, Delta, Passage, Revision
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES, encode_node
from graph.columns import Contents, GraphColumns, Ints
from graph.model import Edge, EdgeKind, FactId, Lesson, Node, Statement, Supported, settle

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


def between(before: Content, after: Content, revision: Revision) -> Delta:
    """Return the delta that makes the facts of ``after`` of those of ``before``, without any passage.

    The work beside a few passes over all statements is in proportion to what differs.
    """
    was, now = before.statements, after.statements
    touched = {was[key].subject for key in was.keys() - now.keys()}
    touched |= {now[key].subject for key in now.keys() - was.keys()}
    facts = _settled(now.values(), touched)
    nodes = {subject for subject, one in facts.items() if one and not isinstance(one.fact, Edge)}
    facts |= _settled(now.values(), _edges_at(nodes, now.values()) - touched)
    living = _with_ends(facts, now.values())
    return Delta(
        revision=revision,
        living=living,
        gone=tuple(facts.keys() - {one.fact.id for one in living}),
        redirects=after.redirects,
        edition=0,
        passages=(),
        forgotten=(),
    )


def _settled(statements: Iterable[Statement], subjects: Collection[FactId]) -> dict[FactId, Supported | None]:
    """Return what statements come to about each subject."""
    about: dict[FactId, list[Statement]] = {subject: [] for subject in subjects}
    for statement in statements:
        if (subject := statement.subject) in about:
            about[subject].append(statement)
    return {subject: settle(held) for subject, held in about.items()}


def _edges_at(nodes: Collection[str], statements: Iterable[Statement]) -> set[FactId]:
    """Return the edges at some nodes that anything is said of: those that lost an end come back with it."""
    return {
        statement.subject
        for statement in statements
        if isinstance(edge := statement.says, Edge) and (edge.source in nodes or edge.target in nodes)
    }


def _with_ends(
    facts: Mapping[FactId, Supported | None], statements: Iterable[Statement]
) -> tuple[Supported, ...]:
    """Return the nodes that live, and the edges that do and have both their ends."""
    living = [one for one in facts.values() if one]
    ends = {end for one in living if isinstance(one.fact, Edge) for end in (one.fact.source, one.fact.target)}
    there = {**_settled(statements, ends - facts.keys()), **facts}
    return tuple(
        one
        for one in living
        if not isinstance(one.fact, Edge) or (there.get(one.fact.source) and there.get(one.fact.target))
    )


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

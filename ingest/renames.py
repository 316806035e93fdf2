"""What only changed its name or its place, told from what went and what came."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from graph.changes import DocumentRecord
from graph.model import Edge, NodeId, NodeKind, Statement
from ingest.records import Draft

_ALIKE = 0.7
"""The share of words that two documents must have in common to be one that was edited on its way."""

_MOST_PAIRS = 40_000
_KINDS = frozenset({NodeKind.LESSON, NodeKind.MODULE})


def moved_documents(
    gone: Mapping[NodeId, tuple[DocumentRecord, Draft | None]], fresh: Mapping[NodeId, Draft]
) -> dict[NodeId, NodeId]:
    """Return which new document each removed one became: one of the same bytes, or else of most of its words.

    Documents are given by id; where several are equally alike, none is chosen.
    """
    by_hash: defaultdict[str, list[NodeId]] = defaultdict(list)
    for document, draft in fresh.items():
        by_hash[draft.sha256].append(document)
    moved = {
        document: by_hash[record.sha256][0]
        for document, (record, _) in gone.items()
        if len(by_hash[record.sha256]) == 1
    }
    left = {d: draft for d, (_, draft) in gone.items() if d not in moved and draft is not None}
    came = {document: draft for document, draft in fresh.items() if document not in moved.values()}
    if len(left) * len(came) <= _MOST_PAIRS:
        words = {d: _words(draft) for d, draft in (*left.items(), *came.items())}
        moved |= _best({(a, b): _share(words[a], words[b]) for a in left for b in came}, _ALIKE)
    return moved


def renamed_nodes(
    before: Sequence[Statement],
    after: Sequence[Statement],
    moved: Mapping[NodeId, NodeId],
    changed: Collection[NodeId],
) -> dict[NodeId, NodeId]:
    """Return the new id of each lesson and module that its document now calls by another name.

    Only what ``changed`` documents say counts: where other documents gave a node another id, nobody renamed
    it. In a document that lost one and gained one of a kind, that is it; among several, it is the one that
    most edges are left of.
    """
    old, new = _stated(before, moved), _stated(after, {})
    was, now = (
        {node for nodes in old.values() for node in nodes},
        {n for nodes in new.values() for n in nodes},
    )
    if not was - now:
        return {}
    old_edges, new_edges = _neighbours(before, was - now), _neighbours(after, now - was)
    renamed: dict[NodeId, NodeId] = {}
    for place, nodes in sorted(old.items()):
        if place[0] not in changed and place[0] not in moved.values():
            continue
        lost = sorted(nodes - now)
        gained = sorted(new.get(place, set()) - was - {*renamed.values()})
        if len(lost) == len(gained) == 1:
            renamed[lost[0]] = gained[0]
        else:
            shares = {(a, b): _share(old_edges[a], new_edges[b]) for a in lost for b in gained}
            renamed |= _best(shares, _ALIKE)
    return renamed


def _stated(
    statements: Iterable[Statement], moved: Mapping[NodeId, NodeId]
) -> dict[tuple[NodeId, NodeKind], set[NodeId]]:
    """Return the lessons and modules of each document, by kind."""
    found: defaultdict[tuple[NodeId, NodeKind], set[NodeId]] = defaultdict(set)
    for statement in statements:
        node, document = statement.says, statement.document
        if document is not None and not isinstance(node, Edge) and node.kind in _KINDS:
            found[moved.get(document, document), node.kind].add(node.id)
    return found


def _neighbours(statements: Iterable[Statement], nodes: Collection[NodeId]) -> dict[NodeId, set[str]]:
    """Return what some nodes lead to, with the kind of the edge."""
    found: dict[NodeId, set[str]] = {node: set() for node in nodes}
    for statement in statements:
        edge = statement.says
        if isinstance(edge, Edge) and edge.source in found:
            found[edge.source].add(f"{edge.kind.value} {edge.target}")
    return found


def _words(draft: Draft) -> set[str]:
    return {word for zones in draft.zones.values() for zone in zones for word in zone.text.lower().split()}


def _share(one: Collection[str], other: Collection[str]) -> float:
    """Return the share of all their members that two sets have in common (Jaccard)."""
    both = {*one} | {*other}
    return len({*one} & {*other}) / len(both) if both else 0.0


def _best(shares: Mapping[tuple[NodeId, NodeId], float], least: float) -> dict[NodeId, NodeId]:
    """Pair the most alike first, each once; a tie for the same one is no pair."""
    pairs: dict[NodeId, NodeId] = {}
    ranked = sorted(((share, a, b) for (a, b), share in shares.items() if share >= least), reverse=True)
    tied = {
        a for n, (share, a, _) in enumerate(ranked) for s, x, _ in ranked[n + 1 :] if (s, x) == (share, a)
    }
    for _, one, other in ranked:
        if one not in pairs and one not in tied and other not in pairs.values():
            pairs[one] = other
    return pairs

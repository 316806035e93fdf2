"""Reading order: what comes after what in a curriculum, and where it is one that authors chose."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.model import Edge, EdgeKind, NodeId, NodeKind, Owner, Statement
from ingest.resolve.entities import Entity
from ingest.resolve.identities import Identities
from ingest.slugs import document_id

_Rank = tuple[float, float, float, str, int, str]


@dataclass(frozen=True, slots=True)
class Order:
    """The parts of each holder in order; ``chosen`` are those of which an author gave the place.

    ``positions`` are 1-based among the parts of the first holder, ``home`` is that holder, ``reading`` counts
    modules and lessons depth first from 0.
    """

    parts: Mapping[NodeId, tuple[NodeId, ...]]
    chosen: frozenset[NodeId]
    positions: Mapping[NodeId, int]
    home: Mapping[NodeId, NodeId]
    reading: Mapping[NodeId, int]


def arrange(curriculum: NodeId, identities: Identities) -> Order:
    """Return the order of a curriculum's modules and lessons.

    What a page lists stands in the order of its list; the rest follows by front matter, then by the number
    that its file name begins with, then by name.
    """
    ranks: dict[NodeId, _Rank] = {}
    home: dict[NodeId, NodeId] = {}
    parts: defaultdict[NodeId, list[NodeId]] = defaultdict(list)
    for node, entity in identities.entities.items():
        if entity.kind in {NodeKind.MODULE, NodeKind.LESSON} and entity.mentions:
            holders = [identities.mentioned[key] for key in entity.parents] or [curriculum]
            home[node] = holders[0]
            ranks[node] = _rank(entity, identities, home[node])
            for holder in holders:
                parts[holder].append(node)
    ordered = {holder: tuple(sorted(nodes, key=lambda node: ranks[node])) for holder, nodes in parts.items()}
    positions = {
        node: place
        for holder, nodes in ordered.items()
        for place, node in enumerate(nodes, start=1)
        if home[node] == holder
    }
    chosen = frozenset(node for node, rank in ranks.items() if any(map(math.isfinite, rank[:3])))
    return Order(ordered, chosen, positions, home, _reading(curriculum, ordered))


def _rank(entity: Entity, identities: Identities, home: NodeId) -> _Rank:
    """Return what sorts an entity among its siblings: its place in a list, then its own page's order."""
    lists = [m for m in entity.mentions if not m.is_own_page]
    first = min(lists, key=lambda m: (identities.holder(m) != home, m.key), default=None)
    if first:
        place = first.candidate.position or 0
        return place, 0.0, 0.0, "", first.candidate.evidence.span.start, first.draft.uri
    page = entity.mentions[0]
    weight, number, name = page.draft.order
    position = page.candidate.position
    return math.inf, weight if position is None else position, number, name, 0, page.draft.uri


def _reading(curriculum: NodeId, parts: Mapping[NodeId, Sequence[NodeId]]) -> dict[NodeId, int]:
    """Return the places of modules and lessons depth first; a module that holds itself is entered once."""
    reading: dict[NodeId, int] = {}
    stack = [*sorted(parts, reverse=True), curriculum]
    while stack:
        node = stack.pop()
        if node not in reading:
            reading[node] = len(reading) - 1
            stack += reversed(parts.get(node, ()))
    del reading[curriculum]
    return reading


def sequence(curriculum: NodeId, order: Order, identities: Identities) -> list[Statement]:
    """Return FOLLOWS statements between neighbouring lessons of a module, owned by the later one's document.

    An alphabetical order is no sequence that anyone chose, and gives none.
    """
    statements = []
    for parts in order.parts.values():
        lessons = [p for p in parts if identities.entities[p].kind is NodeKind.LESSON and p in order.chosen]
        for earlier, later in pairwise(lessons):
            mention = identities.entities[later].mentions[0]
            document = document_id(curriculum, mention.draft.uri)
            statements.append(
                Statement(
                    says=Edge(source=later, kind=EdgeKind.FOLLOWS, target=earlier),
                    owner=Owner(document),
                    document=document,
                    span=mention.candidate.evidence.span,
                    quote=mention.candidate.evidence.quote,
                )
            )
    return statements

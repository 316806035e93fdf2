"""Edges by their ids: those that stand by themselves in the schema."""

from api.graphql.claims import guard, requirement, teaching
from api.graphql.context import Info
from api.graphql.evidence import Node
from api.graphql.nodes import lesson_named, node, skill_named
from api.services.answers import Link
from graph.model import EdgeId, EdgeKind


def edge_node(info: Info, id_: str) -> Node | None:
    """Return what has the id of an edge that stands by itself in the schema, or None."""
    picture = info.context.workspace.settled
    found = picture.edge_named(id_)
    if found is None:
        return None
    snapshot = picture.snapshot
    source, target = (picture.item(end) for end in (snapshot.source_of(found), snapshot.target_of(found)))
    link = Link(
        item=target,
        fact=EdgeId(id_),
        origin=snapshot.origin(found),
        confidence=round(snapshot.confidence(found), 4),
        role=snapshot.role(found),
    )
    match snapshot.edge_kind_of(found):
        case EdgeKind.REQUIRES:
            return requirement(node(source), node(target), link)
        case EdgeKind.TEACHES:
            return teaching(lesson_named(source), skill_named(target), link)
        case EdgeKind.GUARDS_AGAINST:
            return guard(lesson_named(source), target, link.fact)
        case _:
            return None

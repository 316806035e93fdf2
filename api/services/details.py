"""All about one skill or one lesson."""

from collections.abc import Iterable, Mapping, Sequence

from api.services.answers import Evidence, LessonDetails, Link, NodeDetails, SkillDetails
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.closure import REQUIRED, closure
from graph.model import EdgeKind, FactId, Lesson, Node, NodeId, NodeKind, Skill


async def skill_details(workspace: Workspace, name: str, scope: Scope) -> SkillDetails:
    """Return all about a skill, by its id, name or alias.

    Raises
    ------
    UnknownId
        If there is none, or if several curricula have one; if there is no such curriculum.
    """
    (found,) = await all_skill_details(workspace, [name], scope)
    return found


async def all_skill_details(
    workspace: Workspace, names: Sequence[str], scope: Scope
) -> tuple[SkillDetails, ...]:
    """Return all about each of some skills, in their order; raises as :func:`skill_details` does."""
    looks = await _looks(workspace, names, NodeKind.SKILL, scope)
    return tuple(_skill_details(look) for look in looks)


async def lesson_details(workspace: Workspace, name: str, scope: Scope) -> LessonDetails:
    """Return all about a lesson, by its id or title; what its modules require counts as required.

    Raises
    ------
    UnknownId
        If there is none, or if several lessons have that title; if there is no such curriculum.
    """
    (found,) = await all_lesson_details(workspace, [name], scope)
    return found


async def all_lesson_details(
    workspace: Workspace, names: Sequence[str], scope: Scope
) -> tuple[LessonDetails, ...]:
    """Return all about each of some lessons, in their order; raises as :func:`lesson_details` does."""
    looks = await _looks(workspace, names, NodeKind.LESSON, scope)
    return tuple(_lesson_details(look) for look in looks)


async def all_node_details(workspace: Workspace, ids: Sequence[str]) -> tuple[NodeDetails, ...]:
    """Return what hangs together with each of some nodes of any kind, in their order.

    Raises
    ------
    UnknownId
        If there is no node of one of the ids.
    """
    picture = await workspace.picture()
    looks = [Look(picture, picture.snapshot.index(id_)) for id_ in ids]
    await _read_evidence(workspace, looks)
    return tuple(_node_details(look) for look in looks)


async def _looks(workspace: Workspace, names: Sequence[str], kind: NodeKind, scope: Scope) -> list["Look"]:
    """Look at each of some nodes; the evidence for all is read in one batch."""
    picture = await picture_of(workspace, scope.curriculum)
    looks = [Look(picture, picture.find(name, [kind], scope.curriculum)) for name in names]
    await _read_evidence(workspace, looks)
    return looks


async def _read_evidence(workspace: Workspace, looks: Sequence["Look"]) -> None:
    reasons = await workspace.evidence({fact for look in looks for fact in look.facts()})
    for look in looks:
        look.reasons = reasons


def _node_details(look: "Look") -> NodeDetails:
    node = look.picture.snapshot.node(look.node)
    return NodeDetails(
        node=node,
        evidence=look.evidence_of(node.id),
        out={kind: look.out(kind) for kind in EdgeKind},
        into={kind: look.into(kind) for kind in EdgeKind},
    )


def _skill_details(look: "Look") -> SkillDetails:
    skill = look.picture.snapshot.node(look.node)
    assert isinstance(skill, Skill)
    return SkillDetails(
        item=look.picture.item(look.node),
        skill_kind=skill.skill_kind,
        aliases=skill.aliases,
        evidence=look.evidence_of(skill.id),
        taught_by=look.into(EdgeKind.TEACHES),
        used_by=look.into(EdgeKind.USES),
        required_by=look.into(EdgeKind.REQUIRES),
        requires=look.out(EdgeKind.REQUIRES),
        parts=look.into(EdgeKind.PART_OF),
        part_of=look.out(EdgeKind.PART_OF),
        promised_by=look.into(EdgeKind.PROMISES),
    )


def _lesson_details(look: "Look") -> LessonDetails:
    lesson = look.picture.snapshot.node(look.node)
    assert isinstance(lesson, Lesson)
    return LessonDetails(
        card=look.picture.card(look.node),
        url=lesson.url,
        evidence=look.evidence_of(lesson.id),
        teaches=look.out(EdgeKind.TEACHES),
        uses=look.out(EdgeKind.USES),
        requires=look.out(EdgeKind.REQUIRES),
        required_by=look.into(EdgeKind.REQUIRES),
        guards=look.guards(),
        previous=look.out(EdgeKind.FOLLOWS),
        next=look.into(EdgeKind.FOLLOWS),
    )


class Look:
    """A node's neighbourhood in a picture; the reasons for each edge are with it once they were read."""

    def __init__(self, picture: Picture, node: int) -> None:
        self.picture = picture
        self.node = node
        self.reasons: Mapping[FactId, tuple[Evidence, ...]] = {}
        self._snapshot = picture.snapshot

    @property
    def itself(self) -> Node:
        """The node that is looked at."""
        return self._snapshot.node(self.node)

    def facts(self) -> list[FactId]:
        """Return the ids of the node and of every edge that touches it."""
        edges = (edge for kind in EdgeKind for edge in (*self._edges_out(kind), *self._edges_into(kind)))
        return [NodeId(self._snapshot.ids[self.node]), *(self._snapshot.edge_id(edge) for edge in edges)]

    def evidence_of(self, fact: FactId) -> tuple[Evidence, ...]:
        """Return the reasons for a node or an edge, strongest first, as far as they were read."""
        return self.reasons.get(fact, ())

    def out(self, kind: EdgeKind) -> tuple[Link, ...]:
        """Return what edges of a kind lead to, in reading order."""
        return self._links((edge, self._snapshot.target_of(edge)) for edge in self._edges_out(kind))

    def into(self, kind: EdgeKind) -> tuple[Link, ...]:
        """Return where edges of a kind come from, in reading order."""
        return self._links((edge, self._snapshot.source_of(edge)) for edge in self._edges_into(kind))

    def guards(self) -> tuple[Link, ...]:
        """Return the pitfalls that a lesson guards against."""
        return self.out(EdgeKind.GUARDS_AGAINST)

    def rests_on(self) -> list[int]:
        """Return the nodes that this one requires, directly or not, in an order of study but for circles."""
        return [
            node
            for node in closure(self._snapshot, [self.node], relations=REQUIRED).tolist()
            if node != self.node
        ]

    def _edges_out(self, kind: EdgeKind) -> list[int]:
        """Return a lesson's own edges, and the requirements that it inherits from its modules."""
        nodes = [self.node]
        if kind is EdgeKind.REQUIRES and NodeKind.MODULE in self._snapshot.requiring:
            nodes += self._snapshot.modules_above(self.node)
        return [edge for node in nodes for edge in self._snapshot.edges_out(node, kind)]

    def _edges_into(self, kind: EdgeKind) -> list[int]:
        return self._snapshot.edges_into(self.node, kind)

    def _links(self, ends: Iterable[tuple[int, int]]) -> tuple[Link, ...]:
        snapshot, reading = self._snapshot, self._snapshot.reading.data
        ordered = sorted(ends, key=lambda pair: (reading[pair[1]], snapshot.ids[pair[1]]))
        return tuple([self._link(edge, end) for edge, end in ordered])

    def _link(self, edge: int, end: int) -> Link:
        snapshot = self._snapshot
        fact = snapshot.edge_id(edge)
        return Link(
            item=self.picture.item(end),
            fact=fact,
            origin=snapshot.origin(edge),
            confidence=round(snapshot.confidence(edge), 2),
            role=snapshot.role(edge),
            evidence=self.evidence_of(fact),
        )

"""What the documents say, as statements about the nodes and edges that resolution identified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.model import (
    Audience,
    Curriculum,
    Document,
    Edge,
    EdgeKind,
    Fact,
    Lesson,
    Module,
    Node,
    NodeId,
    NodeKind,
    Owner,
    Pitfall,
    Skill,
    SkillKind,
    Statement,
    Status,
)
from ingest.records import Candidate, Draft, Pointer, Relation
from ingest.resolve.entities import Entity, Mention
from ingest.resolve.identities import Identities
from ingest.slugs import document_id

_HOLDERS = frozenset({NodeKind.MODULE, NodeKind.LESSON, NodeKind.CURRICULUM})
_STUDIED = frozenset({NodeKind.MODULE, NodeKind.LESSON})
_LESSON = frozenset({NodeKind.LESSON})
_SKILL = frozenset({NodeKind.SKILL})

_ENDS: dict[EdgeKind, tuple[frozenset[NodeKind], frozenset[NodeKind]]] = {
    EdgeKind.PART_OF: (_STUDIED | _SKILL, frozenset({NodeKind.MODULE, NodeKind.CURRICULUM}) | _SKILL),
    EdgeKind.TEACHES: (_LESSON, _SKILL),
    EdgeKind.USES: (_LESSON, _SKILL),
    EdgeKind.REQUIRES: (_HOLDERS | _SKILL, _STUDIED | _SKILL),
    EdgeKind.FOLLOWS: (_LESSON, _LESSON),
    EdgeKind.PROMISES: (_HOLDERS, _SKILL),
    EdgeKind.WARNS_OF: (_HOLDERS, frozenset({NodeKind.PITFALL})),
    EdgeKind.GUARDS_AGAINST: (_LESSON, frozenset({NodeKind.PITFALL})),
    EdgeKind.FOR: (_HOLDERS, frozenset({NodeKind.AUDIENCE})),
    EdgeKind.SAME_AS: (_SKILL, _SKILL),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The statements of the documents, and what was wrong with some relations."""

    statements: tuple[Statement, ...]
    warnings: tuple[str, ...]


def speak(
    curriculum: NodeId,
    drafts: Sequence[Draft],
    identities: Identities,
    positions: Mapping[NodeId, int],
    *,
    title: str,
) -> Spoken:
    """Return what ``drafts`` say, each statement owned by its document.

    ``positions`` are the 1-based places of modules and lessons among the parts of what holds them. A relation
    between kinds that it cannot hold between is left out with a warning.
    """
    speaker = _Speaker(curriculum, identities, positions, title)
    for draft in drafts:
        speaker.hear(draft)
    unique = {statement.id: statement for statement in speaker.statements}
    return Spoken(tuple(unique.values()), tuple(speaker.warnings))


class _Speaker:
    """Turns one draft after the other into statements."""

    def __init__(
        self, curriculum: NodeId, identities: Identities, positions: Mapping[NodeId, int], title: str
    ) -> None:
        self._curriculum = curriculum
        self._identities = identities
        self._positions = positions
        self._title = title
        self.statements: list[Statement] = []
        self.warnings: list[str] = []

    def hear(self, draft: Draft) -> None:
        """Add all that a draft states."""
        self._document(draft)
        for candidate in draft.candidates:
            subject = self._identities.mentioned[draft.uri, candidate.key]
            node = self._node(subject, self._identities.entities[subject], candidate)
            self._state(draft, node, candidate)
            if node.kind in _STUDIED:
                self._place(draft, subject, candidate)
        for number, relation in enumerate(draft.relations):
            self._relate(draft, number, relation)

    def _document(self, draft: Draft) -> None:
        """State that there is a document, and a curriculum that it is part of."""
        document = document_id(self._curriculum, draft.uri)
        node = Document(
            id=document,
            name=draft.title or draft.uri,
            uri=draft.uri,
            media_type=draft.media_type,
            sha256=draft.sha256,
            language=draft.language,
        )
        whole = Curriculum(id=self._curriculum, name=self._title)
        part = Edge(source=document, kind=EdgeKind.PART_OF, target=self._curriculum)
        for fact in (node, whole, part):
            self.statements.append(Statement(says=fact, owner=Owner(document), document=document))

    def _node(self, subject: NodeId, entity: Entity, said: Candidate) -> Node:
        """Return a node as one mention tells of it, under the name that all mentions share."""
        name = entity.name
        match entity.kind:
            case NodeKind.CURRICULUM:
                return Curriculum(id=subject, name=self._title, summary=said.summary)
            case NodeKind.MODULE:
                position = self._positions.get(subject)
                return Module(id=subject, name=name, summary=said.summary, position=position)
            case NodeKind.LESSON:
                return Lesson(
                    id=subject,
                    name=name,
                    summary=said.summary,
                    position=self._positions.get(subject),
                    minutes=said.minutes,
                    difficulty=said.difficulty,
                    url=said.url,
                )
            case NodeKind.SKILL:
                aliases = tuple(sorted({*said.aliases, said.name} - {name}))
                kind = entity.skill_kind or SkillKind.CONCEPT
                return Skill(id=subject, name=name, skill_kind=kind, aliases=aliases)
            case NodeKind.PITFALL:
                return Pitfall(id=subject, name=name)
            case NodeKind.AUDIENCE:
                return Audience(id=subject, name=name)
            case NodeKind.DOCUMENT:
                raise ValueError(f"{said.name}: a document is no candidate")

    def _place(self, draft: Draft, subject: NodeId, said: Candidate) -> None:
        """State what holds a lesson or module."""
        entity = self._identities.entities[subject]
        holders = [self._identities.mentioned[key] for key in entity.parents] or [self._curriculum]
        listed = self._identities.holder(Mention(draft, said))
        for holder in [listed] if listed in holders else holders:
            position = self._positions.get(subject)
            edge = Edge(source=subject, kind=EdgeKind.PART_OF, target=holder, position=position)
            self._state(draft, edge, said)

    def _relate(self, draft: Draft, number: int, relation: Relation) -> None:
        source = self._end(draft, number, relation.source)
        target = self._end(draft, number, relation.target)
        line = relation.evidence.span.first
        kinds = tuple(self._identities.entities[end].kind for end in (source, target))
        allowed = _ENDS[relation.kind]
        if kinds[0] not in allowed[0] or kinds[1] not in allowed[1]:
            if not self._is_mistaken(draft, relation):
                self.warnings.append(f"{draft.uri}:{line}: a {kinds[0]} cannot {relation.kind} a {kinds[1]}")
            return
        if source == target:
            self.warnings.append(f"{draft.uri}:{line}: {source} {relation.kind} itself")
        if relation.kind is EdgeKind.REQUIRES and source in self._holders(target):
            warning = f"{draft.uri}:{line}: {source} requires what it holds, {target}"
            self.warnings += [warning] * (warning not in self.warnings)
            return
        edge = Edge(
            source=source,
            kind=relation.kind,
            target=target,
            role=relation.role,
            position=relation.position,
        )
        self._state(draft, edge, relation)
        for end, said in ((source, relation.source), (target, relation.target)):
            if isinstance(said, Pointer):
                self._reference(draft, end, relation)

    def _holders(self, node: NodeId) -> set[NodeId]:
        """Return what holds a node, directly or not."""
        found: set[NodeId] = set()
        stack = [node]
        while stack:
            parents = self._identities.entities[stack.pop()].parents
            above = {self._identities.mentioned[key] for key in parents} - found
            found |= above
            stack += above
        return found

    def _is_mistaken(self, draft: Draft, relation: Relation) -> bool:
        """Return whether the document took a thing for another kind than its own page says it is."""
        ends = {end for end in (relation.source, relation.target) if isinstance(end, int)}
        said = (candidate for candidate in draft.candidates if candidate.key in ends)
        kinds = ((c.kind, self._identities.mentioned[draft.uri, c.key]) for c in said)
        return any(kind is not self._identities.entities[node].kind for kind, node in kinds)

    def _end(self, draft: Draft, number: int, end: int | Pointer) -> NodeId:
        if isinstance(end, Pointer):
            return self._identities.pointed[draft.uri, number, end]
        return self._identities.mentioned[draft.uri, end]

    def _reference(self, draft: Draft, subject: NodeId, relation: Relation) -> None:
        """State that what is pointed at exists as far as its document goes, if no document describes it."""
        entity = self._identities.entities[subject]
        if not entity.mentions:
            self._state(draft, _referenced(subject, entity), relation)

    def _state(self, draft: Draft, fact: Fact, ground: Candidate | Relation) -> None:
        document = document_id(self._curriculum, draft.uri)
        statement = Statement(
            says=fact,
            owner=Owner(document),
            origin=ground.origin,
            confidence=round(ground.confidence, 2),
            document=document,
            span=ground.evidence.span,
            quote=ground.evidence.quote,
            because=ground.because,
        )
        self.statements.append(statement)


def _referenced(subject: NodeId, entity: Entity) -> Node:
    match entity.kind:
        case NodeKind.LESSON:
            return Lesson(id=subject, name=entity.name, status=Status.REFERENCED)
        case NodeKind.MODULE:
            return Module(id=subject, name=entity.name, status=Status.REFERENCED)
        case NodeKind.PITFALL:
            return Pitfall(id=subject, name=entity.name)
        case NodeKind.AUDIENCE:
            return Audience(id=subject, name=entity.name)
        case _:
            return Skill(id=subject, name=entity.name, status=Status.REFERENCED)

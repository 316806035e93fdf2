"""The domain: what a curriculum is made of, and the reasons for believing it.

A *node* is a thing, an *edge* a relation between two things; both are called *facts*. A
*statement* is one reason for a fact: who said so, where, in which words. A fact lives while a
statement supports it, and its fields are what its statements say (see :func:`settle`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import ClassVar, NewType, TypeAlias

import msgspec

NodeId = NewType("NodeId", str)
"""``<curriculum>/<kind>/<slug>``, readable and deterministic; a curriculum's own id is just its slug."""
EdgeId = NewType("EdgeId", str)
StatementId = NewType("StatementId", str)
Owner = NewType("Owner", str)
"""Who answers for a statement: a document's node id, ``inference:<curriculum>`` or ``person:<name>``."""


class NodeKind(StrEnum):
    """Kinds of node; the value is its label in Neo4j and its ``kind`` in interchange files."""

    CURRICULUM = "Curriculum"
    DOCUMENT = "Document"
    MODULE = "Module"
    LESSON = "Lesson"
    SKILL = "Skill"
    PITFALL = "Pitfall"
    AUDIENCE = "Audience"


class EdgeKind(StrEnum):
    """Kinds of edge, each from → to; see ``docs/architecture.md`` for what they mean."""

    PART_OF = "PART_OF"
    TEACHES = "TEACHES"
    USES = "USES"
    REQUIRES = "REQUIRES"
    FOLLOWS = "FOLLOWS"
    PROMISES = "PROMISES"
    WARNS_OF = "WARNS_OF"
    GUARDS_AGAINST = "GUARDS_AGAINST"
    FOR = "FOR"
    SAME_AS = "SAME_AS"


class Origin(StrEnum):
    """Where a statement comes from, weakest first."""

    INFERRED = "inferred"
    AUTHORED = "authored"
    CURATED = "curated"

    @property
    def rank(self) -> int:
        """Return 0 for inferred, 1 for authored, 2 for curated: a higher rank overrules a lower one."""
        return _RANKS[self]


_RANKS = {Origin.INFERRED: 0, Origin.AUTHORED: 1, Origin.CURATED: 2}


class Status(StrEnum):
    """Whether a document describes a node or merely points at it."""

    STATED = "stated"
    REFERENCED = "referenced"


class SkillKind(StrEnum):
    """``outcome``: a stated ability; ``tool``: something one uses; ``concept``: the rest."""

    CONCEPT = "concept"
    TOOL = "tool"
    OUTCOME = "outcome"


class Difficulty(StrEnum):
    """As documents grade lessons."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class TeachingRole(StrEnum):
    """``main``: what a lesson is about; ``covered``: what it also teaches."""

    MAIN = "main"
    COVERED = "covered"


class Verdict(StrEnum):
    """What a person decided about a fact; a rejection outlives re-ingest."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curriculum:
    """A named body of documents: a site, a course."""

    kind: ClassVar[NodeKind] = NodeKind.CURRICULUM
    id: NodeId
    name: str
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One ingested source; ``uri`` is relative to the ingested root, ``sha256`` of the original bytes."""

    kind: ClassVar[NodeKind] = NodeKind.DOCUMENT
    id: NodeId
    name: str
    uri: str
    media_type: str
    sha256: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A phase, unit or section that holds lessons; ``position`` is 1-based within its parent."""

    kind: ClassVar[NodeKind] = NodeKind.MODULE
    id: NodeId
    name: str
    summary: str | None = None
    position: int | None = None
    status: Status = Status.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Something one studies; ``minutes`` and ``difficulty`` are None where no document states them."""

    kind: ClassVar[NodeKind] = NodeKind.LESSON
    id: NodeId
    name: str
    summary: str | None = None
    position: int | None = None
    minutes: int | None = None
    difficulty: Difficulty | None = None
    url: str | None = None
    status: Status = Status.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Something one can know or do; ``aliases`` are sorted."""

    kind: ClassVar[NodeKind] = NodeKind.SKILL
    id: NodeId
    name: str
    skill_kind: SkillKind = SkillKind.CONCEPT
    aliases: tuple[str, ...] = ()
    status: Status = Status.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitfall:
    """A mistake that a document warns of, in its words."""

    kind: ClassVar[NodeKind] = NodeKind.PITFALL
    id: NodeId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a module or lesson is for, in the document's words."""

    kind: ClassVar[NodeKind] = NodeKind.AUDIENCE
    id: NodeId
    name: str


Node: TypeAlias = Curriculum | Document | Module | Lesson | Skill | Pitfall | Audience


def edge_id(source: str, kind: EdgeKind, target: str) -> EdgeId:
    """Return the id of the edge of a kind between two nodes."""
    return EdgeId(f"{source} {kind} {target}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation, unique by (source, kind, target).

    ``role`` is for TEACHES alone; ``position`` is 1-based and orders the parts of a PART_OF target.
    """

    source: NodeId
    kind: EdgeKind
    target: NodeId
    role: TeachingRole | None = None
    position: int | None = None

    @property
    def id(self) -> EdgeId:
        """Return the id that (source, kind, target) determine."""
        return edge_id(self.source, self.kind, self.target)


Fact: TypeAlias = Node | Edge
FactId: TypeAlias = NodeId | EdgeId


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of decoded text: characters ``[start, end)``, 1-based lines ``first`` to ``last``."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One reason for a fact.

    ``says`` is the fact as this statement describes it: fields that it is silent on are None. ``document``,
    ``span`` and ``quote`` (verbatim) are present when a document is the source, ``because`` when Cairn
    concluded it: the signals in words a person can check. ``confidence`` is 1.0 unless inferred.
    """

    says: Fact
    owner: Owner
    origin: Origin = Origin.AUTHORED
    confidence: float = 1.0
    document: NodeId | None = None
    span: Span | None = None
    quote: str | None = None
    because: str | None = None
    verdict: Verdict | None = None
    id: StatementId = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", _statement_id(self))

    @property
    def subject(self) -> FactId:
        """Return the id of the fact that this statement is about."""
        return self.says.id


def _statement_id(statement: Statement) -> StatementId:
    """Hash everything that a statement says: equal statements have equal ids, on every machine."""
    content = (
        type(statement.says).__name__,
        statement.says,
        statement.owner,
        statement.origin,
        statement.confidence,
        statement.document,
        statement.span,
        statement.quote,
        statement.because,
        statement.verdict,
    )
    return StatementId(hashlib.blake2b(msgspec.json.encode(content), digest_size=16).hexdigest())


@dataclass(frozen=True, slots=True)
class Supported:
    """A fact that lives, with the origin and confidence that its statements give it."""

    fact: Fact
    origin: Origin
    confidence: float


def settle(statements: Iterable[Statement]) -> Supported | None:
    """Return the fact that statements about one subject support, or None if it does not live.

    The effective origin is curated over authored over inferred, the confidence the highest of that
    origin. Each field is taken from the first statement that speaks of it, in an order that depends
    on the statements alone (rank of origin, confidence, document, place), so that any order of
    arrival gives the same fact. A curated rejection ends the fact whatever else supports it.
    """
    ranked = sorted(statements, key=_precedence)
    if not ranked or any(s.verdict is Verdict.REJECT for s in ranked):
        return None
    fact = ranked[0].says
    aliased = isinstance(fact, Skill) and bool(fact.aliases)
    for other in ranked if aliased else ranked[1:]:  # by itself: one statement's aliases are in no order
        fact = _fill(fact, other.says)
    best = ranked[0]
    return Supported(fact, best.origin, best.confidence)


def _precedence(statement: Statement) -> tuple[int, float, bool, str, int, str]:
    referenced = getattr(statement.says, "status", None) is Status.REFERENCED
    start = statement.span.start if statement.span else -1
    return (
        -statement.origin.rank,
        -statement.confidence,
        referenced,
        statement.document or "",
        start,
        statement.id,
    )


def _fill(fact: Fact, other: Fact) -> Fact:
    """Complete ``fact`` with what ``other`` says where ``fact`` is silent; names and aliases add up.

    Two documents may take one id for different things: what takes it for another kind has nothing to add.
    """
    if type(other) is not type(fact):
        return fact
    changes: dict[str, object] = {}
    for f in fields(fact):
        if f.name not in {"aliases", "status"} and getattr(fact, f.name) is None:
            changes[f.name] = getattr(other, f.name)
    if isinstance(fact, Skill) and isinstance(other, Skill):
        names = {*fact.aliases, *other.aliases, other.name} - {fact.name}
        changes["aliases"] = tuple(sorted(names))
    if getattr(other, "status", None) is Status.STATED:
        changes["status"] = Status.STATED
    if isinstance(other, Edge) and other.role is TeachingRole.MAIN:
        changes["role"] = TeachingRole.MAIN
    return replace(fact, **changes) if changes else fact  # type: ignore[arg-type]  # names are the fact's


def curriculum_of(fact: FactId) -> NodeId:
    """Return the id of the curriculum that a node, or the source of an edge, belongs to."""
    return NodeId(fact.partition(" ")[0].partition("/")[0])


def inference_owner(curriculum: NodeId) -> Owner:
    """Return the owner of what Cairn concluded about one curriculum."""
    return Owner(f"inference:{curriculum}")

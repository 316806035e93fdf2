"""What resolving a curriculum yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.model import Fact, FactId, NodeId, NodeKind, Statement, settle
from ingest.records import Zone, ZoneKind


@dataclass(frozen=True, slots=True)
class Merge:
    """One name taken for another name of the same skill.

    ``score`` is 1.0 for a rule and a cosine where similarity decided; ``documents`` are those that use
    ``name``.
    """

    kept: NodeId
    name: str
    reason: str
    score: float
    documents: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of text and the document it stands in."""

    document: NodeId
    zone: Zone


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that a lesson is about.

    ``key`` is what its spellings share, ``count`` how often it occurs in the lesson, ``first`` where in the
    weightiest zone; ``score`` ranks it within the lesson.
    """

    name: str
    key: str
    count: int
    zones: frozenset[ZoneKind]
    first: Reading
    lessons: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A lesson or module with its words: the input of inference and of embeddings.

    ``module`` is the nearest module that holds it (None at the top of the curriculum); ``order`` counts
    lessons and modules in reading order over the whole curriculum, from 0.
    """

    id: NodeId
    kind: NodeKind
    module: NodeId | None
    order: int
    documents: tuple[NodeId, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """All that the documents of a curriculum say, under settled identities.

    Statements are sorted by id, profiles by order; ``terms`` are the key terms of each lesson, best first.
    ``redirects`` lead from the ids that merged names would have had.
    """

    curriculum: NodeId
    statements: tuple[Statement, ...]
    profiles: tuple[Profile, ...]
    terms: Mapping[NodeId, tuple[Term, ...]] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    redirects: Mapping[NodeId, NodeId] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def facts(self) -> dict[FactId, Fact]:
        """Return the nodes and edges that the statements support, by id."""
        about: dict[FactId, list[Statement]] = {}
        for statement in self.statements:
            about.setdefault(statement.subject, []).append(statement)
        settled = ((subject, settle(statements)) for subject, statements in about.items())
        return {subject: supported.fact for subject, supported in settled if supported}

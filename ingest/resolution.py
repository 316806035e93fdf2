"""What resolving a curriculum yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.model import Edge, EdgeKind, Fact, FactId, NodeId, NodeKind, Span, Statement, settle
from ingest.records import Zone, ZoneKind


@dataclass(frozen=True, slots=True)
class Merge:
    """One name taken for another name of the same skill, or, if not ``done``, one that may be.

    ``own`` is the id that ``name`` has or would have by itself, ``kept`` that of the other skill. ``score``
    is 1.0 for a rule, a cosine where words confirmed a likeness in meaning, and half of it where none did.
    ``documents`` are those that use the name; ``span`` and ``quote`` are where the first does.
    """

    own: NodeId
    kept: NodeId
    name: str
    kept_name: str
    reason: str
    score: float
    done: bool
    documents: tuple[NodeId, ...] = ()
    span: Span | None = None
    quote: str | None = None

    @property
    def edge(self) -> Edge:
        """Return what is claimed, as an edge; where it is done, its source does not live."""
        return Edge(source=self.own, kind=EdgeKind.SAME_AS, target=self.kept)


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
    ``redirects`` lead from the ids that merged names would have had; of ``merges`` some are only proposed.
    ``memos`` of lessons spare some work the next time.
    """

    curriculum: NodeId
    statements: tuple[Statement, ...]
    profiles: tuple[Profile, ...]
    terms: Mapping[NodeId, tuple[Term, ...]] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    redirects: Mapping[NodeId, NodeId] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    memos: Mapping[NodeId, bytes] = field(default_factory=dict)

    _settled: dict[FactId, Fact] = field(default_factory=dict, init=False, repr=False, compare=False)

    def facts(self) -> Mapping[FactId, Fact]:
        """Return the nodes and edges that live, by id; they are settled once."""
        if not self._settled:
            about: dict[FactId, list[Statement]] = {}
            for statement in self.statements:
                about.setdefault(statement.subject, []).append(statement)
            settled = ((subject, settle(statements)) for subject, statements in about.items())
            found = {subject: supported.fact for subject, supported in settled if supported}
            self._settled.update((subject, fact) for subject, fact in found.items() if _has_ends(fact, found))
        return self._settled


def _has_ends(fact: Fact, found: Mapping[FactId, Fact]) -> bool:
    return not isinstance(fact, Edge) or (fact.source in found and fact.target in found)

"""What services answer: plain, immutable values that the command line, GraphQL and pages all present.

The vocabulary is that of the public schema (``api/graphql/schema.graphql``). Lists are tuples in a stated
order; None means unknown, never zero; every claim carries its evidence. They are structs, for two dozen
dataclasses take a command a tenth of its time to make; ``msgspec.structs.replace`` copies one. The garbage
collector visits none of those that come by the hundred: made of what was there before, they are in no circle.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

from graph.changes import Revision
from graph.model import (
    Difficulty,
    EdgeKind,
    FactId,
    Node,
    NodeId,
    NodeKind,
    Origin,
    SkillKind,
    TeachingRole,
    Verdict,
)

T = TypeVar("T")


class Lasting(tuple[T, ...], Generic[T]):  # noqa: SLOT001 - a tuple's subclass can have no slots but empty ones
    """A tuple that is the very same in all answers that say the same.

    In ``shown`` those who show it may keep how they did.
    """

    shown: dict[Hashable, object]

    def __new__(cls, items: Iterable[T] = ()) -> "Lasting[T]":
        """Return one of some items."""
        made = super().__new__(cls, items)
        made.shown = {}
        return made


class Item(Struct, frozen=True, gc=False):
    """A node by its id, kind and name (the text of a pitfall or an audience)."""

    id: NodeId
    kind: NodeKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)  # structs cannot leave a field out of comparison
class Evidence:
    """One reason for a claim: where a document says so, in its words, or why Cairn concluded it.

    ``first`` and ``last`` are 1-based, inclusive lines of the document at ``uri``. ``verdict`` is what a
    person said of it. ``id`` names the reason: what it is about, ``#`` and the id of the statement; two
    reasons that say the same of two facts are equal.
    """

    origin: Origin
    confidence: float
    document: NodeId | None = None
    uri: str | None = None
    first: int | None = None
    last: int | None = None
    quote: str | None = None
    because: str | None = None
    verdict: Verdict | None = None
    id: str = field(default="", compare=False)


class LessonCard(Struct, frozen=True, kw_only=True, gc=False):
    """A lesson as lists show it."""

    id: NodeId
    name: str
    summary: str | None
    module: Item | None
    minutes: int | None
    difficulty: Difficulty | None


class Via(StrEnum):
    """How a reading was found."""

    NAME = "name"
    MEANING = "meaning"
    ID = "id"


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """One way to understand a wish: ``goals`` all lead to the same ``lessons``.

    ``score`` orders the readings of one clause, no more; ``similarity`` is the cosine behind it, None where
    a name or an id was given. ``clause`` is the part of the wish that was read so.
    """

    id: str
    clause: str
    goals: tuple[Item, ...]
    lessons: tuple[Item, ...]
    score: float
    similarity: float | None
    via: Via


class Guard(Struct, frozen=True, kw_only=True, gc=False):
    """A pitfall that a lesson helps to avoid."""

    pitfall: Item
    fact: FactId
    evidence: tuple[Evidence, ...]


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One lesson of a path; ``minutes`` is what was counted (an estimate where the lesson states none)."""

    position: int
    lesson: LessonCard
    minutes: int | None
    cumulative: int | None
    adds: tuple[Item, ...]
    closes: tuple[Item, ...]
    needed_by: tuple[Item, ...]
    guards: tuple[Guard, ...]
    together: tuple[Item, ...]
    indispensable: bool
    because: str
    evidence: tuple[Evidence, ...]


class Suggestion(Struct, frozen=True, kw_only=True, gc=False):
    """A lesson that the goal does not need and that serves it all the same."""

    lesson: LessonCard
    because: str
    evidence: tuple[Evidence, ...]


class Assumption(Struct, frozen=True, kw_only=True, gc=False):
    """Something required that no lesson here teaches; ``known`` if the learner claims it."""

    skill: Item
    known: bool
    evidence: tuple[Evidence, ...]


class Unreachable(Struct, frozen=True, gc=False):
    """A goal that no path reaches, and what is missing for it."""

    goal: Item
    missing: tuple[Item, ...]


class Proof(Struct, frozen=True, kw_only=True):
    """``lower_bound`` equals ``total`` when proven; the unit is ``minutes`` or ``lessons``."""

    proven: bool
    total: float
    lower_bound: float
    unit: str


class MoreTime(Struct, frozen=True, kw_only=True):
    """What ``minutes`` beyond a budget would add: lessons, and the goals that they reach."""

    minutes: int
    lessons: tuple[Item, ...]
    closes: tuple[Item, ...]


class Budget(Struct, frozen=True, kw_only=True):
    """What to study within a number of minutes: the most valuable part of the gap.

    ``steps`` take ``used`` minutes and close ``closed`` of the goals. ``share`` of the gap is closed, parts
    of goals counted, and no choice of lessons closes more than ``most``; they are equal if ``proven``.
    ``left_out`` are the lessons of the whole path that do not fit. The budget is not ``applied`` where no
    document states minutes; then the steps are the whole path.
    """

    applied: bool
    minutes: int
    used: int
    steps: tuple[Step, ...]
    closed: int
    goals: int
    share: float
    most: float
    proven: bool
    left_out: tuple[Item, ...] = ()
    more: MoreTime | None = None


class KnownThings(Struct, frozen=True, kw_only=True):
    """What was taken as known: items of the graph, and words that name nothing in it."""

    items: tuple[Item, ...]
    unmatched: tuple[str, ...] = ()


class InferredEdge(Struct, frozen=True, kw_only=True, gc=False):
    """Something that Cairn concluded: ``source`` requires, teaches or guards against ``target``, and why."""

    source: Item
    kind: EdgeKind
    target: Item
    confidence: float
    because: str | None


class LearningPath(Struct, frozen=True, kw_only=True):
    """What to study next, and why.

    ``readings`` begin with the one that was planned; where ``planned`` is False nothing was, because the
    wish stands in no clear relation to the curriculum. ``total_minutes`` is None where no document states
    minutes. Of what was inferred about its lessons and goals the path ``relied_on`` some, and the view
    ``left_out`` the rest, ``hidden_inferred`` in all.
    """

    revision: Revision
    wish: str
    planned: bool
    readings: tuple[Reading, ...]
    steps: tuple[Step, ...]
    helpful: tuple[Suggestion, ...]
    assumes: tuple[Assumption, ...]
    unreachable: tuple[Unreachable, ...]
    known: KnownThings
    total_minutes: int | None
    estimated: bool
    proof: Proof
    budget: Budget | None
    hidden_inferred: int
    relied_on: tuple[InferredEdge, ...]
    left_out: tuple[InferredEdge, ...]

    @property
    def settled(self) -> bool:
        """Whether more time for planning could not change it."""
        whole = self.proof.proven and (self.budget is None or self.budget.proven)
        return whole or not self.planned


class Recommendation(Struct, frozen=True, kw_only=True, gc=False):
    """A lesson that can be started now; ``unlocks`` counts the lessons that wait for it."""

    lesson: LessonCard
    relevance: float
    unlocks: int
    because: str
    guards: tuple[Item, ...]


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """An edge as seen from one of its ends; ``fact`` names its evidence, which is here where it was read."""

    item: Item
    fact: FactId
    origin: Origin
    confidence: float
    role: TeachingRole | None = None
    evidence: tuple[Evidence, ...] = ()


class NodeDetails(Struct, frozen=True, kw_only=True):
    """A node of any kind and all that edges link it with, by their kind, in reading order."""

    node: Node
    evidence: tuple[Evidence, ...]
    out: Mapping[EdgeKind, tuple[Link, ...]]
    into: Mapping[EdgeKind, tuple[Link, ...]]


class SkillDetails(Struct, frozen=True, kw_only=True):
    """All about a skill: who teaches it, what needs it, what it is made of."""

    item: Item
    skill_kind: SkillKind
    aliases: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    taught_by: tuple[Link, ...]
    used_by: tuple[Link, ...]
    required_by: tuple[Link, ...]
    requires: tuple[Link, ...]
    parts: tuple[Link, ...]
    part_of: tuple[Link, ...]
    promised_by: tuple[Link, ...]


class LessonDetails(Struct, frozen=True, kw_only=True):
    """All about a lesson; ``requires`` includes what its modules require."""

    card: LessonCard
    url: str | None
    evidence: tuple[Evidence, ...]
    teaches: tuple[Link, ...]
    uses: tuple[Link, ...]
    requires: tuple[Link, ...]
    required_by: tuple[Link, ...]
    guards: tuple[Link, ...]
    previous: tuple[Link, ...]
    next: tuple[Link, ...]

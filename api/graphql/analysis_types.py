"""What rests on what, what belongs together, and what was published: the types of the schema."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import ID, Private, enum_value, field

from api.graphql.access import check
from api.graphql.context import Info
from api.graphql.enums import Origin
from api.graphql.evidence import Node, Statement, statements
from api.graphql.nodes import Lesson, Skill, lesson_named, node, skill_named
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import answers, effects, targets
from api.services import coverage as covering
from api.services import impact as resting
from api.services.identity import Scope as Allowed
from api.services.question import Scope


@strawberry.enum(description="What becomes of a path.")
class PathChange(Enum):
    """See :class:`api.services.effects.Change`."""

    UNREACHABLE = enum_value("unreachable", description="The goal cannot be reached any more.")
    ASSUMES = enum_value("assumes", description="Learners must bring along more.")
    LONGER = enum_value("longer", description="It takes longer.")
    SHORTER = enum_value("shorter", description="It takes less.")
    REACHABLE = enum_value("reachable", description="The goal can be reached now.")
    OTHER = enum_value("other", description="It is as long, by other lessons.")
    SAME = enum_value("same", description="It is as it was.")


@strawberry.enum(description="How far a curriculum reaches a target.")
class TargetReached(Enum):
    """See :class:`api.services.targets.Reached`."""

    TAUGHT = enum_value("taught", description="A lesson teaches it, or all its parts are taught.")
    MENTIONED = enum_value("mentioned", description="It is spoken of, and nothing teaches it.")
    MISSING = enum_value("missing", description="There is no skill of that name.")


@strawberry.type(description="How much of a curriculum rests on a lesson or skill.")
class Weight:
    """See :class:`api.services.coverage.Weight`."""

    node: Node = field(description="The lesson or skill.")
    gates: int = field(description="Lessons that cannot be reached without it.")
    share: float = field(description="These, of all lessons; 0 to 1.")
    serves: int = field(description="Lessons that rest on it, or on an alternative to it.")
    depth: int = field(description="Lessons of the longest chain that leads up to it.")


@strawberry.type(description="Lessons that hang together by what they are about.")
class Cluster:
    """See :class:`api.services.coverage.Cluster`."""

    lessons: list[Lesson] = field(description="In reading order.")
    skills: list[Skill] = field(description="What holds them together, the most shared first.")
    modules: list[Node] = field(description="The modules that they stand in.")
    cohesion: float = field(description="The share of their links that stay inside; 0 to 1.")


@strawberry.type(description="How the lessons of a curriculum hang together, whatever its modules.")
class Clusters:
    """See :class:`api.services.coverage.Clusters`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    clusters: list[Cluster] = field(description="The largest first; a lesson is in exactly one.")
    modularity: float = field(description="0 where this is no more than chance, up to 1.")


@strawberry.type(description="A skill that a curriculum should teach.")
class Target:
    """See :class:`api.services.targets.Target`."""

    name: str = field(description="What was asked for.")
    reached: TargetReached = field(description="How far the curriculum reaches it.")
    skill: Skill | None = field(description="What it is here.")
    lessons: list[Lesson] = field(description="The lessons that teach it.")
    closest: Node | None = field(
        description="What is nearest in meaning where it is not taught: a hint, for a hundred at most."
    )
    similarity: float | None = field(description="The cosine behind the hint.")


@strawberry.type(description="What a path takes.")
class PathCost:
    """See :class:`api.services.effects.PathCost`."""

    lessons: list[Lesson] = field(description="In the order to study.")
    minutes: int | None = field(description="Null where no document states minutes.")
    missing: list[Node] = field(description="What keeps the goal from being reached; empty if it is.")
    assumes: list[Node] = field(description="What nobody teaches and learners must bring along.")
    proven: bool = field(description="True if no shorter path exists.")


@strawberry.type(description="The path to a goal before and after a change.")
class Effect:
    """See :class:`api.services.effects.Effect`."""

    goal: Node = field(description="An audience or a promised outcome.")
    change: PathChange = field(description="What becomes of the path.")
    before: PathCost | None = field(description="As it was; null where the goal was not there.")
    after: PathCost | None = field(description="As it would be; null where the goal is not there.")


@strawberry.type(description="Something that depends on another thing directly.")
class Dependent:
    """See :class:`api.services.answers.Link`."""

    node: Node = field(description="What depends on it.")
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="What depends on a skill or a lesson.")
class Impact:
    """See :class:`api.services.impact.Impact`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    node: Node = field(description="The skill or lesson.")
    others: list[Node] = field(description="What would go with it, in the order that it was named in.")
    direct: list[Dependent] = field(description="What requires or promises one of them, or consists of it.")
    gates: list[Node] = field(description="What cannot be reached without them.")
    serves: list[Node] = field(description="What rests on them, or on an alternative to them.")
    alone: list[Node] = field(description="What lessons among them alone teach or guard against.")
    effects: list[Effect] = field(description="The paths that change without those lessons, worst first.")
    unnecessary: list[Node] = field(description="Lessons that no path would lead through any more.")
    hidden_inferred: int = field(description="Inferred edges that this view left out.")
    asked: Private[Scope]

    @resolver
    async def learners_affected(self, info: Info) -> int | None:
        """How many stored learners are on a way that leads through a lesson; takes the scope `ingest`.

        Null where there are skills alone, and where it would tell of fewer than five.
        """
        check(info.context.principal, "learnersAffected", Allowed.INGEST, {})
        return await resting.learners_affected(
            info.context.workspace, [self.node.id, *(one.id for one in self.others)], self.asked
        )


@strawberry.type(description="What was done to the graph at once.")
class HistoryEntry:
    """See :class:`api.services.history.Entry`."""

    sequence: int = field(description="The number of the revision that it made.")
    digest: str = field(description="Identifies the content that it made.")
    at: datetime = field(description="When.")
    message: str = field(description="What was done.")
    curricula: list[ID] = field(description="The curricula that it changed.")
    added: int = field(description="Statements added.")
    removed: int = field(description="Statements removed.")


@strawberry.type(description="What a rollback did.")
class RollbackReceipt:
    """See :class:`api.services.history.RolledBack`."""

    revision: Revision = field(description="The state of the graph now.")
    undone: int = field(description="How many revisions were undone.")
    added: int = field(description="Statements that came back.")
    removed: int = field(description="Statements that went.")


def clusters(found: covering.Clusters) -> Clusters:
    """Return clusters as the schema shows them."""
    return Clusters(
        revision=revision(found.revision),
        clusters=[
            Cluster(
                lessons=[lesson_named(item) for item in one.lessons],
                skills=[skill_named(item) for item in one.skills],
                modules=[node(item) for item in one.modules],
                cohesion=one.cohesion,
            )
            for one in found.clusters
        ],
        modularity=found.modularity,
    )


def target(one: targets.Target) -> Target:
    """Return a target as the schema shows it."""
    return Target(
        name=one.name,
        reached=TargetReached(one.reached.value),
        skill=skill_named(one.skill) if one.skill else None,
        lessons=[lesson_named(item) for item in one.lessons],
        closest=node(one.closest) if one.closest else None,
        similarity=one.similarity,
    )


def impact(found: resting.Impact, asked: Scope) -> Impact:
    """Return what depends on a node as the schema shows it."""
    return Impact(
        revision=revision(found.revision),
        node=node(found.item),
        others=[node(item) for item in found.others],
        direct=[_dependent(link) for link in found.direct],
        gates=[node(item) for item in found.gates],
        serves=[node(item) for item in found.serves],
        alone=[node(item) for item in found.alone],
        effects=[path_effect(one) for one in found.effects],
        unnecessary=[node(item) for item in found.unnecessary],
        hidden_inferred=found.hidden_inferred,
        asked=asked,
    )


def _dependent(link: answers.Link) -> Dependent:
    return Dependent(
        node=node(link.item),
        origin=Origin(link.origin.value),
        confidence=link.confidence,
        statements=statements(link.evidence),
    )


def path_effect(one: effects.Effect) -> Effect:
    """Return the path to a goal before and after a change as the schema shows it."""
    return Effect(
        goal=node(one.goal),
        change=PathChange(one.change.value),
        before=_cost(one.before) if one.before else None,
        after=_cost(one.after) if one.after else None,
    )


def _cost(cost: effects.PathCost) -> PathCost:
    return PathCost(
        lessons=[lesson_named(item) for item in cost.lessons],
        minutes=cost.minutes,
        missing=[node(item) for item in cost.missing],
        assumes=[node(item) for item in cost.assumes],
        proven=cost.proven,
    )

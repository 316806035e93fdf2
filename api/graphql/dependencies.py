"""What rests on what, a few steps around a lesson or a skill, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import argument, field

from api.graphql.context import Info
from api.graphql.enums import Direction, EdgeKind, Origin
from api.graphql.evidence import Node, Statement, statements
from api.graphql.inputs import words
from api.graphql.nodes import Lesson, Skill, lesson_named, node
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.graphql.scoped import scoped
from api.services import dependencies, findings
from api.services.answers import Evidence
from api.services.question import Scope
from graph import model
from graph.errors import InvalidInput

_DEEPEST = 10


@strawberry.type(description="One thing comes after another.")
class Dependency:
    """See :class:`api.services.dependencies.Dependency`."""

    dependent: Node = field(description="What comes after.")
    prerequisite: Node = field(description="What comes before.")
    kind: EdgeKind = field(
        description="How: the dependent REQUIRES the other, is what it TEACHES, or has it as a PART_OF."
    )
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="A node of a dependency graph.")
class DependencyNode:
    """A node and how far it is from the root."""

    node: Node = field(description="The lesson, skill or module.")
    distance: int = field(description="How many edges away it is; the root is at 0.")

    @resolver
    def sole_teacher(self, info: Info) -> Lesson | None:
        """Of a skill: the lesson that alone teaches it; null where several do, or none."""
        links = info.context.look(self.node.id).into(model.EdgeKind.TEACHES)
        return lesson_named(links[0].item) if isinstance(self.node, Skill) and len(links) == 1 else None


@strawberry.type(description="What rests on what around a lesson or a skill.")
class DependencyGraph:
    """See :class:`api.services.dependencies.Dependencies`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    root: Node = field(description="What was asked about.")
    nodes: list[DependencyNode] = field(description="Nearest first, then in reading order; at most 200.")
    edges: list[Dependency] = field(description="The edges between them, in the order they were come upon.")
    truncated: bool = field(description="True if there was no room for more nodes.")
    hidden_inferred: int = field(description="Inferred prerequisites at these nodes that the view left out.")


@strawberry.type
class DependencyQueries:
    """What rests on what."""

    @scoped
    async def dependencies(
        self,
        info: Info,
        *,
        name: Annotated[str, argument(description="The name or id of a skill or a lesson.")],
        direction: Annotated[Direction, argument(description="Which way to look.")] = Direction.NEEDS,
        depth: Annotated[int, argument(description="How many edges far, from 1 to 10.")] = 2,
        where: Scope,
    ) -> DependencyGraph:
        """What a lesson or a skill needs, step by step, or what needs it."""
        if not 1 <= depth <= _DEEPEST:
            raise InvalidInput(f"depth is {depth}.", hint=f"Give a number from 1 to {_DEEPEST}.")
        found = await dependencies.dependencies(
            info.context.workspace,
            words(name, "name"),
            where,
            direction=dependencies.Direction[direction.name],
            depth=depth,
        )
        return DependencyGraph(
            revision=revision(found.revision),
            root=node(found.nodes[0][0]),
            nodes=[DependencyNode(node=node(item), distance=distance) for item, distance in found.nodes],
            edges=[_dependency(edge) for edge in found.edges],
            truncated=found.truncated,
            hidden_inferred=found.hidden_inferred,
        )


def tie(found: findings.Tie, evidence: Sequence[Evidence]) -> Dependency:
    """Return what ties one member of a circle to the next as the schema shows it."""
    return Dependency(
        dependent=node(found.dependent),
        prerequisite=node(found.prerequisite),
        kind=EdgeKind(found.kind.value),
        origin=Origin(found.origin.value),
        confidence=found.confidence,
        statements=statements(evidence),
    )


def _dependency(edge: dependencies.Dependency) -> Dependency:
    return Dependency(
        dependent=node(edge.dependent),
        prerequisite=node(edge.prerequisite),
        kind=EdgeKind(edge.kind.value),
        origin=Origin(edge.origin.value),
        confidence=edge.confidence,
        statements=statements(edge.evidence),
    )

"""What a curriculum's authors should look at, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Mapping
from typing import Annotated

import strawberry
from strawberry import Private, argument, field

from api.graphql.arguments import After, First
from api.graphql.connection import Connection, page
from api.graphql.context import Info
from api.graphql.dependencies import Dependency, tie
from api.graphql.enums import Severity
from api.graphql.evidence import Node, Statement, statements
from api.graphql.inputs import page_size
from api.graphql.nodes import node
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import findings
from api.services.answers import Evidence
from graph.model import FactId


@strawberry.type(description="Something about a curriculum that its authors should look at.")
class Finding:
    """See :class:`api.services.findings.Finding`."""

    code: str = field(description="What sort of finding it is; stable.")
    severity: Severity = field(description="How much it matters.")
    message: str = field(description="What is the matter, in one sentence.")
    nodes: list[Node] = field(description="What it is about; of a circle, its members in order.")
    statements: list[Statement] = field(description="Where documents say so.")
    remedy: str = field(description="What would mend it, in one sentence.")
    fingerprint: str = field(description="Identifies it from run to run, however its words and lines change.")


@strawberry.type(description="Lessons or skills that wait for one another.")
class Cycle:
    """See :class:`api.services.findings.Tie`."""

    path: list[Dependency] = field(description="Each member depends on the next, the last on the first.")
    weakest: Dependency = field(description="The least sure of those whose end ends it: look at it first.")


@strawberry.type(description="The state of a curriculum.")
class GraphHealth:
    """See :class:`api.services.findings.Health`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    lessons: int = field(description="How many lessons there are.")
    skills: int = field(description="How many skills there are.")
    answer: Private[findings.Health]

    @resolver
    def findings(
        self,
        severity: Annotated[Severity | None, argument(description="Those of one severity alone.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Finding]:
        """What to look at, worst first, then by code and name."""
        found = self.answer.findings
        wanted = found if severity is None else [o for o in found if Severity(o.severity.value) is severity]
        return page(wanted, first, after, key=lambda one: one.fingerprint, show=_finding)

    @resolver
    async def cycles(self, info: Info, first: First = 50) -> list[Cycle]:
        """The circles among the findings, in their order; a skill or lesson that requires itself is one."""
        circles = [one for one in self.answer.findings if one.ties][: page_size(first)]
        facts = [tie.fact for one in circles for tie in one.ties]
        evidence = await info.context.workspace.evidence(facts)
        return [_cycle(one, evidence) for one in circles]


def graph_health(answer: findings.Health) -> GraphHealth:
    """Return the state of a curriculum as the schema shows it."""
    return GraphHealth(
        revision=revision(answer.revision), lessons=answer.lessons, skills=answer.skills, answer=answer
    )


def _cycle(circle: findings.Finding, evidence: Mapping[FactId, tuple[Evidence, ...]]) -> Cycle:
    weakest = min((one for one in circle.ties if one.weakest), key=lambda one: one.confidence)
    return Cycle(
        path=[tie(one, evidence[one.fact]) for one in circle.ties],
        weakest=tie(weakest, evidence[weakest.fact]),
    )


def _finding(finding: findings.Finding) -> Finding:
    return Finding(
        code=finding.code,
        severity=Severity(finding.severity.value),
        message=finding.message,
        nodes=[node(item) for item in finding.items],
        statements=statements(finding.evidence),
        remedy=finding.remedy,
        fingerprint=finding.fingerprint,
    )

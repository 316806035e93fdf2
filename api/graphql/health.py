"""What a curriculum's authors should look at, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import Annotated

import strawberry
from strawberry import Private, argument, field

from api.graphql.connection import Connection, page
from api.graphql.enums import Severity
from api.graphql.evidence import Node, Statement, statements
from api.graphql.nodes import node
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import findings


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
        first: Annotated[int, argument(description="How many to list, from 1 to 100.")] = 50,
        after: Annotated[str | None, argument(description="Go on from this cursor.")] = None,
    ) -> Connection[Finding]:
        """What to look at, worst first, then by code and name."""
        found = self.answer.findings
        wanted = found if severity is None else [o for o in found if Severity(o.severity.value) is severity]
        return page(wanted, first, after, key=lambda one: one.fingerprint, show=_finding)


def graph_health(answer: findings.Health) -> GraphHealth:
    """Return the state of a curriculum as the schema shows it."""
    return GraphHealth(
        revision=revision(answer.revision), lessons=answer.lessons, skills=answer.skills, answer=answer
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

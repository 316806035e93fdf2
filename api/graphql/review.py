"""What people may judge, and what they decide, as the schema has it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

import strawberry
from msgspec import Struct
from strawberry import ID, argument, field

from api.graphql.arguments import After, CurriculumId, First, Key
from api.graphql.changes import Changes, GraphDiff, changes_of, graph_diff
from api.graphql.connection import Connection, cut, part
from api.graphql.context import Info
from api.graphql.enums import Decision, ReviewKind, ReviewState
from api.graphql.evidence import Node, Statement, statements
from api.graphql.inputs import MOST_ITEMS
from api.graphql.nodes import Skill, node, skill_named
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import judging, review
from api.services.answers import Item
from graph.changes import Revision as GraphRevision
from graph.errors import InvalidInput

_Confidence: TypeAlias = Annotated[float, argument(description="A bound for `confidence`, 0 to 1.")]


@strawberry.type(description="Something to judge, or judged.")
class ReviewItem:
    """See :class:`api.services.review.ReviewItem`."""

    id: ID = field(description="What is judged: a node's id, or `<source> <KIND> <target>` of an edge.")
    key: str = field(description="A short name for the id, for people to type.")
    kind: ReviewKind = field(description="What it claims.")
    source: Node = field(description="What it is about; of a merge, the skill that is part of the other.")
    target: Node | None = field(description="The other end; null where the claim is that something exists.")
    state: ReviewState = field(description="Where it stands.")
    holds: bool = field(description="Whether the graph has it now; of a merge, whether the two are one.")
    confidence: float = field(description="Cairn's own, 0 to 1; 1 where nothing was inferred.")
    because: str | None = field(description="The signals in words that a person can check.")
    judged_by: list[str] = field(description="Who judged it, sorted.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="What a decision came to.")
class ReviewReceipt:
    """See :class:`api.services.judging.Decided`."""

    items: list[ReviewItem] = field(description="The items it was about, as they stand now.")
    skills: list[Skill] = field(description="Of merges and splits: the skills that there are now.")
    changes: GraphDiff = field(description="What changed in the graph.")
    revision: Revision = field(description="The state of the graph now.")


@strawberry.type
class ReviewQueries:
    """What awaits a judgement, and what was judged."""

    @resolver
    async def review_queue(
        self,
        info: Info,
        *,
        kinds: Annotated[
            list[ReviewKind] | None,
            argument(description="Those of some kinds; by default MERGE, PREREQUISITE, GUARD and COMPONENT."),
        ] = None,
        state: Annotated[
            ReviewState | None, argument(description="Those that stand so; null for all.")
        ] = ReviewState.PENDING,
        min_confidence: _Confidence = 0.0,
        max_confidence: _Confidence = 1.0,
        curriculum: CurriculumId = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[ReviewItem]:
        """What Cairn concluded and people may judge, the surest first, with the evidence for it."""
        asked = review.ReviewQuestion(
            curriculum=curriculum,
            kinds=tuple(review.ReviewKind[kind.name] for kind in kinds or ()),
            state=review.ReviewState[state.name] if state else None,
            min_confidence=min_confidence,
            max_confidence=max_confidence,
        )
        workspace = info.context.workspace
        found = await review.review_cases(workspace, asked)
        start, chosen = cut(found.cases, first, after, key=lambda case: case.id)
        items = await found.show(workspace, chosen)
        names = [item.id for item in items]
        return part([review_item(item) for item in items], names, start, len(found.cases))


@strawberry.type
class ReviewMutations:
    """What people decide. The same decision again changes nothing."""

    @resolver
    async def judge_statement(
        self,
        info: Info,
        *,
        id: Annotated[ID, argument(description="The id or key of an item, or the id of any node or edge.")],  # noqa: A002 - the schema's name
        verdict: Annotated[Decision, argument(description="What is said of it.")],
        key: Key = None,
    ) -> ReviewReceipt:
        """Accept or reject what is in the graph, or take back what people said of it."""
        by = info.context.principal.name
        said = judging.Decision[verdict.name]
        asked = ["judgeStatement", id, verdict.name]
        return await _decided(
            info, key, asked, lambda: judging.judge(info.context.workspace, id, said, by=by)
        )

    @resolver
    async def merge_skills(
        self,
        info: Info,
        *,
        from_: Annotated[ID, argument(name="from", description="The skill that goes, by id or name.")],
        into: Annotated[ID, argument(description="The skill that it becomes part of, whose name stays.")],
        key: Key = None,
    ) -> ReviewReceipt:
        """Make one skill part of another; learners and judgements follow."""
        by, workspace = info.context.principal.name, info.context.workspace
        asked = ["mergeSkills", from_, into]
        return await _decided(info, key, asked, lambda: judging.merge_skills(workspace, from_, into, by=by))

    @resolver
    async def split_skill(
        self,
        info: Info,
        *,
        id: Annotated[ID, argument(description="The skill, by id or name.")],  # noqa: A002 - the schema's name
        aliases: Annotated[list[str], argument(description="The names to split off, at most 100.")],
        key: Key = None,
    ) -> ReviewReceipt:
        """Make each of some other names of a skill one of its own."""
        if len(aliases) > MOST_ITEMS:
            raise InvalidInput(
                f"aliases has {len(aliases)} items.", hint=f"Give at most {MOST_ITEMS} of them."
            )
        by, workspace = info.context.principal.name, info.context.workspace
        asked = ["splitSkill", id, *aliases]
        return await _decided(info, key, asked, lambda: judging.split_skill(workspace, id, aliases, by=by))


class _Decision(Struct, frozen=True):
    """What a decision came to, as far as answers name it: it can be kept, and be told again."""

    items: tuple[review.ReviewItem, ...]
    skills: tuple[Item, ...]
    changes: Changes
    revision: GraphRevision


async def _decided(
    info: Info, key: str | None, asked: list[str], decide: Callable[[], Awaitable[judging.Decided]]
) -> ReviewReceipt:
    """Decide, once for each key, and return what that came to as the schema shows it."""

    async def run() -> _Decision:
        done = await decide()
        moved = changes_of(done.added, done.changed, done.removed)
        return _Decision(done.items, done.skills, moved, done.revision)

    done = await info.context.once(key, asked, run, _Decision)
    return ReviewReceipt(
        items=[review_item(item) for item in done.items],
        skills=[skill_named(skill) for skill in done.skills],
        changes=graph_diff(done.changes),
        revision=revision(done.revision),
    )


def review_item(item: review.ReviewItem) -> ReviewItem:
    """Return an item as the schema shows it."""
    return ReviewItem(
        id=ID(item.id),
        key=item.key,
        kind=ReviewKind(item.kind.value),
        source=node(item.source),
        target=node(item.target) if item.target else None,
        state=ReviewState(item.state.value),
        holds=item.holds,
        confidence=item.confidence,
        because=item.because,
        judged_by=list(item.judged_by),
        statements=statements(item.evidence),
    )

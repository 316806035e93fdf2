"""The queries, and the schema that they make."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import Annotated, TypeAlias

import strawberry
from graphql import GraphQLSchema
from strawberry import ID, argument
from strawberry.schema.config import StrawberryConfig

from api.graphql.analysis import AnalysisQueries, HistoryMutations
from api.graphql.arguments import After, CurriculumId, First, Learner
from api.graphql.assess import Assessment, Question, assessment
from api.graphql.browse import BrowseQueries
from api.graphql.changes import DocumentMutations
from api.graphql.connection import Connection
from api.graphql.context import Info
from api.graphql.dependencies import DependencyQueries
from api.graphql.enums import DocumentStatus, GoalKind
from api.graphql.evidence import Document
from api.graphql.explain import Explanation, explanation
from api.graphql.health import GraphHealth, graph_health
from api.graphql.inputs import (
    AnswerInput,
    GapInput,
    KnownInput,
    one_name,
    page_size,
    path_question,
    ready_question,
    said,
    words,
)
from api.graphql.learners import LearnerMutations, LearnerState, learner_state
from api.graphql.ledger import documents_page
from api.graphql.nodes import Lesson, Skill, lesson_on, skill_named
from api.graphql.path import LearningPath, Reading, Recommendation, learning_path, readings, recommendation
from api.graphql.resolver import resolver
from api.graphql.review import ReviewMutations, ReviewQueries
from api.graphql.revision import Revision, revision
from api.graphql.scoped import scoped
from api.graphql.subscriptions import Subscription
from api.graphql.uploads import UPLOAD, Upload
from api.services import assess, explain, health, match, recommend
from api.services.curricula import picture_of
from api.services.learners import learner_id, learner_record
from api.services.question import Scope
from graph import changes
from graph.errors import InvalidInput
from graph.model import NodeKind

_Known: TypeAlias = Annotated[KnownInput | None, argument(description="What the learner knows.")]
_Answers: TypeAlias = Annotated[
    list[AnswerInput] | None, argument(description="The answers so far; the last about a skill counts.")
]
_Id: TypeAlias = Annotated[ID | None, argument(description="The id; give this or the name.")]


@strawberry.type(description="What can be asked.")
class Query(BrowseQueries, DependencyQueries, AnalysisQueries, ReviewQueries):
    """The root of every query."""

    @scoped
    async def learning_path(
        self,
        info: Info,
        *,
        gap: Annotated[GapInput, argument(description="The gap to close.")],
        known: _Known = None,
        budget_minutes: Annotated[int | None, argument(description="How long the learner has.")] = None,
        learner: Learner = None,
        where: Scope,
    ) -> LearningPath:
        """The shortest path of lessons that closes a gap, with the reason for each step."""
        asked = path_question(gap, known, where, budget=budget_minutes, learner=learner)
        found = await recommend.learning_path(info.context.workspace, asked)
        info.context.hurried |= not found.settled
        return learning_path(found, asked)

    @scoped
    async def ready_to_learn(
        self,
        info: Info,
        *,
        toward: Annotated[GapInput | None, argument(description="Rank by what serves this wish.")] = None,
        known: _Known = None,
        learner: Learner = None,
        first: First = 5,
        where: Scope,
    ) -> list[Recommendation]:
        """The lessons that can be started now, the most useful first."""
        asked = ready_question(toward, known, where, learner=learner)
        found = await recommend.ready_to_learn(info.context.workspace, asked, first=page_size(first))
        return [recommendation(one) for one in found]

    @scoped
    async def to_review(
        self,
        info: Info,
        *,
        known: _Known = None,
        learner: Learner = None,
        first: First = 5,
        where: Scope,
    ) -> list[Skill]:
        """The known skills that nothing known practises: what was learnt last, in reading order."""
        asked = ready_question(None, known, where, learner=learner)
        found = await recommend.review(info.context.workspace, asked, first=page_size(first))
        return [skill_named(item) for item in found]

    @scoped
    async def explain(
        self,
        info: Info,
        *,
        name: Annotated[str, argument(description="The id or exact name of a lesson or a skill.")],
        gap: Annotated[GapInput | None, argument(description="The gap; by default the thing itself.")] = None,
        known: _Known = None,
        learner: Learner = None,
        where: Scope,
    ) -> Explanation:
        """Why a lesson or a skill is on the way to a gap, or is not, and what would be otherwise."""
        asked = ready_question(gap, known, where, learner=learner)
        return explanation(await explain.explain(info.context.workspace, words(name, "name"), asked))

    @scoped
    async def assessment(
        self,
        info: Info,
        *,
        gap: Annotated[GapInput, argument(description="The gap to close.")],
        answers: _Answers = None,
        known: _Known = None,
        learner: Learner = None,
        where: Scope,
    ) -> Assessment:
        """What answers so far say of all that a gap rests on, and what to ask next."""
        asked = path_question(gap, known, where, learner=learner)
        return assessment(await assess.assess(info.context.workspace, asked, said(answers)))

    @scoped
    async def next_question(
        self,
        info: Info,
        *,
        gap: Annotated[GapInput, argument(description="The gap to close.")],
        answers: _Answers = None,
        known: _Known = None,
        learner: Learner = None,
        where: Scope,
    ) -> Question | None:
        """What to ask to find out what someone knows already; null when nothing is worth asking."""
        asked = path_question(gap, known, where, learner=learner)
        found = await assess.assess(info.context.workspace, asked, said(answers))
        return assessment(found).question

    @resolver
    async def learner(
        self,
        info: Info,
        *,
        learner: Annotated[ID, argument(description="The learner's pseudonym.")],
    ) -> LearnerState:
        """What is kept of a learner; empty for one that nothing is kept of."""
        return learner_state(await learner_record(info.context.workspace, learner_id(learner)))

    @scoped
    async def match(
        self,
        info: Info,
        *,
        text: Annotated[str, argument(description="Words, as a learner would say them.")],
        kinds: Annotated[
            list[GoalKind] | None, argument(description="As what alone to read them; as anything by default.")
        ] = None,
        first: First = 5,
        where: Scope,
    ) -> list[Reading]:
        """How words are understood: the readings of each clause, best first."""
        text = words(text, "text")
        found = await match.match_text(
            info.context.workspace,
            text,
            where,
            first=page_size(first),
            kinds={match.GoalKind[kind.name] for kind in kinds or ()},
        )
        return readings(found)

    @resolver
    async def skill(
        self,
        info: Info,
        *,
        id: _Id = None,  # noqa: A002 - the schema's name
        name: Annotated[str | None, argument(description="A name or an alias, in any case.")] = None,
        curriculum: CurriculumId = None,
    ) -> Skill | None:
        """A skill, by its id, or by a name or an alias."""
        picture = await picture_of(info.context.workspace, curriculum)
        return skill_named(picture.item(picture.find(_one(id, name), [NodeKind.SKILL], curriculum)))

    @resolver
    async def lesson(
        self,
        info: Info,
        *,
        id: _Id = None,  # noqa: A002 - the schema's name
        name: Annotated[str | None, argument(description="A title, in any case.")] = None,
        curriculum: CurriculumId = None,
    ) -> Lesson | None:
        """A lesson, by its id or its title."""
        picture = await picture_of(info.context.workspace, curriculum)
        return lesson_on(picture.card(picture.find(_one(id, name), [NodeKind.LESSON], curriculum)))

    @scoped
    async def health(
        self,
        info: Info,
        *,
        where: Scope,
    ) -> GraphHealth:
        """Circles, dangling prerequisites, skills that nobody teaches, and other loose ends."""
        return graph_health(await health.health(info.context.workspace, where))

    @resolver
    async def documents(
        self,
        info: Info,
        *,
        status: Annotated[DocumentStatus | None, argument(description="Those of one status alone.")] = None,
        curriculum: CurriculumId = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Document]:
        """The documents of a curriculum, or of all, by id; FAILED are those that somebody should look at."""
        wanted = changes.DocumentStatus[status.name] if status else None
        return await documents_page(info.context, curriculum, wanted, first, after)

    @resolver
    async def revision(self, info: Info) -> Revision:
        """The state of the graph that this request is answered from."""
        return revision((await info.context.workspace.picture()).snapshot.revision)


@strawberry.type(description="What can be changed.")
class Mutation(DocumentMutations, ReviewMutations, LearnerMutations, HistoryMutations):
    """The root of every mutation."""


class Schema(strawberry.Schema):
    """The schema as Strawberry and as graphql-core know it."""

    @property
    def core(self) -> GraphQLSchema:
        """Return what graphql-core parses, validates and executes against."""
        return self._schema


def build_schema() -> Schema:
    """Return the public schema."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Document],
        config=StrawberryConfig(scalar_map={Upload: UPLOAD}),
    )


def _one(id_: str | None, name: str | None) -> str:
    if (id_ is None) == (name is None):
        raise InvalidInput("Neither or both of id and name are given.", hint="Give one of them.")
    return one_name(id_ or name or "", "name" if id_ is None else "id")

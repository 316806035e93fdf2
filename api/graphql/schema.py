"""The queries, and the schema that they make."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import Annotated, TypeAlias

import strawberry
from graphql import GraphQLSchema
from strawberry import ID, argument

from api.graphql.changes import DocumentMutations
from api.graphql.connection import Connection, page
from api.graphql.context import Info
from api.graphql.enums import DocumentStatus, View
from api.graphql.evidence import Document, document
from api.graphql.health import GraphHealth, graph_health
from api.graphql.inputs import GapInput, KnownInput, page_size, path_question, ready_question, scope, words
from api.graphql.nodes import Curriculum, Lesson, Skill, lesson_on, skill_named
from api.graphql.path import LearningPath, Reading, Recommendation, learning_path, readings, recommendation
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import health, match, recommend
from api.services.details import lesson_details, skill_details
from api.services.documents import list_documents
from api.services.question import Scope
from graph import changes
from graph.errors import InvalidInput

_CurriculumId: TypeAlias = Annotated[
    ID | None, argument(description="Look in this curriculum only; in all by default.")
]
_View: TypeAlias = Annotated[View, argument(description="What to believe.")]
_MinConfidence: TypeAlias = Annotated[
    float, argument(description="In the view INFERRED: from where inferred prerequisites bind, 0 to 1.")
]
_First: TypeAlias = Annotated[int, argument(description="How many to list, from 1 to 100.")]
_Known: TypeAlias = Annotated[KnownInput | None, argument(description="What the learner knows.")]
_Id: TypeAlias = Annotated[ID | None, argument(description="The id; give this or the name.")]


@strawberry.type(description="What can be asked.")
class Query:
    """The root of every query."""

    @resolver
    async def learning_path(
        self,
        info: Info,
        *,
        gap: Annotated[GapInput, argument(description="The gap to close.")],
        known: _Known = None,
        budget_minutes: Annotated[int | None, argument(description="How long the learner has.")] = None,
        curriculum: _CurriculumId = None,
        view: _View = View.BALANCED,
        min_confidence: _MinConfidence = 0.5,
    ) -> LearningPath:
        """The shortest path of lessons that closes a gap, with the reason for each step."""
        asked = path_question(gap, known, scope(curriculum, view, min_confidence), budget=budget_minutes)
        return learning_path(await recommend.learning_path(info.context.workspace, asked))

    @resolver
    async def ready_to_learn(
        self,
        info: Info,
        *,
        toward: Annotated[GapInput | None, argument(description="Rank by what serves this wish.")] = None,
        known: _Known = None,
        first: _First = 5,
        curriculum: _CurriculumId = None,
        view: _View = View.BALANCED,
        min_confidence: _MinConfidence = 0.5,
    ) -> list[Recommendation]:
        """The lessons that can be started now, the most useful first."""
        asked = ready_question(toward, known, scope(curriculum, view, min_confidence))
        found = await recommend.ready_to_learn(info.context.workspace, asked, first=page_size(first))
        return [recommendation(one) for one in found]

    @resolver
    async def match(
        self,
        info: Info,
        *,
        text: Annotated[str, argument(description="Words, as a learner would say them.")],
        first: _First = 5,
        curriculum: _CurriculumId = None,
        view: _View = View.BALANCED,
        min_confidence: _MinConfidence = 0.5,
    ) -> list[Reading]:
        """How words are understood: the readings of each clause, best first."""
        where = scope(curriculum, view, min_confidence)
        text = words(text, "text")
        return readings(await match.match_text(info.context.workspace, text, where, first=page_size(first)))

    @resolver
    async def skill(
        self,
        info: Info,
        *,
        id: _Id = None,  # noqa: A002 - the schema's name
        name: Annotated[str | None, argument(description="A name or an alias, in any case.")] = None,
        curriculum: _CurriculumId = None,
    ) -> Skill | None:
        """A skill, by its id, or by a name or an alias."""
        found = await skill_details(info.context.workspace, _one(id, name), Scope(curriculum=curriculum))
        return skill_named(found.item)

    @resolver
    async def lesson(
        self,
        info: Info,
        *,
        id: _Id = None,  # noqa: A002 - the schema's name
        name: Annotated[str | None, argument(description="A title, in any case.")] = None,
        curriculum: _CurriculumId = None,
    ) -> Lesson | None:
        """A lesson, by its id or its title."""
        found = await lesson_details(info.context.workspace, _one(id, name), Scope(curriculum=curriculum))
        return lesson_on(found.card)

    @resolver
    async def health(
        self,
        info: Info,
        *,
        curriculum: _CurriculumId = None,
        view: _View = View.BALANCED,
        min_confidence: _MinConfidence = 0.5,
    ) -> GraphHealth:
        """Circles, dangling prerequisites, skills that nobody teaches, and other loose ends."""
        where = scope(curriculum, view, min_confidence)
        return graph_health(await health.health(info.context.workspace, where))

    @resolver
    async def documents(
        self,
        info: Info,
        *,
        status: Annotated[DocumentStatus | None, argument(description="Those of one status alone.")] = None,
        curriculum: _CurriculumId = None,
        first: _First = 50,
        after: Annotated[str | None, argument(description="Go on from this cursor.")] = None,
    ) -> Connection[Document]:
        """The documents of a curriculum, or of all, by id; FAILED are those that somebody should look at."""
        wanted = changes.DocumentStatus[status.name] if status else None
        records = await list_documents(info.context.workspace, curriculum, wanted)
        return page([document(record) for record in records], first, after)

    @resolver
    async def revision(self, info: Info) -> Revision:
        """The state of the graph that this request is answered from."""
        return revision((await info.context.workspace.picture()).snapshot.revision)


@strawberry.type(description="What can be changed.")
class Mutation(DocumentMutations):
    """The root of every mutation."""


class Schema(strawberry.Schema):
    """The schema as Strawberry and as graphql-core know it."""

    @property
    def core(self) -> GraphQLSchema:
        """Return what graphql-core parses, validates and executes against."""
        return self._schema


def build_schema() -> Schema:
    """Return the public schema."""
    return Schema(query=Query, mutation=Mutation, types=[Curriculum, Document])


def _one(id_: str | None, name: str | None) -> str:
    if (id_ is None) == (name is None):
        raise InvalidInput("Neither or both of id and name are given.", hint="Give one of them.")
    return id_ or name or ""

"""What there is: lists that can be narrowed down and read a page at a time, nodes by id, and search."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import ID, argument, field

from api.graphql.arguments import After, CurriculumId, First
from api.graphql.connection import Connection, page_of_nodes
from api.graphql.context import Info
from api.graphql.edges import edge_node
from api.graphql.enums import Difficulty, Guarded, SkillKind
from api.graphql.evidence import Node, statements
from api.graphql.inputs import page_size, words
from api.graphql.nodes import Lesson, Skill, lesson_named, node, skill_named
from api.graphql.places import Curriculum, Pitfall
from api.graphql.resolver import resolver
from api.graphql.scoped import scoped
from api.services import browse
from api.services.browse import Filter
from api.services.question import Scope
from graph import model
from graph.errors import UnknownId
from graph.model import NodeId, NodeKind


@strawberry.input(description="Which skills to list; each field narrows it down.")
class SkillFilter:
    """See :class:`api.services.browse.Filter`."""

    text: str | None = field(default=None, description="Words that stand in the name, in any case.")
    kind: SkillKind | None = field(default=None, description="Of one sort alone.")
    taught: bool | None = field(
        default=None, description="True: with a lesson that teaches them; false: without."
    )
    module: ID | None = field(default=None, description="Taught by a lesson of this module.")


@strawberry.input(description="Which lessons to list; each field narrows it down.")
class LessonFilter:
    """See :class:`api.services.browse.Filter`."""

    text: str | None = field(default=None, description="Words that stand in the title, in any case.")
    module: ID | None = field(default=None, description="Of this module, or of one that it holds.")
    difficulty: Difficulty | None = field(default=None, description="Of one difficulty alone, as stated.")
    audience: ID | None = field(
        default=None, description="For this audience, by their own words or a module's."
    )


@strawberry.type(description="Something that was searched for.")
class SearchHit:
    """See :class:`api.services.browse.Hit`."""

    node: Node = field(description="What was found.")
    score: float = field(description="How well it fits; compares within one search alone.")
    named: bool = field(description="True if the words are its name.")
    snippet: str | None = field(
        description="Where documents say most of what was searched for; null where they say but its name."
    )


_Skills: TypeAlias = Annotated[SkillFilter | None, argument(description="Which skills; all by default.")]
_Lessons: TypeAlias = Annotated[LessonFilter | None, argument(description="Which lessons; all by default.")]


@strawberry.type
class BrowseQueries:
    """What there is."""

    @resolver
    async def node(
        self,
        info: Info,
        *,
        id: Annotated[ID, argument(description="Any id that an answer gave.")],  # noqa: A002 - the schema's name
    ) -> Node | None:
        """Whatever in the graph has an id, or had it before it was renamed; null if nothing has it."""
        picture = await info.context.workspace.picture()
        fact, mark, _ = id.partition("#")
        if mark:
            found = statements(await info.context.evidence(NodeId(fact)))
            return next((one for one in found if one.id == id), None)
        if " " in id:
            return edge_node(info, id)
        try:
            return node(picture.item(picture.snapshot.index(id)))
        except UnknownId:
            return None

    @resolver
    async def curricula(self, info: Info) -> list[Curriculum]:
        """The curricula that there are, in reading order."""
        found = await browse.list_nodes(info.context.workspace, NodeKind.CURRICULUM, Scope(), Filter())
        return [cast("Curriculum", node(item)) for item in found.show(found.nodes)]

    @scoped
    async def skills(
        self,
        info: Info,
        *,
        filter: _Skills = None,  # noqa: A002 - the schema's name
        first: First = 50,
        after: After = None,
        where: Scope,
    ) -> Connection[Skill]:
        """The skills by name."""
        given = filter or SkillFilter()
        wanted = Filter(
            text=words(given.text, "filter.text"),
            kind=model.SkillKind[given.kind.name] if given.kind else None,
            taught=given.taught,
            module=given.module,
        )
        found = await browse.list_nodes(info.context.workspace, NodeKind.SKILL, where, wanted)
        return page_of_nodes(
            found.picture,
            found.nodes,
            first,
            after,
            show=lambda one: skill_named(*found.show([one])),
        )

    @resolver
    async def lessons(
        self,
        info: Info,
        *,
        filter: _Lessons = None,  # noqa: A002 - the schema's name
        first: First = 50,
        after: After = None,
        curriculum: CurriculumId = None,
    ) -> Connection[Lesson]:
        """The lessons in reading order."""
        given = filter or LessonFilter()
        wanted = Filter(
            text=words(given.text, "filter.text"),
            module=given.module,
            audience=given.audience,
            difficulty=model.Difficulty[given.difficulty.name] if given.difficulty else None,
        )
        where = Scope(curriculum=curriculum)
        found = await browse.list_nodes(info.context.workspace, NodeKind.LESSON, where, wanted)
        return page_of_nodes(
            found.picture, found.nodes, first, after, show=lambda one: lesson_named(*found.show([one]))
        )

    @scoped
    async def pitfalls(
        self,
        info: Info,
        *,
        guarded: Annotated[
            Guarded | None, argument(description="Those that lessons do, or do not, help to avoid.")
        ] = None,
        first: First = 50,
        after: After = None,
        where: Scope,
    ) -> Connection[Pitfall]:
        """The mistakes that documents warn of, in reading order."""
        wanted = Filter(guarded=browse.Guarded[guarded.name] if guarded else None)
        found = await browse.list_nodes(info.context.workspace, NodeKind.PITFALL, where, wanted)
        return page_of_nodes(
            found.picture,
            found.nodes,
            first,
            after,
            show=lambda one: cast("Pitfall", node(*found.show([one]))),
        )

    @resolver
    async def search(
        self,
        info: Info,
        *,
        text: Annotated[str, argument(description="Words, by name or by meaning.")],
        first: First = 10,
        curriculum: CurriculumId = None,
    ) -> list[SearchHit]:
        """Lessons, skills, pitfalls and modules that words may mean, best first; `match` reads wishes."""
        found = await browse.search(
            info.context.workspace, words(text, "text"), Scope(curriculum=curriculum), first=page_size(first)
        )
        return [
            SearchHit(node=node(hit.item), score=hit.score, named=hit.named, snippet=hit.snippet)
            for hit in found
        ]

"""What holds lessons, whom they are for and what they warn of, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry
from strawberry import ID, field

from api.graphql.arguments import After, First
from api.graphql.connection import Connection
from api.graphql.context import Info
from api.graphql.evidence import Described, Document, Node
from api.graphql.ledger import documents_page
from api.graphql.resolver import resolver
from api.services.answers import Item, Link
from graph import model
from graph.model import EdgeKind, NodeKind

if TYPE_CHECKING:
    from api.graphql.claims import Guard
    from api.graphql.nodes import Lesson, Skill

_LAZY = strawberry.lazy("api.graphql.nodes")
_Lesson: TypeAlias = Annotated["Lesson", _LAZY]
_Skill: TypeAlias = Annotated["Skill", _LAZY]
_Guard: TypeAlias = Annotated["Guard", strawberry.lazy("api.graphql.claims")]


@strawberry.type(description="A named body of documents: a site, a course.")
class Curriculum(Node):
    """See :class:`graph.model.Curriculum`."""

    title: str = field(description="What it is called.")

    @resolver
    async def modules(self, info: Info) -> list["Module"]:
        """Its outermost modules, in reading order."""
        return [_module(link.item) for link in await _into(info, self.id, EdgeKind.PART_OF, NodeKind.MODULE)]

    @resolver
    async def documents(self, info: Info, first: First = 50, after: After = None) -> Connection[Document]:
        """The documents that it is read from, by id."""
        return await documents_page(info.context, self.id, None, first, after)


@strawberry.type(description="A phase, unit or section that holds lessons.")
class Module(Described):
    """See :class:`graph.model.Module`."""

    title: str = field(description="What it is called.")

    @resolver
    async def summary(self, info: Info) -> str | None:
        """What it is about; null where no document says."""
        return (await self._node(info)).summary

    @resolver
    async def position(self, info: Info) -> int | None:
        """Its place within what holds it, from 1; null where no document says."""
        return (await self._node(info)).position

    @resolver
    async def modules(self, info: Info) -> list["Module"]:
        """The modules that it holds itself, in reading order."""
        return [_module(link.item) for link in await _into(info, self.id, EdgeKind.PART_OF, NodeKind.MODULE)]

    @resolver
    async def lessons(self, info: Info) -> list[_Lesson]:
        """The lessons that it holds itself, in reading order."""
        from api.graphql.nodes import lesson_named  # noqa: PLC0415  # lessons know modules, too

        links = await _into(info, self.id, EdgeKind.PART_OF, NodeKind.LESSON)
        return [lesson_named(link.item) for link in links]

    @resolver
    async def promises(self, info: Info) -> list[_Skill]:
        """What one should be able to do afterwards."""
        return await _skills(info, self.id, EdgeKind.PROMISES)

    @resolver
    async def assumes(self, info: Info) -> list[_Skill]:
        """What one should know before."""
        return await _skills(info, self.id, EdgeKind.REQUIRES)

    @resolver
    async def warns_of(self, info: Info) -> list["Pitfall"]:
        """The mistakes that it warns of, as its documents say."""
        links = await _out(info, self.id, EdgeKind.WARNS_OF, NodeKind.PITFALL)
        return [Pitfall(id=ID(link.item.id), text=link.item.name) for link in links]

    @resolver
    async def audiences(self, info: Info) -> list["Audience"]:
        """Whom it is for."""
        links = await _out(info, self.id, EdgeKind.FOR, NodeKind.AUDIENCE)
        return [Audience(id=ID(link.item.id), text=link.item.name) for link in links]

    async def _node(self, info: Info) -> model.Module:
        found = (await info.context.details(self.id)).node
        assert isinstance(found, model.Module)
        return found


@strawberry.type(description="A mistake that a document warns of.")
class Pitfall(Described):
    """See :class:`graph.model.Pitfall`."""

    text: str = field(description="The mistake, in the document's words.")

    @resolver
    async def guards(self, info: Info) -> list[_Guard]:
        """The lessons that help to avoid it, inferred ones too, in reading order."""
        from api.graphql.claims import guard  # noqa: PLC0415  # as above
        from api.graphql.nodes import lesson_named  # noqa: PLC0415  # as above

        links = await _into(info, self.id, EdgeKind.GUARDS_AGAINST, NodeKind.LESSON)
        this = Item(model.NodeId(self.id), NodeKind.PITFALL, self.text)
        return [guard(lesson_named(link.item), this, link.fact) for link in links]

    @resolver
    async def warned_by(self, info: Info) -> list[Node]:
        """The modules and lessons that warn of it, in reading order."""
        from api.graphql.nodes import node  # noqa: PLC0415  # as above

        return [node(link.item) for link in (await info.context.details(self.id)).into[EdgeKind.WARNS_OF]]


@strawberry.type(description="Whom a module or a lesson is for.")
class Audience(Described):
    """See :class:`graph.model.Audience`."""

    text: str = field(description="The people, in the document's words.")

    @resolver
    async def modules(self, info: Info) -> list[Module]:
        """The modules that are for them, in reading order."""
        return [_module(link.item) for link in await _into(info, self.id, EdgeKind.FOR, NodeKind.MODULE)]


async def _skills(info: Info, id_: str, kind: EdgeKind) -> list[_Skill]:
    from api.graphql.nodes import skill_named  # noqa: PLC0415  # as above

    return [skill_named(link.item) for link in await _out(info, id_, kind, NodeKind.SKILL)]


async def _out(info: Info, id_: str, edge: EdgeKind, kind: NodeKind) -> list[Link]:
    return [link for link in (await info.context.details(id_)).out[edge] if link.item.kind is kind]


async def _into(info: Info, id_: str, edge: EdgeKind, kind: NodeKind) -> list[Link]:
    return [link for link in (await info.context.details(id_)).into[edge] if link.item.kind is kind]


def _module(item: Item) -> Module:
    return Module(id=ID(item.id), title=item.name)

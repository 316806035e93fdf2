"""The things of a curriculum and how they hang together, as the schema shows them.

An answer names most things by id and name alone; their other fields are looked up when asked for.
"""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar, Final, TypeAlias

import strawberry
from strawberry import ID, Private, argument, field

from api.graphql.arguments import After, First
from api.graphql.claims import Guard, Requirement, Teaching, guard, requirement, teaching
from api.graphql.connection import Connection, page_of_nodes
from api.graphql.context import Info
from api.graphql.enums import Difficulty, SkillKind, TeachingRole
from api.graphql.evidence import Described, Document, Node
from api.graphql.places import Audience, Curriculum, Module, Pitfall
from api.graphql.resolver import resolver
from api.graphql.shared import named
from api.services.answers import Item, LessonCard, Link
from graph.model import EdgeKind, NodeId, NodeKind, curriculum_of

_Role: TypeAlias = Annotated[TeachingRole | None, argument(description="Those of one role alone.")]


@strawberry.type(description="Something one can know or do.")
class Skill(Described):
    """See :class:`graph.model.Skill`."""

    shown_once: ClassVar = True
    name: str = field(description="What it is called.")

    @resolver
    def aliases(self, info: Info) -> list[str]:
        """Other names for it, sorted."""
        return list(info.context.skill(self.id).aliases)

    @resolver
    def kind(self, info: Info) -> SkillKind:
        """What sort of skill it is."""
        return SkillKind(info.context.skill(self.id).skill_kind.value)

    @resolver
    def taught_by(self, info: Info) -> list[Teaching]:
        """The lessons that teach it, in reading order."""
        links = info.context.look(self.id).into(EdgeKind.TEACHES)
        return [teaching(lesson_named(link.item), self, link) for link in links]

    @resolver
    def sole_teacher(self, info: Info) -> bool:
        """True where exactly one lesson teaches it."""
        return len(info.context.look(self.id).into(EdgeKind.TEACHES)) == 1

    @resolver
    def used_by(self, info: Info) -> list["Lesson"]:
        """The lessons that use it without teaching it, in reading order."""
        return [lesson_named(link.item) for link in info.context.look(self.id).into(EdgeKind.USES)]

    @resolver
    def requires(self, info: Info) -> list[Requirement]:
        """What has to be known before it."""
        look = info.context.look(self.id)
        return [requirement(self, node(link.item), link) for link in look.out(EdgeKind.REQUIRES)]

    @resolver
    def required_by(self, info: Info) -> list[Requirement]:
        """What it has to be known for."""
        links = info.context.look(self.id).into(EdgeKind.REQUIRES)
        return [requirement(node(link.item), self, link) for link in links]

    @resolver
    def parts(self, info: Info) -> list["Skill"]:
        """The skills that it consists of."""
        return [skill_named(link.item) for link in info.context.look(self.id).into(EdgeKind.PART_OF)]

    @resolver
    def part_of(self, info: Info) -> list["Skill"]:
        """The broader skills and outcomes that it is a part of."""
        return [skill_named(link.item) for link in info.context.look(self.id).out(EdgeKind.PART_OF)]

    @resolver
    def same_as(self, info: Info) -> list["Skill"]:
        """The same skill in other curricula, by id."""
        look, own = info.context.look(self.id), curriculum_of(NodeId(self.id))
        items = {link.item for link in (*look.out(EdgeKind.SAME_AS), *look.into(EdgeKind.SAME_AS))}
        others = (item for item in items if curriculum_of(item.id) != own)
        return [skill_named(item) for item in sorted(others, key=lambda item: item.id)]

    @resolver
    def promised_by(self, info: Info) -> list[Node]:
        """The modules and lessons that promise it."""
        return [node(link.item) for link in info.context.look(self.id).into(EdgeKind.PROMISES)]

    @resolver
    def rests_on(
        self,
        info: Info,
        first: First = 50,
        after: After = None,
    ) -> Connection["Skill"]:
        """All that it requires, directly or not, in an order of study but for circles."""
        found = info.context.look(self.id).rests_on()
        picture = info.context.workspace.settled
        return page_of_nodes(picture, found, first, after, show=lambda one: skill_named(picture.item(one)))


@strawberry.type(description="Something one studies.")
class Lesson(Described):
    """See :class:`graph.model.Lesson`."""

    shown_once: ClassVar = True
    title: str = field(description="What it is called.")
    card: Private[LessonCard | None] = None

    def _card(self, info: Info) -> LessonCard:
        return self.card or info.context.card(self.id)

    @resolver
    def summary(self, info: Info) -> str | None:
        """What it is about; null where no document says."""
        return self._card(info).summary

    @resolver
    def position(self, info: Info) -> int | None:
        """Its place within what holds it, from 1; null where no document says."""
        return info.context.lesson(self.id).position

    @resolver
    def minutes(self, info: Info) -> int | None:
        """How long it takes; null where no document says."""
        return self._card(info).minutes

    @resolver
    def difficulty(self, info: Info) -> Difficulty | None:
        """How hard it is; null where no document says."""
        grade = self._card(info).difficulty
        return Difficulty(grade.value) if grade else None

    @resolver
    def module(self, info: Info) -> Module | None:
        """The module that holds it."""
        module = self._card(info).module
        return Module(id=ID(module.id), title=module.name) if module else None

    @resolver
    def url(self, info: Info) -> str | None:
        """Where it can be read."""
        return info.context.lesson(self.id).url

    @resolver
    def teaches(self, info: Info, role: _Role = None) -> list[Teaching]:
        """The skills that it teaches, or those of one role alone."""
        links = info.context.look(self.id).out(EdgeKind.TEACHES)
        all_ = [teaching(self, skill_named(link.item), link) for link in links]
        return [teaching for teaching in all_ if role in {None, teaching.role}]

    @resolver
    def uses(self, info: Info) -> list[Skill]:
        """The skills that it uses without teaching them."""
        return [skill_named(link.item) for link in info.context.look(self.id).out(EdgeKind.USES)]

    @resolver
    def requires(self, info: Info) -> list[Requirement]:
        """What has to be known or done before it; what its modules require counts, as theirs."""
        links = info.context.look(self.id).out(EdgeKind.REQUIRES)
        return [requirement(_dependent(self, info, link), node(link.item), link) for link in links]

    @resolver
    def required_by(self, info: Info) -> list[Requirement]:
        """What it has to be done for."""
        links = info.context.look(self.id).into(EdgeKind.REQUIRES)
        return [requirement(node(link.item), self, link) for link in links]

    @resolver
    def guards_against(self, info: Info) -> list[Guard]:
        """The pitfalls that it helps to avoid."""
        links = info.context.look(self.id).guards()
        return [guard(self, link.item, link.fact) for link in links]


Goal: TypeAlias = Annotated[
    Skill | Lesson | Pitfall | Module | Audience,
    strawberry.union("Goal", description="What someone may want: to know, to study, to avoid, to be."),
]


def skill_named(item: Item) -> Skill:
    """Return a skill as answers name it."""
    return Skill(id=ID(item.id), name=item.name)


def skills_named(items: Sequence[Item]) -> list[Skill]:
    """Return skills as answers name them."""
    return named(items, [item.id for item in items], skill_named)


def lesson_named(item: Item) -> Lesson:
    """Return a lesson as answers name it."""
    return Lesson(id=ID(item.id), title=item.name)


def lesson_on(card: LessonCard) -> Lesson:
    """Return a lesson with what its card says, to be read without another lookup."""
    return Lesson(id=ID(card.id), title=card.name, card=card)


def node(item: Item) -> Node:
    """Return anything that answers name."""
    if item.kind in _OTHERS:
        return _OTHERS[item.kind](item)
    return _GOALS[item.kind](item)


def goal(item: Item) -> Goal:
    """Return what answers name as a goal."""
    return _GOALS[item.kind](item)


def _dependent(lesson: Lesson, info: Info, link: Link) -> Node:
    """Return what requires: the lesson, or one of its modules."""
    source = link.fact.partition(f" {EdgeKind.REQUIRES} ")[0]
    return lesson if source == lesson.id else node(info.context.item(source))


_GOALS: Final[Mapping[NodeKind, Callable[[Item], Skill | Lesson | Pitfall | Module | Audience]]] = {
    NodeKind.SKILL: skill_named,
    NodeKind.LESSON: lesson_named,
    NodeKind.PITFALL: lambda item: Pitfall(id=ID(item.id), text=item.name),
    NodeKind.MODULE: lambda item: Module(id=ID(item.id), title=item.name),
    NodeKind.AUDIENCE: lambda item: Audience(id=ID(item.id), text=item.name),
}
_OTHERS: Final[Mapping[NodeKind, Callable[[Item], Node]]] = {
    NodeKind.CURRICULUM: lambda item: Curriculum(id=ID(item.id), title=item.name),
    NodeKind.DOCUMENT: lambda item: Document(id=ID(item.id), uri=item.id.partition("/document/")[2]),
}

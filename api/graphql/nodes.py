"""The things of a curriculum and how they hang together, as the schema shows them.

An answer names most things by id and name alone; their other fields are looked up when asked for.
"""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Final, TypeAlias

import strawberry
from strawberry import ID, Private, argument, field

from api.graphql.context import Info
from api.graphql.enums import Difficulty, Origin, SkillKind, TeachingRole
from api.graphql.evidence import Document, Node, Statement, statements
from api.graphql.places import Audience, Curriculum, Module, Pitfall
from api.graphql.resolver import resolver
from api.services.answers import Evidence, Item, LessonCard, Link
from graph.model import NodeKind

_Role: TypeAlias = Annotated[TeachingRole | None, argument(description="Those of one role alone.")]


@strawberry.type(description="Something one can know or do.")
class Skill(Node):
    """See :class:`graph.model.Skill`."""

    name: str = field(description="What it is called.")

    @resolver
    async def aliases(self, info: Info) -> list[str]:
        """Other names for it, sorted."""
        return list((await info.context.skill_node(self.id)).aliases)

    @resolver
    async def kind(self, info: Info) -> SkillKind:
        """What sort of skill it is."""
        return SkillKind((await info.context.skill_node(self.id)).skill_kind.value)

    @resolver
    async def taught_by(self, info: Info) -> list["Teaching"]:
        """The lessons that teach it, in reading order."""
        links = (await info.context.skill(self.id)).taught_by
        return [_teaching(lesson_named(link.item), self, link) for link in links]

    @resolver
    async def sole_teacher(self, info: Info) -> bool:
        """True where exactly one lesson teaches it."""
        return len((await info.context.skill(self.id)).taught_by) == 1

    @resolver
    async def used_by(self, info: Info) -> list["Lesson"]:
        """The lessons that use it without teaching it, in reading order."""
        return [lesson_named(link.item) for link in (await info.context.skill(self.id)).used_by]

    @resolver
    async def requires(self, info: Info) -> list["Requirement"]:
        """What has to be known before it."""
        links = (await info.context.skill(self.id)).requires
        return [_requirement(self, node(link.item), link) for link in links]

    @resolver
    async def required_by(self, info: Info) -> list["Requirement"]:
        """What it has to be known for."""
        links = (await info.context.skill(self.id)).required_by
        return [_requirement(node(link.item), self, link) for link in links]

    @resolver
    async def parts(self, info: Info) -> list["Skill"]:
        """The skills that it consists of."""
        return [skill_named(link.item) for link in (await info.context.skill(self.id)).parts]

    @resolver
    async def part_of(self, info: Info) -> list["Skill"]:
        """The broader skills and outcomes that it is a part of."""
        return [skill_named(link.item) for link in (await info.context.skill(self.id)).part_of]

    @resolver
    async def promised_by(self, info: Info) -> list[Node]:
        """The modules and lessons that promise it."""
        return [node(link.item) for link in (await info.context.skill(self.id)).promised_by]

    @resolver
    async def statements(self, info: Info) -> list[Statement]:
        """Why it is in the graph, strongest evidence first."""
        return statements((await info.context.skill(self.id)).evidence)


@strawberry.type(description="Something one studies.")
class Lesson(Node):
    """See :class:`graph.model.Lesson`."""

    title: str = field(description="What it is called.")
    card: Private[LessonCard | None] = None

    async def _card(self, info: Info) -> LessonCard:
        return self.card or await info.context.card(self.id)

    @resolver
    async def summary(self, info: Info) -> str | None:
        """What it is about; null where no document says."""
        return (await self._card(info)).summary

    @resolver
    async def minutes(self, info: Info) -> int | None:
        """How long it takes; null where no document says."""
        return (await self._card(info)).minutes

    @resolver
    async def difficulty(self, info: Info) -> Difficulty | None:
        """How hard it is; null where no document says."""
        grade = (await self._card(info)).difficulty
        return Difficulty(grade.value) if grade else None

    @resolver
    async def module(self, info: Info) -> Module | None:
        """The module that holds it."""
        module = (await self._card(info)).module
        return Module(id=ID(module.id), title=module.name) if module else None

    @resolver
    async def url(self, info: Info) -> str | None:
        """Where it can be read."""
        return (await info.context.lesson(self.id)).url

    @resolver
    async def teaches(self, info: Info, role: _Role = None) -> list["Teaching"]:
        """The skills that it teaches, or those of one role alone."""
        links = (await info.context.lesson(self.id)).teaches
        all_ = [_teaching(self, skill_named(link.item), link) for link in links]
        return [teaching for teaching in all_ if role in {None, teaching.role}]

    @resolver
    async def uses(self, info: Info) -> list[Skill]:
        """The skills that it uses without teaching them."""
        return [skill_named(link.item) for link in (await info.context.lesson(self.id)).uses]

    @resolver
    async def requires(self, info: Info) -> list["Requirement"]:
        """What has to be known or done before it; what its modules require counts."""
        links = (await info.context.lesson(self.id)).requires
        return [_requirement(self, node(link.item), link) for link in links]

    @resolver
    async def required_by(self, info: Info) -> list["Requirement"]:
        """What it has to be done for."""
        links = (await info.context.lesson(self.id)).required_by
        return [_requirement(node(link.item), self, link) for link in links]

    @resolver
    async def guards_against(self, info: Info) -> list["Guard"]:
        """The pitfalls that it helps to avoid."""
        links = (await info.context.lesson(self.id)).guards
        return [guard(self, link.item, link.evidence) for link in links]

    @resolver
    async def statements(self, info: Info) -> list[Statement]:
        """Why it is in the graph, strongest evidence first."""
        return statements((await info.context.lesson(self.id)).evidence)


@strawberry.type(description="A lesson teaches a skill.")
class Teaching:
    """An edge of kind TEACHES."""

    lesson: Lesson = field(description="The lesson.")
    skill: Skill = field(description="The skill.")
    role: TeachingRole | None = field(description="What the lesson is to the skill; null where unknown.")
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="One thing has to be known or done before another.")
class Requirement:
    """An edge of kind REQUIRES."""

    dependent: Node = field(description="What comes after.")
    prerequisite: Node = field(description="What comes before.")
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="A lesson helps to avoid a pitfall.")
class Guard:
    """An edge of kind GUARDS_AGAINST."""

    lesson: Lesson = field(description="The lesson.")
    pitfall: Pitfall = field(description="The pitfall.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


Goal: TypeAlias = Annotated[
    Skill | Lesson | Pitfall | Module | Audience,
    strawberry.union("Goal", description="What someone may want: to know, to study, to avoid, to be."),
]


def skill_named(item: Item) -> Skill:
    """Return a skill as answers name it."""
    return Skill(id=ID(item.id), name=item.name)


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


def guard(lesson: Lesson, pitfall: Item, evidence: Iterable[Evidence]) -> Guard:
    """Return what a lesson does against a pitfall."""
    return Guard(
        lesson=lesson,
        pitfall=Pitfall(id=ID(pitfall.id), text=pitfall.name),
        statements=statements(evidence),
    )


def _teaching(lesson: Lesson, skill: Skill, link: Link) -> Teaching:
    return Teaching(
        lesson=lesson,
        skill=skill,
        role=TeachingRole(link.role.value) if link.role else None,
        origin=Origin(link.origin.value),
        confidence=link.confidence,
        statements=statements(link.evidence),
    )


def _requirement(dependent: Node, prerequisite: Node, link: Link) -> Requirement:
    return Requirement(
        dependent=dependent,
        prerequisite=prerequisite,
        origin=Origin(link.origin.value),
        confidence=link.confidence,
        statements=statements(link.evidence),
    )


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

"""What ties the things of a curriculum together: claims with an id of their own, as the schema shows them."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import strawberry
from strawberry import ID, Private, field

from api.graphql.context import Info
from api.graphql.enums import Origin, TeachingRole
from api.graphql.evidence import Described, Node, Statement, statements
from api.graphql.places import Pitfall
from api.graphql.resolver import resolver
from api.graphql.shared import named
from api.services import answers
from api.services.answers import Evidence, Item, Link
from graph import model
from graph.model import EdgeId, FactId

if TYPE_CHECKING:
    from api.graphql.nodes import Lesson, Skill

_Lesson: TypeAlias = Annotated["Lesson", strawberry.lazy("api.graphql.nodes")]
_Skill: TypeAlias = Annotated["Skill", strawberry.lazy("api.graphql.nodes")]


@strawberry.type(description="A lesson teaches a skill.")
class Teaching(Described):
    """An edge of kind TEACHES."""

    lesson: _Lesson = field(description="The lesson.")
    skill: _Skill = field(description="The skill.")
    role: TeachingRole | None = field(description="What the lesson is to the skill; null where unknown.")
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")


@strawberry.type(description="One thing has to be known or done before another.")
class Requirement(Described):
    """An edge of kind REQUIRES."""

    dependent: Node = field(description="What comes after.")
    prerequisite: Node = field(description="What comes before.")
    origin: Origin = field(description="Where the claim comes from.")
    confidence: float = field(description="0 to 1; 1 unless inferred.")


@strawberry.type(description="A lesson helps to avoid a pitfall.")
class Guard(Described):
    """An edge of kind GUARDS_AGAINST."""

    lesson: _Lesson = field(description="The lesson.")
    pitfall: Pitfall = field(description="The pitfall.")
    told: Private[tuple[Evidence, ...] | None] = None

    @resolver
    def origin(self, info: Info) -> Origin:
        """Where the claim comes from."""
        picture, edge = info.context.edge(self.id)
        return Origin(picture.snapshot.origin(edge).value)

    @resolver
    def confidence(self, info: Info) -> float:
        """0 to 1; 1 unless inferred."""
        picture, edge = info.context.edge(self.id)
        return round(picture.snapshot.confidence(edge), 4)

    @resolver
    async def statements(self, info: Info) -> list[Statement]:
        """The reasons, strongest first."""
        return statements(await info.context.evidence(EdgeId(self.id)) if self.told is None else self.told)


_ORIGINS: Final = {origin: Origin(origin.value) for origin in model.Origin}


def guards(lesson: "Lesson", told: Sequence[answers.Guard]) -> list[Guard]:
    """Return what a lesson does against pitfalls; the reasons that count are a part of the name."""
    names = ["".join([f"{one.fact}#", *[reason.id for reason in one.evidence]]) for one in told]
    return named(told, names, lambda one: guard(lesson, one.pitfall, one.fact, one.evidence))


def guard(lesson: "Lesson", pitfall: Item, fact: FactId, told: tuple[Evidence, ...] | None = None) -> Guard:
    """Return what a lesson does against a pitfall; a path says itself which reasons count."""
    return Guard(id=ID(fact), lesson=lesson, pitfall=Pitfall(id=ID(pitfall.id), text=pitfall.name), told=told)


def teaching(lesson: "Lesson", skill: "Skill", link: Link) -> Teaching:
    """Return what a lesson teaches."""
    return Teaching(
        id=ID(link.fact),
        lesson=lesson,
        skill=skill,
        role=TeachingRole(link.role.value) if link.role else None,
        origin=_ORIGINS[link.origin],
        confidence=link.confidence,
    )


def requirement(dependent: Node, prerequisite: Node, link: Link) -> Requirement:
    """Return what has to be known or done before something."""
    return Requirement(
        id=ID(link.fact),
        dependent=dependent,
        prerequisite=prerequisite,
        origin=_ORIGINS[link.origin],
        confidence=link.confidence,
    )

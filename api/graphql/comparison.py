"""What differs between two states of a curriculum, as the schema shows it."""

import strawberry
from strawberry import field

from api.graphql.analysis_types import Effect, PathChange, path_effect
from api.graphql.evidence import Node
from api.graphql.nodes import Lesson, lesson_named, node
from api.services import cohort, compare


@strawberry.type(description="A thing that stayed, or was renamed.")
class Alteration:
    """See :class:`api.services.compare.Alteration`."""

    before: Node = field(description="As it was.")
    after: Node = field(description="As it is.")
    fields: list[str] = field(description="The names of its fields that differ.")


@strawberry.type(description="How things hang together: an edge by the things at its ends.")
class Relation:
    """See :class:`api.services.compare.Relation`."""

    source: Node = field(description="Where it begins.")
    kind: str = field(description="What it says, as an `EdgeKind`.")
    target: Node = field(description="Where it ends.")


@strawberry.type(description="What is left to study on average.")
class Load:
    """See :class:`api.services.cohort.Load`."""

    lessons: float = field(description="How many lessons.")
    minutes: float | None = field(description="Null where no document states minutes.")


@strawberry.type(description="For how many learners a path changes in one way.")
class Count:
    """A kind of change, and learners."""

    change: PathChange = field(description="What becomes of the path.")
    learners: int = field(description="For how many.")


@strawberry.type(description="What a change does to the learners on their way to a goal.")
class Shift:
    """See :class:`api.services.cohort.Shift`."""

    goal: Node = field(description="An audience or a promised outcome.")
    learners: int = field(description="How many are on their way: have something of it behind them.")
    changes: list[Count] = field(description="For how many of them their path changes how.")
    before: Load | None = field(description="Of those who can reach it in both; null where nobody can.")
    after: Load | None = field(description="The same, after the change.")


@strawberry.type(description="A lesson that was on the way of learners and is on it no more.")
class Spared:
    """See :class:`api.services.cohort.Spared`."""

    lesson: Lesson = field(description="The lesson.")
    learners: int = field(description="How many learners need it no more.")


@strawberry.type(description="What a change does to stored learners, in aggregate.")
class Cohort:
    """See :class:`api.services.cohort.Cohort`."""

    learners: int = field(description="How many were looked at.")
    more: bool = field(description="True if there are others.")
    shifts: list[Shift] = field(description="Goals to which paths change, the worst first.")
    unnecessary: list[Spared] = field(description="Lessons that are needed no more.")
    withheld: int = field(
        description="Goals of which nothing is told: fewer than five learners are on their way."
    )


@strawberry.type(description="What differs between two states of a curriculum.")
class Comparison:
    """See :class:`api.services.compare.Comparison`."""

    added: list[Node] = field(description="What is new.")
    removed: list[Node] = field(description="What is gone.")
    renamed: list[Alteration] = field(description="What has another id, and is recognised as the same.")
    changed: list[Alteration] = field(description="What says something else now.")
    linked: list[Relation] = field(description="Edges that are new.")
    unlinked: list[Relation] = field(description="Edges that are gone.")
    goals: int = field(description="Audiences and promised outcomes whose paths were looked at.")
    effects: list[Effect] = field(description="Those whose paths from nothing change, the worst first.")
    unnecessary: list[Node] = field(description="Lessons that no path leads through any more.")
    cohort: Cohort | None = field(description="Stored learners; null where they are not counted.")


def comparison(found: compare.Comparison) -> Comparison:
    """Return a comparison as the schema shows it."""
    return Comparison(
        added=[node(item) for item in found.added],
        removed=[node(item) for item in found.removed],
        renamed=[_alteration(one) for one in found.renamed],
        changed=[_alteration(one) for one in found.changed],
        linked=[_relation(one) for one in found.linked],
        unlinked=[_relation(one) for one in found.unlinked],
        goals=found.goals,
        effects=[path_effect(one) for one in found.effects],
        unnecessary=[node(item) for item in found.unnecessary],
        cohort=_cohort(found.cohort) if found.cohort else None,
    )


def _alteration(one: compare.Alteration) -> Alteration:
    return Alteration(before=node(one.before), after=node(one.after), fields=list(one.fields))


def _relation(one: compare.Relation) -> Relation:
    return Relation(source=node(one.source), kind=one.kind, target=node(one.target))


def _cohort(found: cohort.Cohort) -> Cohort:
    return Cohort(
        learners=found.learners,
        more=found.more,
        shifts=[_shift(one) for one in found.shifts],
        unnecessary=[Spared(lesson=lesson_named(s.lesson), learners=s.learners) for s in found.unnecessary],
        withheld=found.withheld,
    )


def _shift(one: cohort.Shift) -> Shift:
    return Shift(
        goal=node(one.goal),
        learners=one.learners,
        changes=[Count(change=PathChange(c.value), learners=number) for c, number in one.changes.items()],
        before=Load(lessons=one.before.lessons, minutes=one.before.minutes) if one.before else None,
        after=Load(lessons=one.after.lessons, minutes=one.after.minutes) if one.after else None,
    )

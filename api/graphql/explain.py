"""Why something is on the way to a gap, or is not, as the schema shows it."""

from enum import Enum

import strawberry
from strawberry import enum_value as value
from strawberry import field

from api.graphql.enums import PathUnit
from api.graphql.evidence import Node
from api.graphql.nodes import Lesson, lesson_named, lesson_on, node
from api.graphql.path import Reading, Saving, Step, readings, saving, step
from api.services import explanation as answers


@strawberry.enum(description="What something is to a path.")
class Verdict(Enum):
    """See :class:`api.services.explanation.Verdict`."""

    STEP = value("step", description="A lesson of the path.")
    GAINED = value("gained", description="A skill that a lesson of the path teaches.")
    KNOWN = value("known", description="Known or done already.")
    LEFT_OUT = value("left_out", description="The shortest path does without it.")
    UNREACHABLE = value("unreachable", description="No path leads to it.")


@strawberry.type(description="Another path to the same goals, compared with the shortest.")
class Otherwise:
    """See :class:`api.services.explanation.Otherwise`."""

    extra: int | None = field(
        description="What it takes more, in `unit`; null where it does not reach what the shortest does."
    )
    added: list[Lesson] = field(description="The lessons that it has and the shortest has not, in order.")
    dropped: list[Lesson] = field(description="The lessons that it does without, in order.")
    exact: bool = field(description="False if the time for planning ran out.")


@strawberry.type(description="Why a lesson or a skill is on the way to a gap, or is not.")
class Explanation:
    """See :class:`api.services.explanation.Explanation`."""

    item: Node = field(description="The lesson or the skill.")
    verdict: Verdict = field(description="What it is to the path.")
    text: str = field(description="The reason, in one or two plain sentences.")
    readings: list[Reading] = field(description="How the wish was read; the first was planned.")
    goals: list[Node] = field(description="What it is on the way to.")
    step: Step | None = field(description="The step that it is, or by which it is gained.")
    without: Otherwise | None = field(description="The best path without that step.")
    with_it: Otherwise | None = field(description="The best path by way of a lesson that is left out.")
    locked_by: list[Node] = field(description="What has to be known or done before it can be started.")
    unlock: list[Lesson] = field(description="The lessons that make it startable soonest, in order.")
    unlock_minutes: int | None = field(description="What these take; null where no document states minutes.")
    saving: Saving | None = field(description="For a skill: what knowing it would save.")
    unit: PathUnit = field(description="What all is counted in.")


def explanation(found: answers.Explanation) -> Explanation:
    """Return an explanation as the schema shows it."""
    return Explanation(
        item=node(found.item),
        verdict=Verdict(found.verdict.value),
        text=found.text,
        readings=readings(found.readings),
        goals=[node(item) for item in found.goals],
        step=step(found.step) if found.step else None,
        without=_otherwise(found.without),
        with_it=_otherwise(found.with_it),
        locked_by=[node(item) for item in found.locked_by],
        unlock=[lesson_on(card) for card in found.unlock],
        unlock_minutes=found.unlock_minutes,
        saving=saving(found.saving) if found.saving else None,
        unit=PathUnit(found.unit),
    )


def _otherwise(found: answers.Otherwise | None) -> Otherwise | None:
    if found is None:
        return None
    return Otherwise(
        extra=found.extra,
        added=[lesson_named(item) for item in found.added],
        dropped=[lesson_named(item) for item in found.dropped],
        exact=found.exact,
    )

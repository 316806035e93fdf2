"""What a curriculum covers, part by part, as the schema shows it."""

from enum import Enum

import strawberry
from strawberry import enum_value, field

from api.graphql.evidence import Node
from api.graphql.nodes import Lesson, Skill, lesson_named, node, skill_named
from api.graphql.revision import Revision, revision
from api.services import coverage as covering


@strawberry.enum(description="By what a curriculum is divided.")
class CoverageDimension(Enum):
    """See :class:`graph.algorithms.coverage.Dimension`."""

    MODULE = enum_value("module", description="Its modules.")
    AUDIENCE = enum_value("audience", description="Whom its modules and lessons are for.")
    OUTCOME = enum_value("outcome", description="What it promises.")
    PITFALL = enum_value("pitfall", description="What it warns of.")
    KIND = enum_value("kind", description="Concepts, tools and outcomes.")
    DIFFICULTY = enum_value("difficulty", description="How documents grade its lessons.")


@strawberry.type(description="What one part of a curriculum covers.")
class CoverageRow:
    """See :class:`api.services.coverage.Row`."""

    part: Node | None = field(description="The part; null for the whole, and where it is a `value`.")
    value: str | None = field(description="A difficulty or a kind of skill; null where nobody says.")
    lessons: list[Lesson] = field(description="Its lessons, in reading order.")
    minutes: int | None = field(description="Of its lessons; null where no document states any.")
    estimated: bool = field(description="True if the minutes of some lesson were estimated.")
    taught: list[Skill] = field(description="What its lessons teach.")
    required: list[Skill] = field(description="What they require.")
    untaught: list[Skill] = field(description="Required, and nothing teaches it.")
    unused: list[Skill] = field(description="Taught, and nothing requires or promises it.")
    promised: list[Skill] = field(description="The outcomes that it promises.")
    unkept: list[Skill] = field(description="Promised, and nothing leads to it.")
    warned: list[Node] = field(description="The pitfalls that it warns of.")
    unguarded: list[Node] = field(description="Warned of, and no lesson helps against it.")


@strawberry.type(description="An outcome, a pitfall or an audience that at most one lesson serves.")
class ThinSpot:
    """See :class:`api.services.coverage.Thin`."""

    node: Node = field(description="What is served.")
    lesson: Lesson | None = field(description="The lesson that alone serves it; null where none does.")


@strawberry.type(description="What a curriculum covers, by one dimension.")
class Coverage:
    """See :class:`api.services.coverage.CoverageTable`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    rows: list[CoverageRow] = field(description="The parts, in the curriculum's order.")
    total: CoverageRow = field(description="All of it.")
    thin: list[ThinSpot] = field(
        description="What its lessons are thin in: what none serves, then what one does."
    )


def coverage(found: covering.CoverageTable) -> Coverage:
    """Return what a curriculum covers as the schema shows it."""
    return Coverage(
        revision=revision(found.revision),
        rows=[coverage_row(row) for row in found.rows],
        total=coverage_row(found.total),
        thin=[
            ThinSpot(node=node(one.item), lesson=lesson_named(one.lesson) if one.lesson else None)
            for one in found.thin
        ],
    )


def coverage_row(row: covering.Row) -> CoverageRow:
    """Return what a part covers as the schema shows it."""
    return CoverageRow(
        part=node(row.item) if row.item else None,
        value=row.value,
        lessons=[lesson_named(item) for item in row.lessons],
        minutes=row.minutes,
        estimated=row.estimated,
        taught=[skill_named(item) for item in row.taught],
        required=[skill_named(item) for item in row.required],
        untaught=[skill_named(item) for item in row.untaught],
        unused=[skill_named(item) for item in row.unused],
        promised=[skill_named(item) for item in row.promised],
        unkept=[skill_named(item) for item in row.unkept],
        warned=[node(item) for item in row.warned],
        unguarded=[node(item) for item in row.unguarded],
    )

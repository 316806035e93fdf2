"""What to study next, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

import strawberry
from strawberry import ID, Private, field

from api.graphql.context import Info
from api.graphql.enums import MatchedBy, PathUnit
from api.graphql.evidence import Node, Statement, statements
from api.graphql.nodes import (
    Goal,
    Guard,
    Lesson,
    Skill,
    goal,
    guard,
    lesson_named,
    lesson_on,
    node,
    skill_named,
)
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.services import answers


@strawberry.type(description="One way to understand a wish; another leads to other lessons.")
class Reading:
    """See :class:`api.services.answers.Reading`."""

    id: ID = field(description="Hand it over as `gap.reading` to plan this reading.")
    text: str = field(description="The part of the wish that was read so.")
    goals: list[Goal] = field(description="What it means, best first; all lead to the same lessons.")
    lessons: list[Lesson] = field(description="The lessons that it leads to, in reading order.")
    score: float = field(description="Orders the readings of one `text`, and says no more.")
    similarity: float | None = field(
        description="Likeness of meaning, -1 to 1; null where a name or an id was given."
    )
    main: bool = field(description="True if `text` is the main clause of the wish.")
    matched_by: MatchedBy = field(description="How it was found.")


@strawberry.type(description="One lesson of a path.")
class Step:
    """See :class:`api.services.answers.Step`."""

    position: int = field(description="1-based, in the order to study.")
    lesson: Lesson = field(description="The lesson.")
    minutes: int | None = field(description="What was counted: an estimate where the lesson states none.")
    cumulative_minutes: int | None = field(description="Minutes up to the end of this step.")
    adds: list[Skill] = field(description="The skills that are new after it.")
    closes: list[Goal] = field(description="The goals that are reached with it.")
    needed_by: list[Node] = field(description="What later on the path needs it.")
    guards_against: list[Guard] = field(description="The pitfalls that it helps to avoid.")
    because: str = field(description="Why it is there, in one plain sentence.")
    statements: list[Statement] = field(description="The reasons, strongest first.")
    together: list[Lesson] = field(description="Studied together with these: they require one another.")
    indispensable: bool = field(description="True if no other lesson could take its place.")


@strawberry.type(description="A lesson that the goal does not need and that serves it all the same.")
class Suggestion:
    """See :class:`api.services.answers.Suggestion`."""

    lesson: Lesson = field(description="The lesson.")
    because: str = field(description="How it serves, in one plain sentence.")
    statements: list[Statement] = field(description="The reasons, strongest first.")


@strawberry.type(description="A skill that is required and that no lesson here teaches.")
class Assumption:
    """See :class:`api.services.answers.Assumption`."""

    skill: Skill = field(description="The skill.")
    known: bool = field(description="True if the learner says to know it.")
    statements: list[Statement] = field(description="Where it is required, strongest evidence first.")


@strawberry.type(description="A goal that no path reaches.")
class Unreachable:
    """See :class:`api.services.answers.Unreachable`."""

    goal: Goal = field(description="The goal.")
    missing: list[Node] = field(description="What would have to be taught for it.")


@strawberry.type(description="How good the path is: no path is shorter than `lowerBound`.")
class Proof:
    """See :class:`api.services.answers.Proof`."""

    proven: bool = field(description="True if no shorter path exists; then both figures are equal.")
    total: float = field(description="The length of this path.")
    lower_bound: float = field(description="What every path takes at least.")
    unit: PathUnit = field(description="What both are counted in.")


@strawberry.type(description="What became of a budget.")
class BudgetOutcome:
    """See :class:`api.services.answers.Budget`."""

    applied: bool = field(description="False where no document states minutes.")
    minutes: int = field(description="The budget.")
    steps: int = field(description="How many steps of the path fit, from the first on.")
    goals_closed: int = field(description="The goals that are reached within it.")
    goals_total: int = field(description="The goals of the reading that was planned.")
    left_out: list[Node] = field(description="What did not fit.")


@strawberry.type(description="What was taken as known.")
class Known:
    """See :class:`api.services.answers.KnownThings`."""

    items: list[Node] = field(description="Skills and lessons of the graph.")
    unmatched: list[str] = field(description="Words that name nothing in the graph.")


@strawberry.type(description="What to study next, and why.")
class LearningPath:
    """See :class:`api.services.answers.LearningPath`."""

    revision: Revision = field(description="The state of the graph that this answers from.")
    planned: bool = field(
        description="False if the wish has no clear relation to the curriculum: then nothing was planned."
    )
    readings: list[Reading] = field(description="How the wish was read; the first was planned.")
    steps: list[Step] = field(description="The lessons needed, in the order to study.")
    helpful: list[Suggestion] = field(
        description="Not needed, but they serve the same outcome, pitfall or another part of the wish."
    )
    assumes: list[Assumption] = field(description="Required, taught by no lesson here.")
    unreachable: list[Unreachable] = field(description="Goals that no path reaches, with what is missing.")
    known: Known = field(description="What was taken as known.")
    total_minutes: int | None = field(description="Null where no document states minutes.")
    estimated: bool = field(description="True if some lesson's minutes were estimated.")
    proof: Proof = field(description="How good the path is.")
    budget: BudgetOutcome | None = field(description="Present when a budget was given.")
    hidden_inferred: int = field(description="Inferred edges that this view left out.")


@strawberry.type(description="A lesson that can be started now.")
class Recommendation:
    """See :class:`api.services.answers.Recommendation`."""

    lesson: Lesson = field(description="The lesson.")
    relevance: float = field(description="Orders the recommendations of one answer, and says no more.")
    unlocks: int = field(description="How many lessons wait for it.")
    because: str = field(description="Why it is worth starting, in one plain sentence.")
    pitfalls: Private[frozenset[str]]

    @resolver
    async def guards_against(self, info: Info) -> list[Guard]:
        """The pitfalls that it helps to avoid."""
        links = (await info.context.lesson(self.lesson.id)).guards
        return [
            guard(self.lesson, link.item, link.evidence) for link in links if link.item.id in self.pitfalls
        ]


def learning_path(answer: answers.LearningPath) -> LearningPath:
    """Return a path as the schema shows it."""
    return LearningPath(
        revision=revision(answer.revision),
        planned=answer.planned,
        readings=readings(answer.readings),
        steps=[_step(step) for step in answer.steps],
        helpful=[
            Suggestion(lesson=lesson_on(one.lesson), because=one.because, statements=statements(one.evidence))
            for one in answer.helpful
        ],
        assumes=[
            Assumption(skill=skill_named(one.skill), known=one.known, statements=statements(one.evidence))
            for one in answer.assumes
        ],
        unreachable=[
            Unreachable(goal=goal(one.goal), missing=[node(item) for item in one.missing])
            for one in answer.unreachable
        ],
        known=Known(
            items=[node(item) for item in answer.known.items], unmatched=list(answer.known.unmatched)
        ),
        total_minutes=answer.total_minutes,
        estimated=answer.estimated,
        proof=_proof(answer.proof),
        budget=_budget(answer.budget) if answer.budget else None,
        hidden_inferred=answer.hidden_inferred,
    )


def readings(found: tuple[answers.Reading, ...]) -> list[Reading]:
    """Return readings as the schema shows them; the first belongs to the main clause."""
    return [
        Reading(
            id=ID(one.id),
            text=one.clause,
            goals=[goal(item) for item in one.goals],
            lessons=[lesson_named(item) for item in one.lessons],
            score=one.score,
            similarity=one.similarity,
            main=one.clause == found[0].clause,
            matched_by=MatchedBy(one.via.value),
        )
        for one in found
    ]


def recommendation(answer: answers.Recommendation) -> Recommendation:
    """Return a recommendation as the schema shows it."""
    return Recommendation(
        lesson=lesson_on(answer.lesson),
        relevance=answer.relevance,
        unlocks=answer.unlocks,
        because=answer.because,
        pitfalls=frozenset(item.id for item in answer.guards),
    )


def _step(step: answers.Step) -> Step:
    lesson = lesson_on(step.lesson)
    return Step(
        position=step.position,
        lesson=lesson,
        minutes=step.minutes,
        cumulative_minutes=step.cumulative,
        adds=[skill_named(item) for item in step.adds],
        closes=[goal(item) for item in step.closes],
        needed_by=[node(item) for item in step.needed_by],
        guards_against=[guard(lesson, one.pitfall, one.evidence) for one in step.guards],
        because=step.because,
        statements=statements(step.evidence),
        together=[lesson_named(item) for item in step.together],
        indispensable=step.indispensable,
    )


def _proof(proof: answers.Proof) -> Proof:
    return Proof(
        proven=proof.proven, total=proof.total, lower_bound=proof.lower_bound, unit=PathUnit(proof.unit)
    )


def _budget(budget: answers.Budget) -> BudgetOutcome:
    return BudgetOutcome(
        applied=budget.applied,
        minutes=budget.minutes,
        steps=budget.steps,
        goals_closed=budget.closed,
        goals_total=budget.goals,
        left_out=[node(item) for item in budget.left_out],
    )

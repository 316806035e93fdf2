"""What to study next, as the schema shows it."""

# ruff: noqa: D401 - a resolver's docstring is the description that clients read

from functools import partial

import strawberry
from strawberry import ID, Private, field

from api.graphql.arguments import First
from api.graphql.claims import Guard, guard, guards
from api.graphql.context import Info
from api.graphql.enums import EdgeKind, MatchedBy, PathUnit
from api.graphql.evidence import Node, Statement, statements
from api.graphql.inputs import page_size
from api.graphql.nodes import (
    Goal,
    Lesson,
    Skill,
    goal,
    lesson_named,
    lesson_on,
    node,
    skill_named,
    skills_named,
)
from api.graphql.resolver import resolver
from api.graphql.revision import Revision, revision
from api.graphql.shared import shared
from api.services import answers, explain
from api.services import explanation as explained
from api.services.question import PathQuestion


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


@strawberry.type(description="What a path would take less if a skill were known already.")
class Saving:
    """See :class:`api.services.explanation.Saving`."""

    skill: Skill = field(description="The skill.")
    saves: int = field(description="Minutes, or lessons where no document states minutes.")
    exact: bool = field(description="False if it may save more.")


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


@strawberry.type(description="What more time than the budget would add.")
class MoreTime:
    """See :class:`api.services.answers.MoreTime`."""

    minutes: int = field(description="How much more.")
    lessons: list[Lesson] = field(description="The lessons that it would add, in the order to study.")
    closes: list[Goal] = field(description="The goals that it would reach.")


@strawberry.type(description="What to study within the time there is: the most valuable part of the gap.")
class BudgetOutcome:
    """See :class:`api.services.answers.Budget`."""

    applied: bool = field(description="False where no document states minutes: then `steps` are all.")
    minutes: int = field(description="The budget.")
    used_minutes: int = field(description="What the steps take.")
    steps: list[Step] = field(description="The lessons that fit, in the order to study.")
    goals_closed: int = field(description="The goals that are reached within it.")
    goals_total: int = field(description="The goals of the reading that was planned.")
    share_closed: float = field(description="The share of the gap that is closed, parts of goals counted.")
    share_at_most: float = field(description="What no choice of lessons exceeds.")
    proven: bool = field(description="True if no choice of lessons closes more.")
    left_out: list[Node] = field(description="The lessons of the whole path that do not fit.")
    next_minutes_buy: MoreTime | None = field(description="What half an hour more would add, if anything.")


@strawberry.type(description="Something that Cairn concluded and no document says.")
class InferredEdge:
    """See :class:`api.services.answers.InferredEdge`."""

    source: Node = field(description="What requires, teaches, guards or is a part.")
    kind: EdgeKind = field(description="What it does.")
    target: Node = field(description="What is required, taught, guarded against or made up.")
    confidence: float = field(description="0 to 1.")
    because: str | None = field(description="Its signals in words that a person can check.")


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
    hidden_inferred: int = field(description="How many inferred edges this view left out.")
    relied_on: list[InferredEdge] = field(description="The inferred edges without which it would differ.")
    left_out: list[InferredEdge] = field(description="The inferred edges that this view left out.")
    asked: Private[PathQuestion]

    @resolver
    async def what_if(self, info: Info, first: First = 5) -> list[Saving]:
        """The skills that would save most if they were known already, best first."""
        found = await explain.what_if(info.context.workspace, self.asked, first=page_size(first))
        info.context.hurried |= not all(one.exact for one in found)
        return [saving(one) for one in found]


@strawberry.type(description="A lesson that can be started now.")
class Recommendation:
    """See :class:`api.services.answers.Recommendation`."""

    lesson: Lesson = field(description="The lesson.")
    relevance: float = field(description="Orders the recommendations of one answer, and says no more.")
    unlocks: int = field(description="How many lessons wait for it.")
    because: str = field(description="Why it is worth starting, in one plain sentence.")
    pitfalls: Private[frozenset[str]]

    @resolver
    def guards_against(self, info: Info) -> list[Guard]:
        """The pitfalls that it helps to avoid."""
        links = info.context.look(self.lesson.id).guards()
        return [guard(self.lesson, link.item, link.fact) for link in links if link.item.id in self.pitfalls]


def learning_path(answer: answers.LearningPath, asked: PathQuestion) -> LearningPath:
    """Return a path as the schema shows it."""
    return LearningPath(
        revision=revision(answer.revision),
        planned=answer.planned,
        readings=readings(answer.readings),
        steps=shared(answer.steps, step),
        helpful=shared(answer.helpful, _suggestion),
        assumes=shared(answer.assumes, _assumption),
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
        relied_on=shared(answer.relied_on, _inferred),
        left_out=shared(answer.left_out, _inferred),
        asked=asked,
    )


def readings(found: tuple[answers.Reading, ...]) -> list[Reading]:
    """Return readings as the schema shows them; the first belongs to the main clause."""
    main = found[0].clause if found else ""
    return shared(
        found, _main_reading if all(one.clause == main for one in found) else partial(_reading, main)
    )


def _main_reading(one: answers.Reading) -> Reading:
    return _reading(one.clause, one)


def _reading(main: str, one: answers.Reading) -> Reading:
    return Reading(
        id=ID(one.id),
        text=one.clause,
        goals=[goal(item) for item in one.goals],
        lessons=[lesson_named(item) for item in one.lessons],
        score=one.score,
        similarity=one.similarity,
        main=one.clause == main,
        matched_by=MatchedBy(one.via.value),
    )


def saving(found: explained.Saving) -> Saving:
    """Return a saving as the schema shows it."""
    return Saving(skill=skill_named(found.skill), saves=found.saves, exact=found.exact)


def recommendation(answer: answers.Recommendation) -> Recommendation:
    """Return a recommendation as the schema shows it."""
    return Recommendation(
        lesson=lesson_on(answer.lesson),
        relevance=answer.relevance,
        unlocks=answer.unlocks,
        because=answer.because,
        pitfalls=frozenset(item.id for item in answer.guards),
    )


def step(found: answers.Step) -> Step:
    """Return a step as the schema shows it."""
    lesson = lesson_on(found.lesson)
    return Step(
        position=found.position,
        lesson=lesson,
        minutes=found.minutes,
        cumulative_minutes=found.cumulative,
        adds=skills_named(found.adds),
        closes=[goal(item) for item in found.closes],
        needed_by=[node(item) for item in found.needed_by],
        guards_against=guards(lesson, found.guards),
        because=found.because,
        statements=statements(found.evidence),
        together=[lesson_named(item) for item in found.together],
        indispensable=found.indispensable,
    )


def _suggestion(found: answers.Suggestion) -> Suggestion:
    return Suggestion(
        lesson=lesson_on(found.lesson), because=found.because, statements=statements(found.evidence)
    )


def _assumption(found: answers.Assumption) -> Assumption:
    return Assumption(
        skill=skill_named(found.skill), known=found.known, statements=statements(found.evidence)
    )


def _proof(proof: answers.Proof) -> Proof:
    return Proof(
        proven=proof.proven, total=proof.total, lower_bound=proof.lower_bound, unit=PathUnit(proof.unit)
    )


def _inferred(edge: answers.InferredEdge) -> InferredEdge:
    return InferredEdge(
        source=node(edge.source),
        kind=EdgeKind(edge.kind.value),
        target=node(edge.target),
        confidence=edge.confidence,
        because=edge.because,
    )


def _budget(budget: answers.Budget) -> BudgetOutcome:
    more = budget.more
    return BudgetOutcome(
        applied=budget.applied,
        minutes=budget.minutes,
        used_minutes=budget.used,
        steps=[step(one) for one in budget.steps],
        goals_closed=budget.closed,
        goals_total=budget.goals,
        share_closed=budget.share,
        share_at_most=budget.most,
        proven=budget.proven,
        left_out=[node(item) for item in budget.left_out],
        next_minutes_buy=MoreTime(
            minutes=more.minutes,
            lessons=[lesson_named(item) for item in more.lessons],
            closes=[goal(item) for item in more.closes],
        )
        if more
        else None,
    )

"""What to study next, and why: a wish in words becomes readings, a path, and what helps beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import anyio.to_thread

from api.services.answers import Budget, Item, Lasting, LearningPath, MoreTime, Proof, Reading, Recommendation
from api.services.curricula import require_curriculum
from api.services.known import Claims, read_known
from api.services.match import GOAL_KINDS, look_and_encode, read_clauses, read_named, stands_out
from api.services.matters import matters_of
from api.services.picture import Picture
from api.services.question import PathQuestion
from api.services.reasons import Reasons, recommendation_reason
from api.services.suggest import other_clauses
from api.services.told import tell
from api.services.wish import read_wish
from api.services.workspace import Workspace
from graph.algorithms import within
from graph.algorithms.foundations import Matters
from graph.algorithms.goals import reach
from graph.algorithms.minutes import Unit
from graph.algorithms.path import Path, find_path
from graph.algorithms.ready import ready, to_review
from graph.errors import InvalidInput
from graph.model import NodeId, NodeKind

_READINGS = 5
_MORE = 30
_AT_ONCE = 64
"""Actions in a problem up to which it is planned between two requests, within a few milliseconds."""
_NAMED_KINDS = (*GOAL_KINDS, NodeKind.MODULE, NodeKind.AUDIENCE)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood: readings by clause, the main one first, and the goals to plan."""

    picture: Picture
    question: PathQuestion
    claims: Claims
    readings: tuple[tuple[Reading, ...], ...]
    goals: tuple[int, ...]
    without: tuple[int, ...] = ()

    @property
    def matters(self) -> Matters:
        """Return the matters of each pitfall among the goals."""
        return matters_of(self.picture, self.goals, self.question.scope.view)


async def learning_path(workspace: Workspace, question: PathQuestion) -> LearningPath:
    """Return the shortest path of lessons that closes a gap, with the reason for each step.

    Raises
    ------
    UnknownId
        If a goal is named that is not in the graph, or a lesson that is finished or to be left out.
    InvalidInput
        If the question names a reading that there is not.
    """
    understood = await understand(workspace, question)
    if not understood.goals:
        return _unplanned(understood)
    with workspace.tracer.stage("plan"):
        path = await _planned(understood)
    with workspace.tracer.stage("reasons"):
        return await _answer(workspace, understood, path)


async def ready_to_learn(
    workspace: Workspace, question: PathQuestion, *, first: int
) -> tuple[Recommendation, ...]:
    """Return up to ``first`` lessons that can be started now, most useful first."""
    understood = await understand(workspace, question)
    picture = understood.picture
    known = understood.claims.known
    find = partial(
        ready,
        picture.snapshot,
        known_skills=known.skills,
        done=known.done,
        toward=understood.goals or None,
        matters=understood.matters,
        view=question.scope.view,
    )
    found = await anyio.to_thread.run_sync(find)
    here = [r for r in found if question.scope.includes(NodeId(picture.snapshot.ids[r.lesson]))]
    return tuple(
        Recommendation(
            lesson=picture.card(r.lesson),
            relevance=r.relevance,
            unlocks=r.unlocks,
            because=recommendation_reason(picture, r),
            guards=picture.items(picture.snapshot.target_of(edge) for edge in r.guards),
        )
        for r in here[:first]
    )


async def review(workspace: Workspace, question: PathQuestion, *, first: int) -> tuple[Item, ...]:
    """Return up to ``first`` known skills that nothing known practises: what to review before going on."""
    understood = await understand(workspace, question)
    view = question.scope.view
    found = to_review(understood.picture.snapshot, understood.claims.known, view)
    here = [item for item in understood.picture.items(found) if question.scope.includes(item.id)]
    return tuple(here[:first])


async def understand(workspace: Workspace, question: PathQuestion) -> Understood:
    """Read the wish and what is known; goals that are named go before words."""
    wish, scope = read_wish(question.gap), question.scope
    with workspace.tracer.stage("match"):
        picture, vectors = await look_and_encode(workspace, wish.clauses)
        require_curriculum(scope.curriculum, picture.curricula)
        claims = await read_known(workspace, picture, question.known, wish.known, scope)
        readings: tuple[tuple[Reading, ...], ...] = ()
        if wish.clauses:
            read = partial(read_clauses, picture, wish.clauses, vectors, scope)
            readings = tuple(await anyio.to_thread.run_sync(read))
    if question.goals:
        goals = tuple(picture.find(name, _NAMED_KINDS, scope.curriculum) for name in question.goals)
    else:
        goals = _chosen(picture, readings[0] if readings else (), question.reading)
    without = tuple(picture.find(name, [NodeKind.LESSON], scope.curriculum) for name in question.without)
    return Understood(picture, question, claims, readings, goals, without)


def _chosen(picture: Picture, main: Sequence[Reading], reading: int | str) -> tuple[int, ...]:
    """Return the goal of the reading that is asked for; by default of the first, if the wish fits at all."""
    if isinstance(reading, str):
        return (picture.snapshot.index(reading),)
    if reading == 1 and not stands_out(picture, main):
        return ()
    if reading > len(main):
        raise InvalidInput(
            f"There is no reading {reading}: the words have {len(main)}.",
            hint="`cairn match` lists the readings.",
        )
    return (picture.snapshot.index(main[reading - 1].goals[0].id),)


async def _planned(understood: Understood) -> Path:
    """Plan the path: in a thread, unless the goals were seen to pose a problem that is done before one wakes.

    What fits a budget is a harder question, however small the path is.
    """
    question, picture = understood.question, understood.picture
    key = (understood.goals, question.scope.view)
    if question.budget is None and picture.reach.get(key, _AT_ONCE + 1) <= _AT_ONCE:
        return _plan(understood)

    def plan() -> Path:
        picture.reach.once(key, partial(reach, picture.snapshot, *key))
        return _plan(understood)

    return await anyio.to_thread.run_sync(plan)


def _plan(understood: Understood) -> Path:
    picture, goals, known = understood.picture, understood.goals, understood.claims.known
    view, without, matters = understood.question.scope.view, understood.without, understood.matters
    if understood.question.budget is None:
        return picture.gaps.path(goals, known, view, without=without, matters=matters)
    return find_path(
        picture.snapshot,
        goals,
        known_skills=known.skills,
        done=known.done,
        view=view,
        budget_minutes=understood.question.budget,
        more_minutes=_MORE,
        without=without,
        matters=matters,
    )


async def _answer(workspace: Workspace, understood: Understood, path: Path) -> LearningPath:
    picture, claims, view = understood.picture, understood.claims, understood.question.scope.view
    others = tuple(other_clauses(picture, understood.readings[1:]))
    told, helpful = await tell(workspace, picture, path, view, known=claims.known, others=others)
    return LearningPath(
        revision=picture.snapshot.revision,
        wish=understood.question.gap,
        planned=True,
        readings=_in_order(understood),
        steps=told.steps,
        helpful=helpful,
        assumes=told.assumes,
        unreachable=told.unreachable,
        known=claims.shown,
        total_minutes=path.total if path.unit is Unit.MINUTES else None,
        estimated=path.estimated,
        proof=Proof(proven=path.proven, total=path.total, lower_bound=path.lower_bound, unit=path.unit.value),
        budget=_budget(understood, told.reasons),
        hidden_inferred=len(path.hidden),
        relied_on=told.relied_on,
        left_out=told.left_out,
    )


def _in_order(understood: Understood) -> tuple[Reading, ...]:
    """Return the readings of the main clause, the planned one first."""
    picture, goals = understood.picture, understood.goals
    if understood.question.goals or not understood.readings:
        view = understood.question.scope.view
        return picture.told.once(("named", goals, view), lambda: Lasting(read_named(picture, goals, view)))
    main = understood.readings[0]
    planned = picture.snapshot.ids[goals[0]]
    chosen = [reading for reading in main if reading.goals[0].id == planned]
    return (*chosen, *(reading for reading in main if reading not in chosen))[:_READINGS]


def _budget(understood: Understood, reasons: Reasons) -> Budget | None:
    budget = reasons.path.budget
    if budget is None:
        return None
    lessons = {step.lesson for step in budget.steps}
    left_out = (step.lesson for step in reasons.path.steps if step.lesson not in lessons)
    return Budget(
        applied=budget.applied,
        minutes=budget.minutes,
        used=budget.used,
        steps=reasons.steps(budget.steps),
        closed=len(reasons.path.already) + len(budget.closes),
        goals=len(understood.goals),
        share=budget.share,
        most=budget.most,
        proven=budget.proven,
        left_out=understood.picture.items(left_out),
        more=_more_time(understood.picture, budget, reasons.path.more),
    )


def _more_time(picture: Picture, budget: within.Budget, more: within.Budget | None) -> MoreTime | None:
    """Return what half an hour more would add; None where that is nothing."""
    if more is None:
        return None
    before = {step.lesson for step in budget.steps}
    lessons = [step.lesson for step in more.steps if step.lesson not in before]
    closes = [goal for goal in more.closes if goal not in budget.closes]
    if not lessons:
        return None
    return MoreTime(minutes=_MORE, lessons=picture.items(lessons), closes=picture.items(closes))


def _unplanned(understood: Understood) -> LearningPath:
    """Return the readings alone: nothing in the wish says clearly which of them is meant."""
    return LearningPath(
        revision=understood.picture.snapshot.revision,
        wish=understood.question.gap,
        planned=False,
        readings=understood.readings[0][:_READINGS] if understood.readings else (),
        steps=(),
        helpful=(),
        assumes=(),
        unreachable=(),
        known=understood.claims.shown,
        total_minutes=None,
        estimated=False,
        proof=Proof(proven=False, total=0, lower_bound=0, unit=Unit.LESSONS.value),
        budget=None,
        hidden_inferred=0,
        relied_on=(),
        left_out=(),
    )

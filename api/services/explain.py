"""Why a lesson or a skill is on the way to a goal, or is not, and what would be otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import anyio.to_thread

from api.services.answers import Item, LessonCard, Reading, Step
from api.services.question import PathQuestion
from api.services.reasons import Reasons
from api.services.recommend import Understood, understand
from api.services.workspace import Picture, Workspace
from graph.algorithms.deadline import Deadline
from graph.algorithms.detour import Detour, Wanted, including, without
from graph.algorithms.minutes import Unit
from graph.algorithms.path import Path
from graph.algorithms.planner import solve
from graph.algorithms.ready import missing
from graph.algorithms.savings import Saving as Saved
from graph.algorithms.savings import savings, sharpened
from graph.algorithms.task import Task
from graph.changes import Revision
from graph.errors import InvalidInput
from graph.model import NodeKind

_SECONDS = 0.5
_BEST = 10
_NAMED = 3


class Verdict(StrEnum):
    """What something is to a path."""

    STEP = "step"
    GAINED = "gained"
    KNOWN = "known"
    LEFT_OUT = "left_out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """Another path, compared with the shortest: what it takes more, and which lessons it has more and less.

    ``extra`` is in minutes, or in lessons where no document states minutes; None where that path reaches
    less. ``exact`` unless the time for planning ran out.
    """

    extra: int | None
    added: tuple[Item, ...]
    dropped: tuple[Item, ...]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What a path would take less if a skill were known; at least so much, unless it is ``exact``."""

    skill: Item
    saves: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why something is on the way to a goal, or is not.

    Attributes
    ----------
    text
        One or two plain sentences.
    goals
        What the answer is about; without a gap, the lesson or skill itself.
    step
        The step of the path that it is, or by which a skill is gained.
    without
        For a step: the best path without it. For what is left out: None.
    with_it
        For a lesson that is left out: the best path that has it.
    locked_by
        What has to be known or done before it can be started.
    unlock
        The lessons that make it startable soonest, in order, and ``unlock_minutes`` what they take.
    saving
        For a skill: what knowing it would save.
    unit
        What all is counted in: ``minutes`` or ``lessons``.
    """

    revision: Revision
    item: Item
    verdict: Verdict
    text: str
    readings: tuple[Reading, ...]
    goals: tuple[Item, ...]
    step: Step | None
    without: Otherwise | None
    with_it: Otherwise | None
    locked_by: tuple[Item, ...]
    unlock: tuple[LessonCard, ...]
    unlock_minutes: int | None
    saving: Saving | None
    unit: str


async def explain(workspace: Workspace, name: str, question: PathQuestion) -> Explanation:
    """Return why a lesson or skill is on the way to a gap, or is not.

    Where the question names no gap, it is on the way to itself: what it needs, and why.

    Raises
    ------
    UnknownId
        If no lesson or skill has the name, or several have it.
    InvalidInput
        If the gap stands in no clear relation to the curriculum.
    """
    understood = await understand(workspace, question)
    picture = understood.picture
    node = picture.find(name, [NodeKind.LESSON, NodeKind.SKILL], question.scope.curriculum)
    asked = bool(question.gap or question.goals)
    if asked and not understood.goals:
        raise InvalidInput(
            f"No word of {question.gap!r} is in the curriculum, and nothing comes clearly close.",
            hint="cairn match WORDS shows what there is.",
        )
    goals = understood.goals if asked else (node,)
    wanted = Wanted(picture.snapshot, goals, understood.claims.known, question.scope.view, understood.without)
    found = await anyio.to_thread.run_sync(_look, wanted, node)
    reasons = await Reasons.read(workspace, picture, found.path, question.scope.view)
    return _explained(understood, found, reasons)


async def what_if(workspace: Workspace, question: PathQuestion, *, first: int) -> tuple[Saving, ...]:
    """Return the skills that would save most if they were known already, best first."""
    understood = await understand(workspace, question)
    if not understood.goals:
        return ()
    picture, claims = understood.picture, understood.claims
    wanted = Wanted(picture.snapshot, understood.goals, claims.known, question.scope.view, understood.without)
    found = await anyio.to_thread.run_sync(_savings, wanted, max(first, _BEST))
    return tuple(_saving(picture, one) for one in found[:first])


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found about a lesson or skill on the way to goals."""

    node: int
    wanted: Wanted
    path: Path
    without: Detour | None
    with_it: Detour | None
    locked_by: Sequence[int]
    unlock: Path | None
    saving: Saved | None


def _look(wanted: Wanted, node: int) -> _Look:
    deadline = Deadline.after(_SECONDS)
    snapshot = wanted.snapshot
    path = wanted.path(wanted.goals, deadline)
    is_lesson = snapshot.kind(node) is NodeKind.LESSON
    steps = {step.lesson for step in path.steps}
    locked = missing(snapshot, node, wanted.known, wanted.view) if is_lesson else []
    found = () if is_lesson or node in wanted.goals else _savings(wanted, _BEST)
    by = next((step for step in path.steps if node in (step.lesson, *step.adds, *step.also)), None)
    left_out = is_lesson and node not in steps and node not in wanted.known.done
    return _Look(
        node=node,
        wanted=wanted,
        path=path,
        without=without(wanted, path, by.lesson, deadline) if by else None,
        with_it=including(wanted, path, node, deadline) if left_out else None,
        locked_by=locked,
        unlock=wanted.path((node,), deadline) if locked else None,
        saving=next((saving for saving in found if saving.skill == node), None),
    )


def _savings(wanted: Wanted, best: int) -> tuple[Saved, ...]:
    """Return what knowing skills would save, the best found exactly as far as time allows."""
    deadline = Deadline.after(_SECONDS)
    task = Task.of(wanted.snapshot, wanted.goals, wanted.known, wanted.view, without=wanted.without)
    solution = solve(task.instance, deadline)
    found = savings(task, task.plan(solution.actions))
    total = task.total(solution.actions)
    proven = solution.lower_bound // task.scale >= total
    sharp = sharpened(task, total, found[:best], deadline, proven=proven)
    return tuple(sorted((*sharp, *found[best:]), key=lambda saving: -saving.saves))


def _explained(understood: Understood, look: _Look, reasons: Reasons) -> Explanation:
    picture, path = understood.picture, look.path
    steps = reasons.steps(path.steps)
    item = picture.item(look.node)
    step = next((s for s in steps if s.lesson.id == item.id or item in s.adds), None)
    unlock = [s for s in look.unlock.steps if s.lesson != look.node] if look.unlock else []
    minutes = [step.minutes or 0 for step in unlock] if path.unit is Unit.MINUTES else []
    verdict = _verdict(look, step)
    explanation = Explanation(
        revision=picture.snapshot.revision,
        item=item,
        verdict=verdict,
        text="",
        readings=understood.readings[0] if understood.readings else (),
        goals=picture.items(look.wanted.goals),
        step=step,
        without=_otherwise(picture, look.without),
        with_it=_otherwise(picture, look.with_it),
        locked_by=picture.items(look.locked_by),
        unlock=tuple(picture.card(s.lesson) for s in unlock),
        unlock_minutes=sum(minutes) if minutes else None,
        saving=_saving(picture, look.saving) if look.saving else None,
        unit=path.unit.value,
    )
    return replace(explanation, text=_text(explanation))


def _verdict(look: _Look, step: Step | None) -> Verdict:
    known = look.wanted.known
    if look.node in known.skills or look.node in known.done:
        return Verdict.KNOWN
    if step is not None:
        return Verdict.STEP if look.wanted.snapshot.kind(look.node) is NodeKind.LESSON else Verdict.GAINED
    if any(unreachable.goal == look.node for unreachable in look.path.unreachable):
        return Verdict.UNREACHABLE
    return Verdict.LEFT_OUT


def _text(found: Explanation) -> str:
    """Say it in one or two sentences."""
    name = f"“{found.item.name}”"
    if found.verdict is Verdict.KNOWN:
        return f"You know {name} already, so the path does without it."
    if found.verdict is Verdict.UNREACHABLE:
        return f"No lesson here leads to {name}."
    if found.step is not None:
        gained = "" if found.verdict is Verdict.STEP else f"You gain it by “{found.step.lesson.name}”. "
        return f"{gained}{found.step.because} {_replacement(found)}".strip()
    return _left_out(found, name)


def _replacement(found: Explanation) -> str:
    other, step = found.without, found.step
    assert other is not None
    assert step is not None
    if other.extra is None:
        return "Nothing can take its place: every way to the goal has it."
    names = _names(other.added) or "what is on the path anyway"
    return f"Without it {names} would do, for {_amount(found, other.extra)} more."


def _left_out(found: Explanation, name: str) -> str:
    other = found.with_it
    if other is None:
        return f"Nothing on the shortest path needs {name}."
    if other.extra is None:
        return f"{name} is out of reach: what it requires nobody teaches."
    instead = f" It would stand in for {_names(other.dropped)}." if other.dropped else ""
    if other.extra == 0:
        return f"A path by way of {name} is just as short.{instead}"
    need = "" if instead else f" and nothing on the path needs {name}"
    return f"The best path by way of {name} takes {_amount(found, other.extra)} more{need}.{instead}"


def _amount(found: Explanation, number: int) -> str:
    noun = "min" if found.unit == Unit.MINUTES.value else "lesson" if number == 1 else "lessons"
    return f"{number} {noun}"


def _names(items: Sequence[Item]) -> str:
    quoted = [f"“{item.name}”" for item in items[:_NAMED]]
    if len(items) > _NAMED:
        quoted.append(f"{len(items) - _NAMED} more")
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def _otherwise(picture: Picture, detour: Detour | None) -> Otherwise | None:
    if detour is None:
        return None
    return Otherwise(
        extra=detour.extra,
        added=picture.items(detour.added),
        dropped=picture.items(detour.dropped),
        exact=detour.exact,
    )


def _saving(picture: Picture, saving: Saved) -> Saving:
    return Saving(skill=picture.item(saving.skill), saves=saving.saves, exact=saving.exact)

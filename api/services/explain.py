"""Why a lesson or a skill is on the way to a goal, or is not, and what would be otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import anyio.to_thread

from api.services.answers import Step
from api.services.explanation import Explanation, Otherwise, Saving, Verdict, in_words
from api.services.matters import matters_of
from api.services.picture import Picture
from api.services.question import PathQuestion
from api.services.reasons import Reasons
from api.services.recommend import Understood, understand
from api.services.workspace import Workspace
from graph.algorithms.deadline import Deadline
from graph.algorithms.detour import Detour, Wanted, including, without
from graph.algorithms.minutes import Unit
from graph.algorithms.path import Path
from graph.algorithms.planner import solve
from graph.algorithms.savings import Saving as Saved
from graph.algorithms.savings import savings, sharpened
from graph.algorithms.startable import missing
from graph.errors import InvalidInput
from graph.model import NodeKind

_SECONDS = 0.5
_BEST = 10


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
            hint="`cairn match WORDS` shows what there is.",
        )
    goals = understood.goals if asked else (node,)
    wanted = _wanted(understood, goals)
    found = await anyio.to_thread.run_sync(_look, wanted, node)
    reasons = await Reasons.read(workspace, picture, found.path, question.scope.view)
    return _explained(understood, found, reasons)


async def what_if(workspace: Workspace, question: PathQuestion, *, first: int) -> tuple[Saving, ...]:
    """Return the skills that would save most if they were known already, best first."""
    understood = await understand(workspace, question)
    if not understood.goals:
        return ()
    picture = understood.picture
    wanted = _wanted(understood, understood.goals)
    found = await anyio.to_thread.run_sync(_savings, wanted, max(first, _BEST))
    return tuple(_saving(picture, one) for one in found[:first])


def _wanted(understood: Understood, goals: tuple[int, ...]) -> Wanted:
    picture, view = understood.picture, understood.question.scope.view
    matters = matters_of(picture, goals, view)
    return Wanted(picture.snapshot, goals, understood.claims.known, view, understood.without, matters)


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
    task = wanted.task(wanted.goals, deadline)
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
    return replace(explanation, text=in_words(explanation))


def _verdict(look: _Look, step: Step | None) -> Verdict:
    known = look.wanted.known
    if look.node in known.skills or look.node in known.done:
        return Verdict.KNOWN
    if step is not None:
        return Verdict.STEP if look.wanted.snapshot.kind(look.node) is NodeKind.LESSON else Verdict.GAINED
    if any(unreachable.goal == look.node for unreachable in look.path.unreachable):
        return Verdict.UNREACHABLE
    return Verdict.LEFT_OUT


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

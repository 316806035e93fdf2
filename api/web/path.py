"""``/path``: what to study next, and why."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.services.answers import LearningPath, Proof
from api.services.explain import what_if
from api.services.overview import overview
from api.services.phrases import counted, duration, listed
from api.services.recommend import learning_path, ready_to_learn
from api.services.workspace import Workspace
from api.web.asked import Asked
from api.web.progress import Progress
from api.web.render import Renderer
from api.web.stones import pile, rail_stone, widths
from api.web.visitor import Visitor

_STEPS_A_PAGE: Final = 10
_READY: Final = 3
_SAVINGS: Final = 4
_STARTING_POINTS: Final = 5
_FOLDED_FROM: Final = 3
"""From this step on a small screen shows facts and quotes when asked to."""


class PathPage:
    """Answers with a path, or with why there is none and what to try."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace = workspace
        self._renderer = renderer

    async def answer(self, request: Request) -> Response:
        """Answer with the path as a page."""
        asked = Asked.read(request.query_params)
        if asked.is_empty:
            return RedirectResponse(asked.url("/"), 303)
        learner = Visitor.of(request).learner
        question = asked.question(learner)
        path = await learning_path(self._workspace, question)
        if not path.planned:
            return await self._unplanned(request, asked, path)
        ready = await ready_to_learn(self._workspace, question, first=_READY)
        savings = await what_if(self._workspace, question, first=_SAVINGS) if path.steps else ()
        minutes = [step.minutes for step in path.steps]
        start = min(asked.start, len(path.steps)) if path.steps else 1
        shown = path.steps[start - 1 : start - 1 + _STEPS_A_PAGE]
        return self._renderer.page(
            request,
            "path.html",
            revision=path.revision,
            asked=asked,
            plain=asked.without_what_ifs().url(),
            path=path,
            progress=await Progress.of(self._workspace, request, learner),
            title=_title(path),
            wish=asked.gap or _goals(path),
            summary=_summary(path, asked),
            proof=_proof(path),
            pile=pile(minutes),
            stones=[rail_stone(width, number) for number, width in enumerate(widths(minutes), start=1)],
            shown=shown,
            start=start,
            following=range(start + len(shown), min(start + 2 * len(shown), len(path.steps) + 1)),
            folded_from=start + _FOLDED_FROM - 1,
            fitting=_fitting(path),
            ready=ready,
            savings=savings,
            on_path={step.lesson.id: step.position for step in path.steps},
            share=str(request.base_url).rstrip("/") + asked.url(revision=path.revision.sequence),
        )

    async def checklist(self, request: Request) -> Response:
        """Answer with the path as a list to tick off, in Markdown."""
        asked = Asked.read(request.query_params)
        path = await learning_path(self._workspace, asked.question(Visitor.of(request).learner))
        text = self._renderer.text(
            "checklist.md", path=path, wish=asked.gap or _goals(path), summary=_summary(path, asked)
        )
        return Response(
            text,
            media_type="text/markdown; charset=utf-8",
            headers={
                "content-disposition": 'attachment; filename="learning-path.md"',
                "cache-control": "no-store",
            },
        )

    async def _unplanned(self, request: Request, asked: Asked, path: LearningPath) -> Response:
        held = await overview(self._workspace, asked.scope, first=_STARTING_POINTS)
        return self._renderer.page(
            request, "unplanned.html", revision=path.revision, asked=asked, path=path, held=held
        )


def _goals(path: LearningPath) -> str:
    """Return what is wished for where a goal was chosen by name instead of words."""
    return ", ".join(goal.name for reading in path.readings[:1] for goal in reading.goals)


def _title(path: LearningPath) -> str:
    time = f", {duration(path.total_minutes)}" if path.total_minutes else ""
    return f"Your path: {counted(len(path.steps), 'lesson')}{time}"


def _summary(path: LearningPath, asked: Asked) -> str:
    """Say how long a path is beside the time that someone has."""
    lessons = counted(len(path.steps), "lesson")
    budget = path.budget
    if budget is None or asked.hours is None:
        return f"{lessons} in all"
    hours = duration(budget.minutes)
    if not budget.applied:
        return f"{lessons}; how many fit {hours} is unknown, for no document says how long a lesson takes"
    if not budget.left_out:
        return f"{lessons}, within your {hours}"
    if not budget.steps:
        return f"{lessons}; none of them fits {hours}"
    best = listed([step.lesson.name for step in budget.steps])
    return f"{lessons}; your {hours} are best spent on {best}"


def _proof(path: LearningPath) -> str:
    """Say in plain words how good a path is known to be."""
    proof = path.proof
    measure = "shorter" if proof.unit == "minutes" else "with fewer lessons"
    if proof.proven:
        return (
            f"There is no path {measure}: Cairn ruled out every other choice of lessons that gets you there."
        )
    return (
        f"The best path that Cairn found in the time it gives itself. No path takes less than "
        f"{_amount(proof, proof.lower_bound)}, so at most {_amount(proof, proof.total - proof.lower_bound)} "
        "could be saved."
    )


def _amount(proof: Proof, amount: float) -> str:
    return duration(round(amount)) if proof.unit == "minutes" else counted(round(amount), "lesson")


def _fitting(path: LearningPath) -> int | None:
    """Return after how many steps of the whole path the time is used up; None if it is not, or unknown."""
    budget = path.budget
    if budget is None or not budget.applied or not budget.left_out:
        return None
    return sum((step.cumulative or 0) <= budget.minutes for step in path.steps)

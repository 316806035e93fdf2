"""What is kept of a learner: what they know and have done, with the evidence for it."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import exp

from api.services.answers import Item
from api.services.curricula import picture_of
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.algorithms.diagnosis import Noise
from graph.algorithms.requirements import main_skills, taught_by
from graph.errors import InvalidInput
from graph.learner import FIRST, Completion, LearnerId, LearnerState, Mastery
from graph.model import NodeId, NodeKind
from graph.ports import GraphStore

_LONGEST_ID = 200
_PAGE = 500


class Result(StrEnum):
    """How studying a lesson, or showing a skill, went."""

    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a learner did: ``name`` is a lesson or a skill, ``score`` 0..1, ``at`` now by default."""

    name: str
    result: Result = Result.COMPLETED
    score: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSkill:
    """A skill, how well it is known (0..1), and the evidence in words."""

    skill: Item
    level: float
    known: bool
    at: datetime
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedLesson:
    """A lesson that was finished."""

    lesson: Item
    at: datetime
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRecord:
    """All that is kept of a learner, best known and latest first.

    ``gone`` counts what is kept about things that the graph no longer has.
    """

    learner: LearnerId
    skills: tuple[KnownSkill, ...]
    lessons: tuple[FinishedLesson, ...]
    gone: int


def learner_id(text: str) -> LearnerId:
    """Return a learner's pseudonym.

    Raises
    ------
    InvalidInput
        If it is empty, longer than 200 characters, or not printable.
    """
    name = text.strip()
    if not name or len(name) > _LONGEST_ID or not name.isprintable():
        raise InvalidInput(
            f"{text[:40]!r} is no name for a learner.", hint=f"Give 1 to {_LONGEST_ID} printable characters."
        )
    return LearnerId(name)


async def learner_record(workspace: Workspace, learner: LearnerId) -> LearnerRecord:
    """Return what is kept of a learner; an unknown learner's record is empty."""
    return _shown(workspace, await workspace.picture(), await workspace.store.learner(learner))


async def record_progress(
    workspace: Workspace, learner: LearnerId, progress: Progress, scope: Scope
) -> LearnerRecord:
    """Keep what a learner did, and return the new record; done twice it is kept once.

    A lesson that was completed or passed is finished, and what it teaches is known. Whether it was passed or
    failed, or a score, is evidence about the skills that it is about. The latest evidence about a skill
    counts; what is older than the record changes nothing.

    Raises
    ------
    UnknownId
        If no lesson or skill has the name, or several have it, or there is no such curriculum.
    InvalidInput
        If the score is not within 0 and 1.
    """
    if progress.score is not None and not 0 <= progress.score <= 1:
        raise InvalidInput(f"The score is {progress.score:g}.", hint="Give a number from 0 to 1.")
    picture = await picture_of(workspace, scope.curriculum)
    node = picture.find(progress.name, [NodeKind.LESSON, NodeKind.SKILL], scope.curriculum)
    new = gained(picture, node, progress, await workspace.store.learner(learner), scope)
    state = await workspace.store.record(learner, knows=new.knows, completed=new.completed)
    return _shown(workspace, picture, state)


def gained(
    picture: Picture, node: int, progress: Progress, state: LearnerState, scope: Scope
) -> LearnerState:
    """Return what a state gains by what a learner did with a lesson or a skill: what is not older than it."""
    snapshot = picture.snapshot
    at = _moment(progress.at)
    is_lesson = snapshot.kind(node) is NodeKind.LESSON
    finished = [NodeId(snapshot.ids[node])] if is_lesson and progress.result is not Result.FAILED else []
    shown = _subjects(picture, node, scope) if is_lesson else [node]
    if is_lesson and progress.result is Result.COMPLETED and progress.score is None:
        shown = []
    because = _because(progress, snapshot.names[node], is_lesson=is_lesson)
    later = {m.skill for m in state.knows if m.at > at} | {c.lesson for c in state.completed if c.at > at}
    knows = (Mastery(NodeId(snapshot.ids[skill]), _level(progress), at, because) for skill in shown)
    completed = (Completion(lesson, at, progress.score) for lesson in finished)
    return LearnerState(
        state.id,
        tuple(mastery for mastery in knows if mastery.skill not in later),
        tuple(completion for completion in completed if completion.lesson not in later),
    )


async def take_back(workspace: Workspace, learner: LearnerId, lesson: str, scope: Scope) -> LearnerRecord:
    """Erase that a learner finished a lesson, and return the new record; evidence about skills stays.

    Raises
    ------
    UnknownId
        If no lesson has the name, or several have it.
    """
    picture = await picture_of(workspace, scope.curriculum)
    node = picture.find(lesson, [NodeKind.LESSON], scope.curriculum)
    state = await workspace.store.take_back(learner, [NodeId(picture.snapshot.ids[node])])
    return _shown(workspace, picture, state)


async def forget_learner(workspace: Workspace, learner: LearnerId) -> bool:
    """Erase all that is kept of a learner; return whether there was anything."""
    return await workspace.store.forget(learner)


async def learner_pages(store: GraphStore) -> AsyncIterator[tuple[LearnerState, ...]]:
    """Yield the states of all learners in the order of their ids, some at a time."""
    last = FIRST
    while page := await store.learners(after=last, limit=_PAGE):
        yield page
        last = page[-1].id


def unknown_again(picture: Picture, state: LearnerState, scope: Scope) -> Iterable[int]:
    """Return the skills that a learner showed not to know after the last lesson on them was finished."""
    snapshot = picture.snapshot
    for mastery in state.knows:
        for skill in snapshot.lookup(mastery.skill, [NodeKind.SKILL]) if mastery.level < 0.5 else ():  # noqa: PLR2004  # less likely than not
            taught = (
                completion.at
                for completion in state.completed
                for lesson in snapshot.lookup(completion.lesson, [NodeKind.LESSON])
                if skill in taught_by(snapshot, lesson, scope.view)
            )
            if all(at <= mastery.at for at in taught):
                yield skill


def _subjects(picture: Picture, lesson: int, scope: Scope) -> list[int]:
    """Return what a lesson is about, else all that it teaches."""
    snapshot, view = picture.snapshot, scope.view
    return list(main_skills(snapshot, lesson, view) or taught_by(snapshot, lesson, view))


def _level(progress: Progress) -> float:
    """Return the mastery that a result speaks for; a score in between counts for so much."""
    score = (
        (1.0 if progress.result is not Result.FAILED else 0.0) if progress.score is None else progress.score
    )
    noise = Noise()
    odds = score * noise.says(yes=True) + (1 - score) * noise.says(yes=False)
    return round(1 / (1 + exp(-odds)), 4)


def _moment(at: datetime | None) -> datetime:
    """Return a moment in UTC, now by default; one without a time zone is taken as UTC."""
    if at is None:
        return datetime.now(UTC)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _because(progress: Progress, name: str, *, is_lesson: bool) -> str:
    score = "" if progress.score is None else f" with {progress.score:.0%}"
    return f"{progress.result.value} “{name}”{score}" if is_lesson else f"{progress.result.value}{score}"


def _shown(workspace: Workspace, picture: Picture, state: LearnerState) -> LearnerRecord:
    snapshot = picture.snapshot
    skills = [(m, node) for m in state.knows for node in snapshot.lookup(m.skill, [NodeKind.SKILL])]
    lessons = [(c, node) for c in state.completed for node in snapshot.lookup(c.lesson, [NodeKind.LESSON])]
    return LearnerRecord(
        learner=state.id,
        skills=tuple(
            KnownSkill(
                skill=picture.item(node),
                level=mastery.level,
                known=mastery.level >= workspace.settings.mastery,
                at=mastery.at,
                because=mastery.because,
            )
            for mastery, node in sorted(skills, key=lambda pair: (-pair[0].level, pair[0].skill))
        ),
        lessons=tuple(
            FinishedLesson(lesson=picture.item(node), at=completion.at, score=completion.score)
            for completion, node in sorted(lessons, key=lambda pair: pair[0].at, reverse=True)
        ),
        gone=len(state.knows) + len(state.completed) - len(skills) - len(lessons),
    )

"""Learners' progress out of files of other systems: once, however often it is read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import anyio.to_thread

from api.services.curricula import picture_of
from api.services.learners import Progress, Result, gained, learner_id
from api.services.picture import Picture
from api.services.question import Scope
from api.services.workspace import Workspace
from graph.formats.deeds import Deed, Deeds
from graph.learner import LearnerId, LearnerState
from graph.model import Lesson, NodeKind

_KINDS = (NodeKind.LESSON, NodeKind.SKILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressImported:
    """What came of a file of progress.

    ``learners`` have something new, by ``recorded`` deeds; ``known`` deeds changed nothing, being recorded
    already or older than what is. ``unmatched`` are things that the graph does not have, with how often they
    come, most often first. ``passed_over`` is about something other than an end.
    """

    learners: int
    recorded: int
    known: int
    unmatched: Mapping[str, int]
    passed_over: int


async def import_progress(workspace: Workspace, told: Deeds, scope: Scope) -> ProgressImported:
    """Keep what a file tells of learners, each in the order of time; the same file again changes nothing.

    A lesson is found by its id, its address or its title, a skill by its id or name. What the file gives no
    time counts as of now, unless it is kept already.

    Raises
    ------
    UnknownId
        If there is no such curriculum.
    InvalidInput
        If the name of a learner cannot be kept; then nothing of the file is.
    """
    picture = await picture_of(workspace, scope.curriculum)
    deeds, unmatched = await anyio.to_thread.run_sync(_matched, picture, told, scope)
    learners = recorded = 0
    for learner, own in deeds.items():
        state = await workspace.store.learner(learner)
        new, count = await anyio.to_thread.run_sync(_after, picture, state, own, scope)
        if count:
            await workspace.store.record(learner, knows=new.knows, completed=new.completed)
        learners += bool(count)
        recorded += count
    return ProgressImported(
        learners=learners,
        recorded=recorded,
        known=sum(map(len, deeds.values())) - recorded,
        unmatched=dict(unmatched.most_common()),
        passed_over=told.passed_over,
    )


def _matched(
    picture: Picture, told: Deeds, scope: Scope
) -> tuple[Mapping[LearnerId, Sequence[tuple[Deed, int]]], Counter[str]]:
    """Return what each learner did, with what it is about, and what the graph does not have."""
    addresses = _addresses(picture, scope)
    unmatched: Counter[str] = Counter()
    deeds: defaultdict[LearnerId, list[tuple[Deed, int]]] = defaultdict(list)
    for deed in told.deeds:
        learner, node = learner_id(deed.learner), _node(picture, addresses, deed, scope)
        if node is None:
            unmatched[deed.names[-1]] += 1
        else:
            deeds[learner].append((deed, node))
    return deeds, unmatched


def _after(
    picture: Picture, state: LearnerState, deeds: Iterable[tuple[Deed, int]], scope: Scope
) -> tuple[LearnerState, int]:
    """Return a learner's state after deeds, and how many changed it: none where it is the same again.

    Of deeds at one time the last one counts, as it did when they were first read.
    """
    now = datetime.now(UTC)
    before, count = state, 0
    for deed, node in sorted(deeds, key=lambda pair: pair[0].at or now):
        gain = gained(picture, node, _progress(deed, picture.snapshot.names[node], now), state, scope)
        if deed.at is None:
            gain = _unheard(gain, state)
        after = _with(state, gain)
        count += after != state
        state = after
    return state, count if state != before else 0


def _with(state: LearnerState, gain: LearnerState) -> LearnerState:
    knows = {m.skill: m for m in (*state.knows, *gain.knows)}
    completed = {c.lesson: c for c in (*state.completed, *gain.completed)}
    return LearnerState(state.id, tuple(knows.values()), tuple(completed.values()))


def _unheard(gain: LearnerState, state: LearnerState) -> LearnerState:
    """Return the part of a gain of which a state has nothing yet."""
    kept = {*(m.skill for m in state.knows), *(c.lesson for c in state.completed)}
    return LearnerState(
        gain.id,
        tuple(mastery for mastery in gain.knows if mastery.skill not in kept),
        tuple(completion for completion in gain.completed if completion.lesson not in kept),
    )


def _progress(deed: Deed, name: str, now: datetime) -> Progress:
    results = {None: Result.COMPLETED, True: Result.PASSED, False: Result.FAILED}
    return Progress(name=name, result=results[deed.passed], score=deed.score, at=deed.at or now)


def _addresses(picture: Picture, scope: Scope) -> dict[str, int]:
    """Return the lessons of a scope that have an address, by it."""
    lessons = ((n, picture.snapshot.node(n)) for n in picture.snapshot.of_kind(NodeKind.LESSON).tolist())
    return {
        lesson.url.rstrip("/"): number
        for number, lesson in lessons
        if isinstance(lesson, Lesson) and lesson.url and scope.includes(lesson.id)
    }


def _node(picture: Picture, addresses: Mapping[str, int], deed: Deed, scope: Scope) -> int | None:
    """Return the lesson or skill that a deed is about, or None; several of one name are none."""
    for name in deed.names:
        if (found := addresses.get(name.rstrip("/"))) is not None:
            return found
        if (found := picture.find_if_any(name, _KINDS, scope.curriculum)) is not None:
            return found
    return None

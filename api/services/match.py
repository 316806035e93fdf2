"""Words to goals: every clause of a wish read as skills, outcomes, pitfalls and lessons of the graph.

Lessons are ranked by their own words and by those of what they lead to; candidates that lead to the same
lessons are one *reading*. There is no absolute threshold: everyday words are as near to wrong lessons as to
right ones, so the answer is a ranked few.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import partial

import anyio
import anyio.to_thread
import numpy as np

from api.services.answers import Reading, Via
from api.services.curricula import require_curriculum
from api.services.leads import Leads
from api.services.picture import Picture
from api.services.question import Scope
from api.services.wish import read_wish
from api.services.workspace import Workspace
from embeddings.index import Match
from embeddings.ports import Vectors
from embeddings.words import terms
from graph.algorithms.goals import leads_to
from graph.errors import EncoderError, StoreError
from graph.model import NodeId, NodeKind, Pitfall, Skill, SkillKind
from graph.snapshot import View

GOAL_KINDS = (NodeKind.LESSON, NodeKind.SKILL, NodeKind.PITFALL)
_CLEARLY_NEAR = 0.3  # cosines; anything that is said has one of .2 to something
_NOT_FAR = 0.2
_LOOKED_AT = 12
"""Lessons whose goals are grouped into readings: more than anyone looks at."""
_SUPPORTING = 3
"""Goals that a reading names beside its first."""


class GoalKind(StrEnum):
    """What a wish may be read as; outcomes are skills, too."""

    LESSON = "lesson"
    SKILL = "skill"
    OUTCOME = "outcome"
    PITFALL = "pitfall"


async def match_text(
    workspace: Workspace, words: str, scope: Scope, *, first: int, kinds: Collection[GoalKind] = ()
) -> tuple[Reading, ...]:
    """Return up to ``first`` readings of each clause of a text, best first; as some kinds alone if given."""
    clauses = read_wish(words).clauses
    picture, vectors = await look_and_encode(workspace, clauses)
    require_curriculum(scope.curriculum, picture.curricula)
    found = await anyio.to_thread.run_sync(partial(read_clauses, picture, clauses, vectors, scope, kinds))
    return tuple(reading for readings in found for reading in readings[:first])


async def look_and_encode(workspace: Workspace, clauses: Sequence[str]) -> tuple[Picture, Vectors]:
    """Return the picture and the clauses' vectors, one row each; both are loaded side by side.

    Raises
    ------
    StoreError, EncoderError
        If one of them cannot be loaded: the very error, not a group.
    """
    nothing = np.empty((0, 0), dtype=np.float32)
    if not clauses:
        return await workspace.picture(), nothing
    vectors: list[Vectors] = [nothing]
    failed: list[EncoderError] = []

    async def encode() -> None:
        try:
            vectors.append(await anyio.to_thread.run_sync(workspace.encoder.encode, clauses))
        except EncoderError as error:
            failed.append(error)

    try:
        async with anyio.create_task_group() as side_by_side:
            side_by_side.start_soon(encode)
            picture = await workspace.picture()
    except* StoreError as errors:
        raise errors.exceptions[0] from None
    if failed:
        raise failed[0]
    return picture, vectors[-1]


def read_clauses(
    picture: Picture,
    clauses: Sequence[str],
    vectors: Vectors,
    scope: Scope,
    kinds: Collection[GoalKind] = (),
) -> list[tuple[Reading, ...]]:
    """Return the readings of each clause, best first; as some kinds alone if given."""
    if not picture.passages:
        return [() for _ in clauses]
    leads = picture.leads(scope.view)
    pairs = zip(clauses, vectors, strict=True)
    return [_Reader(picture, leads, scope, clause, vector).readings(kinds) for clause, vector in pairs]


def read_named(picture: Picture, goals: Sequence[int], view: View) -> tuple[Reading, ...]:
    """Return the one reading that goals have which were given by id or name."""
    lessons = frozenset(lesson for goal in goals for lesson in leads_to(picture.snapshot, goal, view))
    reading = Reading(
        id=picture.snapshot.ids[goals[0]],
        clause="",
        goals=picture.items(goals),
        lessons=picture.items(picture.in_reading_order(lessons)),
        score=0.0,
        similarity=None,
        via=Via.ID,
    )
    return (reading,)


def stands_out(picture: Picture, readings: Sequence[Reading]) -> bool:
    """Return whether a clause is about the curriculum at all.

    It is if it names something, if something comes clearly near, or if one of its words is in the
    curriculum's vocabulary and something is at least not far. On 72 phrases about the sample curricula and 24
    about other things this refuses 1 in 70 of the former and 7 in 10 of the latter.
    """
    if not readings:
        return False
    best = readings[0]
    if best.via is Via.NAME:
        return True
    similarity = best.similarity or 0.0
    if not _NOT_FAR <= similarity < _CLEARLY_NEAR:  # the vocabulary is made at its first use
        return similarity >= _CLEARLY_NEAR
    return not picture.vocabulary.isdisjoint(terms(best.clause))


class _Reader:
    """The readings of one clause."""

    def __init__(self, picture: Picture, leads: Leads, scope: Scope, clause: str, vector: Vectors) -> None:
        self._picture = picture
        self._leads = leads
        self._scope = scope
        self._clause = clause
        self._vector = vector

    def readings(self, kinds: Collection[GoalKind]) -> tuple[Reading, ...]:
        """Return what is named, then lessons by all that speaks for them, and goals of several of them."""
        lessons = self._rank(self._leads.lessons, related=True)
        scores = {self._picture.snapshot.index(match.node): match.score for match in lessons}
        top = list(scores)[:_LOOKED_AT]
        goals = sorted({goal for lesson in top for goal in self._leads.goals[lesson]})
        supporting = self._rank([NodeId(self._picture.snapshot.ids[goal]) for goal in goals])
        groups: dict[frozenset[int], list[Match]] = {}
        for match in (*supporting, *lessons[:_LOOKED_AT]):
            if kinds and self._kinds_of(match).isdisjoint(kinds):
                continue
            led = self._leads.to[self._picture.snapshot.index(match.node)]
            groups.setdefault(led, []).append(match)
        found = [self._reading(led, members, scores) for led, members in groups.items()]
        ranked = sorted(found, key=lambda reading: (reading.via is not Via.NAME, -reading.score, reading.id))
        return tuple(ranked)

    def _rank(self, among: Sequence[NodeId], *, related: bool = False) -> list[Match]:
        inside = [node for node in among if self._scope.includes(node)]
        relatives = self._leads.relatives if related else None
        return self._picture.index.rank(self._clause, self._vector, among=inside, relatives=relatives)

    def _reading(self, led: frozenset[int], members: Sequence[Match], scores: dict[int, float]) -> Reading:
        """Return a reading: as good as its lessons on average, and named after a lesson first."""
        picture = self._picture
        ordered = sorted(members, key=lambda match: (not match.named, not self._is_lesson(match)))
        similar = [match.similarity for match in members if match.similarity is not None]
        return Reading(
            id=ordered[0].node,
            clause=self._clause,
            goals=picture.items(picture.snapshot.index(m.node) for m in ordered[: 1 + _SUPPORTING]),
            lessons=picture.items(picture.in_reading_order(led)),
            score=sum(scores[lesson] for lesson in led) / len(led),
            similarity=max(similar, default=None),
            via=Via.NAME if ordered[0].named else Via.MEANING,
        )

    def _kinds_of(self, match: Match) -> set[GoalKind]:
        node = self._picture.snapshot.node(self._picture.snapshot.index(match.node))
        if isinstance(node, Skill):
            return {GoalKind.SKILL, *([GoalKind.OUTCOME] if node.skill_kind is SkillKind.OUTCOME else [])}
        return {GoalKind.PITFALL if isinstance(node, Pitfall) else GoalKind.LESSON}

    def _is_lesson(self, match: Match) -> bool:
        return self._picture.snapshot.kind(self._picture.snapshot.index(match.node)) is NodeKind.LESSON

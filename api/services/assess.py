"""Finding out with few questions what someone knows of all that their goal rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import anyio.to_thread
import networkx as nx

from api.services.answers import Evidence, Item, Reading
from api.services.picture import Picture
from api.services.question import PathQuestion, Scope
from api.services.recommend import understand
from api.services.workspace import Workspace
from graph.algorithms.diagnosis import Answer, Diagnosis, Noise, diagnose
from graph.algorithms.domain import Domain
from graph.algorithms.requirements import taught_by
from graph.changes import Revision
from graph.errors import InvalidInput
from graph.learner import LearnerId, Mastery
from graph.model import NodeId, NodeKind, Skill, SkillKind

_SAID = 0.97
"""Mastery of what someone says to know outright."""
_NAMED = 3
_FOLLOWS = "follows from "
_PROMPTS = {
    SkillKind.OUTCOME: "Can you do this without help: {}?",
    SkillKind.CONCEPT: "Could you explain and use this without help: {}?",
    SkillKind.TOOL: "Can you work with this without help: {}?",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the id or name of a skill, and whether they know it."""

    skill: str
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next; ``remaining`` counts the questions that there can be at most, this one included."""

    skill: Item
    prompt: str
    remaining: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How likely a skill is known (0..1), and what makes it so."""

    skill: Item
    level: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the answers so far say of the skills that a goal rests on.

    ``question`` is None when there is nothing worth asking. ``levels`` hold what answers say something of,
    best known first; ``known`` are those that count as known. ``skills`` counts all that the goal rests on.
    ``planned`` is False where the wish stands in no clear relation to the curriculum: then nothing is asked.
    """

    revision: Revision
    planned: bool
    readings: tuple[Reading, ...]
    skills: int
    answered: int
    question: Question | None
    levels: tuple[Level, ...]
    known: tuple[Item, ...]


async def assess(
    workspace: Workspace, question: PathQuestion, answers: Sequence[Said], *, record: bool = False
) -> Assessment:
    """Return what answers say, and the next question.

    What the learner of the question is on record to know, or says to know, is not asked again.

    Parameters
    ----------
    record
        Keep what answers say something of as the learner's mastery, with the answers as evidence; done twice
        it is kept once.

    Raises
    ------
    UnknownId
        If a goal or the skill of an answer is not in the graph.
    InvalidInput
        If answers are to be kept and no learner is named.
    """
    learner = question.known.learner
    if record and learner is None:
        raise InvalidInput("Whose answers these are is not said.", hint="Name a learner.")
    claimed = replace(question.known, learner=None)
    understood = await understand(workspace, replace(question, known=claimed))
    picture, scope = understood.picture, question.scope
    given = [
        Answer(picture.find(said.skill, [NodeKind.SKILL], scope.curriculum), said.yes) for said in answers
    ]
    domain = await anyio.to_thread.run_sync(Domain.of, picture.snapshot, understood.goals, scope.view)
    recorded = dict.fromkeys(understood.claims.known.skills, _SAID)
    if learner:
        recorded |= await _on_record(workspace, picture, learner, scope)
    recorded = {skill: level for skill, level in recorded.items() if skill not in dict(given)}
    diagnosis = diagnose(domain, given, recorded=recorded)
    levels = _levels(picture, domain, diagnosis, given)
    if record and learner:
        now = datetime.now(UTC)
        kept = [Mastery(one.skill.id, one.level, now, one.because) for one in levels]
        await workspace.store.record(learner, knows=kept)
    threshold = workspace.settings.mastery
    probable = zip(domain.skills, diagnosis.mastery.tolist(), strict=True)
    return Assessment(
        revision=picture.snapshot.revision,
        planned=bool(understood.goals),
        readings=understood.readings[0] if understood.readings else (),
        skills=len(domain.skills),
        answered=len({answer.skill for answer in given}),
        question=await _question(workspace, picture, diagnosis),
        levels=levels,
        known=picture.items(skill for skill, level in probable if level >= threshold),
    )


async def _on_record(
    workspace: Workspace, picture: Picture, learner: LearnerId, scope: Scope
) -> Mapping[int, float]:
    """Return the mastery that is kept of a learner by node, but for what merely follows from the rest."""
    state = await workspace.store.learner(learner)
    snapshot = picture.snapshot
    taught = [
        skill
        for completion in state.completed
        for lesson in snapshot.lookup(completion.lesson, [NodeKind.LESSON])
        for skill in taught_by(snapshot, lesson, scope.view)
    ]
    shown = [mastery for mastery in state.knows if not mastery.because.startswith(_FOLLOWS)]
    nodes = ((m.level, node) for m in shown for node in snapshot.lookup(m.skill, [NodeKind.SKILL]))
    return dict.fromkeys(taught, 1 - Noise().slip) | {node: level for level, node in nodes}


async def _question(workspace: Workspace, picture: Picture, diagnosis: Diagnosis) -> Question | None:
    if diagnosis.question is None:
        return None
    skill = picture.snapshot.node(diagnosis.question)
    assert isinstance(skill, Skill)
    id_ = NodeId(skill.id)
    return Question(
        skill=picture.item(diagnosis.question),
        prompt=_PROMPTS[skill.skill_kind].format(f"“{skill.name}”"),
        remaining=diagnosis.remaining,
        evidence=(await workspace.evidence([id_]))[id_],
    )


def _levels(
    picture: Picture, domain: Domain, diagnosis: Diagnosis, answers: Sequence[Answer]
) -> tuple[Level, ...]:
    """Return the skills that answers say something of, best known first."""
    reasons = _reasons(picture, domain, answers)
    found = [
        Level(
            skill=picture.item(skill),
            level=round(float(diagnosis.mastery[place]), 4),
            because=reasons[place],
        )
        for place, skill in enumerate(domain.skills)
        if place in reasons
    ]
    return tuple(sorted(found, key=lambda level: (-level.level, level.skill.id)))


def _reasons(picture: Picture, domain: Domain, answers: Sequence[Answer]) -> dict[int, str]:
    """Return for each skill, by place, which answers speak for or against it."""
    dependent, prerequisite, _ = domain.links
    relation: nx.DiGraph[int] = nx.DiGraph(zip(dependent.tolist(), prerequisite.tolist(), strict=True))
    relation.add_nodes_from(range(len(domain.skills)))
    names = picture.snapshot.names
    implied: dict[int, list[str]] = {}
    said: dict[int, str] = {}
    for skill, yes in dict(answers).items():
        place = domain.place(skill)
        if place is not None:
            said[place] = f"said {'yes' if yes else 'no'}"
            tied = nx.descendants(relation, place) if yes else nx.ancestors(relation, place)
            for other in tied:
                implied.setdefault(other, []).append(f"{'yes' if yes else 'no'} to “{names[skill]}”")
    found = {place: f"{_FOLLOWS}{_listed(reasons)}" for place, reasons in implied.items()}
    return found | said


def _listed(reasons: Sequence[str]) -> str:
    more = f" and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
    return ", ".join(reasons[:_NAMED]) + more

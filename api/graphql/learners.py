"""What is kept of learners, and how it changes, as the schema shows it.

Every argument that names a learner is called ``learner``, so that who may see whom is decided in one place.
"""

from datetime import datetime
from enum import Enum
from typing import Annotated

import anyio.to_thread
import strawberry
from strawberry import ID, argument, field
from strawberry import enum_value as value

from api.graphql.arguments import CurriculumId
from api.graphql.context import Info
from api.graphql.enums import View
from api.graphql.inputs import MOST_ITEMS, AnswerInput, GapInput, path_question, said, scope
from api.graphql.nodes import Lesson, Skill, lesson_named, skill_named
from api.graphql.resolver import resolver
from api.services import assess, learners
from api.services.deeds import import_progress
from api.services.question import Scope
from graph.errors import InvalidInput
from graph.formats.deeds import read_deeds


@strawberry.enum(description="How studying a lesson, or showing a skill, went.")
class Progress(Enum):
    """See :class:`api.services.learners.Result`."""

    COMPLETED = value("completed", description="Finished, without a test.")
    PASSED = value("passed", description="Finished, and shown to be known.")
    FAILED = value("failed", description="Shown not to be known.")


@strawberry.input(description="What a learner did. Give a lesson or a skill.")
class ProgressInput:
    """Progress of a learner."""

    learner: ID = field(description="The learner's pseudonym.")
    lesson: ID | None = field(default=None, description="The id or exact title of a lesson.")
    skill: ID | None = field(default=None, description="The id or exact name of a skill.")
    result: Progress = field(description="How it went.")
    score: float | None = field(default=None, description="The share that was right, 0 to 1.")
    at: datetime | None = field(
        default=None, description="When; now by default. What is older than what is kept changes nothing."
    )


@strawberry.type(description="A skill of a learner.")
class KnownSkill:
    """See :class:`api.services.learners.KnownSkill`."""

    skill: Skill = field(description="The skill.")
    level: float = field(description="How surely it is known, 0 to 1.")
    known: bool = field(description="True if that is enough to count as known.")
    at: datetime = field(description="When this was found.")
    because: str = field(description="The evidence, in words.")


@strawberry.type(description="A lesson that a learner has finished.")
class FinishedLesson:
    """See :class:`api.services.learners.FinishedLesson`."""

    lesson: Lesson = field(description="The lesson.")
    at: datetime = field(description="When it was finished.")
    score: float | None = field(description="The share that was right; null where there was no test.")


@strawberry.type(description="All that is kept of a learner.")
class LearnerState:
    """See :class:`api.services.learners.LearnerRecord`."""

    learner: ID = field(description="The learner's pseudonym.")
    skills: list[KnownSkill] = field(description="Skills, the best known first.")
    completed: list[FinishedLesson] = field(description="Finished lessons, the latest first.")
    gone: int = field(description="How much is kept about what the graph no longer has.")


@strawberry.enum(description="How another system tells what learners did.")
class ProgressForm(Enum):
    """See :data:`graph.formats.deeds.READERS`."""

    XAPI = value("xapi", description="xAPI statements in JSON, as a learning record store returns them.")
    CSV = value("csv", description="A completion a line, with the columns `learner` and `lesson`.")


@strawberry.type(description="What came of another system's progress.")
class ProgressImport:
    """See :class:`api.services.deeds.ProgressImported`."""

    learners: int = field(description="Learners of whom something is new.")
    recorded: int = field(description="What was kept.")
    known: int = field(description="What was kept already, or is older than what is.")
    unmatched: list[str] = field(description="What the graph does not have, the most frequent first.")
    passed_over: int = field(description="What is about no end of a lesson, and was left out.")


@strawberry.type(description="What changes the state of a learner.")
class LearnerMutations:
    """Mutations about learners; each does the same when it is repeated."""

    @resolver
    async def record_progress(
        self,
        info: Info,
        *,
        input: Annotated[ProgressInput, argument(description="What was done.")],  # noqa: A002 - the schema's name
    ) -> LearnerState:
        """Keep that a learner finished, passed or failed something; repeated, it is kept once."""
        name = input.lesson or input.skill
        if name is None or (input.lesson and input.skill):
            raise InvalidInput("Neither or both of lesson and skill are given.", hint="Give one of them.")
        did = learners.Progress(
            name=name, result=learners.Result[input.result.name], score=input.score, at=input.at
        )
        who = learners.learner_id(input.learner)
        return learner_state(await learners.record_progress(info.context.workspace, who, did, Scope()))

    @resolver
    async def record_answers(
        self,
        info: Info,
        *,
        learner: Annotated[ID, argument(description="The learner's pseudonym.")],
        gap: Annotated[GapInput, argument(description="The gap that the questions were about.")],
        answers: Annotated[list[AnswerInput], argument(description="All answers, in the order given.")],
    ) -> LearnerState:
        """Keep what answers to questions say of a learner's skills; repeated, it is kept once."""
        who = learners.learner_id(learner)
        asked = path_question(gap, None, scope(None, View.BALANCED, 0.5), learner=learner)
        await assess.assess(info.context.workspace, asked, said(answers), record=True)
        return learner_state(await learners.learner_record(info.context.workspace, who))

    @resolver
    async def import_progress(
        self,
        info: Info,
        *,
        text: Annotated[str, argument(description="The statements or the table.")],
        form: Annotated[ProgressForm, argument(description="What the text is.")],
        curriculum: CurriculumId = None,
    ) -> ProgressImport:
        """Keep what another system tells of learners; the same again changes nothing."""
        sent = text.encode(errors="replace")
        told = await anyio.to_thread.run_sync(read_deeds, sent, form.name.lower())
        done = await import_progress(info.context.workspace, told, Scope(curriculum=curriculum))
        return ProgressImport(
            learners=done.learners,
            recorded=done.recorded,
            known=done.known,
            unmatched=list(done.unmatched)[:MOST_ITEMS],
            passed_over=done.passed_over,
        )

    @resolver
    async def forget_learner(
        self, info: Info, *, learner: Annotated[ID, argument(description="The learner's pseudonym.")]
    ) -> bool:
        """Erase all that is kept of a learner; true if there was anything."""
        return await learners.forget_learner(info.context.workspace, learners.learner_id(learner))


def learner_state(record: learners.LearnerRecord) -> LearnerState:
    """Return what is kept of a learner as the schema shows it."""
    return LearnerState(
        learner=ID(record.learner),
        skills=[
            KnownSkill(
                skill=skill_named(one.skill), level=one.level, known=one.known, at=one.at, because=one.because
            )
            for one in record.skills
        ],
        completed=[
            FinishedLesson(lesson=lesson_named(one.lesson), at=one.at, score=one.score)
            for one in record.lessons
        ],
        gone=record.gone,
    )

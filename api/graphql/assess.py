"""Questions that find out what someone knows, as the schema shows them."""

import strawberry
from strawberry import field

from api.graphql.evidence import Statement, statements
from api.graphql.nodes import Skill, skill_named
from api.graphql.path import Reading, readings
from api.services import assess


@strawberry.type(description="A question whose answer says most of what someone knows.")
class Question:
    """See :class:`api.services.assess.Question`."""

    skill: Skill = field(description="The skill that it is about.")
    prompt: str = field(description="The question in words, to be answered by yes or no.")
    remaining_at_most: int = field(description="How many questions there can be, this one included.")
    statements: list[Statement] = field(description="What documents say of the skill, strongest first.")


@strawberry.type(description="How likely someone knows a skill.")
class SkillLevel:
    """See :class:`api.services.assess.Level`."""

    skill: Skill = field(description="The skill.")
    level: float = field(description="0 to 1.")
    because: str = field(description="Which answers make it so.")


@strawberry.type(description="What answers so far say of all that a gap rests on.")
class Assessment:
    """See :class:`api.services.assess.Assessment`."""

    planned: bool = field(description="False if the wish has no clear relation to the curriculum.")
    readings: list[Reading] = field(description="How the wish was read; the first counts.")
    skills: int = field(description="How many skills the goal rests on, itself counted.")
    answered: int = field(description="How many of them were asked about.")
    question: Question | None = field(description="What to ask next; null when nothing is worth asking.")
    levels: list[SkillLevel] = field(description="What answers say something of, best known first.")
    known: list[Skill] = field(description="The skills that count as known.")


def assessment(found: assess.Assessment) -> Assessment:
    """Return an assessment as the schema shows it."""
    return Assessment(
        planned=found.planned,
        readings=readings(found.readings),
        skills=found.skills,
        answered=found.answered,
        question=_question(found.question) if found.question else None,
        levels=[
            SkillLevel(skill=skill_named(one.skill), level=one.level, because=one.because)
            for one in found.levels
        ],
        known=[skill_named(item) for item in found.known],
    )


def _question(question: assess.Question) -> Question:
    return Question(
        skill=skill_named(question.skill),
        prompt=question.prompt,
        remaining_at_most=question.remaining,
        statements=statements(question.evidence),
    )

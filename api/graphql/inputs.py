"""What clients ask, turned into the questions of the services; what cannot be asked is refused here."""

from collections.abc import Sequence
from typing import Final

import strawberry
from strawberry import ID, field

from api.graphql.enums import View
from api.services.assess import Said
from api.services.learners import learner_id
from api.services.question import KnownQuestion, PathQuestion, Scope
from graph import snapshot
from graph.errors import InvalidInput

MOST_ITEMS: Final = 100
"""The longest page, and the longest list of ids in a question."""
MOST_ANSWERS: Final = 2_000
_LONGEST_TEXT: Final = 2_000
_LONGEST_NAME: Final = 1_000


@strawberry.input(
    description="What someone wants to be able to do or to avoid. Give words, ids, or both; ids win."
)
class GapInput:
    """A gap to close."""

    text: str | None = field(default=None, description="The wish in plain words.")
    goals: list[ID] | None = field(
        default=None, description="Ids or exact names of skills, outcomes, pitfalls, lessons or modules."
    )
    reading: ID | None = field(
        default=None,
        description="The id of the reading to plan, from `readings` or `match`; the best by default.",
    )


@strawberry.input(description="What someone knows.")
class KnownInput:
    """A learner's knowledge."""

    text: str | None = field(default=None, description='An enumeration in words: "joins, group by".')
    skills: list[ID] | None = field(default=None, description="Ids or exact names of skills.")
    lessons: list[ID] | None = field(default=None, description="Ids or exact titles of finished lessons.")
    not_known: list[ID] | None = field(default=None, description="What is not known after all; it subtracts.")


@strawberry.input(description="Whether someone says to know a skill.")
class AnswerInput:
    """An answer to a question about a skill."""

    skill: ID = field(description="The id or exact name of the skill.")
    yes: bool = field(description="True if they say to know it.")


def said(answers: list[AnswerInput] | None) -> tuple[Said, ...]:
    """Return answers as the services take them.

    Raises
    ------
    InvalidInput
        If there are too many.
    """
    given = answers or []
    names([answer.skill for answer in given], "answers", most=MOST_ANSWERS)
    return tuple(Said(answer.skill, answer.yes) for answer in given)


def scope(curriculum: ID | None, view: View, min_confidence: float) -> Scope:
    """Return where to look and what to believe.

    Raises
    ------
    InvalidInput
        If the confidence is not within 0 and 1, or the curriculum no name.
    """
    if not 0 <= min_confidence <= 1:
        raise InvalidInput(f"minConfidence is {min_confidence:g}.", hint="Give a number from 0 to 1.")
    if curriculum is not None:
        one_name(curriculum, "curriculum")
    return Scope(curriculum=curriculum, view=snapshot.View(snapshot.ViewKind[view.name], min_confidence))


def path_question(
    gap: GapInput,
    known: KnownInput | None,
    scope: Scope,
    *,
    budget: int | None = None,
    learner: ID | None = None,
) -> PathQuestion:
    """Return the question for a path.

    Raises
    ------
    InvalidInput
        If the gap is empty, the budget no positive number, or a text or list too long.
    """
    if not (gap.text or "").strip() and not gap.goals:
        raise InvalidInput("The gap is empty.", hint='Say it in words, gap: {text: "…"}, or name goals.')
    if budget is not None and budget < 1:
        raise InvalidInput(f"budgetMinutes is {budget}.", hint="Give a whole number of minutes from 1.")
    return PathQuestion(
        gap=words(gap.text, "gap.text"),
        goals=names(gap.goals, "gap.goals"),
        reading=one_name(gap.reading, "gap.reading") if gap.reading else 1,
        budget=budget,
        known=_known(known or KnownInput(), learner),
        scope=scope,
    )


def ready_question(
    toward: GapInput | None, known: KnownInput | None, scope: Scope, *, learner: ID | None = None
) -> PathQuestion:
    """Return the question for what can be started now; raises as :func:`path_question` does."""
    if toward is not None:
        return path_question(toward, known, scope, learner=learner)
    return PathQuestion(known=_known(known or KnownInput(), learner), scope=scope)


def words(text: str | None, name: str) -> str:
    """Return a text in words, trimmed.

    Raises
    ------
    InvalidInput
        If it is too long.
    """
    if text is not None and len(text) > _LONGEST_TEXT:
        raise InvalidInput(
            f"{name} has {len(text)} characters.", hint=f"Give at most {_LONGEST_TEXT} of them."
        )
    return (text or "").strip()


def page_size(first: int) -> int:
    """Return how many items to list.

    Raises
    ------
    InvalidInput
        If that is not within 1 and ``MOST_ITEMS``.
    """
    if not 1 <= first <= MOST_ITEMS:
        raise InvalidInput(f"first is {first}.", hint=f"Give a number from 1 to {MOST_ITEMS}.")
    return first


def _known(known: KnownInput, learner: ID | None) -> KnownQuestion:
    text = words(known.text, "known.text")
    skills = names(known.skills, "known.skills")
    return KnownQuestion(
        words=(text, *skills) if text else skills,
        done=names(known.lessons, "known.lessons"),
        not_known=names(known.not_known, "known.notKnown"),
        learner=None if learner is None else learner_id(learner),
    )


def names(given: Sequence[str] | None, name: str, *, most: int = MOST_ITEMS) -> tuple[str, ...]:
    """Return a list of names or ids, empty if there is none.

    Raises
    ------
    InvalidInput
        If it is too long, or one of them is.
    """
    if given is not None and len(given) > most:
        raise InvalidInput(f"{name} has {len(given)} items.", hint=f"Give at most {most} of them.")
    return tuple(one_name(one, name) for one in given or ())


def one_name(given: str, name: str) -> str:
    """Return a name or an id.

    Raises
    ------
    InvalidInput
        If it is longer than any.
    """
    if len(given) > _LONGEST_NAME:
        hint = f"A name or an id has at most {_LONGEST_NAME}."
        raise InvalidInput(f"{name} has a name of {len(given)} characters.", hint=hint)
    return given

"""What is said of a lesson or a skill on the way to a goal, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.services.answers import Item, LessonCard, Reading, Step
from graph.algorithms.minutes import Unit
from graph.changes import Revision

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


def in_words(found: Explanation) -> str:
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

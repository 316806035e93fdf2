"""The expected graphs of the example curricula, typed; ``examples/README.md`` says what they mean."""

from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


class Module(msgspec.Struct, forbid_unknown_fields=True):
    """A module as its author sees it."""

    name: str
    summary: str
    position: int
    line: int | None = None
    uri: str | None = None


class Lesson(msgspec.Struct, forbid_unknown_fields=True):
    """A lesson as its author sees it."""

    name: str
    module: str
    summary: str
    minutes: int | None
    difficulty: str | None
    position: int
    line: int | None = None
    uri: str | None = None
    tags: tuple[str, ...] = ()


class Stated(msgspec.Struct, forbid_unknown_fields=True):
    """An item of a list, and the module, lesson or curriculum that states it."""

    text: str
    of: str


class Assumed(msgspec.Struct, forbid_unknown_fields=True):
    """Knowledge that prose takes for granted."""

    of: str
    skill: str


class Taught(msgspec.Struct, forbid_unknown_fields=True):
    """A skill and a lesson that teaches it."""

    lesson: str
    skill: str
    role: str


class Required(msgspec.Struct, forbid_unknown_fields=True):
    """A declared prerequisite, as written and as meant."""

    dependent: str
    prerequisite: str
    kind: str | None
    as_written: str
    dangling: bool


class Guard(msgspec.Struct, forbid_unknown_fields=True):
    """A lesson that treats a pitfall."""

    lesson: str
    pitfall: str


class Parts(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome and the skills that it is made of."""

    outcome: str
    skills: tuple[str, ...]


class Gold(msgspec.Struct, forbid_unknown_fields=True):
    """An expected graph."""

    curriculum: str
    source: str
    modules: tuple[Module, ...]
    lessons: tuple[Lesson, ...]
    audiences: tuple[Stated, ...]
    outcomes: tuple[Stated, ...]
    pitfalls: tuple[Stated, ...]
    assumes: tuple[Assumed, ...]
    teaches: tuple[Taught, ...]
    requires: tuple[Required, ...]
    cycles: tuple[tuple[str, ...], ...]
    guards: tuple[Guard, ...]
    outcome_parts: tuple[Parts, ...]


class Phrase(msgspec.Struct, forbid_unknown_fields=True):
    """What a learner might say, and the lessons that answer it.

    ``because`` says why a lesson counts that was added when answers had been seen: what its text offers.
    """

    phrase: str
    curriculum: str
    lessons: tuple[str, ...]
    because: str | None = None


def read_gold(name: str) -> Gold:
    """Decode an expected graph, refusing fields that are unknown or of another type."""
    return msgspec.json.decode((EXAMPLES / "expected" / f"{name}.json").read_bytes(), type=Gold)


def read_phrases() -> tuple[Phrase, ...]:
    """Decode the everyday phrases of all example curricula."""
    raw = (EXAMPLES / "expected" / "phrases.json").read_bytes()
    return msgspec.json.decode(raw, type=tuple[Phrase, ...])

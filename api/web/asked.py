"""What a path's address asks: every what-if is an address, so it can be kept, shared and gone back from."""

import math
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api.services.question import KnownQuestion, PathQuestion, Scope
from graph.errors import InvalidInput
from graph.learner import LearnerId
from graph.snapshot import View, ViewKind

LONGEST_WISH: Final = 800
"""Characters; more than anyone asks in, and little enough for an address in any script."""
_MOST_NAMES: Final = 100
_MOST_HOURS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a path, as its address has it.

    ``know`` is in a person's words, ``known``, ``denied`` and ``skipped`` are ids from buttons. ``revision``
    is the one at which the address was shared.
    """

    gap: str = ""
    know: str = ""
    goals: tuple[str, ...] = ()
    reading: str = ""
    known: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    hours: float | None = None
    view: ViewKind = ViewKind.BALANCED
    curriculum: str | None = None
    revision: int | None = None
    start: int = 1

    @classmethod
    def read(cls, query: QueryParams) -> "Asked":
        """Return what an address asks; of what can be given once, the last counts.

        Raises
        ------
        InvalidInput
            If a part of it cannot be used.
        """
        known, denied = _beliefs(query)
        return cls(
            gap=_words(query, "gap"),
            know=_words(query, "know"),
            goals=_several(query, "goal"),
            reading=query.get("reading", ""),
            known=known,
            denied=denied,
            skipped=_several(query, "skip"),
            hours=_hours(query.get("hours", "")),
            view=view_of(query.get("view", "")),
            curriculum=query.get("curriculum") or None,
            revision=whole(query, "revision"),
            start=whole(query, "from") or 1,
        )

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is wished for."""
        return not self.gap and not self.goals

    @property
    def scope(self) -> Scope:
        """Where to look, and what to believe."""
        return Scope(curriculum=self.curriculum, view=View(self.view))

    def question(self, learner: LearnerId | None = None) -> PathQuestion:
        """Return the question for the services; what is kept of a learner counts as known."""
        return PathQuestion(
            gap=self.gap,
            goals=self.goals,
            reading=self.reading or 1,
            budget=None if self.hours is None else round(self.hours * 60),
            without=self.skipped,
            known=KnownQuestion(
                words=tuple(filter(None, (self.know, *self.known))), not_known=self.denied, learner=learner
            ),
            scope=self.scope,
        )

    def fields(self) -> list[tuple[str, str]]:
        """Return the question as the fields of a form, but for hours and view, which have controls."""
        several = {"goal": self.goals, "known": self.known, "not": self.denied, "skip": self.skipped}
        single = {
            "gap": self.gap,
            "know": self.know,
            "reading": self.reading,
            "curriculum": self.curriculum or "",
        }
        return [(name, value) for name, value in single.items() if value] + [
            (name, value) for name, values in several.items() for value in values
        ]

    def without_what_ifs(self) -> "Asked":
        """Return the question before lessons were skipped and things were said not to be known."""
        return replace(self, denied=(), skipped=())

    def url(self, page: str = "/path", **more: str | int) -> str:
        """Return the address of this question; ``more`` are further parts of it."""
        parts: list[tuple[str, str | int]] = [*self.fields()]
        if self.hours is not None:
            parts.append(("hours", f"{self.hours:g}"))
        if self.view is not ViewKind.BALANCED:
            parts.append(("view", self.view.value))
        return f"{page}?{urlencode([*parts, *more.items()])}"


def _words(query: QueryParams, name: str) -> str:
    text = query.get(name, "").strip()
    if len(text) > LONGEST_WISH:
        raise InvalidInput(
            f"That is {len(text):,} characters, and up to {LONGEST_WISH:,} can be read.",
            hint="Say it in a few sentences.",
        )
    return text


def _beliefs(query: QueryParams) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is known and what is not; of something that is said to be both, the last word counts."""
    last = {name: key for key, name in query.multi_items() if key in {"known", "not"}}
    known = tuple(name for name in _several(query, "known") if last[name] == "known")
    return known, tuple(name for name in _several(query, "not") if last[name] == "not")


def _several(query: QueryParams, name: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(value for value in query.getlist(name) if value))
    if len(names) > _MOST_NAMES:
        raise InvalidInput(
            f"The address names {len(names)} things as “{name}”; up to {_MOST_NAMES} are read."
        )
    return names


def _hours(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = math.nan
    if not 0 < hours <= _MOST_HOURS:
        raise InvalidInput(f"“{text}” is no number of hours.", hint="Give a number above 0, such as 1.5.")
    return hours


def view_of(text: str) -> ViewKind:
    """Return the view that an address names, the usual one if it names none; InvalidInput for no view."""
    try:
        return ViewKind(text.lower() or ViewKind.BALANCED)
    except ValueError as error:
        views = ", ".join(ViewKind)
        raise InvalidInput(f"There is no view “{text}”.", hint=f"There are: {views}.") from error


def whole(query: QueryParams, name: str) -> int | None:
    """Return a part of an address that is a whole number, or None if it is none that fits."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - fits

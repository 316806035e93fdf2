"""One run of a plan: what it waits for, and how a value becomes its place in the answer.

What completes a value does what graphql-core would where all goes well, and raises :class:`Uncovered` where
it does not.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import msgspec
from graphql import GraphQLLeafType, GraphQLResolveInfo
from graphql.execution.values import VariableValues
from msgspec import Raw
from strawberry import Info

from api.graphql.context import Context
from api.graphql.shared import Rows, Shared
from api.services.shown import Name, Shown

Completer: TypeAlias = "Callable[[object, Run], object]"


class Uncovered(Exception):
    """A plan cannot give this answer; graphql-core can."""


@dataclass(slots=True)
class Waiting:
    """A value that is still being computed, and where it goes."""

    value: Coroutine[object, object, object]
    complete: Completer
    place: dict[str, object]
    key: str


@dataclass(slots=True)
class Run:
    """One run of a plan."""

    context: Context
    variables: VariableValues
    waiting: list[Waiting] = field(default_factory=list)
    calls: dict[int, tuple[GraphQLResolveInfo[Context], Mapping[str, object]]] = field(default_factory=dict)
    prepared: dict[int, tuple[Info[Context, None], Mapping[str, object]]] = field(default_factory=dict)


async def settle(run: Run) -> None:
    """Wait for what is being computed, all at once, and put it where it belongs."""
    batch, run.waiting = run.waiting, []
    for one, value in zip(batch, await _values(batch), strict=True):
        one.place[one.key] = one.complete(value, run)


async def _values(batch: list[Waiting]) -> list[object]:
    if len(batch) == 1:
        return [await batch[0].value]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one.value) for one in batch]
    return [task.result() for task in tasks]


def never_null(complete: Completer) -> Completer:
    """Return what completes a value that must be there."""

    def finish(value: object, run: Run) -> object:
        if value is None:
            raise Uncovered
        return complete(value, run)

    return finish


def or_null(complete: Completer) -> Completer:
    """Return what completes a value that may be missing."""
    return lambda value, run: None if value is None else complete(value, run)


def list_of(complete: Completer) -> Completer:
    """Return what completes a list by what completes its items."""

    def finish(value: object, run: Run) -> object:
        if not isinstance(value, list | tuple | Rows | Shared):
            raise Uncovered
        return [complete(item, run) for item in value]

    return finish


def rows_of(complete: Completer, way: str) -> Completer:
    """Return what completes a list by what completes its rows, each once a picture; other lists as they last.

    It must be a completion in which nothing has a say but the row's name and the graph; ``way`` names it. A
    row that waits for something is not kept.
    """
    every = lasting(list_of(complete))

    def finish(value: object, run: Run) -> object:
        if not isinstance(value, Rows):
            return every(value, run)
        shown = run.context.shown
        kept = shown.by(way)
        parts: list[object] = list(map(kept.texts.get, value.names))
        if kept.lookups:
            run.context.spend(sum(kept.lookups.get(name, 0) for name in value.names))
        if None in parts:
            waiting = len(run.waiting)
            for at, part in enumerate(parts):
                if part is None:
                    parts[at] = _once(complete, value[at], run, shown, (way, value.names[at]))
            if len(run.waiting) > waiting:
                return [Raw(part) if isinstance(part, bytes) else part for part in parts]
        return Raw(b"[%b]" % b",".join(cast("list[bytes]", parts)))

    return finish


def once_each(complete: Completer, way: str) -> Completer:
    """Return what completes objects whose ids say all of them, once a picture, as :func:`rows_of` does."""

    def finish(value: object, run: Run) -> object:
        shown = run.context.shown
        id_: str = value.id  # type: ignore[attr-defined]  # what is shown once has an id
        kept = shown.by(way)
        if (text := kept.texts.get(id_)) is None:
            part = _once(complete, value, run, shown, (way, id_))
            return Raw(part) if isinstance(part, bytes) else part
        if spent := kept.lookups.get(id_, 0):
            run.context.spend(spent)
        return Raw(text)

    return finish


def _once(complete: Completer, value: object, run: Run, shown: Shown, name: tuple[str, Name]) -> object:
    """Complete a value, and keep its JSON with the picture unless it waits for something."""
    waiting, left = len(run.waiting), run.context.left
    found = complete(value, run)
    if len(run.waiting) > waiting:
        return found
    if isinstance(found, Raw):
        return bytes(found)  # a row that is such an object itself was kept by its name
    text = msgspec.json.encode(found)
    shown.keep(*name, text, left - run.context.left)
    return text


def lasting(complete: Completer) -> Completer:
    """Return what completes a value once if it is the same in many answers: then how is kept with it.

    It must be a completion in which nothing has a say but the value and the graph. One that waits for
    something is not kept.
    """

    def finish(value: object, run: Run) -> object:
        seen = getattr(value, "seen", None)
        if seen is None:
            return complete(value, run)
        if finish in seen:
            shown, spent = seen[finish]
            if spent:
                run.context.spend(spent)
            return cast("Raw", shown)
        waiting, left = len(run.waiting), run.context.left
        found = complete(value, run)
        if len(run.waiting) > waiting:
            return found
        shown = Raw(msgspec.json.encode(found))
        seen.keep(finish, shown, left - run.context.left)
        return shown

    return finish


def leaf(type_: GraphQLLeafType) -> Completer:
    """Return what completes a scalar or a member of an enumeration."""
    coerce = type_.coerce_output_value

    def finish(value: object, _run: Run) -> object:
        coerced: object = coerce(value)
        if coerced is None:
            raise Uncovered
        return coerced

    return finish

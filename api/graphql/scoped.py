"""Fields that are about some curriculum in some view: what says so stands here, once for all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, cast

from api.graphql.arguments import Belief, CurriculumId, MinConfidence
from api.graphql.context import Context
from api.graphql.enums import View
from api.graphql.inputs import scope
from api.graphql.resolver import resolver
from api.services.question import Scope
from graph.snapshot import ViewKind

P = ParamSpec("P")
T = TypeVar("T")

_WHERE = "where"


def scoped(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Make a method a field that takes ``curriculum``, ``view`` and ``minConfidence`` beside what it names.

    The method takes the scope that they make, by the name of ``where``.
    """

    @wraps(method)
    async def resolve(*given: Any, **named: Any) -> T:
        told = {name: named.pop(name) for name in asked.keys() & named.keys()}
        where = await _in_graph(named["info"].context, _where(**told))
        return await cast("Callable[..., Awaitable[T]]", method)(*given, **named, where=where)

    asked = signature(_where).parameters
    own = signature(method)
    kept = [one for name, one in own.parameters.items() if name != _WHERE]
    resolve.__signature__ = own.replace(parameters=[*kept, *asked.values()])  # type: ignore[attr-defined]  # what Strawberry reads
    return cast("Callable[P, Awaitable[T]]", resolver(resolve))


async def _in_graph(context: Context, where: Scope) -> Scope:
    """Return a scope with a view that is one of few, so that what follows in it is most often known."""
    if where.view.kind is not ViewKind.INFERRED:
        return where
    picture = await context.workspace.picture()
    return replace(where, view=picture.snapshot.alike(where.view))


def _where(
    *, curriculum: CurriculumId = None, view: Belief = View.BALANCED, min_confidence: MinConfidence = 0.5
) -> Scope:
    """Return where to look and what to believe; raises as :func:`api.graphql.inputs.scope` does."""
    return scope(curriculum, view, min_confidence)

"""Fields that are about some curriculum in some view: what says so stands here, once for all of them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, cast

from api.graphql.arguments import Belief, CurriculumId, MinConfidence
from api.graphql.enums import View
from api.graphql.inputs import scope
from api.graphql.resolver import resolver
from api.services.question import Scope

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
        return await cast("Callable[..., Awaitable[T]]", method)(*given, **named, where=_where(**told))

    asked = signature(_where).parameters
    own = signature(method)
    kept = [one for name, one in own.parameters.items() if name != _WHERE]
    resolve.__signature__ = own.replace(parameters=[*kept, *asked.values()])  # type: ignore[attr-defined]  # what Strawberry reads
    return cast("Callable[P, Awaitable[T]]", resolver(resolve))


def _where(
    *, curriculum: CurriculumId = None, view: Belief = View.BALANCED, min_confidence: MinConfidence = 0.5
) -> Scope:
    """Return where to look and what to believe; raises as :func:`api.graphql.inputs.scope` does."""
    return scope(curriculum, view, min_confidence)

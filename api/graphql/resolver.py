"""Fields that are computed: a method whose docstring is the description that clients read."""

from collections.abc import Callable
from inspect import getdoc
from typing import ParamSpec, TypeVar, cast

import strawberry

P = ParamSpec("P")
T = TypeVar("T")


def resolver(method: Callable[P, T]) -> Callable[P, T]:
    """Make a method a field of the schema; to the type checker it stays a method."""
    return cast("Callable[P, T]", strawberry.field(resolver=method, description=getdoc(method)))

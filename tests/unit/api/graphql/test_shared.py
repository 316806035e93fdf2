"""A list that many answers share is shown once, unless something else has a say in how."""

import msgspec
import pytest
import strawberry
from graphql import get_operation_ast, parse
from graphql.execution.values import VariableValues, get_variable_values

from api.graphql.context import Context
from api.graphql.plan import Plan
from api.graphql.run import Uncovered
from api.graphql.shared import Shared, shared
from api.services.answers import Lasting

pytestmark = pytest.mark.anyio

NAMES: Lasting[str] = Lasting(["a", "b"])


class Counting(Context):
    """A context of nothing but look-ups."""

    def __init__(self, lookups: int) -> None:
        self._left = lookups


@strawberry.type
class Thing:
    """Costs a look-up."""

    name: str

    @strawberry.field
    def size(self, info: strawberry.Info[Counting, None], times: int = 1) -> int:
        """Look it up."""
        info.context.spend(1)
        return len(self.name) * times

    @strawberry.field
    async def later(self) -> str:
        """Take a while."""
        return self.name


def thing(name: str) -> Thing:
    """Return a thing."""
    return Thing(name=name)


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def things(self) -> list[Thing]:
        """Return the same list to everyone."""
        return shared(NAMES, thing)


SCHEMA = strawberry.Schema(query=Query)._schema


def plan(text: str, **variables: object) -> tuple[Plan, VariableValues]:
    """Return a plan, and the values of its variables."""
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    values = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert isinstance(values, VariableValues)
    return Plan(SCHEMA, document, operation, values, lasts=True), values


def test_what_lasts_is_the_same_list_each_time() -> None:
    """Items that are somebody's own are shown for them alone."""
    assert shared(NAMES, thing) is shared(NAMES, thing)
    assert type(shared(NAMES, thing)) is Shared
    assert type(shared(("a",), thing)) is list


async def test_a_shared_list_is_shown_once_and_counted_each_time() -> None:
    """The second answer has the same bytes, and costs whoever asks as many look-ups."""
    found, values = plan("{ things { name size } }")
    first, second = Counting(2), Counting(2)
    shown = await found.run(first, values)
    assert msgspec.json.encode(shown) == b'{"things":[{"name":"a","size":1},{"name":"b","size":1}]}'
    again = await found.run(second, values)
    assert isinstance(again, dict)
    assert isinstance(again["things"], msgspec.Raw)
    assert msgspec.json.encode(again) == msgspec.json.encode(shown)
    assert (first.left, second.left) == (0, 0)
    with pytest.raises(Uncovered):
        await found.run(Counting(1), values)


@pytest.mark.parametrize(
    "text",
    [
        "query($n: Int!) { things { ...Sized } } fragment Sized on Thing { size(times: $n) }",
        "query($n: Int!) { things { size(times: $n) } }",
        "query($n: Int!) { things { size later } }",
    ],
)
async def test_what_depends_on_more_is_shown_anew(text: str) -> None:
    """A variable below it, or something that is still being computed, keeps nothing."""
    found, values = plan(text, n=2)
    for _ in range(2):
        data = await found.run(Counting(9), values)
        assert isinstance(data, dict)
        assert isinstance(data["things"], list)

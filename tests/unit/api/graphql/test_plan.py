"""A compiled plan answers as graphql-core does, or not at all."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, cast

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, get_operation_ast, parse, validate
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given
from queries import FLAGS, queries

from api.graphql.plan import Plan
from api.graphql.run import Uncovered

if TYPE_CHECKING:
    from api.graphql.context import Context

VARIABLES = dict(zip(FLAGS, (True, False), strict=True))
NOBODY = cast("Context", None)


@strawberry.enum
class Colour(Enum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


@strawberry.interface
class Named:
    """Has a name."""

    name: str


@strawberry.type
class Cat(Named):
    """Answers well, and now and then not."""

    lives: int
    weight: float
    colour: Colour
    nickname: str | None

    @strawberry.field
    def purrs(self, times: int = 2) -> list[str | None]:
        """Return a list with a null in it."""
        return [*["purr"] * times, None]

    @strawberry.field
    async def friends(self) -> list[Named]:
        """Return cats and dogs, after a while."""
        return [cat_named("Tom"), Dog(name="Rex")]

    @strawberry.field
    async def broken(self) -> str | None:
        """Fail, where null is allowed."""
        raise ValueError("broken")

    @strawberry.field
    def missing(self) -> str:
        """Break the promise never to be null."""
        return cast("str", None)


@strawberry.type
class Dog(Named):
    """Has an owner, perhaps."""

    owner: Cat | None = None


Pet = Annotated[Cat | Dog, strawberry.union("Pet")]


def cat_named(name: str) -> Cat:
    """Return a cat."""
    return Cat(name=name, lives=9, weight=3.0, colour=Colour.RED, nickname=None)


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def cat(self, name: str = "Mia") -> Cat:
        """Return a cat."""
        return cat_named(name)

    @strawberry.field
    def pets(self) -> list[Pet]:
        """Return one of each."""
        return [cat_named("Mia"), Dog(name="Rex", owner=cat_named("Tom"))]

    @strawberry.field
    def nobody(self) -> Cat | None:
        """Return nothing."""
        return None

    @strawberry.field
    def number(self) -> int:
        """Return a number."""
        return 5


@cache
def schema() -> GraphQLSchema:
    """Return the schema as graphql-core knows it."""
    return strawberry.Schema(query=Query)._schema


async def planned(query: str, variables: Mapping[str, object]) -> object:
    """Return the data of an answer by plan."""
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation
    values = get_variable_values(schema(), operation.variable_definitions or (), dict(variables))
    assert isinstance(values, VariableValues)
    return await Plan(schema(), document, operation, values).run(NOBODY, values)


async def interpreted(query: str, variables: Mapping[str, object]) -> ExecutionResult:
    """Return the answer of graphql-core."""
    result = execute(schema(), parse(query), variable_values=dict(variables))
    return result if isinstance(result, ExecutionResult) else await result


@pytest.mark.anyio
@given(queries(schema(), ["cat", 'cat(name: "Zoë")', "pets", "nobody", "number"]))
async def test_a_plan_answers_as_graphql_core_does(query: str) -> None:
    """Whatever is asked, data and order of keys are the same; where there is an error, there is no answer."""
    assert not validate(schema(), parse(query)), query
    expected = await interpreted(query, VARIABLES)
    if expected.errors:
        with pytest.raises(Uncovered):
            await planned(query, VARIABLES)
    else:
        assert repr(await planned(query, VARIABLES)) == repr(expected.data)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($n: String!) { cat(name: $n) { name } }", {"n": "Zoë"}),
        ("query($n: Int) { cat { purrs(times: $n) } }", {}),
        ("query($n: Int = 3) { cat { a: purrs(times: $n) b: purrs(times: 1) } }", {}),
        ("{ pets { ... on Named { name ... on Cat { lives } } ... on Dog { owner { name } } } }", {}),
        ("{ cat { friends { name } } cat { friends { ... on Cat { lives } } } }", {}),
    ],
)  # fmt: skip
async def test_arguments_and_merged_fields_are_those_of_the_run(
    query: str, variables: dict[str, Any]
) -> None:
    """Variables and their defaults reach resolvers; fields that are asked for twice are merged."""
    assert await planned(query, variables) == (await interpreted(query, variables)).data


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "Cat") { name } }'])
@pytest.mark.anyio
async def test_introspection_is_left_to_graphql_core(query: str) -> None:
    """What plans are not made for is refused when they are made."""
    with pytest.raises(Uncovered):
        await planned(query, {})

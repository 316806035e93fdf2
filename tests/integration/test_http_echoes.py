"""What a client sends comes back in no error at length, whatever field and argument it was sent to."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
)
from http_support import SETTINGS, client_of, empty_workspace

from api.graphql.schema import build_schema
from api.http.app import create_app

pytestmark = pytest.mark.anyio
SCHEMA = build_schema().core
LONG = "x" * 100_000
SOMEWHAT = "x" * 19_000
SHORT = {"Int": 1, "Float": 0.5, "Boolean": True, "DateTime": "2026-01-01T00:00:00Z"}


def least(type_: GraphQLInputType) -> object:
    """Return the least that may be given."""
    match type_:
        case GraphQLNonNull():
            return least(type_.of_type)
        case GraphQLList():
            return [least(type_.of_type)]
        case GraphQLInputObjectType():
            return {
                name: least(one.type)
                for name, one in type_.fields.items()
                if isinstance(one.type, GraphQLNonNull)
            }
        case GraphQLEnumType():
            return next(iter(type_.values))
    return SHORT.get(get_named_type(type_).name, "a")


def long_ones(type_: GraphQLInputType) -> Iterator[object]:
    """Return values in which one text, each in its turn, is a long one."""
    match type_:
        case GraphQLNonNull():
            yield from long_ones(type_.of_type)
        case GraphQLList():
            yield from ([one] for one in long_ones(type_.of_type))
        case GraphQLInputObjectType():
            base = least(type_)
            assert isinstance(base, dict)
            for name, one in type_.fields.items():
                yield from ({**base, name: value} for value in long_ones(one.type))
        case _ if get_named_type(type_).name in {"ID", "String"}:
            yield LONG


def requests(kind: str) -> Iterator[dict[str, object]]:
    """Return a request for each text that a field of a kind takes."""
    root = SCHEMA.query_type if kind == "query" else SCHEMA.mutation_type
    assert root
    for name, field in root.fields.items():
        needed = {n: least(one.type) for n, one in field.args.items() if isinstance(one.type, GraphQLNonNull)}
        for argument, declared in field.args.items():
            for value in long_ones(declared.type):
                given = {**needed, argument: value}
                types = ", ".join(f"${one}: {field.args[one].type}" for one in given)
                handed = ", ".join(f"{one}: ${one}" for one in given)
                wanted = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
                yield {
                    "query": f"{kind}({types}) {{ {name}({handed}) {wanted} }}",
                    "variables": given,
                }


@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_no_error_says_back_what_was_sent(kind: str) -> None:
    """A hundred thousand characters come back as a few thousand at most, and are no fault of ours."""
    async with empty_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as client:
        for request in requests(kind):
            response = await client.post("/graphql", json=request)
            assert response.status_code == 200, request["query"]
            assert len(response.content) < 10_000, request["query"]
            assert "INTERNAL" not in response.text, request["query"]


@pytest.mark.parametrize(
    "query",
    [
        f"{{ {SOMEWHAT} }}",
        f'{{ skill(id: "{SOMEWHAT}") {{ id }} }}',
        f"{{ __typename }} {SOMEWHAT}",
        f"query($a: {SOMEWHAT}) {{ __typename }}",
        f"{{ coverage(by: {SOMEWHAT}) {{ totalCount }} }}",
        f"{{ skills(first: {'9' * 19_000}) {{ totalCount }} }}",
        f"{{ skills(first: 1.{'9' * 19_000}) {{ totalCount }} }}",
    ],
)
async def test_a_query_is_not_said_back(query: str) -> None:
    """What cannot be parsed, is no field, or names nothing is told of, not repeated."""
    async with empty_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as client:
        response = await client.post("/graphql", json={"query": query})
        assert response.json()["errors"]
        assert len(response.content) < 10_000
        assert "INTERNAL" not in response.text

"""GraphQL over HTTP: methods, media types, and what is refused before anything is executed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from graphql import build_client_schema, get_introspection_query, print_schema
from http_support import SETTINGS, client_of

from api.graphql.schema import build_schema
from api.http.accept import GRAPHQL_JSON, JSON
from api.http.app import create_app
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
QUERY = "query A { revision { sequence } } query B { __typename }"


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application over the sample site."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield client


async def test_a_query_may_come_by_get(client: httpx.AsyncClient) -> None:
    """The parameters of a request are the same in the URL."""
    query = "query($name: String) { skill(name: $name) { name } }"
    parameters = {"query": query, "variables": '{"name": "deadlocks"}'}
    response = await client.get("/graphql", params=parameters)
    assert response.json() == {"data": {"skill": {"name": "deadlocks"}}}


async def test_the_operation_can_be_named(client: httpx.AsyncClient) -> None:
    """Of several operations the named one is run; none named is an error of the request."""
    named = await client.post("/graphql", json={"query": QUERY, "operationName": "B"})
    assert named.json() == {"data": {"__typename": "Query"}}
    body = (await client.post("/graphql", json={"query": QUERY})).json()
    assert "data" not in body
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { readyToLearn(first: $n) { because } }", {"n": "x"}, "INVALID_INPUT"),
    ],
)
async def test_refused_before_execution_there_is_no_data(
    client: httpx.AsyncClient, query: str, variables: object, code: str
) -> None:
    """Such an answer has no data entry: 400 in the new media type, 200 in the old one."""
    for accept, status in ((GRAPHQL_JSON, 400), (JSON, 200)):
        json = {"query": query, "variables": variables}
        response = await client.post("/graphql", json=json, headers={"accept": accept})
        assert response.status_code == status
        assert response.headers["content-type"].startswith(accept)
        assert "data" not in response.json()
        assert response.json()["errors"][0]["extensions"]["code"] == code


async def test_an_executed_query_is_200_even_with_errors(client: httpx.AsyncClient) -> None:
    """A partial answer is an answer."""
    json = {"query": '{ skill(name: "no such skill") { id } }'}
    response = await client.post("/graphql", json=json, headers={"accept": GRAPHQL_JSON})
    assert response.status_code == 200
    assert response.json()["data"] == {"skill": None}


async def test_only_queries_come_by_get(client: httpx.AsyncClient) -> None:
    """What might change something is refused by GET, whatever else is wrong with it."""
    response = await client.get("/graphql", params={"query": "mutation { __typename }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


async def test_other_methods_are_refused(client: httpx.AsyncClient) -> None:
    """The methods that there are, are named."""
    response = await client.put("/graphql", json={"query": "{ __typename }"})
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", None])
async def test_a_body_says_that_it_is_json(client: httpx.AsyncClient, content_type: str | None) -> None:
    """What a form of another site can send is refused, so that no page can ask in a user's name."""
    headers = {} if content_type is None else {"content-type": content_type}
    response = await client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)
    assert response.status_code == 415


async def test_no_acceptable_media_type_is_406(client: httpx.AsyncClient) -> None:
    """A client that reads neither form is told so."""
    response = await client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"accept": "text/html"}
    )
    assert response.status_code == 406


async def test_introspection_is_answered(client: httpx.AsyncClient) -> None:
    """Tools that read the schema from the server find it: limits leave room for it."""
    query = get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    answer = await client.post("/graphql", json={"query": query})
    schema = build_client_schema(answer.json()["data"])
    assert print_schema(schema) == print_schema(build_schema().core)

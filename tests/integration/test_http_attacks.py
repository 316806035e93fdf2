"""Requests that cost their sender little and would cost a careless server much."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace
from support import Calls

from api.http.app import create_app

pytestmark = pytest.mark.anyio
MOST_CALLS = 150_000
"""Python does some millions a second."""


@dataclass(frozen=True)
class Attack:
    """A request, and the status and code that end it."""

    name: str
    code: str
    status: int = 400
    query: str = "{ __typename }"
    variables: dict[str, object] | None = None
    body: bytes | None = None
    method: str = "POST"
    params: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, client: httpx.AsyncClient) -> httpx.Response:
        """Send it."""
        told = {
            "content-type": "application/json",
            "accept": "application/graphql-response+json",
            **self.headers,
        }
        body = self.body
        if body is None:
            body = json.dumps({"query": self.query, "variables": self.variables}).encode()
        return await client.request(
            self.method,
            "/graphql",
            params=self.params,
            headers=told,
            content=body if self.method == "POST" else None,
        )


def chain(length: int, inner: str) -> str:
    """Return fragments each of which spreads the next one twice."""
    links = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(length)]
    return "{ ...F0 } " + " ".join(links) + f" fragment F{length} on Query {{ {inner} }}"


MANY = list(range(100_000))
DEEP: dict[str, object] = {}
for _ in range(900):
    DEEP = {"x": DEEP}
ATTACKS = [
    Attack("ten megabytes of fields", "REQUEST_ENTITY_TOO_LARGE", 413, query="{" + "a " * 5_000_000 + "}"),
    Attack("a megabyte of fields", "LIMIT_EXCEEDED", query="{" + "a " * 400_000 + "}"),
    Attack(
        "ten thousand aliases", "LIMIT_EXCEEDED", query="{" + " ".join(f"a{i}:x" for i in range(10_000)) + "}"
    ),
    Attack(
        "a hundred aliases",
        "LIMIT_EXCEEDED",
        query="{" + " ".join(f"a{i}: __typename" for i in range(100)) + "}",
    ),
    Attack(
        "a dozen differences",
        "LIMIT_EXCEEDED",
        query="{" + " ".join(f"a{i}: diff(since: {i}) {{ goals }}" for i in range(12)) + "}",
    ),
    Attack("fan-out of fragments", "LIMIT_EXCEEDED", query=chain(16, "__typename")),
    Attack("deeply nested fragments", "LIMIT_EXCEEDED", query=chain(24, "revision { sequence }")),
    Attack(
        "fragments in a circle",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    ),
    Attack("JSON ten thousand deep", "BAD_REQUEST", body=b"[" * 10_000 + b"]" * 10_000),
    Attack("no UTF-8", "BAD_REQUEST", body=b'{"query": "\xff"}'),
    Attack("no request", "BAD_REQUEST", body=b"5"),
    Attack("a batch", "BAD_REQUEST", body=b'[{"query": "{ __typename }"}]'),
    Attack("deep selections", "LIMIT_EXCEEDED", query="{" + "a {" * 190 + "b" + "}" * 191),
    Attack("braces that never end", "LIMIT_EXCEEDED", query="{ a " * 4_000),
    Attack("a list within lists", "LIMIT_EXCEEDED", query="{ skill(id: " + "[" * 900),
    Attack(
        "deep introspection",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    ),
    Attack(
        "wide introspection",
        "LIMIT_EXCEEDED",
        query="{" + " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(40)) + "}",
    ),
    Attack(
        "a hundred thousand values",
        "LIMIT_EXCEEDED",
        query="query($g: GapInput!) { learningPath(gap: $g) { planned } }",
        variables={"g": {"goals": MANY}},
    ),
    Attack(
        "a name as long as a book",
        "INVALID_INPUT",
        200,
        query="query($n: String) { skill(name: $n) { id } }",
        variables={"n": "deadlok" * 100_000},
    ),
    Attack("values in an unused variable", "LIMIT_EXCEEDED", variables={"unused": MANY}),
    Attack(
        "deep variables",
        "BAD_REQUEST",
        body=b'{"query": "{ __typename }", "variables": {"x": '
        + b'{"x":' * 5_000
        + b"1"
        + b"}" * 5_001
        + b"}",
    ),
    Attack(
        "deep variables of a deep type",
        "INVALID_INPUT",
        variables={"g": DEEP},
        query="query($g: GapInput!) { learningPath(gap: $g) { planned } }",
    ),
    Attack(
        "a number of a thousand digits",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ readyToLearn(first: " + "9" * 1_000 + ") { because } }",
    ),
    Attack(
        "a number that Python does not read",
        "LIMIT_EXCEEDED",
        query="{ readyToLearn(first: " + "9" * 19_000 + ") { because } }",
    ),
    Attack(
        "hundreds of directives",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ __typename" + " @skip(if: false)" * 140 + "}",
    ),
    Attack(
        "hundreds of unknown directives",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ __typename" + " @no" * 450 + "}",
    ),
    Attack(
        "hundreds of operations", "LIMIT_EXCEEDED", query="{ __typename }" + " query { __typename }" * 180
    ),
    Attack(
        "hundreds of variables",
        "GRAPHQL_VALIDATION_FAILED",
        query="query(" + " ".join(f"$v{i}: Int" for i in range(240)) + ") { __typename }",
    ),
    Attack(
        "hundreds of unused fragments",
        "LIMIT_EXCEEDED",
        query="{ __typename }" + " ".join(f"fragment F{i} on Query {{ __typename }}" for i in range(140)),
    ),
    Attack("a misspelled field", "GRAPHQL_VALIDATION_FAILED", query="{ " + "learningPat" * 1_500 + " }"),
    Attack(
        "hundreds of misspelled fields",
        "GRAPHQL_VALIDATION_FAILED",
        query="{ " + " ".join(f"learningPat{i}" for i in range(450)) + " }",
    ),
    Attack("a comment without end", "LIMIT_EXCEEDED", query="#" + "x" * 900_000),
    Attack(
        "a string without end",
        "LIMIT_EXCEEDED",
        query='{ match(text: "' + "\\u0041" * 100_000 + '") { id } }',
    ),
    Attack(
        "a block string of indents",
        "LIMIT_EXCEEDED",
        query='{ match(text: """' + " \n" * 100_000 + '""") { id } }',
    ),
    Attack(
        "a bomb of zeros",
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        body=gzip.compress(bytes(10_000_000)),
        headers={"content-encoding": "gzip"},
    ),
    Attack(
        "a bomb under another name",
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        body=b"x",
        headers={"content-encoding": "br"},
    ),
    Attack(
        "an address without end",
        "REQUEST_URI_TOO_LONG",
        414,
        method="GET",
        params={"query": "{" + "a " * 9_000 + "}"},
    ),
    Attack(
        "thousands of parameters",
        "REQUEST_URI_TOO_LONG",
        414,
        method="GET",
        params={f"p{i}": "" for i in range(1_500)},
    ),
    Attack(
        "a hundred headers",
        "REQUEST_HEADER_FIELDS_TOO_LARGE",
        431,
        headers={f"x-{i}": "y" for i in range(100)},
    ),
    Attack("a header of pages", "REQUEST_HEADER_FIELDS_TOO_LARGE", 431, headers={"accept": "a/b," * 5_000}),
    Attack("a form of another site", "UNSUPPORTED_MEDIA_TYPE", 415, headers={"content-type": "text/plain"}),
    Attack(
        "a mutation by a link", "BAD_REQUEST", method="GET", params={"query": "mutation { a }"}, status=405
    ),
]


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application over nothing."""
    async with empty_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as client:
        yield client


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_an_attack_ends_with_a_code_after_little_work(
    client: httpx.AsyncClient, attack: Attack
) -> None:
    """It is refused for what it is, costs a bounded number of calls, and the next client is served."""
    with Calls() as calls:
        response = await attack.send(client)
    assert response.status_code == attack.status, response.text[:300]
    assert response.json()["errors"][0]["extensions"]["code"] == attack.code
    assert len(response.content) < 20_000
    assert calls.count < MOST_CALLS
    served = await client.post("/graphql", json={"query": "{ __typename }"})
    assert served.json() == {"data": {"__typename": "Query"}}

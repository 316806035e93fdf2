"""What analysts and platform teams ask over GraphQL, over the sample site in a real store."""

from collections.abc import AsyncIterator

import httpx
import pytest
from http_support import SETTINGS, client_of, sample_workspace

from api.http.app import create_app

pytestmark = pytest.mark.anyio

QUESTIONS = """
{
  coverage(by: MODULE) {
    revision { sequence }
    rows { part { __typename id } minutes estimated lessons { title } unkept { name } warned { id } }
    total { taught { name } untaught { name } unused { id } promised { id } unguarded { id } value }
  }
  central(first: 3) { node { __typename id } gates share serves depth }
  targets(names: ["Joins", "xylophones"]) { name reached skill { id } lessons { title } }
  impact(name: "Locking rows") {
    node { id } direct { node { id } origin statements { quote } } gates { id } serves { id } alone { id }
    effects { goal { id } change before { minutes proven lessons { id } } after { missing { id } } }
    unnecessary { id } hiddenInferred
  }
  history(first: 5) { sequence message curricula added removed at digest }
}
"""


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Open a client of a server with the sample site."""
    async with sample_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as opened:
        yield opened


async def test_every_question_of_an_analyst_is_answered(client: httpx.AsyncClient) -> None:
    """Coverage, centrality, targets, impact and history come in one answer, with what the sample has."""
    answer = (await client.post("/graphql", json={"query": QUESTIONS})).json()
    assert "errors" not in answer, answer
    data = answer["data"]
    assert {row["part"]["__typename"] for row in data["coverage"]["rows"]} == {"Module"}
    assert data["coverage"]["total"]["untaught"]
    assert data["central"][0]["share"] > 0.5
    assert [one["reached"] for one in data["targets"]] == ["TAUGHT", "MISSING"]
    assert "data-with-postgresql/lesson/deadlocks" in {one["id"] for one in data["impact"]["serves"]}
    assert [entry["message"] for entry in data["history"]] == ["ingest data-with-postgresql"]


async def test_a_rollback_is_a_mutation(client: httpx.AsyncClient) -> None:
    """A revision that never was is refused with a code; nothing is written."""
    asked = {"query": "mutation { rollback(sequence: 99) { undone } }"}
    [error] = (await client.post("/graphql", json=asked)).json()["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"

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
  clusters { modularity clusters { lessons { title } skills { name } modules { id } cohesion } }
  pitfalls(guarded: NO, first: 3) {
    totalCount edges { node { text warnedBy { id } guards { lesson { id } } } }
  }
  against: targets(against: "data-with-postgresql") { name reached }
  diff(since: 0, until: 1) { added { id } goals effects { change goal { id } } cohort { learners } }
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
    assert data["clusters"]["modularity"] > 0.3
    assert data["pitfalls"]["totalCount"] > 0
    assert {one["node"]["guards"] == [] for one in data["pitfalls"]["edges"]} == {True}
    assert all(one["node"]["warnedBy"] for one in data["pitfalls"]["edges"])
    assert {one["reached"] for one in data["against"]} <= {"TAUGHT", "MENTIONED"}
    assert len(data["diff"]["added"]) > 50
    assert {one["change"] for one in data["diff"]["effects"]} <= {"REACHABLE", "SAME"}
    assert data["diff"]["cohort"] is None
    assert [entry["message"] for entry in data["history"]] == ["ingest data-with-postgresql"]


async def test_a_rollback_is_a_mutation(client: httpx.AsyncClient) -> None:
    """A revision that never was is refused with a code; nothing is written."""
    asked = {"query": "mutation { rollback(sequence: 99) { undone } }"}
    [error] = (await client.post("/graphql", json=asked)).json()["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"


PREVIEW = """mutation($i: IngestInput!) { previewDocument(input: $i) {
  added { id } comparison { goals effects { goal { id } change before { minutes } after { minutes } }
  linked { source { id } kind target { id } } cohort { learners more withheld } } } }"""


async def test_a_preview_says_what_publishing_does_to_paths(client: httpx.AsyncClient) -> None:
    """A lesson that a promised outcome comes to need makes its path longer; nothing is written."""
    page = "---\ntitle: Locking rows\nduration: 3 h\nteaches: [row locks, FOR UPDATE]\n---\nLong.\n"
    sent = {"curriculum": "data-with-postgresql", "uri": "04-transactions/row-locks.md", "text": page}
    answer = (await client.post("/graphql", json={"query": PREVIEW, "variables": {"i": sent}})).json()
    assert "errors" not in answer, answer
    found = answer["data"]["previewDocument"]["comparison"]
    assert found["goals"] > 20
    assert any(one["change"] in {"LONGER", "ASSUMES", "UNREACHABLE"} for one in found["effects"])
    assert found["cohort"] == {"learners": 0, "more": False, "withheld": 0}
    history = await client.post("/graphql", json={"query": "{ history { sequence } }"})
    assert len(history.json()["data"]["history"]) == 1


async def test_progress_of_other_systems_comes_in_once(client: httpx.AsyncClient) -> None:
    """A table of completions is kept; sent again, it changes nothing."""
    query = (
        "mutation($t: String!) { importProgress(text: $t, form: CSV) { learners recorded known unmatched } }"
    )
    asked = {
        "query": query,
        "variables": {"t": "learner,lesson,date\nada,Joining tables,2026-01-02\nada,x,2026-01-02\n"},
    }
    first, again = [
        (await client.post("/graphql", json=asked)).json()["data"]["importProgress"] for _ in "12"
    ]
    assert first == {"learners": 1, "recorded": 1, "known": 0, "unmatched": ["x"]}
    assert again == {"learners": 0, "recorded": 0, "known": 1, "unmatched": ["x"]}


async def test_a_rollback_can_be_previewed(client: httpx.AsyncClient) -> None:
    """What would go is counted, and stays."""
    asked = {
        "query": "mutation { rollback(sequence: 0, preview: true) { undone removed revision { sequence } } }"
    }
    done = (await client.post("/graphql", json=asked)).json()["data"]["rollback"]
    assert done["undone"] == done["revision"]["sequence"] == 1
    assert done["removed"] > 100

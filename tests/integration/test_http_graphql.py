"""GraphQL over HTTP, over the sample site in a real store."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from http_support import SETTINGS, client_of
from starlette.types import ASGIApp

from api.graphql.limits import Limits
from api.http.app import create_app
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio

PATH = """
query Path($gap: GapInput!, $known: KnownInput, $budget: Int, $view: View) {
  learningPath(gap: $gap, known: $known, budgetMinutes: $budget, view: $view) {
    planned revision { sequence digest at } totalMinutes estimated hiddenInferred
    readings {
      id text main score similarity matchedBy goals { __typename ... on Node { id } } lessons { title }
    }
    steps {
      position minutes cumulativeMinutes because indispensable
      lesson { id title summary minutes difficulty module { title } }
      adds { name kind } closes { ... on Node { id } } neededBy { id } together { id }
      guardsAgainst { lesson { id } pitfall { text } statements { quote because } }
      statements { origin confidence document { id uri } lines { first last } quote because }
    }
    helpful { lesson { id title } because statements { quote } }
    assumes { skill { name } known statements { quote } }
    unreachable { goal { ... on Node { id } } missing { id } }
    known { items { id } unmatched }
    proof { proven total lowerBound unit }
    budget { applied minutes steps { position } goalsClosed goalsTotal leftOut { id } }
  }
}
"""
DEADLOCKS = {"gap": {"goals": ["data-with-postgresql/skill/deadlocks"]}}


@pytest.fixture
def app(workspace: Workspace) -> ASGIApp:
    """Return the application over the sample site."""
    return create_app(workspace, SETTINGS)


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application."""
    async with client_of(app) as client:
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: object) -> Any:
    """Return the data of an answer that must have no errors."""
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    body = response.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


async def refuse(client: httpx.AsyncClient, query: str, **variables: object) -> Any:
    """Return the only error of an answer."""
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    (error,) = response.json()["errors"]
    return error


class TestAnswers:
    """What the queries answer."""

    async def test_a_path_closes_its_goal_in_order(self, client: httpx.AsyncClient) -> None:
        """The steps are numbered, add up, and the last of them closes the goal."""
        path = (await ask(client, PATH, **DEADLOCKS))["learningPath"]
        steps = path["steps"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert sum(step["minutes"] for step in steps) == path["totalMinutes"]
        assert steps[-1]["cumulativeMinutes"] == path["totalMinutes"]
        assert [goal["id"] for goal in steps[-1]["closes"]] == ["data-with-postgresql/skill/deadlocks"]
        assert path["proof"]["lowerBound"] <= path["proof"]["total"]

    async def test_every_step_has_its_reason_and_its_source(self, client: httpx.AsyncClient) -> None:
        """A step says why it is there and which line of which document says so."""
        path = (await ask(client, PATH, **DEADLOCKS))["learningPath"]
        for step in path["steps"]:
            assert step["because"]
            quoted = [s for s in step["statements"] if s["quote"]]
            assert quoted
            assert all(s["document"]["uri"].endswith(".md") and s["lines"]["first"] >= 1 for s in quoted)

    async def test_what_is_known_shortens_the_path(self, client: httpx.AsyncClient) -> None:
        """A finished lesson is no step, and is shown among what is known."""
        path = (await ask(client, PATH, **DEADLOCKS))["learningPath"]
        first = path["steps"][0]["lesson"]["id"]
        shorter = (await ask(client, PATH, known={"lessons": [first]}, **DEADLOCKS))["learningPath"]
        assert first not in [step["lesson"]["id"] for step in shorter["steps"]]
        assert shorter["totalMinutes"] < path["totalMinutes"]
        assert {"id": first} in shorter["known"]["items"]

    async def test_a_budget_says_what_fits(self, client: httpx.AsyncClient) -> None:
        """Too short a time leaves goals open, and says so."""
        path = (await ask(client, PATH, budget=5, **DEADLOCKS))["learningPath"]
        assert path["budget"]["applied"]
        assert path["budget"]["goalsClosed"] < path["budget"]["goalsTotal"]

    async def test_words_are_read_and_the_reading_can_be_chosen(self, client: httpx.AsyncClient) -> None:
        """A wish in words begins with its readings; the id of another one plans that one."""
        path = (await ask(client, PATH, gap={"text": "deadlocks"}))["learningPath"]
        other = path["readings"][1]["id"]
        chosen = (await ask(client, PATH, gap={"text": "deadlocks", "reading": other}))["learningPath"]
        assert chosen["readings"][0]["id"] == other
        assert chosen["planned"]

    @pytest.mark.parametrize("view", ["AUTHORED", "BALANCED", "INFERRED"])
    async def test_every_view_is_served(self, client: httpx.AsyncClient, view: str) -> None:
        """Each view has an answer."""
        path = (await ask(client, PATH, view=view, **DEADLOCKS))["learningPath"]
        assert path["steps"]

    async def test_ready_lessons_respect_the_page(self, client: httpx.AsyncClient) -> None:
        """No more lessons are recommended than were asked for, the same ones first, each with a reason."""
        query = """query($first: Int!, $known: KnownInput) { readyToLearn(first: $first, known: $known) {
            lesson { title minutes } relevance unlocks because guardsAgainst { pitfall { text } } } }"""
        path = (await ask(client, PATH, **DEADLOCKS))["learningPath"]
        known = {"lessons": [step["lesson"]["id"] for step in path["steps"]]}
        many = (await ask(client, query, first=10, known=known))["readyToLearn"]
        assert (await ask(client, query, first=2, known=known))["readyToLearn"] == many[:2]
        assert len(many) > 2
        assert all(one["because"] for one in many)

    async def test_match_reads_each_clause(self, client: httpx.AsyncClient) -> None:
        """Readings belong to a clause; those of the first clause are the main ones."""
        query = """{ match(text: "deadlocks when I deploy", first: 2) {
            text main matchedBy goals { __typename } } }"""
        found = (await ask(client, query))["match"]
        mains = {one["text"] for one in found if one["main"]}
        assert len(mains) == 1
        assert {one["text"] for one in found} > mains

    async def test_a_skill_leads_to_its_lessons_and_back(self, client: httpx.AsyncClient) -> None:
        """From a skill one gets to who teaches it, and from there to what else they teach."""
        query = """{ skill(name: "Deadlocks") { id name kind aliases soleTeacher statements { quote }
            usedBy { id } requires { origin } requiredBy { confidence } parts { name } partOf { name }
            promisedBy { id }
            taughtBy { role origin confidence statements { quote } lesson {
              title url summary difficulty uses { name } statements { quote }
              requires { dependent { id } prerequisite { __typename id } statements { quote } }
              requiredBy { dependent { id } } guardsAgainst { pitfall { text } }
              teaches(role: MAIN) { role skill { name } } } } } }"""
        skill = (await ask(client, query))["skill"]
        assert skill["soleTeacher"] == (len(skill["taughtBy"]) == 1)
        for teaching in skill["taughtBy"]:
            taught = teaching["lesson"]["teaches"]
            assert {one["role"] for one in taught} <= {"MAIN"}
            assert teaching["role"] != "MAIN" or skill["name"] in [one["skill"]["name"] for one in taught]

    async def test_a_lesson_is_found_by_id_and_by_title(self, client: httpx.AsyncClient) -> None:
        """Both names of a lesson lead to the same one."""
        by_name = (await ask(client, '{ lesson(name: "deadlocks") { id title } }'))["lesson"]
        by_id = (await ask(client, "query($id: ID!) { lesson(id: $id) { id title } }", id=by_name["id"]))[
            "lesson"
        ]
        assert by_id == by_name

    async def test_health_is_paged_and_filtered(self, client: httpx.AsyncClient) -> None:
        """Findings come worst first, a page at a time, and by severity alone where asked."""
        query = """query($after: String, $severity: Severity) { health { lessons skills revision { sequence }
            findings(first: 2, after: $after, severity: $severity) {
              totalCount pageInfo { hasNextPage endCursor } edges { cursor node {
                code severity message nodes { __typename id } statements { quote } } } } } }"""
        first = (await ask(client, query))["health"]["findings"]
        assert first["edges"][0]["node"]["severity"] == "ERROR"
        second = (await ask(client, query, after=first["pageInfo"]["endCursor"]))["health"]["findings"]
        assert first["edges"][0]["cursor"] not in [edge["cursor"] for edge in second["edges"]]
        errors = (await ask(client, query, severity="ERROR"))["health"]["findings"]
        assert 0 < errors["totalCount"] < first["totalCount"]

    async def test_revision_is_that_of_the_store(
        self, client: httpx.AsyncClient, workspace: Workspace
    ) -> None:
        """The revision names the state that is served."""
        revision = (await ask(client, "{ revision { sequence digest at } }"))["revision"]
        stored = await workspace.store.revision()
        assert (revision["sequence"], revision["digest"]) == (stored.sequence, stored.digest)


class TestErrors:
    """What is told to a client that asked for what cannot be had."""

    @pytest.mark.parametrize(
        "query",
        [
            '{ skill(name: "no such skill") { id } }',
            '{ lesson(id: "data-with-postgresql/lesson/none") { id } }',
            '{ learningPath(gap: {goals: ["no such goal"]}) { planned } }',
        ],
    )
    async def test_unknown_names_are_not_found(self, client: httpx.AsyncClient, query: str) -> None:
        """An unknown name has the code of the error tree, a hint, and the field that asked for it."""
        error = await refuse(client, query)
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert error["extensions"]["hint"]
        assert error["path"]

    @pytest.mark.parametrize(
        "query",
        [
            "{ learningPath(gap: {}) { planned } }",
            "{ readyToLearn(first: 0) { because } }",
            '{ skill(id: "a", name: "b") { id } }',
            "{ lesson { id } }",
            '{ health { findings(after: "x") { totalCount } } }',
            '{ match(text: "x", minConfidence: 2) { id } }',
        ],
    )
    async def test_unusable_arguments_are_invalid_input(self, client: httpx.AsyncClient, query: str) -> None:
        """What no service could answer is refused with a hint."""
        error = await refuse(client, query)
        assert error["extensions"]["code"] == "INVALID_INPUT"
        assert error["extensions"]["hint"]

    async def test_one_unknown_name_spoils_no_other_answer(self, client: httpx.AsyncClient) -> None:
        """Nullable fields fail on their own."""
        query = '{ skill(name: "no such skill") { id } revision { sequence } }'
        body = (await client.post("/graphql", json={"query": query})).json()
        assert body["data"]["skill"] is None
        assert body["data"]["revision"]["sequence"] > 0

    async def test_a_wrong_field_is_named(self, client: httpx.AsyncClient) -> None:
        """Validation messages are not masked, and carry a code and a place."""
        error = await refuse(client, "{ skil { id } }")
        assert "skil" in error["message"]
        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert error["locations"] == [{"line": 1, "column": 3}]

    @pytest.mark.parametrize(("lookups", "refused"), [(1_000, False), (3, True)])
    async def test_an_answer_does_not_go_on_for_ever(
        self, workspace: Workspace, lookups: int, *, refused: bool
    ) -> None:
        """Going from node to node ends with a code where the allowance does."""
        query = """{ skill(name: "deadlocks") {
            taughtBy { lesson { teaches { skill { taughtBy { lesson { url } } } } } } } }"""
        async with client_of(create_app(workspace, SETTINGS, limits=Limits(lookups=lookups))) as client:
            body = (await client.post("/graphql", json={"query": query})).json()
        codes = [error["extensions"]["code"] for error in body.get("errors", [])]
        assert codes == (["LIMIT_EXCEEDED"] if refused else [])
        assert ("data" in body) != refused

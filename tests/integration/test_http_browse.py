"""Lists, nodes by id and search, over the sample site."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from http_support import SETTINGS, client_of

from api.http.app import create_app
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
SKILLS = """query($f: SkillFilter, $n: Int!, $a: String) { skills(filter: $f, first: $n, after: $a) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id name kind soleTeacher } } } }"""
LESSONS = """query($f: LessonFilter) { lessons(filter: $f, first: 100) {
    totalCount edges { node { id title difficulty module { id } } } } }"""


class Asking:
    """A client that wants data, or one error."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def __call__(self, query: str, **variables: object) -> Any:
        """Return the data of an answer."""
        body = (await self._client.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def code(self, query: str, **variables: object) -> Any:
        """Return the code of the error of an answer."""
        body = (await self._client.post("/graphql", json={"query": query, "variables": variables})).json()
        (error,) = body["errors"]
        return error["extensions"]["code"]


@pytest.fixture
async def ask(workspace: Workspace) -> AsyncIterator[Asking]:
    """Return what asks the sample site."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield Asking(client)


def nodes(connection: Any) -> list[Any]:
    """Return the items of a page."""
    return [edge["node"] for edge in connection["edges"]]


async def modules(ask: Asking) -> list[Any]:
    """Return the modules that hold lessons; the sample has them within one that stands for the site."""
    found = await ask("{ curricula { modules { modules { id title lessons { id } audiences { id } } } } }")
    inner: list[Any] = found["curricula"][0]["modules"][0]["modules"]
    return inner


async def test_pages_of_skills_fit_together(ask: Asking) -> None:
    """All pages hold all skills, each once, by name."""
    found: list[str] = []
    after, more = None, True
    while more:
        skills = (await ask(SKILLS, n=100, a=after))["skills"]
        found += [skill["name"] for skill in nodes(skills)]
        after, more = skills["pageInfo"]["endCursor"], skills["pageInfo"]["hasNextPage"]
    assert len(found) == skills["totalCount"] > 100
    assert found == sorted(found, key=str.casefold)


async def test_skills_are_narrowed_down(ask: Asking) -> None:
    """By words, sort, whether they are taught, and module; together each narrows what the others leave."""
    everything = (await ask(SKILLS, n=1))["skills"]["totalCount"]
    taught, untaught = [(await ask(SKILLS, n=100, f={"taught": one}))["skills"] for one in (True, False)]
    assert taught["totalCount"] + untaught["totalCount"] == everything
    assert not any(skill["soleTeacher"] for skill in nodes(untaught))
    locks = nodes((await ask(SKILLS, n=100, f={"text": "LOCK", "kind": "CONCEPT"}))["skills"])
    assert locks
    assert all("lock" in skill["name"].lower() and skill["kind"] == "CONCEPT" for skill in locks)
    (module,) = [one for one in await modules(ask) if "Transactions" in one["title"]]
    inside = (await ask(SKILLS, n=100, f={"module": module["id"], "text": "deadlock"}))["skills"]
    assert nodes(inside)
    assert inside["totalCount"] < (await ask(SKILLS, n=1, f={"module": module["id"]}))["skills"]["totalCount"]
    assert await ask.code(SKILLS, n=1, f={"module": "no-such-module"}) == "NOT_FOUND"


async def test_lessons_are_listed_in_reading_order_and_narrowed_down(ask: Asking) -> None:
    """A module's lessons are those that the module shows; difficulties are as stated."""
    everything = nodes((await ask(LESSONS))["lessons"])
    inner = await modules(ask)
    shown = [lesson["id"] for module in inner for lesson in module["lessons"]]
    assert [lesson["id"] for lesson in everything if lesson["module"]] == shown
    for module in inner:
        of_module = nodes((await ask(LESSONS, f={"module": module["id"]}))["lessons"])
        assert [one["id"] for one in of_module] == [one["id"] for one in module["lessons"]]
    for audience in {one["id"] for module in inner for one in module["audiences"]}:
        meant = [one["id"] for one in nodes((await ask(LESSONS, f={"audience": audience}))["lessons"])]
        theirs = [one for one in inner if audience in {each["id"] for each in one["audiences"]}]
        assert meant == [lesson["id"] for module in theirs for lesson in module["lessons"]]
    for difficulty in {one["difficulty"] for one in everything} - {None}:
        graded = nodes((await ask(LESSONS, f={"difficulty": difficulty}))["lessons"])
        assert [one for one in everything if one["difficulty"] == difficulty] == graded


async def test_pitfalls_tell_who_guards_against_them(ask: Asking) -> None:
    """The three answers to whether one is guarded divide all pitfalls."""
    query = """query($g: Guarded, $v: View!) { pitfalls(guarded: $g, first: 100, view: $v) {
        totalCount edges { node { id text guards { lesson { title } } statements { quote } } } } }"""
    everything = (await ask(query, v="BALANCED"))["pitfalls"]["totalCount"]
    parts = [(await ask(query, v="BALANCED", g=one))["pitfalls"] for one in ("YES", "NO", "INFERRED_ONLY")]
    assert sum(part["totalCount"] for part in parts) == everything > 0
    assert all(pitfall["guards"] for part in (parts[0], parts[2]) for pitfall in nodes(part))
    assert (await ask(query, v="AUTHORED", g="INFERRED_ONLY"))["pitfalls"]["totalCount"] == 0


async def test_whatever_an_answer_names_is_a_node(ask: Asking) -> None:
    """By its id one gets back the same thing, of the same type; of nothing, nothing."""
    query = "query($i: ID!) { node(id: $i) { __typename id } }"
    hits = (await ask('{ search(text: "deadlocks", first: 20) { node { __typename id } score named } }'))[
        "search"
    ]
    assert hits[0]["named"]
    assert len({hit["node"]["__typename"] for hit in hits}) > 1
    for hit in hits:
        assert (await ask(query, i=hit["node"]["id"]))["node"] == hit["node"]
    document = nodes(
        (await ask("{ documents(first: 1) { edges { node { __typename id } } } }"))["documents"]
    )[0]
    assert (await ask(query, i=document["id"]))["node"] == document
    assert (await ask(query, i="nowhere/skill/nothing"))["node"] is None


async def test_a_hit_shows_where_documents_speak_of_it(ask: Asking) -> None:
    """A piece of the lesson's own text, with the word that was sought; a module has no text of its own."""
    query = """{ search(text: "deadlock victim", first: 20) {
        node { __typename ... on Lesson { title } } snippet } }"""
    hits = (await ask(query))["search"]
    shown = {hit["node"].get("title"): hit["snippet"] for hit in hits}
    assert "deadlock" in shown["Deadlocks"].casefold()
    assert len(shown["Deadlocks"]) <= 204
    assert {hit["snippet"] for hit in hits if hit["node"]["__typename"] == "Module"} <= {None}


async def test_what_has_reasons_can_be_asked_for_them_alike(ask: Asking) -> None:
    """Nodes and claims of every kind are Described."""
    query = "query($i: ID!) { node(id: $i) { ... on Described { __typename statements { quote } } } }"
    deadlocks = "data-with-postgresql/lesson/deadlocks"
    (teaches,) = (
        await ask(f'{{ lesson(id: "{deadlocks}") {{ teaches(role: MAIN) {{ id }} module {{ id }} }} }}')
    )["lesson"]["teaches"][:1]
    for id_ in (deadlocks, teaches["id"]):
        assert (await ask(query, i=id_))["node"]["statements"]
    assert (await ask(query, i="data-with-postgresql"))["node"] == {}


async def test_search_stays_within_a_curriculum(ask: Asking) -> None:
    """One that is not there is an error, as everywhere."""
    query = 'query($c: ID) { search(text: "locks", curriculum: $c) { node { id } } }'
    (curriculum,) = (await ask("{ curricula { id } }"))["curricula"]
    found = (await ask(query, c=curriculum["id"]))["search"]
    assert all(hit["node"]["id"].startswith(curriculum["id"]) for hit in found)
    assert await ask.code(query, c="nowhere") == "NOT_FOUND"


CLAIMS = """{ lessons(first: 100) { edges { node {
    teaches { ...claim } requires { ...claim } guardsAgainst { ...claim } } } } }
    fragment claim on Node { __typename id
        ... on Teaching { origin lesson { id } skill { id } statements { id } }
        ... on Requirement { origin dependent { id } prerequisite { id } statements { id } }
        ... on Guard { origin confidence lesson { id } pitfall { id } statements { id } } }"""


async def test_a_claim_is_a_node_and_so_is_each_reason_for_it(ask: Asking) -> None:
    """What teaches, requires or guards, and each statement, comes back by its id as it was told."""
    query = "query($i: ID!) { node(id: $i) { ...claim } }" + CLAIMS.partition("} } } } }")[2]
    told = nodes((await ask(CLAIMS))["lessons"])
    for field in ("teaches", "requires", "guardsAgainst"):
        claims = [claim for lesson in told for claim in lesson[field]]
        assert claims
        for claim in claims[:3]:
            assert (await ask(query, i=claim["id"]))["node"] == claim
    reason = (
        "query($i: ID!) { node(id: $i) { id ... on Statement { origin quote document { uri } verdict } } }"
    )
    said = claims[0]["statements"][0]["id"]
    found = (await ask(reason, i=said))["node"]
    assert (found["id"], found["verdict"]) == (said, None)
    for nothing in (f"{said}0", "nowhere#1", "nowhere/skill/a TEACHES b", f"{claims[0]['id']}0"):
        assert (await ask(reason, i=nothing))["node"] is None


async def test_a_curriculum_lists_its_documents(ask: Asking) -> None:
    """Page by page, each with its title and what is told of its language."""
    query = """query($a: String) { curricula { documents(first: 5, after: $a) { totalCount
        pageInfo { endCursor hasNextPage } edges { node { id title language uri } } } } }"""
    whole = nodes((await ask("{ documents(first: 100) { edges { node { id title } } } }"))["documents"])
    found: list[Any] = []
    page: Any = {"pageInfo": {"endCursor": None, "hasNextPage": True}}
    while page["pageInfo"]["hasNextPage"]:
        (curriculum,) = (await ask(query, a=page["pageInfo"]["endCursor"]))["curricula"]
        page = curriculum["documents"]
        found += nodes(page)
    assert [one["id"] for one in found] == [one["id"] for one in whole]
    assert page["totalCount"] == len(found)
    assert {one["language"] for one in found} <= {"en", None}
    assert all(one["title"] for one in found)


DEPENDENCIES = """query($n: String!, $d: Direction!, $depth: Int!, $v: View!) {
    dependencies(name: $n, direction: $d, depth: $depth, view: $v) { truncated hiddenInferred root { id }
        nodes { distance soleTeacher { id }
            node { __typename id ... on Skill { taughtBy { lesson { id } } } } }
        edges { kind origin dependent { id } prerequisite { id } statements { quote because } } } }"""


async def test_dependencies_are_walked_in_both_directions(ask: Asking) -> None:
    """What a skill needs, needs it back; each edge joins two nodes, a step apart at most, with its reason."""

    async def around(name: str, direction: str, depth: int, view: str = "INFERRED") -> Any:
        return (await ask(DEPENDENCIES, n=name, d=direction, depth=depth, v=view))["dependencies"]

    needs = await around("deadlocks", "NEEDS", 3)
    distance = {one["node"]["id"]: one["distance"] for one in needs["nodes"]}
    root = needs["nodes"][0]["node"]["id"]
    assert distance[root] == 0
    assert needs["root"]["id"] == root
    for one in needs["nodes"]:
        teachers = [teaching["lesson"] for teaching in one["node"].get("taughtBy", ())]
        assert one["soleTeacher"] == (teachers[0] if len(teachers) == 1 else None)
    assert max(distance.values()) > 1
    assert len(distance) == len(needs["nodes"])
    for edge in needs["edges"]:
        assert distance[edge["prerequisite"]["id"]] <= distance[edge["dependent"]["id"]] + 1
        assert edge["statements"]
    assert {"TEACHES", "REQUIRES"} <= {edge["kind"] for edge in needs["edges"]}
    for edge in needs["edges"][:5]:
        back = await around(edge["prerequisite"]["id"], "NEEDED_BY", 1)
        assert edge["dependent"]["id"] in {one["node"]["id"] for one in back["nodes"]}
    authored = await around("deadlocks", "NEEDS", 3, "AUTHORED")
    assert {edge["origin"] for edge in authored["edges"]} <= {"AUTHORED", "CURATED"}
    assert await ask.code(DEPENDENCIES, n="deadlocks", d="NEEDS", depth=11, v="BALANCED") == "INVALID_INPUT"
    assert await ask.code(DEPENDENCIES, n="xylophones", d="NEEDS", depth=1, v="BALANCED") == "NOT_FOUND"

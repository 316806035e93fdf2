"""The map, what a removal does, neighbourhoods that unfold, and GraphQL by hand."""

import httpx
import pytest
from web_support import Page

pytestmark = pytest.mark.anyio
SKILL = "/skill/data-with-postgresql/query-plans"


async def test_the_map_says_what_stands_on_what(client: httpx.AsyncClient) -> None:
    """Every module is drawn, and each way between two is said in words too, with how often it is said."""
    page = Page.of(await client.get("/map"))
    assert "7 modules" in page.text
    assert "Stands on First queries said" in page.text
    drawn = [e for e in page.tree.iter() if str(e.tag).endswith("ellipse")]
    assert len(drawn) > 40


async def test_a_removal_names_what_is_lost(client: httpx.AsyncClient) -> None:
    """What cannot be reached any more, and whose paths change by how much, before anybody removes it."""
    page = Page.of(await client.get("/impact/lesson/data-with-postgresql/joining-tables"))
    assert "out of reach" in page.text
    assert "Whose paths change" in page.text
    assert "It does alone" in page.text
    skill = Page.of(await client.get(f"/impact{SKILL}"))
    assert "Without the skill query plans" in skill.text
    assert (await client.get("/impact/module/data-with-postgresql/first-queries")).status_code == 404


async def test_pages_lead_to_what_a_removal_does(client: httpx.AsyncClient) -> None:
    """One click from a skill or a lesson."""
    for place in (SKILL, "/lesson/data-with-postgresql/joining-tables"):
        assert f"/impact{place}" in Page.of(await client.get(place)).links()


async def test_a_neighbourhood_unfolds(client: httpx.AsyncClient) -> None:
    """A plus shows what else is next to something, and leads to an address that keeps it."""
    page = Page.of(await client.get(SKILL))
    more = next(link for link in page.links() if "unfold=" in link)
    before = sum(str(e.tag).endswith("rect") for e in page.tree.iter())
    unfolded = Page.of(await client.get(SKILL + more.partition("#")[0]))
    assert list(unfolded.faults()) == []
    assert sum(str(e.tag).endswith("rect") for e in unfolded.tree.iter()) > before
    assert more not in unfolded.links()


async def test_a_form_asks_by_graphql(client: httpx.AsyncClient) -> None:
    """Without a script the answer stands on the page, and so does what was asked."""
    sent = {
        "query": "query($name: String) { skill(name: $name) { name } }",
        "variables": '{"name": "query plans"}',
    }
    page = Page.of(await client.post("/explorer", data=sent))
    assert list(page.faults()) == []
    texts = {e.attrib["id"]: e.text or "" for e in page.tree.iter("textarea")}
    assert '"name": "query plans"' in texts["answer"]
    assert texts["query"].strip() == sent["query"]


@pytest.mark.parametrize("variables", ["{", "[1]", '"x"'])
async def test_variables_that_are_none_are_told(client: httpx.AsyncClient, variables: str) -> None:
    """What is no JSON object is said to be none, beside what was typed."""
    page = Page.of(
        await client.post("/explorer", data={"query": "{ revision { sequence } }", "variables": variables})
    )
    assert "The variables are no JSON" in page.text


async def test_the_schema_can_be_read_type_by_type(client: httpx.AsyncClient) -> None:
    """Every type leads to those that it is made of, and one that is not there is told so."""
    page = Page.of(await client.get("/explorer?type=LearningPath"))
    assert "/explorer?type=Step#schema" in page.links()
    assert (await client.get("/explorer?type=Nonsense")).status_code == 404
    schema = (await client.get("/explorer/schema.json")).json()
    assert schema["__schema"]["queryType"]["name"] == "Query"


async def test_who_visits_the_endpoint_sees_the_explorer(client: httpx.AsyncClient) -> None:
    """A person who follows a link to GraphQL is shown the page; a program that asks is answered."""
    led = await client.get("/graphql")
    assert (led.status_code, led.headers["location"]) == (303, "/explorer")
    asked = await client.get("/graphql", params={"query": "{ __typename }"}, headers={"accept": "*/*"})
    assert asked.json() == {"data": {"__typename": "Query"}}

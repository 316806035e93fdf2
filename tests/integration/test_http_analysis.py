"""What analysts and platform teams ask over GraphQL, over the sample site in a real store."""

from collections.abc import AsyncIterator, Iterable

import httpx
import msgspec
import pytest
from http_support import SETTINGS, client_of, empty_workspace, sample_workspace
from store_support import said

from api.graphql.execution import Executor, Query
from api.graphql.limits import Limits
from api.http.app import create_app
from api.services import coverage as covering
from api.services.answers import Item
from api.services.health import health
from api.services.identity import OPERATOR, Principal
from api.services.identity import Scope as Allowed
from api.services.impact import impact
from api.services.pitfalls import pitfalls
from api.services.question import Scope
from api.services.queue import Queue
from api.services.states import between
from api.services.targets import against_names
from api.services.workspace import Workspace
from graph.algorithms.coverage import Dimension
from graph.changes import ChangeSet, DocumentRecord, DocumentStatus, Failure
from graph.model import Edge, EdgeKind, Lesson, NodeId
from graph.snapshot import View, ViewKind

pytestmark = pytest.mark.anyio

QUESTIONS = """
{
  coverage(by: MODULE) {
    revision { sequence }
    rows { part { __typename id } minutes estimated lessons { title } unkept { name } warned { id } }
    total { taught { name } untaught { name } unused { id } promised { id } unguarded { id } value }
    thin { node { __typename id } lesson { id } }
  }
  central(first: 3) { node { __typename id } gates share serves depth }
  targets(names: ["Joins", "xylophones"]) { name reached skill { id } lessons { title } }
  impact(name: "Locking rows") {
    node { id } direct { node { id } origin statements { quote } } gates { id } serves { id } alone { id }
    effects { goal { id } change before { minutes proven lessons { id } } after { missing { id } } }
    unnecessary { id } hiddenInferred learnersAffected
  }
  together: impact(name: "Locking rows", others: ["Deadlocks", "locking rows"]) {
    others { id } serves { id } effects { change }
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
async def workspace() -> AsyncIterator[Workspace]:
    """Return the sample site."""
    async with sample_workspace() as workspace:
        yield workspace


@pytest.fixture(scope="module")
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client of a server with the sample site."""
    async with client_of(create_app(workspace, SETTINGS)) as opened:
        yield opened


async def test_every_question_of_an_analyst_is_answered(client: httpx.AsyncClient) -> None:
    """Coverage, centrality, targets, impact and history come in one answer, with what the sample has."""
    answer = (await client.post("/graphql", json={"query": QUESTIONS})).json()
    assert "errors" not in answer, answer
    data = answer["data"]
    assert {row["part"]["__typename"] for row in data["coverage"]["rows"]} == {"Module"}
    assert data["coverage"]["total"]["untaught"]
    bare = [spot["lesson"] is None for spot in data["coverage"]["thin"]]
    assert bare == sorted(bare, reverse=True)
    assert {spot["node"]["__typename"] for spot in data["coverage"]["thin"]} <= {
        "Skill",
        "Pitfall",
        "Audience",
    }
    assert {one["id"] for one in data["coverage"]["total"]["unguarded"]} <= {
        spot["node"]["id"] for spot in data["coverage"]["thin"]
    }
    assert data["impact"]["learnersAffected"] == 0
    assert data["central"][0]["share"] > 0.5
    assert [one["reached"] for one in data["targets"]] == ["TAUGHT", "MISSING"]
    assert "data-with-postgresql/lesson/deadlocks" in {one["id"] for one in data["impact"]["serves"]}
    assert [one["id"] for one in data["together"]["others"]] == ["data-with-postgresql/lesson/deadlocks"]
    assert "data-with-postgresql/lesson/deadlocks" not in {one["id"] for one in data["together"]["serves"]}
    assert data["clusters"]["modularity"] > 0.3
    assert data["pitfalls"]["totalCount"] > 0
    assert {one["node"]["guards"] == [] for one in data["pitfalls"]["edges"]} == {True}
    assert all(one["node"]["warnedBy"] for one in data["pitfalls"]["edges"])
    assert {one["reached"] for one in data["against"]} <= {"TAUGHT", "MENTIONED"}
    assert len(data["diff"]["added"]) > 50
    assert {one["change"] for one in data["diff"]["effects"]} <= {"REACHABLE", "SAME"}
    assert data["diff"]["cohort"] is None
    assert [entry["message"] for entry in data["history"]] == ["ingest data-with-postgresql"]


SAME = """query($v: View!, $m: Float!) {
  coverage(view: $v, minConfidence: $m) { total { taught { id } required { id } unguarded { id } } }
  central(first: 5, view: $v, minConfidence: $m) { node { id } gates serves }
  clusters(view: $v, minConfidence: $m) { modularity }
  targets(text: "skill\\nJoins\\nxylophones\\n", view: $v, minConfidence: $m) { name reached }
  health(view: $v, minConfidence: $m) { findings(first: 100) { totalCount edges { node { fingerprint } } } }
  pitfalls(guarded: NO, first: 100, view: $v, minConfidence: $m) { edges { node { id } } }
  impact(name: "Locking rows", view: $v, minConfidence: $m) { gates { id } serves { id } hiddenInferred }
  diff(since: 0, view: $v, minConfidence: $m) { linked { kind } goals }
}"""


@pytest.mark.parametrize("kind", ViewKind)
async def test_every_view_is_answered_as_the_services_do(
    workspace: Workspace, client: httpx.AsyncClient, kind: ViewKind
) -> None:
    """What is believed is what was asked for, in each answer alike: nothing is left at a default."""
    scope = Scope(view=View(kind, 0.55))
    asked = {"query": SAME, "variables": {"v": kind.name, "m": 0.55}}
    answer = (await client.post("/graphql", json=asked)).json()
    assert "errors" not in answer, answer
    data = answer["data"]

    def ids(items: Iterable[Item]) -> list[dict[str, str]]:
        return [{"id": item.id} for item in items]

    total = (await covering.coverage(workspace, scope, Dimension.MODULE)).total
    assert data["coverage"]["total"] == {
        "taught": ids(total.taught),
        "required": ids(total.required),
        "unguarded": ids(total.unguarded),
    }
    weights = [(w.gates, w.serves) for w in (await covering.central(workspace, scope, first=5)).weights]
    assert [(one["gates"], one["serves"]) for one in data["central"]] == weights
    assert data["clusters"]["modularity"] == (await covering.clusters(workspace, scope)).modularity
    targets = await against_names(workspace, [("Joins",), ("xylophones",)], scope)
    assert [one["reached"] for one in data["targets"]] == [one.reached.name for one in targets]
    findings = (await health(workspace, scope)).findings
    assert data["health"]["findings"]["totalCount"] == len(findings)
    shown = [edge["node"]["fingerprint"] for edge in data["health"]["findings"]["edges"]]
    assert shown == [one.fingerprint for one in findings[:100]]
    unguarded = (await pitfalls(workspace, scope, guarded=False)).pitfalls[:100]
    assert [edge["node"]["id"] for edge in data["pitfalls"]["edges"]] == [one.pitfall.id for one in unguarded]
    resting = await impact(workspace, ["Locking rows"], scope)
    assert data["impact"] == {
        "gates": ids(resting.gates),
        "serves": ids(resting.serves),
        "hiddenInferred": resting.hidden_inferred,
    }
    assert len(data["diff"]["linked"]) == len((await between(workspace, 0, None, scope)).linked)


async def test_a_module_is_covered_by_its_own_lessons(
    workspace: Workspace, client: httpx.AsyncClient
) -> None:
    """Divided by anything, what is told of a module is about the lessons that it holds, as its row says."""
    rows = (await covering.coverage(workspace, Scope(), Dimension.MODULE)).rows
    row = next(row for row in rows if row.item and 1 < len(row.lessons) < 20)
    assert row.item
    query = """query($m: ID) { coverage(by: KIND, module: $m) {
        rows { value } total { lessons { title } taught { id } } } }"""
    answer = (await client.post("/graphql", json={"query": query, "variables": {"m": row.item.id}})).json()
    told = answer["data"]["coverage"]
    assert [one["title"] for one in told["total"]["lessons"]] == [item.name for item in row.lessons]
    assert [one["id"] for one in told["total"]["taught"]] == [item.id for item in row.taught]
    assert told["rows"]
    missing = (await client.post("/graphql", json={"query": query, "variables": {"m": "no such"}})).json()
    assert missing["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_circles_are_told_link_by_link() -> None:
    """Each link has its reasons, and the weakest is one of them."""
    query = """{ health { cycles(first: 1) {
        path { dependent { id } prerequisite { id } kind statements { quote } }
        weakest { dependent { id } } } } }"""
    ring = ("a", "b"), ("b", "c"), ("c", "a")
    lessons = [Lesson(id=NodeId(f"c/lesson/{name}"), name=name) for name in "abc"]
    links = [
        Edge(source=NodeId(f"c/lesson/{a}"), kind=EdgeKind.REQUIRES, target=NodeId(f"c/lesson/{b}"))
        for a, b in ring
    ]
    async with empty_workspace() as workspace:
        await workspace.store.apply(ChangeSet(added=said(*lessons, *links)), expected=0)
        executor = Executor(workspace, Limits(), Queue(workspace))
        answer = await executor.answer(Query(text=query, variables={}, principal=OPERATOR, request_id="r"))
    (cycle,) = msgspec.json.decode(answer.body)["data"]["health"]["cycles"]
    told = [(one["dependent"]["id"][-1], one["prerequisite"]["id"][-1]) for one in cycle["path"]]
    assert told == [*ring]
    assert {one["kind"] for one in cycle["path"]} == {"REQUIRES"}
    assert all(one["statements"] for one in cycle["path"])
    assert cycle["weakest"]["dependent"] in [one["dependent"] for one in cycle["path"]]


async def test_learners_are_counted_for_who_may_publish(workspace: Workspace) -> None:
    """Answers tell of stored learners where that is asked for, in aggregate; to readers they do not."""
    diff = "query { diff(since: 0, until: 1, learners: true) { goals cohort { learners } } }"
    impact = '{ impact(name: "Locking rows") { learnersAffected } }'
    executor = Executor(workspace, Limits(), Queue(workspace))
    told = []
    for query in (diff, impact):
        for allowed in (Allowed.INGEST, Allowed.READ):
            who = Principal("ada", frozenset({allowed}))
            answer = await executor.answer(Query(text=query, variables={}, principal=who, request_id="r"))
            body = msgspec.json.decode(answer.body)
            told.append(body["errors"][0]["extensions"]["code"] if "errors" in body else body["data"])
    assert told[0]["diff"]["cohort"] == {"learners": 0}
    assert told[2]["impact"] == {"learnersAffected": 0}
    assert told[1::2] == ["FORBIDDEN"] * 2


async def test_a_document_that_fails_shows_in_health_at_once(workspace: Workspace) -> None:
    """Also where the same question was answered before: a failure makes no revision."""
    query = "{ health { findings(first: 100) { edges { node { code message } } } } }"
    executor = Executor(workspace, Limits(), Queue(workspace))

    async def codes() -> set[str]:
        answer = await executor.answer(Query(text=query, variables={}, principal=OPERATOR, request_id="r"))
        edges = msgspec.json.decode(answer.body)["data"]["health"]["findings"]["edges"]
        return {edge["node"]["code"] for edge in edges}

    assert "FAILED_DOCUMENT" not in await codes() | await codes()
    record = DocumentRecord(
        id=NodeId("sea/document/tides.md"),
        curriculum=NodeId("sea"),
        uri="tides.md",
        media_type="text/markdown",
        sha256="0" * 64,
        fingerprint="",
        status=DocumentStatus.FAILED,
        failure=Failure("parse", "It is no text.", 1),
    )
    sequence = (await workspace.store.revision()).sequence
    await workspace.store.apply(ChangeSet(documents=(record,)), expected=sequence)
    try:
        assert "FAILED_DOCUMENT" in await codes()
    finally:
        await workspace.store.apply(ChangeSet(dropped=(record.id,)), expected=sequence)


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

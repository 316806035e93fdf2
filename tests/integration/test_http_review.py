"""The review queue and decisions by GraphQL."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from http_support import empty_workspace

from api.graphql.execution import Executor, Query
from api.graphql.limits import Limits
from api.services.identity import Principal, Scope
from api.services.ingest import find_documents, ingest_documents
from api.services.queue import Queue
from api.services.workspace import Workspace
from tests.integration.test_review import COST, LOCK, LOCKS, MERGED, MODEL, PAGES

pytestmark = pytest.mark.anyio

QUEUE = """query($first: Int!, $after: String) {
    reviewQueue(first: $first, after: $after, kinds: [MERGE, GUARD]) {
    totalCount pageInfo { hasNextPage endCursor } edges { node {
        id key kind state holds confidence because judgedBy source { __typename id } target { id }
        statements { origin quote document { uri } } } } } }"""
JUDGE = """mutation($id: ID!, $verdict: Decision!) { judgeStatement(id: $id, verdict: $verdict) {
    items { id state holds judgedBy } skills { id }
    changes { added { id } removed { id } } revision { sequence } } }"""
MERGE = "mutation($a: ID!, $b: ID!) { mergeSkills(from: $a, into: $b) { skills { id name aliases } } }"
SPLIT = "mutation($id: ID!, $names: [String!]!) { splitSkill(id: $id, aliases: $names) { skills { id } } }"


async def ask(workspace: Workspace, text: str, *scopes: Scope, **variables: object) -> Any:
    """Return an answer as a client reads it."""
    principal = Principal("ada", frozenset(scopes or (Scope.INGEST,)))
    executor = Executor(workspace, Limits(), Queue(workspace))
    asked = Query(text=text, variables=variables, principal=principal, request_id="r")
    answer = (await executor.answer(asked)).body
    return msgspec.json.decode(answer)


async def course(workspace: Workspace, folder: Path) -> None:
    """Ingest the course of two pages."""
    (folder / "course").mkdir()
    for name, text in PAGES.items():
        (folder / "course" / name).write_text(text, encoding="utf-8")
    await ingest_documents(workspace, find_documents(folder / "course"))


async def test_the_queue_is_a_connection_with_evidence(tmp_path: Path) -> None:
    """Page after page gives each item once, with what a person needs to judge it."""
    async with empty_workspace() as workspace:
        await course(workspace, tmp_path)
        seen, after = [], None
        while True:
            data = (await ask(workspace, QUEUE, Scope.READ, first=1, after=after))["data"]
            page = data["reviewQueue"]
            seen += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
    assert len({item["id"] for item in seen}) == len(seen) == page["totalCount"]
    merged = next(item for item in seen if item["id"] == MERGED)
    assert (merged["kind"], merged["state"], merged["holds"]) == ("MERGE", "PENDING", True)
    assert merged["source"] == {"__typename": "Skill", "id": LOCKS}
    assert merged["statements"][0]["document"] == {"uri": "plans.md"}


async def test_a_page_of_the_queue_begins_where_the_one_before_ended(tmp_path: Path) -> None:
    """Also when what stood there was judged meanwhile: nothing is passed over."""
    async with empty_workspace() as workspace:
        await course(workspace, tmp_path)
        pages = [(await ask(workspace, QUEUE, first=n))["data"]["reviewQueue"] for n in (1, 2)]
        first, second = [edge["node"]["id"] for edge in pages[1]["edges"]]
        await ask(workspace, JUDGE, id=first, verdict="ACCEPT")
        after = pages[0]["pageInfo"]["endCursor"]
        (edge,) = (await ask(workspace, QUEUE, first=1, after=after))["data"]["reviewQueue"]["edges"]
        assert edge["node"]["id"] == second


async def test_a_merge_that_is_sent_again_is_made_once(tmp_path: Path) -> None:
    """With the same key the second answer is the first one, though the skill that went is there no more."""
    text = """mutation($a: ID!, $b: ID!) { mergeSkills(from: $a, into: $b, key: "k") {
        skills { id } changes { removed { id } } } }"""
    async with empty_workspace() as workspace:
        await course(workspace, tmp_path)
        executor = Executor(workspace, Limits(), Queue(workspace))
        principal = Principal("ada", frozenset({Scope.INGEST}))
        asked = Query(text=text, variables={"a": COST, "b": MODEL}, principal=principal, request_id="r")
        first, second = [(await executor.answer(asked)).body for _ in range(2)]
    assert first == second
    assert msgspec.json.decode(first)["data"]["mergeSkills"]["changes"]["removed"]


async def test_a_decision_answers_with_what_it_changed(tmp_path: Path) -> None:
    """Judging, taking back, merging and splitting say which skills there are now; the name is the key's."""
    async with empty_workspace() as workspace:
        await course(workspace, tmp_path)
        rejected = (await ask(workspace, JUDGE, id=MERGED, verdict="REJECT"))["data"]["judgeStatement"]
        assert rejected["items"] == [{"id": MERGED, "state": "REJECTED", "holds": False, "judgedBy": ["ada"]}]
        assert {"id": LOCKS} in rejected["changes"]["added"]
        again = (await ask(workspace, JUDGE, id=MERGED, verdict="REJECT"))["data"]["judgeStatement"]
        assert again["changes"] == {"added": [], "removed": []}
        assert again["revision"] == rejected["revision"]
        undone = (await ask(workspace, JUDGE, id=MERGED, verdict="UNDO"))["data"]["judgeStatement"]
        assert undone["skills"] == [{"id": LOCK}]
        merged = (await ask(workspace, MERGE, a=COST, b=MODEL))["data"]["mergeSkills"]
        assert merged["skills"] == [{"id": MODEL, "name": "cost model", "aliases": ["cost"]}]
        split = (await ask(workspace, SPLIT, id=MODEL, names=["cost"]))["data"]["splitSkill"]
        assert {skill["id"] for skill in split["skills"]} == {COST, MODEL}


async def test_who_may_only_read_decides_nothing(tmp_path: Path) -> None:
    """Decisions want the scope that changes curricula."""
    async with empty_workspace() as workspace:
        await course(workspace, tmp_path)
        for scope in (Scope.READ, Scope.LEARN):
            for text, variables in (
                (JUDGE, {"id": MERGED, "verdict": "REJECT"}),
                (MERGE, {"a": COST, "b": MODEL}),
                (SPLIT, {"id": LOCK, "names": ["row locks"]}),
            ):
                answer = await ask(workspace, text, scope, **variables)
                assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"

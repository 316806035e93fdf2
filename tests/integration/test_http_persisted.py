"""Queries named by their hash, and servers that answer some queries only."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of, empty_workspace

from api.http.app import create_app
from api.http.persisted import PersistedQueries, PersistedQuery, QueryUnknown, TrustedDocuments, sha256
from api.services.workspace import Workspace
from graph.errors import InvalidInput

pytestmark = pytest.mark.anyio
QUERY = "{ __typename }"
NAMED = {"persistedQuery": {"version": 1, "sha256Hash": sha256(QUERY)}}
ANSWER = {"data": {"__typename": "Query"}}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """Return a workspace that holds nothing."""
    async with empty_workspace() as workspace:
        yield workspace


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application that anyone may ask anything."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        yield client


async def test_a_hash_is_enough_once_the_text_was_sent(client: httpx.AsyncClient) -> None:
    """An unknown hash says so in the protocol's words; after text and hash the hash will do, by GET too."""
    unknown = await client.post("/graphql", json={"extensions": NAMED})
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert (await client.post("/graphql", json={"query": QUERY, "extensions": NAMED})).json() == ANSWER
    assert (await client.post("/graphql", json={"extensions": NAMED})).json() == ANSWER
    assert (await client.get("/graphql", params={"extensions": json.dumps(NAMED)})).json() == ANSWER


async def test_nobody_can_put_another_text_behind_a_hash(client: httpx.AsyncClient) -> None:
    """A hash that is not that of its text is refused, and not kept."""
    other = {"query": "{ revision { digest } }", "extensions": NAMED}
    assert (await client.post("/graphql", json=other)).status_code == 400
    assert "errors" in (await client.post("/graphql", json={"extensions": NAMED})).json()


def test_memory_is_bounded() -> None:
    """What has not been used for the longest is forgotten, and what is beyond a query's size never kept."""
    kept = PersistedQueries()
    for number in range(1_001):
        kept.text(f"q{number}", PersistedQuery(sha256(f"q{number}")))
    long = "x" * 20_001
    kept.text(long, PersistedQuery(sha256(long)))
    for text in ("q0", long):
        with pytest.raises(QueryUnknown):
            kept.text(None, PersistedQuery(sha256(text)))
    assert kept.text(None, PersistedQuery(sha256("q1"))) == "q1"


async def test_only_trusted_queries_are_answered(workspace: Workspace, tmp_path: Path) -> None:
    """By hash or by text, those of the file are; no other is, however harmless."""
    (tmp_path / "trusted.json").write_text(json.dumps({sha256(QUERY): QUERY}))
    settings = replace(SETTINGS, trusted=str(tmp_path / "trusted.json"))
    other = "{ revision { digest } }"
    async with client_of(create_app(workspace, settings)) as client:
        assert (await client.post("/graphql", json={"query": QUERY})).json() == ANSWER
        assert (await client.post("/graphql", json={"extensions": NAMED})).json() == ANSWER
        for request in (
            {"query": other},
            {"extensions": {"persistedQuery": {"sha256Hash": sha256(other)}}},
            {},
        ):
            assert (await client.post("/graphql", json=request)).status_code == 400


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"0123": "{ __typename }"}'])
def test_a_file_that_lists_nothing_to_trust_is_refused(tmp_path: Path, text: str) -> None:
    """What cannot be read, or does not hold what it says, is told with the file's name."""
    (tmp_path / "trusted.json").write_text(text)
    with pytest.raises(InvalidInput, match=r"trusted\.json"):
        TrustedDocuments.read(tmp_path / "trusted.json")

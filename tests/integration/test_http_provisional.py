"""An answer that more time might better is not taken for the last word."""

from dataclasses import replace

import pytest
from http_support import SETTINGS, client_of

from api.graphql.replies import Replies
from api.http.app import create_app
from api.services.workspace import Workspace
from graph.algorithms.gaps import Gaps
from graph.algorithms.path import Path

pytestmark = pytest.mark.anyio
GAP = {"goals": ["data-with-postgresql/skill/deadlocks"]}
QUERY = "query($gap: GapInput!) { learningPath(gap: $gap) { proof { proven } steps { position } } }"
ASK = {"query": QUERY, "variables": {"gap": GAP}}


async def test_a_path_without_its_proof_is_planned_again_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in a hurry it is good for a few seconds and has no version; then it is looked for anew."""
    now, hurry, planned = [0.0], [True], []
    plain = Gaps.path

    def hurried(*given: object, **more: object) -> Path:
        planned.append(given)
        found = plain(*given, **more)  # type: ignore[arg-type]  # handed through
        return replace(found, proven=False) if hurry[0] else found

    monkeypatch.setattr(Gaps, "path", hurried)
    monkeypatch.setattr("api.graphql.execution.Replies", lambda: Replies(clock=lambda: now[0]))
    async with client_of(create_app(workspace, SETTINGS)) as client:

        async def proven() -> bool:
            answer = await client.post("/graphql", json=ASK)
            return bool(answer.json()["data"]["learningPath"]["proof"]["proven"])

        assert [await proven() for _ in range(3)] == [False] * 3
        assert len(planned) == 1
        url = {"query": QUERY.replace("($gap: GapInput!)", "").replace("$gap", '{goals: ["deadlocks"]}')}
        assert "etag" not in (await client.get("/graphql", params=url)).headers
        hurry[0], now[0] = False, 11.0
        assert await proven()
        before = len(planned)
        now[0] = 1e9
        assert await proven()
        assert len(planned) == before
        assert "etag" in (await client.get("/graphql", params=url)).headers


async def test_evidence_that_could_not_be_read_is_asked_for_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an outage left out of an answer is in it when the store is back and ten seconds have passed."""
    now = [0.0]
    monkeypatch.setattr("api.graphql.execution.Replies", lambda: Replies(clock=lambda: now[0]))
    ask = {"query": '{ skill(name: "deadlocks") { statements { quote } } }'}
    async with client_of(create_app(workspace, SETTINGS)) as client:

        async def quotes() -> object:
            return (await client.post("/graphql", json=ask)).json()["data"]["skill"]["statements"]

        (await workspace.picture()).evidence.clear()
        monkeypatch.setattr(workspace, "_following", True)
        monkeypatch.setattr(workspace, "_trouble", "gone")
        assert await quotes() == []
        monkeypatch.setattr(workspace, "_trouble", None)
        assert await quotes() == []
        now[0] = 11.0
        assert await quotes()

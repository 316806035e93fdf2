"""Compression: what goes out packed, and what must not."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from http_support import SETTINGS, client_of

from api.http.app import create_app
from api.http.packing import packed
from api.services.identity import Scope
from api.services.keys import Keys
from api.services.workspace import Workspace

pytestmark = pytest.mark.anyio
LONG = {
    "query": """{ lessons(first: 50) { edges { node {
        id title module { id title } teaches { role origin confidence } } } } }"""
}
SHORT = {"query": "{ revision { sequence } }"}
LEARNER = {
    "query": """{ learningPath(gap: { text: "deadlocks" }, learner: "kim") {
        steps { because lesson { title summary } statements { quote } } } }"""
}
TAKES = {"accept-encoding": "gzip"}


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that takes nothing packed unless it says so."""
    async with client_of(create_app(workspace, SETTINGS)) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


def encoding(response: httpx.Response) -> str | None:
    """Return how an answer is packed."""
    found: str | None = response.headers.get("content-encoding")
    return found


async def test_a_long_answer_goes_out_packed_the_first_time_and_again(client: httpx.AsyncClient) -> None:
    """It is the same answer, by POST and by GET, with the same version, and names what it depends on."""
    plain = await client.post("/graphql", json=LONG)
    for _ in range(2):
        small = await client.post("/graphql", json=LONG, headers=TAKES)
        assert encoding(small) == "gzip"
        assert small.content == plain.content
        assert int(small.headers["content-length"]) < len(plain.content) / 4
        assert "accept-encoding" in small.headers["vary"]
        assert "accept-encoding" in plain.headers["vary"]
    got, got_small = [await client.get("/graphql", params=LONG, headers=one) for one in ({}, TAKES)]
    assert got.headers["etag"] == got_small.headers["etag"]
    has = {**TAKES, "if-none-match": got.headers["etag"]}
    assert (await client.get("/graphql", params=LONG, headers=has)).status_code == 304


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "*;q=0", ""])
async def test_whoever_does_not_take_it_packed_gets_it_plain(
    client: httpx.AsyncClient, accepted: str
) -> None:
    """A weight of nothing is a no, for answers and for pages."""
    told = {"accept-encoding": accepted}
    assert encoding(await client.post("/graphql", json=LONG, headers=told)) is None
    assert encoding(await client.get("/", headers=told)) is None


async def test_short_answers_stay_as_they_are(client: httpx.AsyncClient) -> None:
    """Nothing is gained."""
    assert encoding(await client.post("/graphql", json=SHORT, headers=TAKES)) is None


async def test_what_is_known_of_a_learner_is_never_packed(client: httpx.AsyncClient) -> None:
    """It would stand beside what somebody else may have put into the question."""
    answer = await client.post("/graphql", json=LEARNER, headers=TAKES)
    assert len(answer.content) > 2_000
    assert encoding(answer) is None


async def test_pages_and_files_go_out_packed(client: httpx.AsyncClient) -> None:
    """They are the same when unpacked; a tag that held for the plain bytes is a weak one now."""
    for place in ("/", "/health", _stylesheet((await client.get("/")).text)):
        plain, small = [await client.get(place, headers=one) for one in ({}, TAKES)]
        assert (encoding(plain), encoding(small)) == (None, "gzip")
        assert small.text == plain.text
        assert "Accept-Encoding" in plain.headers["vary"]
        assert "Accept-Encoding" in small.headers["vary"]
        if etag := plain.headers.get("etag"):
            assert small.headers["etag"] == f"W/{etag}"
            has = {**TAKES, "if-none-match": small.headers["etag"]}
            assert (await client.get(place, headers=has)).status_code == 304


async def test_nothing_is_packed_for_a_cookie(workspace: Workspace, tmp_path: Path) -> None:
    """A site elsewhere may make a browser ask with it, and watch lengths; files are the same for everyone."""
    settings = replace(SETTINGS, keys=tmp_path)
    _, key = Keys(tmp_path).create("kim", [Scope.READ], now=datetime.now(UTC))
    async with client_of(create_app(workspace, settings)) as client:
        bearer = {"authorization": f"Bearer {key}"}
        assert encoding(await client.get("/health", headers=bearer)) == "gzip"
        assert encoding(await client.get("/graphql", params=LONG, headers=bearer)) == "gzip"
        await client.post("/sign-in", data={"key": key}, headers={"origin": "http://127.0.0.1:8000"})
        assert client.cookies
        page = await client.get("/health", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert encoding(page) is None
        assert encoding(await client.get("/graphql", params=LONG)) is None
        assert encoding(await client.get(_stylesheet(page.text))) == "gzip"


def test_packed_bytes_are_the_same_each_time() -> None:
    """No clock stands in them."""
    assert packed(b"x" * 2_000) == packed(b"x" * 2_000)
    assert gzip.decompress(packed(b"x" * 2_000)) == b"x" * 2_000


def _stylesheet(page: str) -> str:
    """Return the address of the first stylesheet of a page."""
    return page.partition('rel="stylesheet" href="')[2].partition('"')[0]

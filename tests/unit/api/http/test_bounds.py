"""How many requests are worked on at a time, how often a key may ask, and how bodies are taken in."""

from collections.abc import AsyncIterator

import anyio
import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.bounds import Allowance, Concurrency, Places, WholeBody
from api.http.rate import RateLimit, Rates
from api.services.identity import OPERATOR, Principal
from api.services.identity import Scope as Allowed

pytestmark = pytest.mark.anyio


def client_of(app: ASGIApp) -> httpx.AsyncClient:
    """Return a client that calls an application in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once."""
    await PlainTextResponse("hello")(scope, receive, send)


class TestConcurrency:
    """One request too many."""

    async def test_one_too_many_is_told_to_come_again(self) -> None:
        """It gets 503 with a time to wait, without a queue; when one has ended, the next is served."""
        let_go, busy = anyio.Event(), anyio.Semaphore(0)

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            busy.release()
            await let_go.wait()
            await hello(scope, receive, send)

        app = Concurrency(slow, Places(2), exempt={"/healthz"})
        async with client_of(app) as client, anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(client.get, "/")
                await busy.acquire()
            refused = await client.get("/")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert refused.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
            let_go.set()
            assert (await client.get("/healthz")).status_code == 200
        async with client_of(app) as client:
            assert (await client.get("/")).status_code == 200

    async def test_a_failure_frees_its_place(self) -> None:
        """Whatever happens to a request, another may take its place."""

        async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
            raise ZeroDivisionError

        async with client_of(Concurrency(broken, Places(1), exempt=())) as client:
            for _ in range(3):
                with pytest.raises(ZeroDivisionError):
                    await client.get("/")


class As:
    """Sends every request as someone."""

    def __init__(self, app: ASGIApp) -> None:
        self.principal = OPERATOR
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._app({**scope, "state": {"principal": self.principal}}, receive, send)


class TestRate:
    """How often someone may ask."""

    async def test_each_key_has_its_own_measure(self) -> None:
        """Above its rate a key waits, another does not, and time gives back what was used."""
        now = [0.0]
        app = As(RateLimit(hello, Rates(6, clock=lambda: now[0])))
        async with client_of(app) as client:
            app.principal = Principal("a", frozenset({Allowed.READ}))
            answers = [await client.get("/") for _ in range(7)]
            assert [one.status_code for one in answers] == [200] * 6 + [429]
            assert answers[0].headers["ratelimit-policy"] == '"key";q=6;w=60'
            assert [one.headers["ratelimit"] for one in answers[:2]] == ['"key";r=5;t=10', '"key";r=4;t=20']
            assert answers[-1].headers["retry-after"] == "10"
            assert answers[-1].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
            app.principal = Principal("b", frozenset({Allowed.READ}))
            assert (await client.get("/")).status_code == 200
            app.principal = Principal("a", frozenset({Allowed.READ}))
            now[0] = 10.0
            assert [(await client.get("/")).status_code for _ in range(2)] == [200, 429]

    async def test_the_operator_is_not_measured(self) -> None:
        """Whoever sits at this machine may ask as often as they like."""
        async with client_of(As(RateLimit(hello, Rates(1)))) as client:
            assert [(await client.get("/")).status_code for _ in range(3)] == [200] * 3

    async def test_the_rate_can_be_left_open(self) -> None:
        """0 measures nobody."""
        app = As(RateLimit(hello, Rates(0)))
        app.principal = Principal("a", frozenset({Allowed.READ}))
        async with client_of(app) as client:
            answer = await client.get("/")
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers


async def test_a_body_is_handed_on_whole() -> None:
    """What came in pieces is read by the application as it was sent."""

    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        await PlainTextResponse(body)(scope, receive, send)

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"a" * 40, b"b" * 40, b"c" * 20):
            yield piece

    async with client_of(WholeBody(echo, lambda _: Allowance(100))) as client:
        assert (await client.post("/", content=pieces())).content == b"a" * 40 + b"b" * 40 + b"c" * 20
        assert (await client.post("/", content=b"x" * 101)).status_code == 413

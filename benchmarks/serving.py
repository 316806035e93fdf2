"""Requests a second over HTTP: learning paths by GraphQL beside a plain hello and stock Strawberry.

One process serves all three under the same uvicorn, this one asks over loopback with 16 connections. A
ratio is requests a second to those of the hello, which is asked before and after each measurement.

    python benchmarks/serving.py [--seconds 3] [--connections 16]
"""

import argparse
import asyncio
import itertools
import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

import uvicorn  # noqa: E402  # the path comes first
from starlette.requests import Request  # noqa: E402
from starlette.responses import PlainTextResponse  # noqa: E402
from starlette.types import ASGIApp, Receive, Scope, Send  # noqa: E402
from strawberry.asgi import GraphQL  # noqa: E402

from api.graphql.context import Context  # noqa: E402
from api.graphql.limits import Limits  # noqa: E402
from api.graphql.schema import build_schema  # noqa: E402
from api.http.app import create_app  # noqa: E402
from api.http.protocol import BoundedProtocol  # noqa: E402
from api.services.identity import OPERATOR  # noqa: E402
from api.services.ingest import ingest_path  # noqa: E402
from api.services.queue import Queue  # noqa: E402
from api.services.watch import Watch  # noqa: E402
from api.services.workspace import Workspace  # noqa: E402
from api.settings import Settings  # noqa: E402
from embeddings.minilm import MiniLM  # noqa: E402
from graph.stores.sqlite import SqliteStore  # noqa: E402

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "data-with-postgresql"
GOAL = "data-with-postgresql/skill/deadlocks"
QUERY = """query Path($gap: GapInput!, $known: KnownInput) { learningPath(gap: $gap, known: $known) {
  totalMinutes readings { id text goals { ... on Node { id } } }
  steps { position minutes cumulativeMinutes because indispensable lesson { id title summary minutes }
    adds { id name kind } guardsAgainst { pitfall { text } }
    statements { quote document { uri } lines { first last } } }
  helpful { lesson { title } because } assumes { skill { name } known } proof { proven total } } }"""

Ask = Callable[[], bytes]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="how long each question is asked")
    parser.add_argument("--connections", type=int, default=16, help="how many ask at a time")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(_serve(options.serve))
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, __file__, "--serve", str(port)]) as server:
        try:
            _wait_for(port)
            asyncio.run(Bench(port, options.seconds, options.connections).run())
        finally:
            server.terminate()


class Bench:
    """Asks questions, and says how fast they are answered."""

    def __init__(self, port: int, seconds: float, connections: int) -> None:
        self._port, self._seconds, self._connections = port, seconds, connections

    async def run(self) -> None:
        """Print a line for each question."""
        print(f"{'question':<46}{'req/s':>8}{'hello':>8}{'ratio':>8}{'p50 ms':>8}{'p99 ms':>8}")
        eight = {"gap": {"goals": [GOAL]}, "known": {"lessons": await self._first_half()}}
        whole = {"gap": {"goals": [GOAL]}}
        for name, steps, variables in (("short", eight, eight), ("whole", whole, whole)):
            length = len((await self._answer(steps))["steps"])
            for place in ("/graphql", "/stock"):
                ask = itertools.cycle([_post(place, variables)])
                await self._line(f"{name} path, {length} steps, {place}", lambda ask=ask: next(ask))
        fresh = _known_at_random(await self._lessons())
        for place in ("/graphql", "/stock"):
            await self._line(
                f"known set of each request's own, {place}", lambda p=place: _post(p, next(fresh))
            )

    async def _line(self, name: str, ask: Ask) -> None:
        before, _ = await self._load(lambda: _get("/hello"))
        rate, times = await self._load(ask)
        after, _ = await self._load(lambda: _get("/hello"))
        hello = (before + after) / 2
        p50, p99 = (statistics.quantiles(times, n=100)[n] * 1e3 for n in (49, 98))
        print(f"{name:<46}{rate:>8.0f}{hello:>8.0f}{rate / hello:>8.3f}{p50:>8.1f}{p99:>8.1f}", flush=True)

    async def _load(self, ask: Ask) -> tuple[float, list[float]]:
        """Return requests a second and the seconds that each took."""
        times: list[float] = []
        end = time.perf_counter() + self._seconds
        async with asyncio.TaskGroup() as group:
            for _ in range(self._connections):
                group.create_task(self._client(ask, times, end))
        return len(times) / self._seconds, times

    async def _client(self, ask: Ask, times: list[float], end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while (start := time.perf_counter()) < end:
            writer.write(ask())
            await _body(reader)
            times.append(time.perf_counter() - start)
        writer.close()

    async def _answer(self, variables: object) -> dict[str, list[dict[str, dict[str, str]]]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(_post("/graphql", variables))
        found = json.loads(await _body(reader))["data"]["learningPath"]
        writer.close()
        return found  # type: ignore[no-any-return]  # the shape of the query

    async def _lessons(self) -> list[str]:
        answer = await self._answer({"gap": {"goals": [GOAL]}})
        return [step["lesson"]["id"] for step in answer["steps"]]

    async def _first_half(self) -> list[str]:
        lessons = await self._lessons()
        return lessons[: len(lessons) // 2]


def _known_at_random(lessons: list[str]) -> Iterator[object]:
    """Return questions no two of which are likely to be the same."""
    draw = random.Random(7)
    for number in itertools.count():
        done = [lesson for lesson in lessons if draw.random() < 0.5]
        yield {"gap": {"goals": [GOAL]}, "known": {"lessons": done, "text": f"thing {number}"}}


def _get(place: str) -> bytes:
    return f"GET {place} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode()


def _post(place: str, variables: object) -> bytes:
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    head = f"POST {place} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith(b"http/1.1 200"), head
    return await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


async def _serve(port: int) -> None:
    """Serve Cairn at /graphql, stock Strawberry over the same resolvers at /stock, and /hello."""
    async with await SqliteStore.open(":memory:") as store:
        settings = Settings.read({})
        workspace = Workspace(store, MiniLM(cache=settings.cache), settings)
        await ingest_path(workspace, SAMPLE)
        app = _three(create_app(workspace, settings), Stock(workspace), PlainTextResponse("hello"))
        config = uvicorn.Config(
            app, port=port, http=BoundedProtocol, log_level="error", access_log=False, lifespan="off"
        )
        await uvicorn.Server(config).serve()


class Stock(GraphQL[Context, None]):
    """Strawberry as it comes."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(build_schema())
        self._workspace = workspace

    async def get_context(self, request: Request, response: object) -> Context:  # type: ignore[override]  # no websockets  # noqa: ARG002
        """Return what resolvers share."""
        return Context(
            self._workspace,
            Limits(lookups=10**6),
            Watch(self._workspace, Queue(self._workspace)),
            OPERATOR,
            "",
        )


def _three(cairn: ASGIApp, stock: ASGIApp, hello: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        places = {"/hello": hello, "/stock": stock}
        await places.get(scope.get("path", ""), cairn)(scope, receive, send)

    return app


if __name__ == "__main__":
    main()

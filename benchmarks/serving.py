"""Requests a second over HTTP: learning paths by GraphQL beside a plain hello and stock Strawberry.

One process serves all three under the same uvicorn, on a core of its own where there are two; another asks
over loopback with 16 connections (see ``load.py``). A ratio is requests a second to those of the hello, which
is asked before and after each measurement.

    python -m benchmarks.serving [--seconds 3] [--connections 16]
"""

import argparse
import asyncio
import itertools
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.asgi import GraphQL

from api.graphql.context import Context
from api.graphql.limits import Limits
from api.graphql.schema import build_schema
from api.http.app import create_app
from api.http.protocol import BoundedProtocol
from api.services.identity import OPERATOR
from api.services.ingest import ingest_path
from api.services.once import Once
from api.services.queue import Queue
from api.services.watch import Watch
from api.services.workspace import Workspace
from api.settings import Settings
from benchmarks import load
from embeddings.minilm import MiniLM
from graph.stores.sqlite import SqliteStore

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "data-with-postgresql"
GOAL = "data-with-postgresql/skill/deadlocks"
FORTY = [
    f"data-with-postgresql/module/{name}"
    for name in (
        "first-queries",
        "asking-harder-questions",
        "designing-tables",
        "making-queries-fast",
        "transactions-and-concurrency",
        "postgresql-behind-an-application",
    )
]
QUERY = """query Path($gap: GapInput!, $known: KnownInput) { learningPath(gap: $gap, known: $known) {
  totalMinutes readings { id text goals { ... on Node { id } } }
  steps { position minutes cumulativeMinutes because indispensable lesson { id title summary minutes }
    adds { id name kind } guardsAgainst { pitfall { text } }
    statements { quote document { uri } lines { first last } } }
  helpful { lesson { title } because } assumes { skill { name } known } proof { proven total } } }"""


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
    with subprocess.Popen([sys.executable, "-m", "benchmarks.serving", "--serve", str(port)]) as server:
        try:
            _wait_for(port, server)
            load.apart(server.pid)
            Bench(port, options.seconds, options.connections).run()
        finally:
            server.terminate()


class Bench:
    """Asks questions, and says how fast they are answered."""

    def __init__(self, port: int, seconds: float, connections: int) -> None:
        self._port, self._seconds, self._connections = port, seconds, connections

    def run(self) -> None:
        """Print a line for each question."""
        print(f"{'question':<46}{'req/s':>8}{'hello':>8}{'ratio':>8}{'p50 ms':>8}{'p99 ms':>8}")
        lessons = self._path({"gap": {"goals": [GOAL]}})
        whole = {"gap": {"goals": [GOAL]}}
        half = whole | {"known": {"lessons": lessons[: len(lessons) // 2]}}
        for name, variables in (("short", half), ("whole", whole), ("long", {"gap": {"goals": FORTY}})):
            length = len(self._path(variables))
            for place in ("/graphql", "/stock"):
                self._line(f"{name}: path of {length} steps, {place}", place, [_body(variables)])
        fresh = [_body(one) for one in itertools.islice(known_at_random(lessons), 40_000)]
        for place in ("/graphql", "/stock"):
            rate = self._line(f"known set of each request's own, {place}", place, fresh)
            calm = load.at_rate(self._port, place, fresh[::-1], self._seconds, 0.7 * rate)
            print(
                f"{'  the same at 70 % of that':<46}{calm.rate:>8.0f}{'':>16}{calm.p50:>8.1f}{calm.p99:>8.1f}"
            )

    def _line(self, name: str, place: str, bodies: list[str]) -> float:
        before = self._load("/hello", [load.GET])
        found = self._load(place, bodies)
        hello = (before.rate + self._load("/hello", [load.GET]).rate) / 2
        figures = f"{found.rate / hello:>8.3f}{found.p50:>8.1f}{found.p99:>8.1f}"
        print(f"{name:<46}{found.rate:>8.0f}{hello:>8.0f}{figures}", flush=True)
        return found.rate

    def _load(self, place: str, bodies: list[str]) -> load.Pace:
        return load.flat_out(self._port, place, bodies, self._seconds, self._connections)

    def _path(self, variables: object) -> list[str]:
        told = json.loads(load.ask_once(self._port, "/graphql", _body(variables)))
        return [step["lesson"]["id"] for step in told["data"]["learningPath"]["steps"]]


def known_at_random(lessons: list[str]) -> Iterator[object]:
    """Return questions no two of which are likely to be the same."""
    draw = random.Random(7)
    for number in itertools.count():
        done = [lesson for lesson in lessons if draw.random() < 0.5]
        yield {"gap": {"goals": [GOAL]}, "known": {"lessons": done, "text": f"thing {number}"}}


def _body(variables: object) -> str:
    return load.post({"query": QUERY, "variables": variables})


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens, however long it takes; RuntimeError if it ends before."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server ended with {server.returncode}.")


async def _serve(port: int) -> None:
    """Serve Cairn at /graphql, stock Strawberry over the same resolvers at /stock, and /hello."""
    async with await SqliteStore.open(":memory:") as store:
        settings = Settings.read({})
        workspace = Workspace(store, MiniLM(cache=settings.cache), settings)
        await ingest_path(workspace, SAMPLE)
        app = _three(create_app(workspace, settings), Stock(workspace), PlainTextResponse("hello"))
        config = uvicorn.Config(
            app, port=port, http=BoundedProtocol, log_level="error", access_log=False, lifespan="on"
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
            Once(self._workspace.store),
            principal=OPERATOR,
            request_id="",
        )


def _three(cairn: ASGIApp, stock: ASGIApp, hello: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        places = {"/hello": hello, "/stock": stock}
        await places.get(scope.get("path", ""), cairn)(scope, receive, send)

    return app


if __name__ == "__main__":
    main()

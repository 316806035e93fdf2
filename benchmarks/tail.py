"""Where the slowest answers come from: what each request takes, and what waiting in line makes of it.

Learning paths with a known set of each request's own are asked one after the other, without a socket. The
time of a request is the processor's, so that other work on the machine changes it little; what goes on beside
the requests, as looks of the garbage collector do, is a part of the one that comes after it. A line follows
from that: requests come at an even pace that keeps one process busy for 70 % of the time, and each waits for
those before it.

    python -m benchmarks.tail [--requests 20000]
"""

import argparse
import asyncio
import gc
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import uvloop
from starlette.types import ASGIApp, Message

from api.http.app import create_app
from api.services.ingest import ingest_path
from api.services.workspace import Workspace
from api.settings import Settings
from benchmarks import load
from benchmarks.serving import GOAL, QUERY, SAMPLE, known_at_random
from embeddings.minilm import MiniLM
from graph.stores.sqlite import SqliteStore

LOAD: Final = 0.7
SOCKET: Final = 0.15e-3
"""Seconds that HTTP takes beside the application, about: twice what uvicorn takes for a hello."""
PART: Final = 4_000
"""Requests in a row of the table."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=20_000, help="how many are asked, after a first row")
    options = parser.parse_args()
    uvloop.run(measure(options.requests))


async def measure(requests: int) -> None:
    """Print a row for each part of the requests."""
    print(f"{'milliseconds':<16}{'served':^24}{'answered at 70 %':^24}{'collector':^12}")
    print(f"{'requests':<16}" + f"{'p50':>8}{'p99':>8}{'most':>8}" * 2 + f"{'most':>12}")
    async with _application() as app:
        lessons = await _path(app)
        bodies = (_body(one) for one in known_at_random(lessons))
        for start in range(0, PART + requests, PART):
            looks = _Looks()
            times = [await _timed(app, body) for body in itertools.islice(bodies, PART)]
            gc.callbacks.remove(looks)
            line = (*_shown(times), *_shown(_answered(times)), f"{looks.longest * 1e3:>12.1f}")
            print(f"{f'{start + 1:,}-':<16}" + "".join(line), flush=True)


class _Looks:
    """Times the looks of the garbage collector."""

    def __init__(self) -> None:
        self.longest, self._start = 0.0, 0.0
        gc.callbacks.append(self)

    def __call__(self, phase: str, _info: object) -> None:
        if phase == "start":
            self._start = time.thread_time()
        else:
            self.longest = max(self.longest, time.thread_time() - self._start)


def _answered(times: Iterable[float]) -> list[float]:
    """Return how long each takes with the wait for those before it (Lindley's recursion)."""
    whole = [one + SOCKET for one in times]
    pace, wait, found = sum(whole) / len(whole) / LOAD, 0.0, []
    for one in whole:
        found.append(wait + one)
        wait = max(0.0, wait + one - pace)
    return found


def _shown(times: Iterable[float]) -> Sequence[str]:
    ranked = sorted(times)
    chosen = ranked[len(ranked) // 2], ranked[len(ranked) * 99 // 100], ranked[-1]
    return [f"{one * 1e3:>8.2f}" for one in chosen]


async def _timed(app: ASGIApp, body: bytes) -> float:
    """Return the processor time of a request and of what the loop does before it."""
    start = time.thread_time()
    await asyncio.sleep(0)
    await _ask(app, body)
    return time.thread_time() - start


async def _path(app: ASGIApp) -> list[str]:
    told = json.loads(await _ask(app, _body({"gap": {"goals": [GOAL]}})))
    return [step["lesson"]["id"] for step in told["data"]["learningPath"]["steps"]]


def _body(variables: object) -> bytes:
    return load.post({"query": QUERY, "variables": variables}).encode()


async def _ask(app: ASGIApp, body: bytes) -> bytes:
    """Return the body of an answer."""
    came: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        return came.pop() if came else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": "localhost", "content-type": "application/json", "content-length": str(len(body))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "state": {},
    }
    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(sent)
    return b"".join(message.get("body", b"") for message in sent[1:])


@asynccontextmanager
async def _application() -> AsyncIterator[ASGIApp]:
    """Serve the sample site, with all that goes on beside the requests."""
    async with await SqliteStore.open(":memory:") as store:
        settings = Settings.read({})
        workspace = Workspace(store, MiniLM(cache=settings.cache), settings)
        await ingest_path(workspace, SAMPLE)
        app = create_app(workspace, settings)
        async with _lifespan(app):
            await asyncio.sleep(3)  # until what questions rest on is ready
            yield app


@asynccontextmanager
async def _lifespan(app: ASGIApp) -> AsyncIterator[None]:
    begun, over = asyncio.Event(), asyncio.Event()
    steps: list[Message] = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

    async def receive() -> Message:
        if len(steps) == 1:
            await over.wait()
        return steps.pop()

    async def send(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            begun.set()

    life = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))
    await begun.wait()
    try:
        yield
    finally:
        over.set()
        await life


if __name__ == "__main__":
    main()

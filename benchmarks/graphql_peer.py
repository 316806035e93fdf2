"""A skill with what it requires, two levels deep, and all that it rests on: Cairn beside @neo4j/graphql.

Both answer from the same graph in the same Neo4j, in the same run. No question is asked twice, so that no
answer is one that was kept. The answers are compared first. The peer is two processes, Node and the database;
Cairn, which needs the database for changes alone, is asked as one process and as two. Beside the requests a
second stands what processor time each took, of all processes that answer: other work on the machine changes
that less. The database is seen where it was started as below.

    npm --prefix benchmarks/peer ci
    python tools/neo4j_server.py run python -m benchmarks.graphql_peer [--skills 100000] [--seconds 5]
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Final

import anyio

from benchmarks import load
from benchmarks.neo4j_store import CHANGE, make_statements
from graph.algorithms.closure import REQUIRED, closure
from graph.changes import ChangeSet
from graph.snapshot import Snapshot
from graph.stores.neo4j import Neo4jStore, Place

PEER: Final = Path(__file__).parent / "peer"
ABOUT: Final = (60, 100)
"""Skills that a skill rests on: from, to."""
ASKED: Final = 60_000
WORKERS: Final = (1, 2)
OURS: Final = """query($id: ID!) { skill(id: $id) { id name
  requires { prerequisite { id ... on Skill { name
    requires { prerequisite { id ... on Skill { name } } } } } }
  restsOn(first: 100) { edges { node { id name } } } } }"""
THEIRS: Final = """query($id: ID!) { skills(where: {id: {eq: $id}}) { id name
  requires { id name requires { id name } } restsOn { id name } } }"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--skills", type=int, default=100_000, help="nodes; there are three edges to each")
    parser.add_argument("--seconds", type=float, default=5, help="how long each is asked")
    options = parser.parse_args()
    if not os.environ.get("CAIRN_TEST_NEO4J_URI"):
        print("Left out, as there is no server: `python tools/neo4j_server.py run` starts one for a command.")
    elif not shutil.which("node") or not (PEER / "node_modules").is_dir():
        print("Left out, as the peer is not there: it takes Node, and `npm --prefix benchmarks/peer ci`.")
    else:
        measure(anyio.run(filled, options.skills), options.seconds)


async def filled(skills: int) -> list[str]:
    """Fill the store, and return the ids of skills that rest on about 80 others."""
    async with await Neo4jStore.open(_place()) as store:
        if (await store.revision()).sequence:
            sys.exit(f"{store.url} is not empty.")
        statements = make_statements(skills)
        for sequence, start in enumerate(range(0, len(statements), CHANGE)):
            await store.apply(ChangeSet(added=statements[start : start + CHANGE]), expected=sequence)
        snapshot = Snapshot.compile(await store.columns())
    nodes = random.Random(7).sample(range(len(snapshot)), len(snapshot))
    fitting = (
        node for node in nodes if ABOUT[0] < len(closure(snapshot, [node], relations=REQUIRED)) < ABOUT[1]
    )
    return [snapshot.ids[node] for _, node in zip(range(ASKED), fitting, strict=False)]


def measure(ids: list[str], seconds: float) -> None:
    """Ask both the same questions, and print how fast they answer."""
    print(f"{len(ids):,} skills, each of which rests on {ABOUT[0]} to {ABOUT[1]} others")
    print(f"{'':<28}{'req/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms':>10}")
    with ExitStack() as stack:
        (theirs, node_hello), node = stack.enter_context(_peer())
        peers = [node, *load.beside(os.getpid())]
        servers = {workers: stack.enter_context(_cairn(workers)) for workers in WORKERS}
        asked = [one for _, one in zip(range(ASKED), cycle(ids), strict=False)]
        for ours, server in servers.values():
            for one in ids[:20]:
                assert _answer(ours, "/graphql", OURS, one) == _answer(theirs, "/", THEIRS, one), one
            load.until_idle(server)
        _row("Node, hello", (node_hello, "/"), [load.GET], seconds, [node])
        load.flat_out(theirs, "/", _bodies(THEIRS, asked), seconds)  # until Node and Java have compiled
        before = _row("@neo4j/graphql", (theirs, "/"), _bodies(THEIRS, asked), seconds, peers)
        bodies = _bodies(OURS, asked)
        own = [
            _row(f"Cairn, processes: {workers}", (ours, "/graphql"), bodies, seconds, [server])
            for workers, (ours, server) in servers.items()
        ]
        after = _row("@neo4j/graphql again", (theirs, "/"), _bodies(THEIRS, asked), seconds, peers)
    rate, cost = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    print(f"Cairn answers {_listed(row[0] / rate for row in own)} times as many,")
    print(f"and its answers take {_listed(cost / row[1] for row in own)} times less processor time.")


def _bodies(query: str, ids: Iterable[str]) -> list[str]:
    """Return questions no two of which are the same: a variable that means nothing sets them apart."""
    asked = enumerate(ids)
    return [load.post({"query": query, "variables": {"id": one, "round": n}}) for n, one in asked]


def _answer(port: int, path: str, query: str, skill: str) -> object:
    """Return an answer in a form of its own, whoever gave it: names two levels down, and all of them."""
    told = json.loads(load.ask_once(port, path, _bodies(query, [skill])[0]))["data"]
    found = told["skill"] if "skill" in told else told["skills"][0]
    rests = found["restsOn"]
    beyond = [edge["node"] for edge in rests["edges"]] if isinstance(rests, dict) else rests
    levels = {
        one["id"]: sorted((other["id"], other["name"]) for other in _required(one))
        for one in _required(found)
    }
    return found["name"], levels, sorted((one["id"], one["name"]) for one in beyond)


def _required(skill: Mapping[str, list[dict[str, dict[str, object]]]]) -> list[dict[str, object]]:
    return [one.get("prerequisite", one) for one in skill["requires"]]


@contextmanager
def _peer() -> Iterator[tuple[list[int], int]]:
    """Serve the peer and a hello by Node; give their ports and the process."""
    command = ["node", "server.mjs"]
    with subprocess.Popen(command, cwd=PEER, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield [int(port) for port in process.stdout.readline().split()], process.pid
        finally:
            process.terminate()


@contextmanager
def _cairn(workers: int) -> Iterator[tuple[int, int]]:
    """Serve the same store by some processes; give the port and the first process."""
    uri = _place()
    environment = {
        **os.environ,
        "CAIRN_STORE": os.environ["CAIRN_TEST_NEO4J_URI"],
        "CAIRN_NEO4J_USER": uri.user or "neo4j",
        "CAIRN_NEO4J_PASSWORD": uri.password or "",
    }
    serve = ["serve", "--port", "0", "--workers", str(workers)]
    command = [sys.executable, "-c", "from api.bootstrap import main; main()", *serve]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        try:
            found = (re.search(r"http://127\.0\.0\.1:(\d+)/graphql", line) for line in process.stderr)
            yield int(next(place for place in found if place)[1]), process.pid
        finally:
            process.terminate()


def _place() -> Place:
    return Place.parse(
        os.environ["CAIRN_TEST_NEO4J_URI"],
        user=os.environ.get("CAIRN_TEST_NEO4J_USER") or "neo4j",
        password=os.environ.get("CAIRN_TEST_NEO4J_PASSWORD"),
        patience=600,
    )


def _row(
    what: str, place: tuple[int, str], bodies: Sequence[str], seconds: float, processes: Sequence[int]
) -> tuple[float, float]:
    """Ask, print how that went, and return requests a second and milliseconds of processor time for each."""
    before = load.processor_seconds(*processes)
    pace = load.flat_out(*place, bodies, seconds)
    cost = (load.processor_seconds(*processes) - before) / (pace.rate * seconds) * 1e3
    print(f"{what:<28}{pace.rate:>10.0f}{pace.p50:>10.1f}{pace.p99:>10.1f}{cost:>10.2f}", flush=True)
    return pace.rate, cost


def _listed(figures: Iterable[float]) -> str:
    return " and ".join(f"{figure:.1f}" for figure in figures)


if __name__ == "__main__":
    main()

"""How fast the store for teams takes a graph in, gives it back and follows a change; what asking it costs.

Neighbourhoods and closures of prerequisites are asked of the snapshot, in this process, and by Cypher of the
same server, which holds the same graph; every answer is compared.

    python tools/neo4j_server.py run python -m benchmarks.neo4j_store [--skills 100000] [--questions 200]
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
import numpy as np
from neo4j import AsyncGraphDatabase, AsyncSession

from benchmarks.synthetic import prerequisite_graph
from graph.algorithms.closure import REQUIRED, closure, foresee
from graph.changes import ChangeSet
from graph.model import Edge, EdgeKind, NodeId, Owner, Skill, Span, Statement
from graph.snapshot import Snapshot
from graph.stores.neo4j import Neo4jStore, Place

T = TypeVar("T")

CHANGE = 20_000  # statements to a transaction: what a server with 1 GB of heap bears
DOCUMENT = NodeId("bench/document/page")
TWO_HOPS = "MATCH (:Skill {id: $id})-[:REQUIRES*1..2]->(s) RETURN DISTINCT s.id"
CLOSURE = "MATCH (:Skill {id: $id})-[:REQUIRES*]->(s) RETURN DISTINCT s.id"  # DISTINCT: a pruned search


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skills", type=int, default=100_000, help="nodes; there are three edges to each")
    parser.add_argument(
        "--questions", type=int, default=200, help="skills that are asked about, after as many"
    )
    options = parser.parse_args()
    uri = os.environ.get("CAIRN_TEST_NEO4J_URI")
    if not uri:
        print("Left out, as there is no server: `python tools/neo4j_server.py run` starts one for a command.")
        return
    user = os.environ.get("CAIRN_TEST_NEO4J_USER") or "neo4j"
    place = Place.parse(uri, user=user, password=os.environ.get("CAIRN_TEST_NEO4J_PASSWORD"), patience=600)
    anyio.run(measure, place, options.skills, options.questions)


async def measure(place: Place, skills: int, questions: int) -> None:
    """Write a graph, read it, change it, and ask about it."""
    async with await Neo4jStore.open(place) as store:
        if (await store.revision()).sequence:
            sys.exit(f"{store.url} is not empty.")
        statements = make_statements(skills)
        print(f"{len(statements):,} facts with a statement each")
        parts = [statements[i : i + CHANGE] for i in range(0, len(statements), CHANGE)]
        start = time.perf_counter()
        for sequence, part in enumerate(parts):
            await store.apply(ChangeSet(added=part), expected=sequence)
        written = time.perf_counter() - start
        row(f"write all, in {len(parts)} changes", written, f"{len(statements) / written:,.0f} facts/s")
        loaded, columns = await timed(store.columns, runs=3)
        row("load all", loaded, f"{(len(columns.ids) + len(columns.source)) / loaded:,.0f} facts/s")
        start = time.perf_counter()
        snapshot = Snapshot.compile(columns)
        row("compile the snapshot", time.perf_counter() - start)
        changed, facts = await small_change(store)
        row("one more fact: write", changed[0])
        row(
            "one more fact: read what changed",
            changed[1],
            f"{facts} fact read; {loaded / changed[1]:,.0f} x faster than all",
        )
        await ask(place, snapshot, questions)


async def small_change(store: Neo4jStore) -> tuple[tuple[float, float], int]:
    """Return the median seconds of adding a fact and of reading what changed, and how much that is."""
    writes, reads, facts = [], [], 0
    for number in range(20):
        skill = Skill(id=NodeId(f"bench/skill/late-{number}"), name=f"Late {number}")
        expected = (await store.revision()).sequence
        change = ChangeSet(added=(state(skill, number),))
        writes.append((await timed(partial(store.apply, change, expected=expected)))[0])
        seconds, delta = await timed(partial(store.delta, expected))
        reads.append(seconds)
        facts = len(delta.living) + len(delta.gone)
    return (statistics.median(writes), statistics.median(reads)), facts


async def ask(place: Place, snapshot: Snapshot, questions: int) -> None:
    """Ask the snapshot and the server the same, and print the median of each and their ratio.

    Each is asked one question after the other, and the first half of its answers counts for nothing.
    """
    foresee(snapshot, REQUIRED)  # as a server does beside the requests
    chance = np.random.default_rng(11)
    nodes = chance.integers(len(snapshot) // 2, len(snapshot), 2 * questions).tolist()
    auth = (place.user or "neo4j", place.password) if place.password else None
    async with AsyncGraphDatabase.driver(place.address, auth=auth) as driver, driver.session() as session:
        for what, query, search in (("2 hops", TWO_HOPS, two_hops), ("closure", CLOSURE, rests_on)):
            ours, theirs, found = [], [], []
            for node in nodes:
                start = time.perf_counter()
                found.append(search(snapshot, node))
                ours.append(time.perf_counter() - start)
            for node, nearby in zip(nodes, found, strict=True):
                start = time.perf_counter()
                told = await cypher(session, query, snapshot.ids[node])
                theirs.append(time.perf_counter() - start)
                assert {snapshot.ids[one] for one in nearby} == told
            sizes = list(map(len, found))
            mine, other = (statistics.median(times[questions:]) for times in (ours, theirs))  # both are warm
            row(f"{what}, {statistics.median(sizes):,.0f} skills: snapshot", mine)
            row(f"{what}: Cypher on the same server", other, f"{other / mine:,.0f} x slower")


def two_hops(snapshot: Snapshot, node: int) -> set[int]:
    """Return what a skill requires, and what that requires."""
    first = [snapshot.target_of(edge) for edge in snapshot.edges_out(node, EdgeKind.REQUIRES)]
    second = (snapshot.target_of(e) for other in first for e in snapshot.edges_out(other, EdgeKind.REQUIRES))
    return {*first, *second}


def rests_on(snapshot: Snapshot, node: int) -> set[int]:
    """Return all that a skill rests on."""
    return set(closure(snapshot, [node], relations=REQUIRED).tolist()) - {node}


async def cypher(session: AsyncSession, query: str, node: str) -> set[str]:
    """Return the ids that a query finds from a node."""
    result = await session.run(query, id=node)
    return {found async for (found,) in result}


async def timed(work: Callable[[], Awaitable[T]], runs: int = 1) -> tuple[float, T]:
    """Return the median seconds of several runs, and the last result."""
    times = []
    while True:
        start = time.perf_counter()
        result = await work()
        times.append(time.perf_counter() - start)
        if len(times) == runs:
            return statistics.median(times), result


def make_statements(skills: int) -> tuple[Statement, ...]:
    """Return a statement each for layered skills, and for up to three earlier skills that each requires."""
    ids = [NodeId(f"bench/skill/skill-number-{number}") for number in range(skills)]
    nodes = [Skill(id=key, name=f"Skill number {number}") for number, key in enumerate(ids)]
    ends = zip(*(end.tolist() for end in prerequisite_graph(skills, seed=7)), strict=True)
    edges = [Edge(source=ids[a], kind=EdgeKind.REQUIRES, target=ids[b]) for a, b in ends]
    return tuple(state(fact, line) for line, fact in enumerate([*nodes, *edges], start=1))


def state(fact: Skill | Edge, line: int) -> Statement:
    """Return what a document says of a fact."""
    span = Span(line * 40, line * 40 + 30, line, line)
    return Statement(
        says=fact, owner=Owner(DOCUMENT), document=DOCUMENT, span=span, quote=f"words of line {line}"
    )


def row(what: str, seconds: float, note: str = "") -> None:
    """Print one line of the table."""
    time_ = f"{seconds:,.2f} s" if seconds >= 1 else f"{1e3 * seconds:,.3f} ms"
    print(f"{what:<44}{time_:>14}   {note}", flush=True)


if __name__ == "__main__":
    main()

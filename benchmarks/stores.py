"""How fast the embedded store takes a graph in and gives it back.

Peers, measured in the same run on the same graph: networkx from its node-link JSON, and a plain SQLite
database with text keys and a row per node and edge.

    python -m benchmarks.stores [--skills 100000] [--runs 5]
"""

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import networkx as nx

from graph.changes import ChangeSet
from graph.model import Edge, EdgeKind, Fact, NodeId, Origin, Owner, Skill, Span, Statement
from graph.stores.sqlite import SqliteStore

EDGES_PER_SKILL = 3
DOCUMENT = NodeId("bench/document/page")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skills", type=int, default=100_000, help="nodes; there are three edges to each")
    parser.add_argument("--runs", type=int, default=5, help="runs of each load; the median is printed")
    options = parser.parse_args()
    statements = make_statements(options.skills)
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(measure, Path(folder), statements, options.runs)


async def measure(folder: Path, statements: list[Statement], runs: int) -> None:
    """Write the graph to each store, load it from each, and print seconds and ratios."""
    facts = [statement.says for statement in statements]
    link_file, plain_file = folder / "graph.json", folder / "plain.db"
    write_networkx, write_plain = (
        seconds(save_networkx, link_file, facts),
        seconds(save_plain, plain_file, facts),
    )
    async with await SqliteStore.open(folder / "cairn.db") as store:
        start = time.perf_counter()
        await store.apply(ChangeSet(added=tuple(statements)), expected=0)
        write = time.perf_counter() - start
        loads = [await one_round(store, link_file, plain_file) for _ in range(runs)]
        small = await small_change(store)
    load, load_networkx, load_plain = (statistics.median(column) for column in zip(*loads, strict=True))
    rate = len(statements) / write
    print(f"{len(statements):,} facts with a statement each; {rate:,.0f} statements/s written")
    print(f"{'':<36}{'Cairn':>9}{'networkx':>10}{'ratio':>7}{'plain SQLite':>14}{'ratio':>7}")
    for what, ours, graph, rows in (
        ("write", write, write_networkx, write_plain),
        ("load all", load, load_networkx, load_plain),
    ):
        peers = f"{graph:>8.2f} s{ours / graph:>7.2f}{rows:>12.2f} s{ours / rows:>7.2f}"
        print(f"{what:<36}{ours:>7.2f} s{peers}")
    print(f"{'one more statement, and its delta':<36}{small * 1000:>6.1f} ms")


async def one_round(store: SqliteStore, link_file: Path, plain_file: Path) -> tuple[float, float, float]:
    """Return the seconds of one load by each, taken in turn so that all meet the same machine."""
    start = time.perf_counter()
    await store.columns()
    ours = time.perf_counter() - start
    return ours, seconds(load_networkx, link_file), seconds(load_plain, plain_file)


async def small_change(store: SqliteStore) -> float:
    """Return the median seconds of adding one statement durably and reading what it changed."""
    times = []
    for number in range(20):
        skill = Skill(id=NodeId(f"bench/skill/late-{number}"), name=f"Late {number}")
        expected = (await store.revision()).sequence
        start = time.perf_counter()
        await store.apply(ChangeSet(added=(state(skill, number),)), expected=expected)
        await store.delta(expected)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def seconds(work: Callable[..., object], *args: object) -> float:
    """Return how long ``work`` takes."""
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


def make_statements(skills: int) -> list[Statement]:
    """Return a layered graph of prerequisites, a third of them inferred, each with its statement."""
    chance = random.Random(7)
    ids = [NodeId(f"bench/skill/skill-number-{n}") for n in range(skills)]
    facts: list[Fact] = [Skill(id=key, name=f"Skill number {n}") for n, key in enumerate(ids)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < EDGES_PER_SKILL * (skills - 1):
        target = chance.randrange(1, skills)
        pairs.add((target, chance.randrange(max(0, target - 1000), target)))
    facts += [Edge(source=ids[a], kind=EdgeKind.REQUIRES, target=ids[b]) for a, b in sorted(pairs)]
    return [state(fact, line) for line, fact in enumerate(facts, start=1)]


def state(fact: Fact, line: int) -> Statement:
    """Return the statement of a fact: a quote, or for every third a conclusion."""
    if isinstance(fact, Edge) and line % 3 == 0:
        return Statement(
            says=fact,
            owner=Owner("inference:bench"),
            origin=Origin.INFERRED,
            confidence=(50 + line % 50) / 100,
            because="its terms are introduced there and used here",
        )
    span = Span(line * 40, line * 40 + 30, line, line)
    return Statement(
        says=fact, owner=Owner(DOCUMENT), document=DOCUMENT, span=span, quote=f"words of line {line}"
    )


def save_networkx(path: Path, facts: list[Fact]) -> None:
    """Write networkx's own JSON."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((fact.id, {"name": fact.name}) for fact in facts if isinstance(fact, Skill))
    graph.add_edges_from((f.source, f.target, f.kind.value) for f in facts if isinstance(f, Edge))
    path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")))


def load_networkx(path: Path) -> nx.MultiDiGraph:
    """Read networkx's own JSON."""
    graph: nx.MultiDiGraph = nx.node_link_graph(json.loads(path.read_text()), edges="edges")
    return graph


def save_plain(path: Path, facts: list[Fact]) -> None:
    """Write a row per node and edge, keyed by their ids."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE node (id TEXT PRIMARY KEY, kind TEXT, name TEXT)")
    db.execute("CREATE TABLE edge (source TEXT, kind TEXT, target TEXT, PRIMARY KEY (source, kind, target))")
    nodes = ((f.id, f.kind.value, f.name) for f in facts if isinstance(f, Skill))
    edges = ((f.source, f.kind.value, f.target) for f in facts if isinstance(f, Edge))
    db.executemany("INSERT INTO node VALUES (?, ?, ?)", nodes)
    db.executemany("INSERT INTO edge VALUES (?, ?, ?)", edges)
    db.commit()
    db.close()


def load_plain(path: Path) -> tuple[list[tuple[str, ...]], list[tuple[int, int]]]:
    """Read every row and number the ends of the edges, which any algorithm needs."""
    db = sqlite3.connect(path)
    nodes = db.execute("SELECT id, kind, name FROM node").fetchall()
    place = {key: number for number, (key, _, _) in enumerate(nodes)}
    edges = [(place[a], place[b]) for a, b in db.execute("SELECT source, target FROM edge")]
    db.close()
    return nodes, edges


if __name__ == "__main__":
    main()

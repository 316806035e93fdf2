"""Closure and fringe on a large graph, against networkx in the same run.

``python -m benchmarks.closure --size 1000000`` (networkx alone needs half a minute and 1 GB for that).
"""

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import skill_columns
from graph.algorithms import closure as closures
from graph.algorithms.closure import REQUIRED, closure
from graph.algorithms.fringe import outer_fringe
from graph.model import EdgeKind
from graph.snapshot import Snapshot, View

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of seconds and of ratios to networkx."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000, help="number of skills")
    parser.add_argument("--no-peer", action="store_true", help="leave networkx out")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    columns = skill_columns(options.size, seed=7)
    print(f"{options.size:,} skills, {len(columns.source):,} prerequisites, made in {_since(started):.1f} s")
    compiled, snapshot = _timed(lambda: Snapshot.compile(columns), repeat=1)
    peer = None if options.no_peer else _timed(lambda: _as_networkx(snapshot), repeat=1)
    _row("build", compiled, peer and peer[0])
    graph = peer and peer[1]
    last = len(snapshot) - 1
    few, many = [last], np.arange(0, len(snapshot), 2)[::-1][: len(snapshot) // 20].tolist()
    _row(*_closure(snapshot, few), graph and _reach(graph, few))
    _each(snapshot, graph)
    _row(*_closure(snapshot, many), graph and _reach(graph, many))
    known = np.random.default_rng(3).random(len(snapshot)) < 0.5
    seconds, fringe = _timed(lambda: outer_fringe(snapshot, known, View()))
    _row(f"outer fringe, {len(fringe):,}", seconds, graph and _fringe(graph, known))
    _crossover(snapshot)


def _closure(snapshot: Snapshot, roots: list[int]) -> tuple[str, float]:
    seconds, found = _timed(lambda: closure(snapshot, roots, relations=REQUIRED))
    return f"closure of {len(roots):,}: {len(found):,} nodes", seconds


def _each(snapshot: Snapshot, graph: "nx.DiGraph[int] | None") -> None:
    """Print what the closure of one skill takes, and an edge of it: processor time, the mean of many."""
    roots = np.random.default_rng(5).integers(len(snapshot) // 2, len(snapshot), 200).tolist()
    sizes = [closure(snapshot, [root], relations=REQUIRED) for root in roots]
    pointers = snapshot.pointers_out(EdgeKind.REQUIRES)
    edges = sum(int((pointers[found + 1] - pointers[found]).sum()) for found in sizes)
    ours = _cpu(lambda: [closure(snapshot, [root], relations=REQUIRED) for root in roots])
    peer = graph and _cpu(lambda: [nx.descendants(graph, root) for root in roots], repeat=1) / len(roots)
    _row(f"of one, {sum(map(len, sizes)) / len(roots):.0f} nodes, cpu", ours / len(roots), peer)
    print(f"{'  an edge':<36} {1e6 * ours / edges:>10.3f} µs")


def _cpu(work: Callable[[], object], repeat: int = 5) -> float:
    """Return the least seconds of processor time of several runs."""
    times = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _reach(graph: "nx.DiGraph[int]", roots: list[int]) -> float:
    """Return what networkx takes for the same, from one more node that points at all roots."""
    graph.add_edges_from((-1, root) for root in roots)
    seconds, _ = _timed(lambda: nx.descendants(graph, -1), repeat=1)
    graph.remove_node(-1)
    return seconds


def _fringe(graph: "nx.DiGraph[int]", known: NDArray[np.bool_]) -> float:
    def fringe() -> list[int]:
        return [n for n in graph if not known[n] and all(known[m] for m in graph.successors(n))]

    return _timed(fringe, repeat=1)[0]


def _crossover(snapshot: Snapshot) -> None:
    """Print how many nodes must be waiting for whole frontiers to be faster than node after node."""
    print(f"\n{'roots':>8} {'closure':>10} {'node by node, ms':>18} {'frontiers, ms':>15}")
    kept = closures._WIDE  # noqa: SLF001  # what is measured here is where to set it
    for roots in (1, 3, 10, 30, 100, 300, 1_000):
        start = range(len(snapshot) - roots, len(snapshot))
        times, size = [], 0
        for wide in (len(snapshot), 0):
            closures._WIDE = wide  # noqa: SLF001  # the same
            seconds, found = _timed(partial(closure, snapshot, start, relations=REQUIRED))
            times.append(1e3 * seconds)
            size = len(found)
        print(f"{roots:>8,} {size:>10,} {times[0]:>18.3f} {times[1]:>15.3f}")
    closures._WIDE = kept  # noqa: SLF001  # as it was


def _as_networkx(snapshot: Snapshot) -> "nx.DiGraph[int]":
    block = snapshot.block(EdgeKind.REQUIRES)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(snapshot)))
    graph.add_edges_from(zip(snapshot.source[block].tolist(), snapshot.target[block].tolist(), strict=True))
    return graph


def _timed(work: Callable[[], T], repeat: int = 5) -> tuple[float, T]:
    """Return the least seconds of several runs, and the result."""
    best = float("inf")
    while True:
        started = time.perf_counter()
        result = work()
        best = min(best, _since(started))
        repeat -= 1
        if not repeat:
            return best, result


def _since(started: float) -> float:
    return time.perf_counter() - started


def _row(what: str, ours: float, peer: float | None) -> None:
    ratio = "" if peer is None else f"networkx {peer:>9.5f} s   {peer / ours:>8.1f} times"
    print(f"{what:<36} {ours:>10.5f} s   {ratio}")


if __name__ == "__main__":
    main()

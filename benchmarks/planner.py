"""Paths on synthetic curricula: how large what is left is, how long each stage takes, what is proved.

Beside it, in the same run and for the first ``--peers`` queries of a cell: networkx's shortest closure (the
cheapest teacher of each skill, and all that it needs), the greedy plan, and the plain program without
reduction, which also tells whether a proof was wrong. ``cpu`` and the stages (compiling the goals, reducing,
the exact solution of what is left, order and reasons) are processor time, ``wall`` is not: where other
programs share the machine they differ. For the same reason each query has all the time it needs, and counts
as proved if that took no more processor time than the deadline. Those that took more are asked again with
the deadline on the clock: the gap is the mean of what these leave open, ``late`` the most of the deadline
that one of them took.

``--full`` is the whole table (a day); any part of it can be asked for by its rows and columns, and the
default is a small one. ``--alternatives .25`` makes 1.9 teachers a skill.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import nan
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from api.services.warm import settle
from benchmarks.synthetic import Shape, lesson_columns
from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.greedy import relaxed_plan
from graph.algorithms.instance import Instance
from graph.algorithms.known import Known
from graph.algorithms.milp import solve_program
from graph.algorithms.path import find_path
from graph.algorithms.planner import solve
from graph.algorithms.reduction import reduce, trimmed
from graph.algorithms.task import Task
from graph.model import NodeKind
from graph.snapshot import Snapshot, View

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that a query may take until it is proved."""
PROGRAM_LIMIT = 400
"""Actions up to which the plain program is solved beside the planner."""


FULL = {
    "skills": [500, 10_000, 100_000, 1_000_000],
    "gap": [1, 5, 50],
    "known": [0.0, 0.2, 0.6],
    "backward": [0.0, 0.04, 0.3],
    "alternatives": [0.0, 0.25],
    "queries": 200,
}
STAGES = ("compiled", "reduced", "exact", "told")


@dataclass(frozen=True, slots=True)
class Measured:
    """One query: sizes in lessons or actions, times in ms; whether it was proved, and how near it came."""

    relevant: int
    core: int
    largest: int
    compiled: float
    reduced: float
    exact: float
    told: float
    cpu: float
    wall: float
    proven: bool
    gap: float
    late: float


@dataclass(frozen=True, slots=True)
class Peers:
    """What others take for the same query, in ms, and how much dearer their plans are; nan if not tried."""

    closure_ms: float
    closure: float
    greedy_ms: float
    greedy: float
    program_ms: float
    disagrees: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each cell."""
    options = _options(arguments)
    import scipy.optimize  # noqa: F401, PLC0415  # a process pays for it once, whatever it is asked

    print(
        f"{'skills':>8} gap known alter. backw.    n | relevant  core largest, p50 | ms p50/p99: "
        f"{'compile':>8}{'reduce':>15}{'exact':>15}{'reasons':>15}{'cpu':>15}{'wall':>16} late "
        "| proved  gap % | closure ms   over % greedy ms   over % program ms (solved) disagreements"
    )
    for skills, alternatives, backward in product(options.skills, options.alternatives, options.backward):
        snapshot = Snapshot.compile(lesson_columns(Shape(skills, alternatives, backward), seed=1))
        settle()  # as a server does
        for gap, known in product(options.gap, options.known):
            cell = _Cell(snapshot, gap, known, options.deadline)
            rows = [cell.measured(seed) for seed in range(options.queries)]
            peers = [cell.peers(seed) for seed in range(min(options.peers, options.queries))]
            print(
                f"{skills:>8} {gap:>3} {known:>5} {alternatives:>6} {backward:>6} {len(rows):>4} | "
                f"{_summary(rows)} | {_beside(peers)}",
                flush=True,
            )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="the whole table")
    parser.add_argument("--skills", type=int, nargs="+", default=[500, 10_000])
    parser.add_argument("--gap", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--known", type=float, nargs="+", default=[0.0, 0.2])
    parser.add_argument("--backward", type=float, nargs="+", default=[0.04])
    parser.add_argument("--alternatives", type=float, nargs="+", default=[0.25])
    parser.add_argument("--queries", type=int, default=25, help="in each cell")
    parser.add_argument("--peers", type=int, default=10, help="queries in each cell that others answer too")
    parser.add_argument("--deadline", type=float, default=0.5, help="seconds in which to prove")
    options = parser.parse_args(arguments)
    if options.full:
        vars(options).update(FULL)
    return options


@dataclass(frozen=True, slots=True)
class _Cell:
    """Queries of one kind: a gap of so many skills, of which a share of all is known; a seed makes one."""

    snapshot: Snapshot
    gap: int
    known: float
    deadline: float

    def query(self, seed: int) -> tuple[list[int], frozenset[int]]:
        """Return goals, and the skills that are known."""
        skills = self.snapshot.of_kind(NodeKind.SKILL)
        random = np.random.default_rng(seed)
        known = frozenset(skills[random.random(len(skills)) < self.known].tolist())
        goals = random.choice(skills, self.gap, replace=False).tolist()
        return [goal for goal in goals if goal not in known], known

    def task(self, seed: int) -> Task:
        """Return a query as it is compiled."""
        goals, known = self.query(seed)
        return Task.of(self.snapshot, goals, Known(known, frozenset()), View())

    def measured(self, seed: int) -> Measured:
        """Return how a path is found, as a whole and stage by stage."""
        goals, known = self.query(seed)
        if not seed:  # what is put together once for a snapshot is no part of it
            find_path(self.snapshot, goals, known_skills=known)
        started = time.perf_counter()
        cpu, path = _timed(lambda: find_path(self.snapshot, goals, known_skills=known, deadline_s=PATIENCE))
        wall = 1e3 * (time.perf_counter() - started)
        compiled, task = _timed(lambda: self.task(seed))
        solved, _ = _timed(lambda: solve(task.instance, Deadline.after(PATIENCE)))
        reduced_ms, reduced = _timed(lambda: reduce(Core.of(task.instance)))
        assert reduced is not None
        sizes = [len(component.cost) for component in reduced.components]
        row = Measured(
            relevant=len(task.instance.cost),
            core=sum(sizes),
            largest=max(sizes, default=0),
            compiled=compiled,
            reduced=reduced_ms,
            exact=max(0.0, solved - reduced_ms),
            told=max(0.0, cpu - compiled - solved),
            cpu=cpu,
            wall=wall,
            proven=path.proven and cpu <= 1e3 * self.deadline,
            gap=0.0,
            late=0.0,
        )
        return row if row.proven else self.hurried(seed, row)

    def hurried(self, seed: int, row: Measured) -> Measured:
        """Return a query that was not proved in time with the gap that it has when time is up."""
        goals, known = self.query(seed)
        started = time.perf_counter()
        path = find_path(self.snapshot, goals, known_skills=known, deadline_s=self.deadline)
        late = (time.perf_counter() - started) / self.deadline
        return replace(row, gap=1 - path.lower_bound / path.total, late=late)

    def peers(self, seed: int) -> Peers:
        """Return what others make of the same query; the planner has all the time it needs."""
        instance = self.task(seed).instance
        best = solve(instance, Deadline.after(60))
        core = trimmed(Core.of(instance))
        assert core is not None
        closure_ms, closure = _timed(lambda: _shortest_closure(instance))
        greedy_ms, greedy = _timed(lambda: core.total(relaxed_plan(core, core.cost)))
        program_ms, cost = _program(core)
        return Peers(
            closure_ms=closure_ms,
            closure=closure / max(1, best.cost) - 1,
            greedy_ms=greedy_ms,
            greedy=greedy / max(1, best.cost) - 1,
            program_ms=program_ms,
            disagrees=cost is not None and best.proven and cost != best.cost,
        )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the ms of processor time that something takes, and its result."""
    started = time.process_time()
    result = work()
    return 1e3 * (time.process_time() - started), result


def _program(core: Core) -> tuple[float, int | None]:
    """Return the ms and the cost of the plain program's plan, where it is small enough and proved."""
    if not core.cost or len(core.cost) > PROGRAM_LIMIT:
        return nan, None
    elapsed, program = _timed(lambda: solve_program(core, Deadline.after(10)))
    cost = core.total(program.actions)
    return elapsed, cost if program.actions and program.lower_bound >= cost else None


def _shortest_closure(instance: Instance) -> int:
    """Return what networkx's closure costs if each skill is learnt from its cheapest teacher."""
    teacher: dict[int, int] = {}
    for action, gives in enumerate(instance.gives):
        for fact in gives:
            if fact not in teacher or instance.cost[action] < instance.cost[teacher[fact]]:
                teacher[fact] = action
    graph: nx.DiGraph[int] = nx.DiGraph()
    chosen = set(teacher.values())
    graph.add_edges_from((a, teacher[f]) for a in chosen for f in instance.needs[a] if f in teacher)
    roots = {teacher[goal] for goal in instance.goals}
    graph.add_edges_from((-1, root) for root in roots)
    return instance.total(nx.descendants(graph, -1)) if roots else 0


def _summary(rows: Sequence[Measured]) -> str:
    def column(name: str) -> NDArray[np.float64]:
        return np.array([getattr(row, name) for row in rows], np.float64)

    sizes = [np.median(column(name)) for name in ("relevant", "core", "largest")]
    times = [np.percentile(column(name), (50, 99)) for name in (*STAGES, "cpu", "wall")]
    gaps = column("gap")[column("proven") == 0]
    return (
        f"{sizes[0]:>8.0f} {sizes[1]:>5.0f} {sizes[2]:>7.0f}      |   "
        + " ".join(f"{low:>7.1f}/{high:>6.1f}" for low, high in times)
        + f" {column('late').max():>5.2f} | {column('proven').mean():>6.1%} {100 * _mean(gaps):>6.2f}"
    )


def _beside(rows: Sequence[Peers]) -> str:
    column = {name: np.array([getattr(row, name) for row in rows], np.float64) for name in Peers.__slots__}
    solved = column["program_ms"][~np.isnan(column["program_ms"])]
    return (
        f"{np.median(column['closure_ms']):>10.1f} {100 * _mean(column['closure']):>8.1f} "
        f"{np.median(column['greedy_ms']):>9.1f} {100 * _mean(column['greedy']):>8.1f} "
        f"{np.median(solved) if len(solved) else nan:>10.0f} ({len(solved):>3}) "
        f"{column['disagrees'].sum():>19.0f}"
    )


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean of the numbers among some values, 0 where there is none."""
    numbers = values[~np.isnan(values)]
    return float(numbers.mean()) if len(numbers) else 0.0


if __name__ == "__main__":
    main()

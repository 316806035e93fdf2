"""Paths on synthetic curricula: how large what is left is, how long each stage takes, what is proved.

A row of Markdown for each cell of the grid: skills, alternatives (``.25`` makes 1.9 teachers a skill),
backward requirements, goals, share that is known. Times are ms of processor time, median and 99th
percentile, and deadlines run on that clock too: other programs share the machine. The stages are compiling
the goals as far as a shortest plan may rest on them (``relevant`` are the lessons of that), reducing, the
exact solution of what is left, and order and reasons; ``all`` has also what is in none of them: among more
than 20,000 skills, finding out what facts rest on, of which nobody asked before. ``savings`` are those of
all skills at once.
Each query has all the time it needs, and counts as proved if that took no more than the deadline; those that
took more are asked again with the deadline: the gap is the mean of what these leave open, ``late`` the most
of the deadline that one took.

Beside it, in the same run and for the first ``--peers`` queries of a cell: networkx's shortest closure (the
cheapest teacher of each skill, and all that it needs) and the greedy plan, each with how much dearer it is
than the proved plan, and the plain program of all that may serve the goals, not reduced, which also tells
whether a proof was wrong: how often it differed, and of how many.

``--grid`` is the whole grid (a day without ``--seconds``, which ends a cell early); any part of it can be
asked for by its rows and columns, and the default is a small one.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf, nan
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from api.services.garbage import settle
from benchmarks.synthetic import Shape, lesson_columns
from graph.algorithms import deadline as deadlines
from graph.algorithms.core import Core
from graph.algorithms.deadline import FOREVER, Deadline
from graph.algorithms.foundations import Foundations
from graph.algorithms.greedy import relaxed_plan
from graph.algorithms.horizon import Horizon
from graph.algorithms.instance import Instance
from graph.algorithms.known import Known
from graph.algorithms.milp import solve_program
from graph.algorithms.path import find_path
from graph.algorithms.planner import solve
from graph.algorithms.reduction import reduce, trimmed
from graph.algorithms.savings import savings
from graph.algorithms.task import Task
from graph.model import NodeKind
from graph.snapshot import Snapshot, View

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that a query may take until it is proved."""
TWO_DIGITS = 9.95
FEWEST = 3
"""Queries that each cell has, however long they take."""
PROGRAM_LIMIT = 400
"""Actions up to which the plain program is solved beside the planner."""


GRID = {
    "skills": [500, 10_000, 100_000, 1_000_000],
    "gap": [1, 5, 50],
    "known": [0.0, 0.2, 0.6],
    "backward": [0.0, 0.04, 0.3],
    "alternatives": [0.0, 0.25],
    "queries": 200,
}
COLUMNS = (
    *("skills", "alternatives", "backward", "goals", "known", "queries", "relevant", "core", "largest"),
    *("compile", "reduce", "exact", "reasons", "all", "savings", "late", "proved", "gap"),
    *("closure", "greedy", "program", "disagree"),
)
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
    saved: float
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

    deadlines.monotonic = time.process_time
    print(_line(COLUMNS) + "\n" + _line("---" for _ in COLUMNS))
    for skills, alternatives, backward in product(options.skills, options.alternatives, options.backward):
        snapshot = Snapshot.compile(lesson_columns(Shape(skills, alternatives, backward), seed=1))
        Foundations.of(snapshot, View()).foresee()  # as a server does
        settle()  # the same
        for gap, known in product(options.gap, options.known):
            cell = _Cell(snapshot, gap, known, options.deadline)
            rows, peers = cell.run(options)
            about = (f"{skills:,}", alternatives, backward, gap, known, len(rows))
            print(_line((*about, *_summary(rows), *_beside(peers))), flush=True)


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--grid", action="store_true", help="the whole grid")
    parser.add_argument("--skills", type=int, nargs="+", default=[500, 10_000])
    parser.add_argument("--gap", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--known", type=float, nargs="+", default=[0.0, 0.2])
    parser.add_argument("--backward", type=float, nargs="+", default=[0.04])
    parser.add_argument("--alternatives", type=float, nargs="+", default=[0.25])
    parser.add_argument("--queries", type=int, default=25, help="in each cell")
    parser.add_argument("--seconds", type=float, default=inf, help="after which a cell is ended early")
    parser.add_argument("--peers", type=int, default=10, help="queries in each cell that others answer too")
    parser.add_argument("--deadline", type=float, default=0.5, help="seconds in which to prove")
    options = parser.parse_args(arguments)
    if options.grid:
        vars(options).update(GRID)
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
        """Return a query with all that may serve its goals."""
        goals, known = self.query(seed)
        return Task.of(self.snapshot, goals, Known(known, frozenset()), View())

    def posed(self, goals: Sequence[int], known: frozenset[int]) -> Task:
        """Return goals for someone who knows some skills as they are compiled."""
        horizon = Horizon.of(self.snapshot, None, FOREVER)
        return Task.of(self.snapshot, goals, Known(known, frozenset()), View(), horizon=horizon)

    def run(self, options: argparse.Namespace) -> "tuple[list[Measured], list[Peers]]":
        """Return what so many queries took, or as many as there was time for, at least three."""
        started = time.process_time()
        goals, known = self.query(0)
        find_path(self.snapshot, goals, known_skills=known)  # what is put together once is no part of it
        rows: list[Measured] = []
        peers: list[Peers] = []
        for seed in range(options.queries):
            rows.append(self.measured(seed))
            if seed < options.peers:
                peers.append(self.peers(seed))
            if len(rows) >= FEWEST and time.process_time() - started > options.seconds:
                break
        return rows, peers

    def measured(self, seed: int) -> Measured:
        """Return how a path is found, as a whole and stage by stage."""
        goals, known = self.query(seed)
        cpu, path = _timed(lambda: find_path(self.snapshot, goals, known_skills=known, deadline_s=PATIENCE))
        compiled, task = _timed(lambda: self.posed(goals, known))
        solved, solution = _timed(lambda: solve(task.instance, Deadline.after(PATIENCE)))
        plan = task.plan(solution.actions)
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
            saved=_timed(lambda: savings(task, plan))[0],
            proven=path.proven and cpu <= 1e3 * self.deadline,
            gap=0.0,
            late=0.0,
        )
        return row if row.proven else self.hurried(seed, row)

    def hurried(self, seed: int, row: Measured) -> Measured:
        """Return a query that was not proved in time with the gap that it has when time is up."""
        goals, known = self.query(seed)
        took, path = _timed(
            lambda: find_path(self.snapshot, goals, known_skills=known, deadline_s=self.deadline)
        )
        return replace(row, gap=1 - path.lower_bound / path.total, late=took / 1e3 / self.deadline)

    def peers(self, seed: int) -> Peers:
        """Return what others make of the same query; the planner has all the time it needs."""
        every, near = self.task(seed), self.posed(*self.query(seed))
        instance, solution = every.instance, solve(near.instance, Deadline.after(60))
        best = solution.cost // near.scale
        core = trimmed(Core.of(instance))
        assert core is not None
        closure_ms, closure = _timed(lambda: _shortest_closure(instance))
        greedy_ms, greedy = _timed(lambda: core.total(relaxed_plan(core, core.cost)))
        program_ms, cost = _program(core)
        return Peers(
            closure_ms=closure_ms,
            closure=closure // every.scale / best - 1 if best else nan,
            greedy_ms=greedy_ms,
            greedy=greedy // every.scale / best - 1 if best else nan,
            program_ms=program_ms,
            disagrees=cost is not None and solution.proven and cost // every.scale != best,
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


def _summary(rows: Sequence[Measured]) -> list[str]:
    def column(name: str) -> NDArray[np.float64]:
        return np.array([getattr(row, name) for row in rows], np.float64)

    sizes = [f"{np.median(column(name)):,.0f}" for name in ("relevant", "core", "largest")]
    times = [
        "/".join(map(_short, np.percentile(column(name), (50, 99)))) for name in (*STAGES, "cpu", "saved")
    ]
    unproven = column("proven") == 0
    late, gap = (
        (_short(column("late").max()), _percent(column("gap")[unproven])) if unproven.any() else ("", "")
    )
    return [*sizes, *times, late, f"{column('proven').mean():.1%}", gap]


def _beside(rows: Sequence[Peers]) -> list[str]:
    if not rows:
        return [""] * 4
    column = {name: np.array([getattr(row, name) for row in rows], np.float64) for name in Peers.__slots__}
    solved = column["program_ms"][~np.isnan(column["program_ms"])]
    return [
        f"{_short(np.median(column['closure_ms']))}, {_dearer(column['closure'])}",
        f"{_short(np.median(column['greedy_ms']))}, {_dearer(column['greedy'])}",
        _short(np.median(solved)) if len(solved) else "",
        f"{column['disagrees'].sum():.0f} of {len(solved)}",
    ]


def _short(value: float) -> str:
    """Return a number with two digits or more."""
    return f"{value:.1f}" if value < TWO_DIGITS else f"{value:,.0f}"


def _percent(values: NDArray[np.float64]) -> str:
    return f"{_short(100 * _mean(values))} %"


def _dearer(values: NDArray[np.float64]) -> str:
    """Return how much dearer something is: a closure in a circle is no plan, and may be cheaper."""
    return f"{'' if _mean(values) < 0 else '+'}{_percent(values)}"


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean of the numbers among some values, 0 where there is none."""
    numbers = values[~np.isnan(values)]
    return float(numbers.mean()) if len(numbers) else 0.0


if __name__ == "__main__":
    main()

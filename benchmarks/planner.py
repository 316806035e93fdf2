"""Paths on synthetic curricula: how large what is left is, how long each stage takes, what is proved.

Beside it, in the same run: networkx's shortest closure (the cheapest teacher of each skill, and all that it
needs), the greedy plan, and the plain program without reduction, which also tells whether a proof was wrong.
``wall`` and ``cpu`` are those of the whole path, order and reasons included; where other programs share the
machine they differ. The gap is the mean of the queries that were not proved in time.

``python benchmarks/planner.py --skills 500 10000 100000 1000000 --gap 1 5 50 --known 0 .2 .6
--alternatives 0 .25 --backward 0 .04 .3 --queries 200`` is the whole table (hours); any part of it can be
asked for, and the default is a small one. ``--alternatives .25`` makes 1.9 teachers a skill.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import nan

import networkx as nx
import numpy as np
from synthetic import Shape, lesson_columns

from graph.algorithms.core import Core
from graph.algorithms.deadline import Deadline
from graph.algorithms.goals import compile_goals
from graph.algorithms.greedy import relaxed_plan
from graph.algorithms.instance import Instance
from graph.algorithms.known import Known
from graph.algorithms.milp import solve_program
from graph.algorithms.minutes import Minutes
from graph.algorithms.path import find_path
from graph.algorithms.planner import solve
from graph.algorithms.pose import pose
from graph.algorithms.pruning import affordable
from graph.algorithms.reduction import reduce, trimmed
from graph.algorithms.units import condense
from graph.model import NodeKind
from graph.snapshot import Snapshot, View

PROGRAM_LIMIT = 400
"""Actions up to which the plain program is solved beside the planner."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One query: sizes in lessons or actions, times in ms, ratios of totals; nan where not looked at."""

    relevant: int
    core: int
    largest: int
    compiled: float
    solved: float
    wall: float
    cpu: float
    proven: bool
    gap: float
    greedy: float
    closure: float
    program: float
    disagrees: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each cell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--skills", type=int, nargs="+", default=[500, 10_000])
    parser.add_argument("--gap", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--known", type=float, nargs="+", default=[0.0, 0.2])
    parser.add_argument("--backward", type=float, nargs="+", default=[0.04])
    parser.add_argument("--alternatives", type=float, nargs="+", default=[0.25])
    parser.add_argument("--queries", type=int, default=25)
    parser.add_argument("--deadline", type=float, default=0.5, help="seconds a query")
    options = parser.parse_args(arguments)
    import scipy.optimize  # noqa: F401, PLC0415  # a process pays for it once, whatever it is asked

    print(
        f"{'skills':>8} gap known alter. backw. | relevant  core largest, p50 | ms, p50/p99: {'compile':>4}"
        f"{'solve':>16}{'wall':>16}{'cpu':>16} | proved  gap % | greedy % closure % over |"
        " program ms (solved) disagreements"
    )
    for skills, alternatives, backward in product(options.skills, options.alternatives, options.backward):
        snapshot = Snapshot.compile(lesson_columns(Shape(skills, alternatives, backward), seed=1))
        for gap, known in product(options.gap, options.known):
            rows = list(_queries(snapshot, gap, known, options.queries, options.deadline))
            print(
                f"{skills:>8} {gap:>3} {known:>5} {alternatives:>6} {backward:>6} | {_summary(rows)}",
                flush=True,
            )


def _queries(snapshot: Snapshot, gap: int, share: float, queries: int, deadline: float) -> Iterator[Measured]:
    skills = snapshot.of_kind(NodeKind.SKILL)
    find_path(snapshot, skills[-1:].tolist())  # what is put together once for a snapshot is no part of it
    for seed in range(queries):
        random = np.random.default_rng(seed)
        known = frozenset(skills[random.random(len(skills)) < share].tolist())
        goals = [goal for goal in random.choice(skills, gap, replace=False).tolist() if goal not in known]
        yield _measure(snapshot, goals, known, deadline)


def _measure(snapshot: Snapshot, goals: list[int], known: frozenset[int], deadline: float) -> Measured:
    started, worked = time.perf_counter(), time.process_time()
    path = find_path(snapshot, goals, known_skills=known, deadline_s=deadline)
    wall, cpu = time.perf_counter() - started, time.process_time() - worked
    started = time.perf_counter()
    problem = compile_goals(snapshot, goals, Known(known, frozenset()), View())
    lessons = [lesson for action in problem.actions for lesson in action.lessons]
    minutes = Minutes.read(snapshot, lessons)
    problem = condense(problem, [minutes.total(action.lessons) for action in problem.actions])
    instance, scale = pose(snapshot, problem, minutes)
    compiled = time.perf_counter()
    solution = solve(instance, Deadline.after(deadline))
    solved = time.perf_counter()
    core = trimmed(Core.of(instance))
    assert core is not None
    upper = core.total(relaxed_plan(core, core.cost))
    reduced = reduce(affordable(core, upper), upper)
    assert reduced is not None
    sizes = [len(component.cost) for component in reduced.components]
    program, cost = _program(core)
    return Measured(
        relevant=len(lessons),
        core=sum(sizes),
        largest=max(sizes, default=0),
        compiled=1e3 * (compiled - started),
        solved=1e3 * (solved - compiled),
        wall=1e3 * wall,
        cpu=1e3 * cpu,
        proven=path.proven,
        gap=nan if path.proven else 1 - path.lower_bound / path.total,
        greedy=(upper - solution.cost) / max(1, solution.cost),
        closure=(_shortest_closure(instance) - solution.cost) / max(1, solution.cost),
        program=program,
        disagrees=cost is not None and path.proven and cost // scale != path.total,
    )


def _program(core: Core) -> tuple[float, int | None]:
    """Return the ms and the cost of the plain program's plan, where it is small enough and proved."""
    if not core.cost or len(core.cost) > PROGRAM_LIMIT:
        return nan, None
    started = time.perf_counter()
    program = solve_program(core, Deadline.after(10))
    elapsed = 1e3 * (time.perf_counter() - started)
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
    column = {name: np.array([getattr(row, name) for row in rows], np.float64) for name in Measured.__slots__}
    sizes = [np.median(column[name]) for name in ("relevant", "core", "largest")]
    times = [np.percentile(column[name], (50, 99)) for name in ("compiled", "solved", "wall", "cpu")]
    gaps = column["gap"][~np.isnan(column["gap"])]
    programs = column["program"][~np.isnan(column["program"])]
    return (
        f"{sizes[0]:>8.0f} {sizes[1]:>5.0f} {sizes[2]:>7.0f}      |    "
        + "  ".join(f"{low:>6.1f}/{high:>7.1f}" for low, high in times)
        + f" | {column['proven'].mean():>6.1%} {100 * gaps.mean() if len(gaps) else 0:>6.2f} | "
        f"{100 * column['greedy'].mean():>8.1f} {100 * column['closure'].mean():>9.1f}      | "
        f"{np.median(programs) if len(programs) else nan:>10.0f} ({len(programs):>3}) "
        f"{column['disagrees'].sum():>13.0f}"
    )


if __name__ == "__main__":
    main()

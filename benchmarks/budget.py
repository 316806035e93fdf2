"""The most valuable part of a gap within a budget: how long it takes, what is proved, how near the bound.

The budget is a share of what the whole gap takes. Beside it, in the same run: the first steps of the whole
path that fit, and greedy by worth for time.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.synthetic import Shape, lesson_columns
from graph.algorithms.budget import most_valuable, pieces
from graph.algorithms.deadline import Deadline
from graph.algorithms.instance import Instance
from graph.algorithms.known import Known
from graph.algorithms.planner import solve
from graph.algorithms.task import Task
from graph.model import NodeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Measured:
    """One query: ms, whether proved, and shares of the bound."""

    ms: float
    proven: bool
    found: float
    quick: float
    prefix: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each cell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--skills", type=int, nargs="+", default=[500, 10_000])
    parser.add_argument("--gap", type=int, nargs="+", default=[5, 50])
    parser.add_argument("--share", type=float, nargs="+", default=[0.5], help="budget, of the whole")
    parser.add_argument("--queries", type=int, default=12)
    parser.add_argument("--deadline", type=float, default=0.5, help="seconds a query")
    options = parser.parse_args(arguments)
    print("  skills gap share |  ms p50/p99   | proved | of the bound: mean/least   no time   prefix")
    for skills in options.skills:
        snapshot = Snapshot.compile(lesson_columns(Shape(skills), seed=1))
        for gap, share in product(options.gap, options.share):
            rows = list(_queries(snapshot, gap, share, options.queries, options.deadline))
            ms, found = [row.ms for row in rows], [row.found for row in rows]
            print(
                f"{skills:>8} {gap:>3} {share:>5} | {np.median(ms):>5.0f}/{np.percentile(ms, 99):>5.0f}   | "
                f"{np.mean([row.proven for row in rows]):>6.0%} | {np.mean(found):>18.3f}/{min(found):.3f} "
                f"{np.mean([row.quick for row in rows]):>9.3f} {np.mean([row.prefix for row in rows]):>8.3f}",
                flush=True,
            )


def _queries(snapshot: Snapshot, gap: int, share: float, queries: int, deadline: float) -> Iterator[Measured]:
    skills = snapshot.of_kind(NodeKind.SKILL)
    for seed in range(queries):
        goals = np.random.default_rng(seed).choice(skills, gap, replace=False).tolist()
        task = Task.of(snapshot, goals, Known(frozenset(), frozenset()), View())
        whole = solve(task.instance, Deadline.after(1))
        worth = pieces(task.problem)
        budget = int(share * whole.cost)
        started = time.perf_counter()
        found = most_valuable(task.instance, worth, budget, Deadline.after(deadline), whole.actions)
        elapsed = 1e3 * (time.perf_counter() - started)
        quick = most_valuable(task.instance, worth, budget, Deadline.after(0), whole.actions)
        bound = max(1, found.upper_bound)
        prefix = _prefix(task.instance, whole.actions, budget, worth)
        yield Measured(elapsed, found.proven, found.worth / bound, quick.worth / bound, prefix / bound)


def _prefix(instance: Instance, plan: Sequence[int], budget: int, worth: dict[int, int]) -> int:
    """Return what the first steps of a plan are worth that fit a budget."""
    order, _ = instance.fire(plan)
    total = np.cumsum([instance.cost[action] for action in order])
    _, true = instance.fire(order[: int(np.searchsorted(total, budget, side="right"))])
    return sum(value for fact, value in worth.items() if fact in true)


if __name__ == "__main__":
    main()

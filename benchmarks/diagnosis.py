"""How many questions locate a learner within what a goal rests on, how well, and how long each takes.

Learners are made up: each has studied towards some skills, every one by a teacher drawn at random. Beside
it, in the same run: the sum of all that answers imply, and questions in random order, each stopped after as
many questions.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import Shape, lesson_columns
from graph.algorithms.diagnosis import Answer, Noise, diagnose, estimate
from graph.algorithms.domain import Domain
from graph.algorithms.requirements import bound_into, requirements, taught_by
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View

STUDIED = 0.05
"""Share of the skills that a learner has studied towards."""


@dataclass(frozen=True, slots=True)
class Session:
    """One learner: questions asked, shares told right, microseconds of processor time a question."""

    questions: int
    right: float
    summed: float
    random: float
    microseconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each share of alternatives and each noise."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--skills", type=int, default=60, help="what the goal rests on, or up to four fewer")
    parser.add_argument("--alternatives", type=float, nargs="+", default=[0.0, 0.4])
    parser.add_argument("--noise", type=float, nargs="+", default=[0.001, 0.1])
    parser.add_argument("--learners", type=int, default=60)
    options = parser.parse_args(arguments)
    print("alternatives noise | questions p50/p90 | told right: mean/p10   summed  random | us each p50/p99")
    for alternatives in options.alternatives:
        snapshot = Snapshot.compile(lesson_columns(Shape(500, alternatives), seed=1))
        domains = _domains(snapshot, options.skills)
        for noise in options.noise:
            rows = [
                _session(snapshot, domains[seed % len(domains)], noise, seed)
                for seed in range(options.learners)
            ]
            print(f"{alternatives:>12} {noise:>5} | {_summary(rows)}", flush=True)


def _domains(snapshot: Snapshot, size: int, wanted: int = 8) -> list[Domain]:
    random = np.random.default_rng(0)
    skills = random.permutation(snapshot.of_kind(NodeKind.SKILL)).tolist()
    fitting = (
        domain for skill in skills if -4 <= len((domain := Domain.of(snapshot, [skill])).skills) - size <= 0
    )
    return [domain for domain, _ in zip(fitting, range(wanted), strict=False)]


def _session(snapshot: Snapshot, domain: Domain, noise: float, seed: int) -> Session:
    random = np.random.default_rng(seed)
    truth = _learner(snapshot, domain, random)
    said = truth ^ (random.random(len(truth)) < noise)
    expected = Noise(max(noise, 0.02), max(noise, 0.02))
    answers: list[Answer] = []
    times: list[float] = []
    while True:
        started = time.process_time()
        diagnosis = diagnose(domain, answers, noise=expected)
        times.append(1e6 * (time.process_time() - started))
        if diagnosis.question is None:
            break
        place = domain.place(diagnosis.question)
        assert place is not None
        answers.append(Answer(diagnosis.question, bool(said[place])))
    summed = sum((_implied(domain, answer, expected) for answer in answers), np.zeros(len(truth)))
    others = random.choice(len(truth), len(answers), replace=False).tolist()
    at_random = [Answer(domain.skills[i], bool(said[i])) for i in others]
    return Session(
        questions=len(answers),
        right=_right(diagnosis.mastery, truth),
        summed=_right(1 / (1 + np.exp(-summed)), truth),
        random=_right(estimate(domain, at_random, {}, expected), truth),
        microseconds=float(np.median(times)),
    )


def _learner(snapshot: Snapshot, domain: Domain, random: np.random.Generator) -> NDArray[np.bool_]:
    """Return what someone knows who has studied towards some skills, each by a teacher drawn at random."""
    known = {skill for skill in domain.skills if random.random() < STUDIED}
    queue = sorted(known)
    for skill in queue:
        teachers = bound_into(snapshot, skill, EdgeKind.TEACHES, View())
        lesson = snapshot.source_of(teachers[random.integers(len(teachers))])
        behind = {requirement.node for requirement in requirements(snapshot, lesson, View())}
        new = sorted((behind | taught_by(snapshot, lesson, View()).keys()) - known)
        known.update(new)
        queue += new
    return np.array([skill in known for skill in domain.skills])


def _implied(domain: Domain, answer: Answer, noise: Noise) -> NDArray[np.float64]:
    place = domain.place(answer.skill)
    assert place is not None
    relation = nx.DiGraph([(int(i), int(j)) for i, j in zip(*domain.links[:2], strict=True)])
    relation.add_node(place)
    reached = nx.descendants(relation, place) if answer.yes else nx.ancestors(relation, place)
    odds = np.zeros(len(domain.skills))
    odds[[place, *reached]] = noise.says(yes=answer.yes)
    return odds


def _right(mastery: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    return float(((mastery >= 0.5) == truth).mean())


def _summary(rows: Sequence[Session]) -> str:
    questions = [row.questions for row in rows]
    right = [row.right for row in rows]
    times = [row.microseconds for row in rows]
    summed, random = np.mean([row.summed for row in rows]), np.mean([row.random for row in rows])
    return (
        f"{np.median(questions):>9.0f} {np.percentile(questions, 90):>7.0f} | "
        f"{np.mean(right):>16.3f} {np.percentile(right, 10):.3f} {summed:>8.3f} {random:>7.3f} | "
        f"{np.median(times):>7.0f} {np.percentile(times, 99):>7.0f}"
    )


if __name__ == "__main__":
    main()

"""Curricula made up for measuring: layered, local, a few skills required by many."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from graph.changes import Revision
from graph.codec import EDGE_CODES, NODE_CODES, ORIGIN_CODES, ROLE_CODES
from graph.columns import GraphColumns, Ints
from graph.model import EdgeKind, NodeKind, Origin, TeachingRole

LAYERS = 12
"""Longest chain of prerequisites, but for cycles."""
WINDOW = 10
"""How far apart, within a layer, a skill and what it requires lie at most."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a curriculum is like.

    ``alternatives`` is the share of skills with several teachers (two to four), ``backward`` the share of
    lessons that also require something later, which may close a cycle.
    """

    skills: int
    alternatives: float = 0.4
    backward: float = 0.04
    prerequisites: int = 3


def prerequisite_graph(skills: int, seed: int, prerequisites: int = 3) -> tuple[Ints, Ints]:
    """Return an acyclic relation between skills: up to three earlier prerequisites each, all of them near."""
    random = np.random.default_rng(seed)
    source = np.repeat(np.arange(1, skills, dtype=np.int64), prerequisites)
    target = _earlier(random, source, skills)
    return _distinct(source[source != target], target[source != target], skills)


def skill_columns(skills: int, seed: int) -> GraphColumns:
    """Return skills that require each other, without lessons."""
    source, target = prerequisite_graph(skills, seed)
    kinds = np.full(skills, NODE_CODES[NodeKind.SKILL], np.uint8)
    edges = np.full(len(source), EDGE_CODES[EdgeKind.REQUIRES], np.uint8)
    return _columns(kinds, np.full(skills, -1, np.int32), source, target, edges)


def lesson_columns(shape: Shape, seed: int) -> GraphColumns:
    """Return skills 0 … n - 1, and after them lessons that teach one or two and require one to three."""
    random = np.random.default_rng(seed)
    n = shape.skills
    teachers = np.where(random.random(n) < shape.alternatives, random.integers(2, 5, n), 1)
    main = np.repeat(np.arange(n), teachers)
    lesson = n + np.arange(len(main))
    second = random.random(len(main)) < 0.3
    covered = np.minimum(main[second] + random.integers(1, WINDOW, int(second.sum())), n - 1)
    wanting = np.repeat(np.arange(len(main)), random.integers(0, shape.prerequisites + 1, len(main)))
    required = _earlier(random, main[wanting], n)
    wanting, required = wanting[required != main[wanting]], required[required != main[wanting]]
    back = np.flatnonzero(random.random(len(main)) < shape.backward)
    later = np.minimum(main[back] + -(-n // LAYERS) + random.integers(0, WINDOW, len(back)), n - 1)
    teaches = _distinct(np.concatenate((lesson, lesson[second])), np.concatenate((main, covered)), n)
    requires = _distinct(
        np.concatenate((lesson[wanting], lesson[back])), np.concatenate((required, later)), n
    )
    kinds = np.full(n + len(main), NODE_CODES[NodeKind.SKILL], np.uint8)
    kinds[n:] = NODE_CODES[NodeKind.LESSON]
    minutes = np.full(len(kinds), -1, np.int32)
    minutes[n:] = random.choice([5, 10, 15, 20, 30, 45, 60, 90], len(main))
    edges = np.repeat(
        np.array([EDGE_CODES[EdgeKind.TEACHES], EDGE_CODES[EdgeKind.REQUIRES]], np.uint8),
        [len(teaches[0]), len(requires[0])],
    )
    source, target = (np.concatenate(ends) for ends in zip(teaches, requires, strict=True))
    return _columns(kinds, minutes, source, target, edges)


def _earlier(random: np.random.Generator, skill: NDArray[np.int64], skills: int) -> NDArray[np.int64]:
    """Draw for each skill one of an earlier layer: near, and half the time one that many require.

    Layers are equally wide, and a skill's own number stands for one that has no earlier layer.
    """
    width = -(-skills // LAYERS)
    layer, place = skill // width, skill % width
    back = np.minimum(random.geometric(0.6, len(skill)), 4)
    near = (place + random.integers(-WINDOW, WINDOW + 1, len(skill))) % width
    hub = near - near % 10
    place = np.where(random.random(len(skill)) < 0.5, hub, near)
    return np.where(layer > 0, np.maximum(layer - back, 0) * width + place, skill)


def _distinct(source: NDArray[np.int64], target: NDArray[np.int64], n: int) -> tuple[Ints, Ints]:
    pairs = np.unique(source * n + target)
    return (pairs // n).astype(np.int32), (pairs % n).astype(np.int32)


def _columns(
    kinds: NDArray[np.uint8], minutes: Ints, source: Ints, target: Ints, edge_kind: NDArray[np.uint8]
) -> GraphColumns:
    n, m = len(kinds), len(source)
    lesson = NODE_CODES[NodeKind.LESSON]
    labels = ["lesson" if kind == lesson else "skill" for kind in kinds.tolist()]
    roles = np.where(edge_kind == EDGE_CODES[EdgeKind.TEACHES], ROLE_CODES[TeachingRole.MAIN], 0)
    return GraphColumns(
        revision=Revision(1, "", datetime(2000, 1, 1, tzinfo=UTC)),
        ids=[f"synthetic/{label}/{i:07d}" for i, label in enumerate(labels)],
        names=[f"{label} {i}" for i, label in enumerate(labels)],
        data=[b"{}"] * n,
        kinds=kinds,
        origins=np.full(n, ORIGIN_CODES[Origin.AUTHORED], np.uint8),
        confidences=np.ones(n, np.float32),
        minutes=minutes,
        source=source,
        target=target,
        edge_kind=edge_kind,
        edge_origin=np.full(m, ORIGIN_CODES[Origin.AUTHORED], np.uint8),
        edge_confidence=np.ones(m, np.float32),
        edge_role=roles.astype(np.uint8),
        edge_position=np.full(m, -1, np.int32),
        redirects={},
    )

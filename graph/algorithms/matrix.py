"""Which lessons serve what a curriculum promises, warns of, is for and teaches: the rows of a heat map."""

from collections.abc import Collection, Mapping
from enum import StrEnum

import numpy as np

from graph.algorithms.coverage import Dimension, lessons_by
from graph.algorithms.pairs import distinct, grouped
from graph.codec import NODE_CODES
from graph.columns import Ints
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, View


class Served(StrEnum):
    """What lessons serve: outcomes that are promised, pitfalls that are warned of, audiences, skills."""

    OUTCOME = "outcome"
    PITFALL = "pitfall"
    AUDIENCE = "audience"
    SKILL = "skill"


_DIMENSIONS: Mapping[Served, Dimension] = {
    Served.OUTCOME: Dimension.OUTCOME,
    Served.PITFALL: Dimension.PITFALL,
    Served.AUDIENCE: Dimension.AUDIENCE,
}


def serving(
    snapshot: Snapshot, lessons: Collection[int], kind: Served, view: View
) -> list[tuple[int, tuple[int, ...]]]:
    """Return what some lessons could serve, in reading order, each with those of them that do.

    A skill is in it if some of the lessons teaches or requires it; lessons are in reading order too.
    """
    studied = set(lessons)
    if kind is Served.SKILL:
        return _skills(snapshot, studied, view)
    groups = lessons_by(snapshot, studied, _DIMENSIONS[kind], view)
    reading = snapshot.reading
    return [
        (node, tuple(sorted(set(groups[node]), key=reading.__getitem__)))
        for node in sorted(groups, key=lambda node: (int(reading[node]), node))
    ]


def _skills(snapshot: Snapshot, studied: set[int], view: View) -> list[tuple[int, tuple[int, ...]]]:
    inside = np.zeros(len(snapshot), np.bool_)
    inside[list(studied)] = True
    lessons, taught = _ends(snapshot, inside, EdgeKind.TEACHES, view)
    _, required = _ends(snapshot, inside, EdgeKind.REQUIRES, view)
    of_kind = required[snapshot.kinds[required] == NODE_CODES[NodeKind.SKILL]]
    skills = np.zeros(len(snapshot), np.bool_)
    skills[np.concatenate([taught, of_kind])] = True
    chosen = np.flatnonzero(skills)
    ordered = chosen[np.argsort(snapshot.reading[chosen], kind="stable")].tolist()
    teachers = grouped(*distinct(snapshot, taught, lessons))
    return [(skill, tuple(teachers.get(skill, ()))) for skill in ordered]


def _ends(
    snapshot: Snapshot, inside: "np.typing.NDArray[np.bool_]", kind: EdgeKind, view: View
) -> tuple[Ints, Ints]:
    """Return the ends of the edges of a kind that leave some nodes and bind."""
    block = snapshot.block(kind)
    edges = np.arange(block.start, block.stop)
    edges = edges[inside[snapshot.source[edges]] & snapshot.binding(view, edges)]
    return snapshot.source[edges], snapshot.target[edges]

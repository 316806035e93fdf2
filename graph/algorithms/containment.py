"""Which modules hold which lessons, directly or not: all pairs at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.pairs import unique
from graph.codec import NODE_CODES
from graph.columns import Ints
from graph.model import EdgeKind, NodeKind
from graph.snapshot import Snapshot, gather

_LESSON, _MODULE = NODE_CODES[NodeKind.LESSON], NODE_CODES[NodeKind.MODULE]


@dataclass(frozen=True, slots=True)
class Containment:
    """Pairs of a lesson and a module that holds it, sorted by lesson, then by module.

    Attributes
    ----------
    lesson, module
        Shape (pairs,).
    pointers
        Shape (n + 1,): the pairs of node i are ``[pointers[i], pointers[i + 1])``.
    size
        Shape (n,): how many lessons each node holds.
    """

    lesson: Ints
    module: Ints
    pointers: Ints
    size: Ints


def containment(snapshot: Snapshot) -> Containment:
    """Return which modules hold which lessons; worked out once a snapshot."""
    return snapshot.once(Containment, lambda: _contain(snapshot))


def _contain(snapshot: Snapshot) -> Containment:
    n = len(snapshot)
    lessons = np.flatnonzero(snapshot.kinds == _LESSON)
    new = pairs = _outward(snapshot, lessons, lessons)
    while len(new):
        grown = _outward(snapshot, *np.divmod(new, n))
        new = np.setdiff1d(grown, pairs, assume_unique=True)
        pairs = np.union1d(pairs, new)
    lesson, module = np.divmod(pairs, n)
    pointers = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(lesson, minlength=n), out=pointers[1:])
    size = np.bincount(module, minlength=n).astype(np.int32)
    return Containment(lesson.astype(np.int32), module.astype(np.int32), pointers, size)


def _outward(
    snapshot: Snapshot, lesson: NDArray[np.integer], inner: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Return the pairs of lessons and the modules one step out from ``inner``, as ``lesson * n + module``."""
    pointers = snapshot.pointers_out(EdgeKind.PART_OF)
    outer = snapshot.target[gather(pointers, inner)]
    times = pointers[inner + 1] - pointers[inner]
    pairs = np.repeat(lesson.astype(np.int64), times) * len(snapshot) + outer
    return unique(pairs[snapshot.kinds[outer] == _MODULE])

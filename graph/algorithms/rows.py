"""A planning problem as rows of a linear program: how much of some actions every plan has at least."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from graph.algorithms.circles import lowest_components
from graph.algorithms.core import Core

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


class Rows:
    """The rows of the program: at least ``lower`` of each sum of coefficients; a column for each action.

    An action is taken only if for all it needs one that gives it is taken, which lets actions justify each
    other in a circle: what else is required tells of circles.
    """

    def __init__(self, core: Core, cuts: Iterable[Iterable[int]] = ()) -> None:
        """Begin with what goals and actions need, and with ``cuts``: of each of them every plan has one."""
        self._core = core
        self._column = {action: i for i, action in enumerate(core.cost)}
        self._achievers = core.achievers()
        self._entries: list[tuple[int, int, int]] = []
        self._lower: list[int] = []
        for goal in sorted(core.goals):
            self._require(self._achievers[goal])
        for action in core.cost:
            for fact in sorted(core.needs[action]):
                self._require(self._achievers.get(fact, ()), action)
        for cut in cuts:
            self._require(cut)

    @property
    def cost(self) -> "NDArray[np.int64]":
        """What each column costs."""
        return np.fromiter(self._core.cost.values(), np.int64, len(self._column))

    @property
    def lower(self) -> "NDArray[np.int64]":
        """What each row has at least."""
        return np.array(self._lower, np.int64)

    def matrix(self) -> "csr_array":
        """Return the coefficients."""
        from scipy.sparse import csr_array  # noqa: PLC0415  # .1 s, needed by few plans

        row, column, value = np.array(self._entries, np.int64).reshape(-1, 3).T
        return csr_array((value, (row, column)), shape=(len(self._lower), len(self._column)))

    def forbid_circles(self, chosen: Iterable[int], true: Iterable[int]) -> None:
        """Forbid that chosen actions justify each other, in each lowest circle and on the whole.

        Parameters
        ----------
        true
            The facts that they do reach.

        Notes
        -----
        With U facts that are claimed and not reached, one of the actions that give some of U and need none
        of it must be taken by whoever needs some of U (loop formulas; Lin and Zhao, 2004).
        """
        reached = set(true)
        waits: dict[int, set[int]] = {}
        for action in chosen:
            for fact in self._core.gives[action] - reached:
                waits.setdefault(fact, set()).update(self._core.needs[action] - reached)
        circles = [set(facts) for facts in lowest_components(waits)]
        for claimed in circles if circles == [waits.keys()] else [*circles, set(waits)]:
            self._cut(claimed)

    def _cut(self, claimed: set[int]) -> None:
        """Let facts be claimed only together with an action that gives some of them and needs none."""
        outside = [
            action
            for action in self._column
            if not claimed.isdisjoint(self._core.gives[action])
            and claimed.isdisjoint(self._core.needs[action])
        ]
        if not claimed.isdisjoint(self._core.goals):
            self._require(outside)
        for action in self._column:
            if not claimed.isdisjoint(self._core.needs[action]):
                self._require(outside, action)

    def _require(self, givers: Iterable[int], taker: int | None = None) -> None:
        """Add a row: one of the givers is taken if the taker is, or in any case."""
        row = len(self._lower)
        self._entries += ((row, self._column[giver], 1) for giver in givers if giver != taker)
        if taker is not None:
            self._entries.append((row, self._column[taker], -1))
        self._lower.append(0 if taker is not None else 1)

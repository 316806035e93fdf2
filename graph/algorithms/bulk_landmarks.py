"""Landmarks of a large core, as rows of bits, of as many facts and actions as matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.bulk import Bulk, Mask, Numbers
from graph.snapshot import dependency_levels

Rows: TypeAlias = NDArray[np.uint64]
_WORD: Final = 64
_ALL: Final = np.uint64(2**64 - 1)
_FEW: Final = 16
"""Of so many rows each set is combined row by row, with those of all other sets at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The longest chain of facts and circles that each fact rests on, and whether it is in a circle."""

    of_fact: Numbers
    cyclic: Mask

    @classmethod
    def of(cls, bulk: Bulk) -> "Levels":
        """Return the levels of the facts of a core."""
        fact, need = (ends.astype(np.int32) for ends in bulk.below())
        component, level = dependency_levels(len(bulk.facts), fact, need)
        cyclic = np.bincount(component, minlength=1)[component] > 1
        cyclic[fact[fact == need]] = True
        return cls(level.astype(np.int64), cyclic)

    def steps(self, bulk: Bulk) -> Iterator[tuple[Numbers, Numbers, bool]]:
        """Return facts, actions that need nothing above them, and whether the facts are in circles.

        Each step rests on those before, and circles on themselves too.
        """
        of_fact = 2 * self.of_fact + self.cyclic
        of_action = np.full(len(bulk.actions), -1)
        np.maximum.at(of_action, bulk.needs.action, of_fact[bulk.needs.fact])
        keys = np.unique(np.concatenate((of_fact, of_action)))
        for key, *step in zip(keys.tolist(), _grouped(of_fact, keys), _grouped(of_action, keys), strict=True):
            yield *step, key % 2 > 0 and key > 0


@dataclass(frozen=True, slots=True, eq=False)
class BulkLandmarks:
    """For each fact and action what must be true or done before it is, of what has a column.

    ``fact_column`` and ``action_column`` number the columns of facts and actions, -1 for those without.
    """

    fact_column: Numbers
    action_column: Numbers
    of_fact: Rows
    of_action: Rows

    @classmethod
    def of(cls, bulk: Bulk, levels: Levels, facts: Mask, actions: Mask) -> "BulkLandmarks":
        """Return the landmarks of all among some facts and actions; see :mod:`graph.algorithms.landmarks`.

        Notes
        -----
        Each row from those it rests on, and in a circle again and again until none changes: the greatest
        solution, since every row starts with all bits set.
        """
        first, more = int(np.count_nonzero(facts)), int(np.count_nonzero(actions))
        words = (first + more) // _WORD + 1  # one bit to spare, which is never set
        marks = cls(
            np.where(facts, np.cumsum(facts) - 1, -1),
            np.where(actions, first + np.cumsum(actions) - 1, -1),
            np.full((len(facts), words), _ALL),
            np.full((len(actions), words), _ALL),
        )
        for facts_of_step, actions_of_step, circular in levels.steps(bulk):
            settle = marks._settle_circle if circular else marks._settle
            settle(bulk, facts_of_step, actions_of_step)
        return marks

    def has(self, actions: Numbers, facts: Numbers) -> Mask:
        """Return for pairs of an action and a fact whether the fact, if it has a column, comes before."""
        column = self.fact_column[facts]
        bits = self.of_action[actions, column // _WORD] >> (column % _WORD).astype(np.uint64)
        return (bits & np.uint64(1)).astype(np.bool_)

    def of_goals(self, goal: Mask) -> tuple[Mask, Mask]:
        """Return which facts and which actions, of those with a column, the goals cannot do without."""
        row = np.bitwise_or.reduce(self.of_fact[goal], axis=0)
        columns = np.unpackbits(row.astype("<u8").view(np.uint8), bitorder="little").astype(np.bool_)
        return columns[self.fact_column], columns[self.action_column]

    def _settle(self, bulk: Bulk, facts: Numbers, actions: Numbers) -> None:
        """Work out the rows of facts, and then of actions, from those that they rest on."""
        if len(facts):
            self.of_fact[facts] = self._fact_rows(bulk, facts)
        if len(actions):
            self.of_action[actions] = self._action_rows(bulk, actions)

    def _settle_circle(self, bulk: Bulk, facts: Numbers, actions: Numbers) -> None:
        """Do so again for what rests on a row that has changed, until none does."""
        in_circle = np.zeros(len(bulk.actions), np.bool_)
        in_circle[actions] = True
        circular = np.zeros(len(bulk.facts), np.bool_)
        circular[facts] = True
        while len(facts):
            facts = _replace(self.of_fact, facts, self._fact_rows(bulk, facts))
            takers = bulk.needs.actions_of(facts)
            actions = np.unique(takers[in_circle[takers]])
            actions = _replace(self.of_action, actions, self._action_rows(bulk, actions))
            given = bulk.gives.facts_of(actions)
            facts = np.unique(given[circular[given]])

    def _fact_rows(self, bulk: Bulk, facts: Numbers) -> Rows:
        rows = _combined(np.bitwise_and, self.of_action, bulk.gives.by_fact, bulk.gives.of_fact, facts)
        return _marked(rows, self.fact_column[facts])

    def _action_rows(self, bulk: Bulk, actions: Numbers) -> Rows:
        rows = _combined(np.bitwise_or, self.of_fact, bulk.needs.fact, bulk.needs.of_action, actions)
        return _marked(rows, self.action_column[actions])


def _combined(combine: np.ufunc, rows: Rows, entries: Numbers, pointers: Numbers, chosen: Numbers) -> Rows:
    """Return for each chosen line of a CSR the rows of its entries, combined; no bits where it has none."""
    starts, counts = pointers[chosen], pointers[chosen + 1] - pointers[chosen]
    filled = np.flatnonzero(counts)
    if len(filled) < len(chosen):
        found = np.zeros((len(chosen), rows.shape[1]), np.uint64)
        found[filled] = _combined(combine, rows, entries, pointers, chosen[filled])
        return found
    found = rows[entries[starts]]
    for place in range(1, min(_FEW, int(counts.max(initial=0)))):
        longer = np.flatnonzero(counts > place)
        found[longer] = combine(found[longer], rows[entries[starts[longer] + place]])
    for line in np.flatnonzero(counts > _FEW).tolist():
        start = int(starts[line])
        found[line] = combine.reduce(rows[entries[start : start + int(counts[line])]], axis=0)
    return found


def _marked(rows: Rows, column: Numbers) -> Rows:
    """Set in each row the bit of a column, if there is one."""
    line = np.flatnonzero(column >= 0)
    column = column[line]
    rows[line, column // _WORD] |= np.uint64(1) << (column % _WORD).astype(np.uint64)
    return rows


def _replace(rows: Rows, lines: Numbers, new: Rows) -> Numbers:
    """Replace some lines; return those that have changed."""
    changed: Numbers = lines[(rows[lines] != new).any(axis=1)]
    rows[lines] = new
    return changed


def _grouped(of: Numbers, keys: Numbers) -> list[Numbers]:
    """Return for each key which entries are equal to it."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.searchsorted(of[order], keys[1:]))

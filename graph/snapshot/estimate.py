"""How long lessons take where no document says so."""

import numpy as np

from graph.columns import Ints


def estimate_minutes(minutes: Ints, module: Ints, curriculum: Ints) -> Ints:
    """Return the minutes to count for each node: as stated, else the median of its module or curriculum.

    Parameters
    ----------
    minutes
        Shape (n,); -1 where unknown.
    module, curriculum
        The group that each node belongs to, shape (n,); -1 for none.

    Returns
    -------
    Shape (n,); -1 where nothing in the curriculum states minutes. A median between two is rounded up.
    """
    estimate = minutes.copy()
    for group in (module, curriculum):
        unknown = (estimate < 0) & (group >= 0)
        estimate[unknown] = _medians(minutes, group)[group[unknown]]
    return estimate


def _medians(minutes: Ints, group: Ints) -> Ints:
    """Return the median of each group's stated minutes, -1 for a group that states none."""
    medians = np.full(int(group.max(initial=-1)) + 1, -1, np.int32)
    stated = np.flatnonzero((minutes >= 0) & (group >= 0))
    order = stated[np.lexsort((minutes[stated], group[stated]))]
    groups, first, size = np.unique(group[order], return_index=True, return_counts=True)
    low, high = minutes[order[first + (size - 1) // 2]], minutes[order[first + size // 2]]
    medians[groups] = (low + high + 1) // 2
    return medians

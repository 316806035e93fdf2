"""What is left of a planning problem once it was reduced."""

from dataclasses import dataclass
from typing import Final

from graph.algorithms.core import Core

WORTHWHILE: Final = 20
"""A round that drops less than one in so many actions, needs and gifts is the last."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """Actions that are taken for sure and what they cost, and the components that remain to be solved.

    ``indispensable`` are those that every plan has: all of them, unless there was no time for one round.
    """

    taken: frozenset[int]
    cost: int
    indispensable: frozenset[int]
    components: tuple[Core, ...]

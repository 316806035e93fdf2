"""Lessons that justify each other: the smallest sets in which each needs only what the set itself gives."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations

import numpy as np

from graph.algorithms.problem import fire
from graph.snapshot import strong_components

_LOOKED_AT = 500
"""Sets of lessons looked at for one circle before its cheapest round is taken as it is."""
_OFFERED = 32
"""Sets offered to the planner for one circle, overlapping ones put together included."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Facts that wait for each other, and the actions that would give them.

    ``achievers`` has the facts as its keys, ``waits_for`` says which of them an action needs, ``gives`` what
    it gives, ``is_lesson`` whether it is studied; the others follow freely from what they need, in no circle.
    """

    achievers: Mapping[int, Sequence[int]]
    waits_for: Callable[[int], Collection[int]]
    gives: Callable[[int], Iterable[int]]
    is_lesson: Callable[[int], bool]

    def actions(self, *, lessons: bool) -> set[int]:
        """Return the lessons, or what follows freely."""
        every = {action for actions in self.achievers.values() for action in actions}
        return {action for action in every if self.is_lesson(action) == lessons}

    def given(self, lessons: Iterable[int]) -> dict[int, int]:
        """Return what is true once lessons were studied together, whatever they need, and what gives it."""
        _, first = fire(
            (*lessons, *sorted(self.actions(lessons=False))),
            lambda action: () if self.is_lesson(action) else self.waits_for(action),
            self.gives,
        )
        return first

    def missing(self, lessons: Iterable[int], true: Collection[int]) -> int | None:
        """Return a fact that some lessons need and that is not true; None if they justify each other."""
        return next((fact for i in lessons for fact in sorted(self.waits_for(i)) if fact not in true), None)

    def helping(self, fact: int, true: Collection[int]) -> set[int]:
        """Return the lessons that give a fact, or something that it could follow from."""
        found: set[int] = set()
        queue = [fact]
        seen = {fact}
        for wanted in queue:
            for action in self.achievers[wanted]:
                if self.is_lesson(action):
                    found.add(action)
                    continue
                new = [need for need in self.waits_for(action) if need not in true and need not in seen]
                seen.update(new)
                queue += new
        return found

    def complete(self, lessons: Iterable[int]) -> list[int]:
        """Return lessons that justify each other, and what follows freely on the way from one to another."""
        giver = self.given(sorted(lessons))
        found = set(lessons)
        queue = sorted(found)
        for action in queue:
            new = {giver[fact] for fact in self.waits_for(action)} - found
            found |= new
            queue += new
        return sorted(found)


def smallest_rounds(circle: Circle, cost: Callable[[int], int]) -> list[frozenset[int]]:
    """Return sets of lessons that justify each other, none within another, cheapest first.

    Returns
    -------
    All of them, and those that overlap put together too, so that no lesson need be counted twice; as far as
    bounds on the effort allow. Empty where these did not suffice to find one.

    Notes
    -----
    Uniform-cost search over sets: the first need that is missing is met by each lesson that could help. A
    set within another is cheaper or smaller, and so is found before it.
    """
    queue: list[tuple[int, int, tuple[int, ...]]] = [
        (cost(lesson), 1, (lesson,)) for lesson in circle.actions(lessons=True)
    ]
    heapify(queue)
    seen: set[tuple[int, ...]] = set()
    found: list[frozenset[int]] = []
    for _ in range(_LOOKED_AT):
        if not queue:
            break
        total, size, chosen = heappop(queue)
        if any(unit.issubset(chosen) for unit in found):
            continue
        true = circle.given(chosen)
        fact = circle.missing(chosen, true)
        if fact is None:
            found.append(frozenset(chosen))
            continue
        for lesson in circle.helping(fact, true):
            larger = tuple(sorted((*chosen, lesson)))
            if larger not in seen:
                seen.add(larger)
                heappush(queue, (total + cost(lesson), size + 1, larger))
    return _with_unions(found[:_OFFERED])


def lowest_components(graph: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """Return the strongly connected components from which no edge leads out, by their first node."""
    number = {node: i for i, node in enumerate(graph)}
    links = [(number[node], number[other]) for node, others in graph.items() for other in others]
    source, target = np.array(links, np.int32).reshape(-1, 2).T
    component = strong_components(len(graph), source, target).tolist()
    left = {component[a] for a, b in links if component[a] != component[b]}
    lowest: dict[int, list[int]] = {}
    for node, label in zip(graph, component, strict=True):
        if label not in left:
            lowest.setdefault(label, []).append(node)
    return list(lowest.values())


def _with_unions(units: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """Return sets and, for those that overlap, what they are together."""
    offered = dict.fromkeys(units)
    grown = True
    while grown and len(offered) < _OFFERED:
        unions = [a | b for a, b in combinations(offered, 2) if a & b and a | b not in offered]
        grown = bool(unions)
        offered.update(dict.fromkeys(unions[: _OFFERED - len(offered)]))
    return list(offered)

"""What every plan must make true and do: landmarks, as bit sets."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from graph.algorithms.core import Core


@dataclass(frozen=True, slots=True)
class Landmarks:
    """For each fact and action of a core, what must be true or done before it is.

    Bit i of a set stands for the i-th fact of ``facts``, bit ``len(facts) + i`` for the i-th of ``actions``.
    A fact or action is a landmark of itself.
    """

    facts: list[int]
    actions: list[int]
    bit: dict[int, int]
    of_fact: dict[int, int]
    of_action: dict[int, int]

    def facts_in(self, bits: int) -> Iterator[int]:
        """Return the facts of a set."""
        bits &= (1 << len(self.facts)) - 1
        return (self.facts[i] for i in _ones(bits))

    def actions_in(self, bits: int) -> Iterator[int]:
        """Return the actions of a set."""
        return (self.actions[i] for i in _ones(bits >> len(self.facts)))

    def count_actions(self, bits: int) -> int:
        """Return how many actions a set has."""
        return (bits >> len(self.facts)).bit_count()

    def of_facts(self, facts: Iterable[int]) -> int:
        """Return what must be true or done before all of some facts are true."""
        bits = 0
        for fact in facts:
            bits |= self.of_fact[fact]
        return bits


def landmarks(core: Core) -> Landmarks:
    """Return the landmarks of a core whose actions are in an order in which they can be taken.

    Notes
    -----
    The greatest solution of LM(fact) = {fact} and what all actions that give it share, LM(action) =
    {action} and the landmarks of all it needs (Keyder, Richter and Helmert, "Sound and complete landmarks
    for AND/OR graphs", 2010). Complete: whatever is in every plan is found.
    """
    order = list(core.cost)
    facts = list(dict.fromkeys(chain.from_iterable(map(core.gives.__getitem__, order))))
    bit = {fact: 1 << i for i, fact in enumerate(facts)}
    own = {action: 1 << (len(facts) + i) for i, action in enumerate(order)}
    of_fact, of_action = _greatest_solution(core, order, bit, own)
    return Landmarks(facts, order, bit, of_fact, of_action)


def in_every_plan(core: Core, actions: Collection[int]) -> frozenset[int]:
    """Return those of some actions that no plan does without; the core's are in an order that works.

    The same fixpoint with these actions as the only landmarks, so that the sets stay small on a large core.
    """
    own = {action: 1 << i for i, action in enumerate(actions)}
    of_fact, _ = _greatest_solution(core, list(core.cost), {}, own)
    needed = 0
    for goal in core.goals:
        needed |= of_fact[goal]
    return frozenset(action for action, bit in own.items() if bit & needed)


def _greatest_solution(
    core: Core, order: Sequence[int], bit: Mapping[int, int], own: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return the landmarks of facts and of actions; what has no bit is in no set.

    The first pass sees each need before who needs it, by one way to it; then whoever needs a fact that other
    ways made lose landmarks is looked at again.
    """
    of_fact: dict[int, int] = {}
    of_action: dict[int, int] = {}
    lessened = _settle(core, order, (bit, own), of_fact, of_action)
    needed_by: dict[int, list[int]] = {}
    for place, action in enumerate(order if lessened else ()):
        for fact in core.needs[action]:
            needed_by.setdefault(fact, []).append(place)
    while lessened:
        places = sorted({place for fact in lessened for place in needed_by.get(fact, ())})
        lessened = _settle(core, [order[place] for place in places], (bit, own), of_fact, of_action)
    return of_fact, of_action


def _settle(
    core: Core,
    actions: Iterable[int],
    bits: tuple[Mapping[int, int], Mapping[int, int]],
    of_fact: dict[int, int],
    of_action: dict[int, int],
) -> set[int]:
    """Work out anew the landmarks of actions and of what they give; return the facts that now have fewer."""
    bit, own = bits
    lessened: set[int] = set()
    for action in actions:
        marks = own.get(action, 0)
        for fact in core.needs[action]:
            marks |= of_fact[fact]
        if of_action.get(action) == marks:
            continue
        of_action[action] = marks
        for fact in core.gives[action]:
            before, after = of_fact.get(fact), marks | bit.get(fact, 0)
            if before is None:
                of_fact[fact] = after
            elif before & after != before:
                of_fact[fact] = before & after
                lessened.add(fact)
    return lessened


def _ones(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low

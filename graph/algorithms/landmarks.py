"""What every plan must make true and do: landmarks, as bit sets."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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

    def of_facts(self, facts: Iterable[int]) -> int:
        """Return what must be true or done before all of some facts are true."""
        bits = 0
        for fact in facts:
            bits |= self.of_fact[fact]
        return bits


def landmarks(core: Core) -> Landmarks:
    """Return the landmarks of a core all of whose actions can be taken.

    Notes
    -----
    The greatest solution of LM(fact) = {fact} and what all actions that give it share, LM(action) =
    {action} and the landmarks of all it needs (Keyder, Richter and Helmert, "Sound and complete landmarks
    for AND/OR graphs", 2010). Complete: whatever is in every plan is found.
    """
    order, first = core.fire(core.cost)
    facts = list(first)
    bit = {fact: 1 << i for i, fact in enumerate(facts)}
    own = {action: 1 << (len(facts) + i) for i, action in enumerate(order)}
    of_fact, of_action = _greatest_solution(core, order, bit, own)
    return Landmarks(facts, order, bit, of_fact, of_action)


def in_every_plan(core: Core, actions: Collection[int]) -> frozenset[int]:
    """Return those of some actions that no plan does without.

    The same fixpoint with these actions as the only landmarks, so that the sets stay small on a large core.
    """
    own = {action: 1 << i for i, action in enumerate(actions)}
    of_fact, _ = _greatest_solution(core, core.fire(core.cost)[0], {}, own)
    needed = 0
    for goal in core.goals:
        needed |= of_fact[goal]
    return frozenset(action for action, bit in own.items() if bit & needed)


def _greatest_solution(
    core: Core, order: Sequence[int], bit: Mapping[int, int], own: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return the landmarks of facts and of actions; what has no bit is in no set."""
    of_fact: dict[int, int] = {}
    of_action: dict[int, int] = {}
    needed_by: dict[int, list[int]] = {}
    for action in order:
        for fact in core.needs[action]:
            needed_by.setdefault(fact, []).append(action)
    place = {action: i for i, action in enumerate(order)}
    changed = set(order)
    while changed:
        batch, changed = sorted(changed, key=place.__getitem__), set()
        for action in batch:
            changed.discard(action)
            bits = own.get(action, 0)
            for fact in core.needs[action]:
                bits |= of_fact[fact]
            if of_action.get(action) == bits:
                continue
            of_action[action] = bits
            for fact in core.gives[action]:
                before, after = of_fact.get(fact), bits | bit.get(fact, 0)
                of_fact[fact] = after if before is None else before & after
                if of_fact[fact] != before:
                    changed.update(other for other in needed_by.get(fact, ()) if other in of_action)
    return of_fact, of_action


def _ones(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low

"""Facts that nothing in the curriculum makes true: what one is assumed to bring along."""

from collections.abc import Sequence

from graph.algorithms.problem import Action, fire


def untaught(facts: int, actions: Sequence[Action]) -> frozenset[int]:
    """Return the facts, numbered below ``facts``, that no lesson would give whatever it required.

    What follows from others is taught if one of them is and the rest is at worst untaught. Facts that
    follow only from each other, round in a circle, are untaught.
    """
    achievers = _achievers(facts, actions)
    assumed = {fact for fact in range(facts) if not achievers[fact]}
    while True:
        taught = _taught(actions, assumed)
        lost = set(range(facts)) - taught - assumed
        if not lost:
            return frozenset(assumed)
        hopeless = {
            fact
            for fact in lost
            if not any(taught.intersection(actions[action].needs) for action in achievers[fact])
        }
        assumed |= hopeless or lost


def _achievers(facts: int, actions: Sequence[Action]) -> list[list[int]]:
    achievers: list[list[int]] = [[] for _ in range(facts)]
    for number, action in enumerate(actions):
        for fact in action.gives:
            achievers[fact].append(number)
    return achievers


def _taught(actions: Sequence[Action], assumed: set[int]) -> set[int]:
    """Return what lessons give, whatever they need, and what follows from that."""
    rests_on_study = [
        bool(action.lessons) or not action.needs or not assumed.issuperset(action.needs) for action in actions
    ]
    _, first = fire(
        [number for number, rests in enumerate(rests_on_study) if rests],
        lambda number: () if actions[number].lessons else set(actions[number].needs) - assumed,
        lambda number: actions[number].gives,
    )
    return set(first)

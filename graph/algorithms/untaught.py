"""Facts that nothing in the curriculum makes true: what one is assumed to bring along."""

from collections.abc import Sequence

from graph.algorithms.problem import Action, fire


def untaught(facts: int, actions: Sequence[Action], unseen: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the facts, numbered below ``facts``, that no lesson would give whatever it required.

    Of facts ``unseen`` nobody has looked what gives them: some lesson may.

    What follows from others is taught if one of them is and the rest is at worst untaught. Facts that
    follow only from each other, round in a circle, are untaught.
    """
    studied = {fact for action in actions if action.lessons for fact in action.gives}.union(unseen)
    free = [action for action in actions if not action.lessons]
    if not free:
        return frozenset(range(facts)) - studied
    achievers = _achievers(facts, actions)
    assumed = {fact for fact in range(facts) if not achievers[fact]}.difference(unseen)
    while True:
        taught = _taught(free, studied, assumed)
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


def _taught(free: Sequence[Action], studied: set[int], assumed: set[int]) -> set[int]:
    """Return what lessons give, whatever they need, and what follows freely from some of that."""
    rests_on_study = [
        number for number, way in enumerate(free) if not way.needs or not assumed.issuperset(way.needs)
    ]
    _, first = fire(
        rests_on_study,
        lambda number: free[number].needs.keys() - assumed - studied,
        lambda number: free[number].gives,
    )
    return {*studied, *first}

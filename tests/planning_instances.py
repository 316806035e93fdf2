"""Planning problems by themselves, so small that every plan can be looked at."""

from itertools import compress, product

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from graph.algorithms.instance import Instance


def instances(*, facts: int = 8, actions: int = 10) -> SearchStrategy[Instance]:
    """Return instances with cycles, alternatives, free actions; their goals may be out of reach."""
    some = st.frozensets(st.integers(0, facts - 1), max_size=3)
    at_least_one = st.frozensets(st.integers(0, facts - 1), min_size=1, max_size=3)
    action = st.tuples(st.sampled_from([0, 1, 1, 2, 3, 5]), some, at_least_one)
    return st.builds(instance_of, st.lists(action, min_size=1, max_size=actions), at_least_one)


def instance_of(actions: list[tuple[int, frozenset[int], frozenset[int]]], goals: frozenset[int]) -> Instance:
    """Return an instance of actions: what each costs, needs and gives."""
    return Instance(
        [c for c, _, _ in actions], [n - g for _, n, g in actions], [g for _, _, g in actions], goals
    )


def plans_of(instance: Instance) -> list[tuple[int, ...]]:
    """Return every set of actions that reaches the goals."""
    chosen = product([False, True], repeat=len(instance.cost))
    sets = (tuple(compress(range(len(instance.cost)), bits)) for bits in chosen)
    return [actions for actions in sets if instance.solves(actions)]
